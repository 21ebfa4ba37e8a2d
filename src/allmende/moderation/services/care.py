# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Asking whether what is published is still right: ask, remind, mark, and take the answers.

Every step may run twice, and on two nodes at once: a question exists once by a constraint, a letter goes out only where
a guarded UPDATE has changed a row, and all of it in the transaction that enqueues the letter.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from allmende.accounts.models import Organisation
from allmende.accounts.notifications import notify
from allmende.core import audit
from allmende.moderation import kinds
from allmende.moderation.care_notifications import Asked, CareLetter, SaidGone, desk_people, people_of
from allmende.moderation.models import CareAnswer, CareRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import Model

    from allmende.accounts.models import User
    from allmende.moderation.kinds import Kind

CHUNK: Final = 200
"""So many objects are held in memory at once."""


def cared_for() -> list[Kind]:
    """The kinds whose owners are asked."""
    return [kind for kind in kinds.all_kinds() if kind.is_cared_for()]


def kinds_of(obj: Model) -> list[str]:
    """The names of the kinds that ``obj`` is one of."""
    return [kind.name for kind in kinds.all_kinds() if isinstance(obj, kind.model)]


def due_before(today: dt.date) -> dt.date:
    """What was last confirmed before this day is asked about: ``CARE_MONTHS`` calendar months ago."""
    months = today.year * 12 + today.month - 1 - settings.CARE_MONTHS
    year, month = months // 12, months % 12 + 1
    return dt.date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def ask_owners(*, today: dt.date | None = None) -> dict[str, int]:
    """Ask about everything that has not been confirmed for too long; each owner gets one letter to each person.

    Objects that nobody owns get a question too: it stands in the list of the desk.
    """
    told = {"asked": 0, "letters": 0}
    if not settings.CARE_MONTHS:
        return told
    day = due_before(today or timezone.localdate())
    by_owner: dict[int | None, list[tuple[Kind, int]]] = defaultdict(list)
    for kind in cared_for():
        asked = CareRequest.objects.open().of_kind(kind.name).order_by().values("object_key")
        for key, owner in kind.due(day).exclude(pk__in=asked).order_by("pk").values_list("pk", "owner"):
            by_owner[owner].append((kind, key))
    for owner, keys in by_owner.items():
        with transaction.atomic():
            organisation = Organisation.objects.select_for_update().get(pk=owner) if owner is not None else None
            new = [item for kind, key in keys if (item := _open(kind, key, organisation, day)) is not None]
            told["asked"] += len(new)
            told["letters"] += _write(organisation, new, "asked")
    return told


def _open(kind: Kind, key: int, organisation: Organisation | None, day: dt.date) -> Asked | None:
    """Ask about one object, unless somebody has just done so, or just answered."""
    obj = kind.due(day).filter(pk=key).select_related(None).first()
    if obj is None or obj.owner_id != (organisation.pk if organisation else None):
        return None
    try:
        with transaction.atomic():
            request = CareRequest.objects.create(
                kind=kind.name, object_key=key, organisation=organisation, asked_at=timezone.now()
            )
    except IntegrityError:  # another node was faster
        return None
    return Asked(request, obj.title, kind.last_confirmed(obj))


def _write(organisation: Organisation | None, items: Sequence[Asked], stage: str) -> int:
    """Write to everybody who is asked for ``organisation``; returns how many."""
    people = people_of(organisation) if organisation is not None and items else []
    for person in people:
        notify(CareLetter(person=person, organisation=organisation, items=items, stage=stage))  # type: ignore[arg-type]
    return len(people)


def remind_owners(*, now: dt.datetime | None = None) -> dict[str, int]:
    """Remind of what was asked ``CARE_REMIND_DAYS`` ago. Who has said that it is gone is not asked again."""
    now = now or timezone.now()
    since = now - dt.timedelta(days=settings.CARE_REMIND_DAYS)
    waiting = CareRequest.objects.open().filter(reminded_at=None, asked_at__lte=since)
    told = {"reminded": 0, "letters": 0}
    for organisation, requests in _by_organisation(waiting):
        with transaction.atomic():
            taken = [
                request
                for request in requests
                if CareRequest.objects.open().filter(pk=request.pk, reminded_at=None).update(reminded_at=now)
            ]
            told["reminded"] += len(taken)
            told["letters"] += _write(organisation, _asked(r for r in taken if not r.said_gone_at), "reminded")
    return told


def mark_unanswered(*, now: dt.datetime | None = None) -> dict[str, int]:
    """Put the mark „seit … nicht bestätigt“ on what was reminded of ``CARE_MARK_DAYS`` ago, and say so."""
    now = now or timezone.now()
    since = now - dt.timedelta(days=settings.CARE_MARK_DAYS)
    waiting = CareRequest.objects.open().filter(marked_at=None, reminded_at__lte=since)
    told = {"marked": 0, "letters": 0}
    for organisation, requests in _by_organisation(waiting):
        with transaction.atomic():
            items = []
            for item in _asked(requests):
                if CareRequest.objects.open().filter(pk=item.request.pk, marked_at=None).update(marked_at=now):
                    kind = kinds.kind(item.request.kind)
                    kind.mark_unconfirmed(kind.object_of(item.request.object_key), item.confirmed)
                    items.append(item)
            told["marked"] += len(items)
            told["letters"] += _write(organisation, [i for i in items if not i.request.said_gone_at], "marked")
    return told


