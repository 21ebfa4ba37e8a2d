# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write of synonyms. Those that come with the software are data, kept in ``data/synonyms.json``."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.core.content_version import content_changed
from allmende.search import rules
from allmende.search.models import SynonymGroup
from allmende.search.synonyms import synonym_key

if TYPE_CHECKING:
    from allmende.accounts.models import User

SYNONYMS_FILE: Final = Path(__file__).parent / "data" / "synonyms.json"
LONGEST_WORD: Final = 80
MOST_WORDS: Final = 20
LONGEST_GROUP: Final = 300
ALLOWED: Final = re.compile(r"(?:§ ?)?[^\W_](?:[\w .&/§'’()-]*[\w.)])?")
"""Letters and digits, and what stands inside names; nothing that means something in the search field."""


@dataclass(frozen=True, slots=True)
class SynonymsReport:
    """What loading did; groups the desk has changed or deleted are ``kept`` as they are."""

    created: int
    changed: int
    removed: int
    kept: int


def clean_words(text: str) -> tuple[str, ...]:
    """The words of a group as they are kept. Raises ValidationError when they can be no group."""
    members: dict[str, str] = {}
    for raw in text.split(","):
        word = " ".join(raw.split())
        if not word:
            continue
        if len(word) > LONGEST_WORD:
            raise ValidationError(_("„%(word)s …“ ist zu lang: höchstens 80 Zeichen.") % {"word": word[:30]})
        if not ALLOWED.fullmatch(word) or not synonym_key(word):
            raise ValidationError(_("„%(word)s“ enthält Zeichen, die kein Wort haben kann.") % {"word": word})
        members.setdefault(synonym_key(word), word)
    if len(members) < 2:
        raise ValidationError(_("Eine Gruppe braucht mindestens zwei verschiedene Wörter, durch Komma getrennt."))
    if len(members) > MOST_WORDS:
        raise ValidationError(_("Eine Gruppe hat höchstens 20 Wörter."))
    return tuple(members.values())


def create_synonyms(*, words: str, is_one_way: bool = False, note: str = "", by: User) -> SynonymGroup:
    """Teach the search a group of words."""
    _check(by)
    with transaction.atomic():
        group = SynonymGroup(words=_new_words(words, is_one_way=is_one_way), is_one_way=is_one_way, note=note)
        return _save(group, "synonyms.created", before=None, by=by)


def change_synonyms(
    *, group: SynonymGroup, words: str, is_one_way: bool = False, note: str = "", by: User
) -> SynonymGroup:
    """Change a group; a supplied one is the desk's from now on."""
    _check(by)
    with transaction.atomic():
        group = SynonymGroup.objects.select_for_update().get(pk=group.pk)
        before = _told(group)
        group.words = _new_words(words, is_one_way=is_one_way, but=group)
        group.is_one_way, group.note = is_one_way, note
        if _told(group) == before:
            return group
        group.is_supplied = False
        return _save(group, "synonyms.changed", before=before, by=by)


def delete_synonyms(*, group: SynonymGroup, by: User) -> None:
    """Let a group act no more. A supplied one can be brought back."""
    _check(by)
    with transaction.atomic():
        group = SynonymGroup.objects.select_for_update().get(pk=group.pk)
        if not group.is_active:
            return
        audit.record("synonyms.deleted", group, by=by, before=_told(group))
        if group.supplied_key:
            group.is_active = group.is_supplied = False
            group.save()
        else:
            group.delete()
        content_changed()


def restore_synonyms(*, group: SynonymGroup, by: User) -> SynonymGroup:
    """Let a supplied group act again that was deleted."""
    _check(by)
    with transaction.atomic():
        group = SynonymGroup.objects.select_for_update().get(pk=group.pk)
        if group.is_active:
            return group
        group.is_active = True
        return _save(group, "synonyms.restored", before=None, by=by)


def load_synonyms(*, by: User | None = None) -> SynonymsReport:
    """Bring the supplied groups to the state of the data file; what the desk has touched stays."""
    rows: list[dict[str, Any]] = json.loads(SYNONYMS_FILE.read_text(encoding="utf-8"))
    created = changed = removed = kept = 0
    with transaction.atomic():
        known = {group.supplied_key: group for group in SynonymGroup.objects.exclude(supplied_key="")}
        for row in rows:
            group = known.pop(row["key"], None) or SynonymGroup(supplied_key=row["key"], is_supplied=True)
            if not group.is_supplied:
                kept += 1
                continue
            before = _told(group) if group.pk else None
            group.words = ", ".join(clean_words(", ".join(row["words"])))
            group.is_one_way, group.note = row["is_one_way"], row["note"]
            if _told(group) == before:
                continue
            created, changed = created + (before is None), changed + (before is not None)
            _save(group, "synonyms.created" if before is None else "synonyms.changed", before=before, by=by)
        for group in known.values():
            if not group.is_supplied:
                kept += 1
                continue
            removed += 1
            audit.record("synonyms.deleted", group, by=by, before=_told(group))
            group.delete()
            content_changed()
    return SynonymsReport(created, changed, removed, kept)


def _check(user: User) -> None:
    if not rules.may_keep_synonyms(user):
        raise PermissionDenied


def _new_words(text: str, *, is_one_way: bool, but: SynonymGroup | None = None) -> str:
    """``text`` as it is kept. Raises ValidationError also when a group says exactly the same."""
    members = clean_words(text)
    keys = {synonym_key(word) for word in members}
    for group in SynonymGroup.objects.all():
        if but is not None and group.pk == but.pk:
            continue
        same = keys == {synonym_key(word) for word in group.members} and group.is_one_way == is_one_way
        if same and (not is_one_way or synonym_key(group.members[0]) == synonym_key(members[0])):
            raise ValidationError(_("Diese Gruppe gibt es schon."))
    joined = ", ".join(members)
    if len(joined) > LONGEST_GROUP:
        raise ValidationError(_("Zusammen sind die Wörter zu lang: höchstens 300 Zeichen."))
    return joined


def _save(group: SynonymGroup, verb: str, *, before: dict[str, Any] | None, by: User | None) -> SynonymGroup:
    group.full_clean()
    group.save()
    audit.record(verb, group, by=by, before=before, after=_told(group))
    content_changed()
    return group


def _told(group: SynonymGroup) -> dict[str, Any]:
    return {"words": group.words, "is_one_way": group.is_one_way, "note": group.note}
