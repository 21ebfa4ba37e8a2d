# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writing drafts: begun once, saved step by step, by several people at the same time without losing anything."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from allmende.accounts.models import Organisation, User
from allmende.accounts.rules import answers_for
from allmende.core import audit
from allmende.moderation import contents, rules
from allmende.moderation.models import Change, State
from allmende.moderation.workflow import STEPS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from django.http import QueryDict

    from allmende.moderation.contents import Content
    from allmende.moderation.kinds import Kind, Step

LONGEST_NOTE = 2000
BEGUN, SAVED, NOTED = "change.begun", "change.saved", "change.noted"


class TakenByOthersError(ValidationError):
    """Another organisation has an open change to the same object; what is in it is its own business."""

    def __init__(self) -> None:
        super().__init__(
            _("Zu diesem Eintrag gibt es schon einen offenen Änderungsvorschlag einer anderen Organisation.")
        )


class ClosedError(ValidationError):
    """The change is at the desk or decided, so nobody writes in it now; the message says since when."""

    def __init__(self, change: Change) -> None:
        last = change.steps.select_related("by").order_by("-at", "-pk").first()
        what = STEPS[last.step].done if last is not None and last.step in STEPS else change.get_state_display()
        super().__init__(
            _("Der Beitrag ist jetzt: %(what)s. Deshalb lässt er sich gerade nicht ändern.") % {"what": what}
        )


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one page of the forms."""

    change: Change
    changed: tuple[str, ...] = ()
    """Parts written."""
    kept: tuple[str, ...] = ()
    """Parts that somebody else has changed meanwhile and that stay as they did it."""
    conflicts: tuple[str, ...] = ()
    """Parts that both have changed; the other's still counts, what was typed is in the form."""
    shown: Content = field(default_factory=contents.empty)
    """What the form shows now: as typed, but for what is kept from others."""


def mark_of(content: Content, part: str) -> str:
    """A short mark of what ``part`` says, by which a form knows later whether it still does."""
    text = json.dumps(contents.part_of(content, part) or "", sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def marks(content: Content, parts: Iterable[str]) -> dict[str, str]:
    return {part: mark_of(content, part) for part in parts}


def may_begin(kind: Kind, obj: Any | None, organisation: Organisation, by: User) -> bool:
    """Whether ``by`` may begin a change for ``organisation``: a new object, or one that is its own or nobody's."""
    if not Organisation.objects.of(by).filter(pk=organisation.pk).exists():
        return False
    if obj is None or obj.owner_id == organisation.pk:
        return True
    if not kind.published().filter(pk=obj.pk).exists():
        return False
    if obj.owner_id is None and kind.concerns(obj, organisation):
        return True
    return rules.is_desk(by) and answers_for(by, [place.ars for place in kind.places_of(kind.content_of(obj))])


def begin_change(*, kind: Kind, obj: Any | None, organisation: Organisation, by: User) -> Change:
    """A draft of ``organisation`` for a new object or for changes to ``obj``; asked for twice it is the same draft.

    Raises PermissionDenied, and TakenByOthersError when another organisation has an open change to ``obj``.
    """
    if not may_begin(kind, obj, organisation, by):
        raise PermissionDenied
    try:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=by.pk)  # two clicks come at once: one after the other
            found = _open_change(kind, obj, organisation) if obj is not None else _untouched(kind, organisation, by)
            return found or _new_change(kind, obj, organisation, by)
    except IntegrityError:
        found = _open_change(kind, obj, organisation) if obj is not None else None
        if found is None:
            raise
        return found


def _open_change(kind: Kind, obj: Any, organisation: Organisation) -> Change | None:
    found = Change.objects.open().filter(kind=kind.name, object_key=obj.pk).select_related("organisation").first()
    if found is not None and found.organisation_id != organisation.pk:
        raise TakenByOthersError
    return found


def _untouched(kind: Kind, organisation: Organisation, by: User) -> Change | None:
    """A new draft that ``by`` has begun and nobody has written in yet: „Neu“ was pressed twice."""
    drafts = Change.objects.filter(kind=kind.name, object_key=None, organisation=organisation, author=by)
    return drafts.filter(state=State.DRAFT, version=1, note="", attachments=None).order_by("pk").first()


