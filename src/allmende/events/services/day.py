# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""At the door: who came, and what was noted by mistake. Devices without a network send their notes later."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.events import door, rules
from allmende.events.errors import BookingError
from allmende.events.models import DoorNote, Place, PlaceState, Session
from allmende.events.services.certificates import withdraw_for_place
from allmende.events.services.filling import take_ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.accounts.models import User

MOST_AT_ONCE: Final = 500
NAMED_IN_THE_LOG: Final = (
    "attendee__registration__organisation",
    "attendee__registration__package",
    "attendee__registration__session__event",
)
CAME, MISTAKE = "place.checked_in", "place.check_in_undone"


class DoorClosedError(BookingError):
    """Nobody can have come yet, or it is too late to say so."""

    code = "door_closed"


class NotAtTheDoorError(BookingError):
    """The place is none of this session, or has no seat."""

    code = "not_at_the_door"


@dataclass(frozen=True, slots=True)
class Note:
    """One tap: who came (or was noted by mistake), and how long ago on the clock of the device.

    Of a clock only the stretch since the tap is believed, so a wrong one does no harm.
    """

    place: int
    came: bool
    ago: dt.timedelta = dt.timedelta(0)
    key: uuid.UUID = field(default_factory=uuid.uuid4)


def check_in(*, place: Place, by: User) -> Place:
    """``place``'s person has come. Who was there already stays with the earlier time."""
    return _one(place, came=True, by=by)


def undo_check_in(*, place: Place, by: User) -> Place:
    """It was noted by mistake. A certificate that was issued meanwhile is revoked."""
    return _one(place, came=False, by=by)


def _one(place: Place, *, came: bool, by: User) -> Place:
    refused = take_notes(session=place.session, notes=[Note(place.pk, came)], by=by)
    if refused:
        raise next(iter(refused.values()))
    place.refresh_from_db()
    return place


def take_notes(*, session: Session, notes: Sequence[Note], by: User) -> dict[uuid.UUID, BookingError]:
    """Take what a device has noted, in any order, also what was sent before. Returns what was refused, by its key.

    Raises PermissionDenied, and DoorClosedError when nothing at all can be noted now.
    """
    with transaction.atomic():
        take_ledger()  # who has come cannot give up the seat at the same moment
        current = Session.objects.select_related("event__land").get(pk=session.pk)
        if not rules.may_lead(by, current.event):
            raise PermissionDenied
        _require_open_door(current, notes, by)
        known = set(DoorNote.objects.filter(key__in=[note.key for note in notes]).values_list("key", flat=True))
        fresh = {note.key: note for note in notes if note.key not in known}
        rows = Place.objects.filter(session=current, pk__in={note.place for note in fresh.values()})
        places = {place.pk: place for place in rows.select_related(*NAMED_IN_THE_LOG)}
        refused: dict[uuid.UUID, BookingError] = {}
        taken: list[DoorNote] = []
        now = timezone.now()
        for note in fresh.values():
            at = _moment(current, note, now)
            problem = _problem(places.get(note.place), current, at, by)
            if problem is not None:
                refused[note.key] = problem
            else:
                taken.append(DoorNote(place_id=note.place, key=note.key, came=note.came, at=at, by=by))
        DoorNote.objects.bulk_create(taken)
        _bring_up_to_date([places[key] for key in dict.fromkeys(note.place_id for note in taken)], by)
    return refused


def _require_open_door(session: Session, notes: Sequence[Note], by: User) -> None:
    if session.is_cancelled:
        raise DoorClosedError(_("Der Termin ist abgesagt."))
    now = timezone.now()
    if now < door.opens_at(session):
        raise DoorClosedError(_("Der Check-in beginnt zwei Stunden vor dem Termin."))
    if not door.may_note(by, session, now) and not any(
        door.is_open(session, _moment(session, note, now)) for note in notes
    ):
        raise DoorClosedError(
            _("Der Check-in ist seit gestern abgeschlossen. Die Redaktion kann ihn noch berichtigen.")
        )


def _moment(session: Session, note: Note, now: dt.datetime) -> dt.datetime:
    """When it was tapped: never in the future, never before the door was open."""
    return max(now - max(note.ago, dt.timedelta(0)), door.opens_at(session))


def _problem(place: Place | None, session: Session, at: dt.datetime, by: User) -> BookingError | None:
    if place is None:
        return NotAtTheDoorError(_("Diese Person steht nicht auf der Liste dieses Termins."))
    if place.state != PlaceState.SEATED:
        return NotAtTheDoorError(
            _("%(name)s hat inzwischen keinen Platz mehr (%(state)s).")
            % {"name": place.attendee.name, "state": place.get_state_display()}
        )
    if not door.may_note(by, session, at):
        return DoorClosedError(_("Das wurde zu spät vermerkt. Die Redaktion kann es noch berichtigen."))
    return None


def _bring_up_to_date(places: Iterable[Place], by: User) -> None:
    """Set when each of ``places`` was first seen after the last mistake; one audit row for each that has changed."""
    notes: dict[int, list[DoorNote]] = defaultdict(list)
    rows = list(places)
    for note in DoorNote.objects.filter(place__in=[place.pk for place in rows]).order_by("at", "pk"):
        notes[note.place_id].append(note)
    for place in rows:
        before = place.attended_at
        first = _first_seen(before, notes[place.pk])
        if first == before:
            continue
        place.attended_at = first
        place.checked_in_by = by if first is not None else None
        place.save(update_fields=["attended_at", "checked_in_by"])
        registration = place.attendee.registration
        audit.record(
            MISTAKE if first is None else CAME,
            registration,
            by=by,
            organisation=registration.organisation,
            before={"attended_at": before},
            after={"session": place.session_id, "place": place.pk, "attended_at": first},
        )
        if first is None:
            withdraw_for_place(place, by=by)


def _first_seen(known: dt.datetime | None, notes: Sequence[DoorNote]) -> dt.datetime | None:
    """The first arrival after the last mistake. ``known`` counts as one: it may come from no note."""
    told = [(note.at, note.pk, note.came) for note in notes]
    if known is not None:
        told.append((known, 0, True))
    first: dt.datetime | None = None
    for at, _order, came in sorted(told):
        first = (first or at) if came else None
    return first
