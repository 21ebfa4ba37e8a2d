# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The one sanctioned way to take persons out of the audit log. That something happened stays, and what; who goes.

Other apps call ``core.audit``. Names and addresses are looked for as whole words, whatever their case. A name is taken
out of rows of others only if nothing else in the log is called like that: an account that is named after a town must
not wipe the town's history when it goes.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from allmende.core.models import AuditEntry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from allmende.core.models import AuditEntryQuerySet

GONE: Final = "gelöschtes Konto"
FORGOTTEN: Final = "nicht mehr gespeichert"
AT_ONCE: Final = 500
"""Rows in one transaction, so that nobody else has to wait long."""
EMAIL: Final = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\W\d_]{2,}")

_person_kinds: set[str] = {settings.AUTH_USER_MODEL.lower()}
_personal_keys: set[str] = {"email", "phone", "contact_person", "contact_email", "contact_phone"}


def register_person_kinds(*object_types: str) -> None:
    """Say that objects of these kinds („accounts.membership“) are called by the name of a person."""
    _person_kinds.update(object_types)


def register_personal_keys(*keys: str) -> None:
    """Say that ``before`` and ``after`` hold something about a person under these keys."""
    _personal_keys.update(keys)


def anonymise_person(*, key: int, texts: Iterable[str]) -> int:
    """Take the person with this account key out of every row; returns how many rows were changed.

    ``texts``: every name and address the person had. The account itself need not exist any more.
    """
    wanted = sorted({text.strip() for text in texts if text.strip()}, key=len, reverse=True)
    own = Q(actor_id=key) | Q(object_type=settings.AUTH_USER_MODEL.lower(), object_id=str(key))
    changed = 0
    with transaction.atomic():
        for chunk in _chunks(AuditEntry.objects.filter(own)):
            changed += sum(_take_out(row, wanted, GONE, own_key=key) for row in chunk)
        distinctive = [text for text in wanted if not _names_a_thing(text)]
        for text in distinctive:
            for chunk in _chunks(_holding(text)):
                changed += sum(_take_out(row, distinctive, GONE) for row in chunk)
    return changed


def forget_persons_before(cutoff: dt.datetime) -> int:
    """Take every person out of the rows written before ``cutoff``; returns how many rows. Safe to run again."""
    old = AuditEntry.objects.filter(at__lt=cutoff, is_anonymous=False)
    changed = 0
    for chunk in _chunks(old):
        with transaction.atomic():
            for row in chunk:
                _forget(row)
        changed += len(chunk)
    return changed


def _forget(row: AuditEntry) -> None:
    of_system = row.actor_id is None and row.actor_label == AuditEntry.SYSTEM
    texts = [] if of_system else [row.actor_label]
    is_person = row.object_type in _person_kinds

    def without(value: Any) -> Any:
        return None if is_person else _without_personal_keys(_replaced(value, texts, FORGOTTEN, emails=True))

    AuditEntry.objects.filter(pk=row.pk).take_persons_out(
        actor=None,
        actor_label=row.actor_label if of_system else FORGOTTEN,
        object_label=FORGOTTEN if is_person else _replaced(row.object_label, texts, FORGOTTEN, emails=True)[:300],
        organisation_label=_replaced(row.organisation_label, texts, FORGOTTEN, emails=True)[:250],
        before=without(row.before),
        after=without(row.after),
    )


def _take_out(row: AuditEntry, texts: Sequence[str], by: str, *, own_key: int | None = None) -> bool:
    """Replace ``texts`` in ``row`` by ``by``. With ``own_key`` the row is the person's: the actor goes too."""
    values: dict[str, Any] = {
        name: _replaced(getattr(row, name), texts, by) for name in ("actor_label", "object_label", "organisation_label")
    }
    values |= {name: _replaced(getattr(row, name), texts, by) for name in ("before", "after")}
    if own_key is not None and row.actor_id == own_key:
        values |= {"actor_id": None, "actor_label": by}
    if own_key is not None and row.object_type == settings.AUTH_USER_MODEL.lower() and row.object_id == str(own_key):
        values["object_label"] = by
    values["object_label"] = values["object_label"][:300]
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    if "actor_id" in values:
        values["actor"] = values.pop("actor_id")
    values["actor_label"] = values["actor_label"][:200]
    values["organisation_label"] = values["organisation_label"][:250]
    return bool(AuditEntry.objects.filter(pk=row.pk).take_persons_out(**values))


def _chunks(rows: AuditEntryQuerySet) -> Iterable[list[AuditEntry]]:
    """``rows`` by key in small lots; each is read only when the former one is done."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield chunk
        last = chunk[-1].pk


def _holding(text: str) -> AuditEntryQuerySet:
    """Rows that may hold ``text`` somewhere; JSON may have it escaped."""
    rows = AuditEntry.objects.annotate(was=Cast("before", TextField()), became=Cast("after", TextField()))
    condition = Q()
    for form in {text, text.lower(), text.upper(), text.title()}:
        condition |= Q(object_label__icontains=form) | Q(actor_label__icontains=form)
        condition |= Q(organisation_label__icontains=form)
        for ascii_only in (True, False):
            written = json.dumps(form, ensure_ascii=ascii_only)[1:-1]
            condition |= Q(was__icontains=written) | Q(became__icontains=written)
    return rows.filter(condition)


def _names_a_thing(text: str) -> bool:
    """Whether something that is no person is called ``text`` in the log. An address is always a person's."""
    if "@" in text:
        return False
    things = AuditEntry.objects.exclude(object_type__in=_person_kinds)
    return things.filter(Q(object_label__iexact=text) | Q(organisation_label__iexact=text)).exists()


def _replaced(value: Any, texts: Sequence[str], by: str, *, emails: bool = False) -> Any:
    """``value`` (a text, or JSON) without ``texts``, which stand as whole words."""
    if isinstance(value, str):
        for text in texts:
            value = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", lambda _found: by, value, flags=re.IGNORECASE)
        return EMAIL.sub(by, value) if emails else value
    if isinstance(value, list):
        return [_replaced(item, texts, by, emails=emails) for item in value]
    if isinstance(value, dict):
        return {_replaced(name, texts, by): _replaced(item, texts, by, emails=emails) for name, item in value.items()}
    return value


def _without_personal_keys(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_personal_keys(item) for item in value]
    if isinstance(value, dict):
        return {
            name: FORGOTTEN if name in _personal_keys and item else _without_personal_keys(item)
            for name, item in value.items()
        }
    return value