def _new_change(kind: Kind, obj: Any | None, organisation: Organisation, by: User) -> Change:
    content = kind.content_of(obj) if obj is not None else kind.begin(organisation)
    change = Change.objects.create(
        kind=kind.name,
        object_key=obj.pk if obj is not None else None,
        organisation=organisation,
        author=by,
        content=content,
        base=content if obj is not None else None,
        title=_title(kind, content),
    )
    _set_areas(change, kind, content)
    after = {"kind": kind.name, "object_key": change.object_key}
    audit.record(BEGUN, change, by=by, organisation=organisation, after=after)
    return change


def _title(kind: Kind, content: Content) -> str:
    return " ".join(kind.title_of(content).split())[:250]


def _set_areas(change: Change, kind: Kind, content: Content) -> None:
    """The places it concerns, and that of the organisation, so that the desk of the right Land finds it."""
    places = {place.pk for place in kind.places_of(content)}
    if change.organisation.territory_id is not None:
        places.add(change.organisation.territory_id)
    change.areas.set(places)


def locked(change: Change, by: User) -> Change:
    """``change`` as it is now, held until the transaction ends. Raises PermissionDenied, ClosedError."""
    fresh = Change.objects.select_for_update().get(pk=change.pk)
    if not Organisation.objects.of(by).filter(pk=fresh.organisation_id).exists():
        raise PermissionDenied
    if not fresh.is_editable:
        raise ClosedError(fresh)
    return fresh


def save_step(
    *,
    change: Change,
    kind: Kind,
    step: Step,
    data: QueryDict,
    version: int,
    seen: Mapping[str, str],
    by: User,
    take: Collection[str] = (),
) -> Saved:
    """Keep what was typed on the page ``step``, right or wrong, with what others have saved meanwhile.

    ``version`` and ``seen`` (``marks``) say what the form was opened with; ``take`` are parts in which the other's
    words shall count. A part that only one has changed is kept from that one; what both have changed differently is a
    conflict and not written. Raises PermissionDenied, ClosedError.
    """
    with transaction.atomic():
        fresh = locked(change, by)
        theirs: Content = fresh.content
        typed = kind.typed(step, theirs, data)
        opened = None if version == fresh.version else seen
        content, changed, kept, conflicts = _merged(theirs, typed, step, opened, take)
        if changed:
            fresh.content, fresh.version, fresh.title = content, fresh.version + 1, _title(kind, content)
            fresh.save(update_fields=["content", "version", "title", "updated_at"])
            _set_areas(fresh, kind, content)
            after = {"step": step.key, "parts": changed}
            audit.record(SAVED, fresh, by=by, organisation=fresh.organisation, after=after)
    shown = typed
    for part in kept:
        is_section = part in typed["rows"]
        shown = contents.with_part(shown, part, contents.part_of(theirs, part), is_section=is_section)
    return Saved(fresh, tuple(changed), tuple(kept), tuple(conflicts), shown)


def _merged(
    theirs: Content, typed: Content, step: Step, opened: Mapping[str, str] | None, take: Collection[str]
) -> tuple[Content, list[str], list[str], list[str]]:
    """The content to keep, and the parts changed, kept from others, in conflict.

    ``opened`` are the marks of what the form showed; None when nobody has saved since.
    """
    content, changed, kept, conflicts = theirs, [], [], []
    for part in step.parts:
        mine = mark_of(typed, part)
        other = mark_of(theirs, part)
        was = other if opened is None else opened.get(part)
        if mine == other:
            continue
        if part in take or (mine == was and was != other):
            kept.append(part)
            continue
        if was != other:
            conflicts.append(part)
            continue
        changed.append(part)
        value = contents.part_of(typed, part)
        content = contents.with_part(content, part, value, is_section=part in typed["rows"])
    return content, changed, kept, conflicts


def set_note(*, change: Change, note: str, by: User) -> Change:
    """What the author tells the desk beside the content."""
    text = note.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > LONGEST_NOTE:
        raise ValidationError(_("Höchstens %(number)s Zeichen, bitte.") % {"number": LONGEST_NOTE})
    with transaction.atomic():
        fresh = locked(change, by)
        if fresh.note != text:
            fresh.note = text
            fresh.save(update_fields=["note", "updated_at"])
            audit.record(NOTED, fresh, by=by, organisation=fresh.organisation)
    return fresh