def _by_organisation(waiting: Any) -> Iterator[tuple[Organisation | None, list[CareRequest]]]:
    by_key: dict[int | None, list[CareRequest]] = defaultdict(list)
    names = [kind.name for kind in cared_for()]
    for request in waiting.filter(kind__in=names).select_related("organisation").order_by("organisation", "pk"):
        by_key[request.organisation_id].append(request)
    for requests in by_key.values():
        yield requests[0].organisation, requests


def _asked(requests: Iterable[CareRequest]) -> list[Asked]:
    """The objects of ``requests`` that are still public."""
    by_kind: dict[str, list[CareRequest]] = defaultdict(list)
    for request in requests:
        by_kind[request.kind].append(request)
    items = []
    for name, of_kind in by_kind.items():
        kind = kinds.kind(name)
        found = kind.published().in_bulk([request.object_key for request in of_kind])
        items += [
            Asked(request, found[request.object_key].title, kind.last_confirmed(found[request.object_key]))
            for request in of_kind
            if request.object_key in found
        ]
    return items


def close_settled() -> int:
    """Close questions that no longer wait: answered on another way, no longer public, or owned by somebody else."""
    closed = 0
    for kind in cared_for():
        waiting = list(CareRequest.objects.open().of_kind(kind.name).order_by("pk"))
        for start in range(0, len(waiting), CHUNK):
            chunk = waiting[start : start + CHUNK]
            found = kind.published().in_bulk([request.object_key for request in chunk])
            for request in chunk:
                answer = _settled_by(kind, request, found.get(request.object_key))
                closed += bool(answer) and _close(request, answer)
    return closed


def _settled_by(kind: Kind, request: CareRequest, obj: Any) -> str:
    """What has answered ``request`` meanwhile; empty while it waits."""
    if obj is None:
        return CareAnswer.WITHDRAWN
    confirmed = kind.last_confirmed(obj)
    if confirmed is not None and confirmed >= timezone.localdate(request.asked_at):
        return CareAnswer.CONFIRMED
    return CareAnswer.HANDED if obj.owner_id != request.organisation_id else ""


def _close(request: CareRequest, answer: str, by: User | None = None) -> int:
    """One guarded UPDATE: of two answers the first counts."""
    waiting = CareRequest.objects.open().filter(pk=request.pk)
    return waiting.update(answered_at=timezone.now(), answer=answer, answered_by=by)


def settle(*, obj: Model, answer: str, by: User | None) -> int:
    """Close the question about ``obj``, if one is open. For the verbs of the apps above, in their transaction."""
    waiting = CareRequest.objects.open().filter(kind__in=kinds_of(obj), object_key=obj.pk)
    return waiting.update(answered_at=timezone.now(), answer=answer, answered_by=by)


def may_answer(user: User, request: CareRequest, obj: Any | None) -> bool:
    """Whether ``user`` is (still) somebody who was asked: an active member of the organisation that owns ``obj``."""
    if obj is None or not user.is_active or obj.owner_id is None or obj.owner_id != request.organisation_id:
        return False
    return Organisation.objects.of(user).filter(pk=obj.owner_id).exists()


def confirm(*, kind: Kind, obj: Any, by: User, organisation: Organisation | None = None) -> None:
    """Say that ``obj`` is still right; the app above writes it, checks the right to do so, and closes the question."""
    with transaction.atomic():
        kind.confirm(obj, by=by, organisation=organisation)
        settle(obj=obj, answer=CareAnswer.CONFIRMED, by=by)


def confirm_by_link(*, request: CareRequest, by: User) -> bool:
    """Answer „stimmt noch“ from a letter; False when it was answered already. Raises PermissionDenied."""
    with transaction.atomic():
        kind, obj = _answered_for(request, by)
        if _locked(request).answered_at is not None:
            return False
        confirm(kind=kind, obj=obj, by=by, organisation=request.organisation)
    return True


def say_gone(*, request: CareRequest, by: User) -> bool:
    """Tell the desk that the object no longer exists; False when that, or another answer, was given already.

    The page stays until the desk decides: others learn from what has ended.
    """
    with transaction.atomic():
        kind, obj = _answered_for(request, by)
        waiting = CareRequest.objects.open().filter(pk=request.pk, said_gone_at=None)
        if not waiting.update(said_gone_at=timezone.now()):
            return False
        audit.record("care.said_gone", obj, by=by, organisation=request.organisation)
        desk = desk_people(kind.areas_of(obj))
        notify(SaidGone(title=obj.title, organisation=obj.owner, desk=desk))
    return True


def _answered_for(request: CareRequest, by: User) -> tuple[Kind, Any]:
    kind = kinds.kind(request.kind)
    obj = kind.published().filter(pk=request.object_key).first()
    if not may_answer(by, request, obj):
        raise PermissionDenied
    return kind, obj


def _locked(request: CareRequest) -> CareRequest:
    return CareRequest.objects.select_for_update().get(pk=request.pk)
