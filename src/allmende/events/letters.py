# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Letters about places: to the person who takes part, and to whoever registered her.

Called inside the transaction of the write, so that the letter goes out if the write holds. They are part of the matter
itself and cannot be turned off. A person gets her calendar entries with it; whoever registered gets the page on which
the whole registration is looked after.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from allmende.accounts.notifications import AUTOMATIC, plain_text
from allmende.core import mail
from allmende.core.calendar_files import Method, one_line
from allmende.core.outgoing import absolute, xml_text
from allmende.events import calendar
from allmende.events.models import Attendee, Event, EventState, Place, PlaceState, SavedDate, Session
from allmende.events.orders import normal_email

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.core.mail import CalendarFile
    from allmende.events.models import GroupLetter, Registration


REMIND_BEFORE: Final = dt.timedelta(days=3)
"""How long before a session people are reminded of it."""


class Occasion(StrEnum):
    """Why a letter about places is written; its words are in ``TEMPLATES``."""

    REGISTERED = "registered"
    MOVED_UP = "moved_up"
    OFFERED = "offered"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REBOOKED = "rebooked"
    TRANSFERRED_AWAY = "transferred_away"
    TRANSFERRED_TO = "transferred_to"
    SESSION_CHANGED = "session_changed"
    SESSION_CANCELLED = "session_cancelled"
    REMINDER = "reminder"


TEMPLATES: Final = {
    Occasion.REGISTERED: "events/mail/registered.txt",
    Occasion.MOVED_UP: "events/mail/moved_up.txt",
    Occasion.OFFERED: "events/mail/offered.txt",
    Occasion.EXPIRED: "events/mail/expired.txt",
    Occasion.CANCELLED: "events/mail/cancelled.txt",
    Occasion.REBOOKED: "events/mail/rebooked.txt",
    Occasion.TRANSFERRED_AWAY: "events/mail/transferred_away.txt",
    Occasion.TRANSFERRED_TO: "events/mail/transferred_to.txt",
    Occasion.SESSION_CHANGED: "events/mail/session_changed.txt",
    Occasion.SESSION_CANCELLED: "events/mail/session_cancelled.txt",
    Occasion.REMINDER: "events/mail/reminder.txt",
}
TO_BOTH: Final = frozenset(
    {
        Occasion.REGISTERED,
        Occasion.MOVED_UP,
        Occasion.OFFERED,
        Occasion.EXPIRED,
        Occasion.CANCELLED,
        Occasion.REBOOKED,
        Occasion.TRANSFERRED_AWAY,
    }
)
"""What whoever registered hears of too, beside the person concerned."""
ENDED: Final = frozenset({PlaceState.CANCELLED, PlaceState.EXPIRED, PlaceState.MOVED, PlaceState.SESSION_CANCELLED})


@dataclass(frozen=True, slots=True)
class Line:
    """One person on one day, as a letter says it."""

    place: Place
    names_person: bool

    @property
    def state(self) -> str:
        return str(self.place.get_state_display())


def tell(occasion: Occasion, places: Iterable[Place], *, reason: str = "") -> int:
    """Write to everybody concerned by ``occasion``, one letter each for all these places. Returns how many letters.

    For ``TRANSFERRED_AWAY`` it is called before the place has its new person; for all else after the change.
    """
    found = _with_all(places)
    letters: dict[tuple[str, int, int], list[Place]] = defaultdict(list)
    for place in found:
        registration = place.attendee.registration
        contact = normal_email(registration.contact_email)
        own = normal_email(place.attendee.letter_address)
        if own == contact:
            letters[contact, registration.pk, 0].append(place)
            continue
        letters[own, registration.pk, place.attendee.pk].append(place)
        if occasion in TO_BOTH:
            letters[contact, registration.pk, 0].append(place)
    written = {key: about for key, about in letters.items() if key[0]}  # no address: entered at the door, or erased
    for (address, _registration, attendee), about in written.items():
        _write(occasion, address, about, is_contact=attendee == 0, reason=reason)
    return len(written)


def _with_all(places: Iterable[Place]) -> list[Place]:
    """The places as they are in the database now, with all that a letter says (few queries)."""
    keys = [place.pk for place in places]
    rows = Place.objects.filter(pk__in=keys).select_related(
        "attendee__registration", "session__venue", "session__event__organiser"
    )
    rows = rows.prefetch_related("session__event__topics")
    return list(rows.order_by("session__starts_at", "attendee", "pk"))


def _write(occasion: Occasion, address: str, places: Sequence[Place], *, is_contact: bool, reason: str) -> None:
    first = places[0]
    registration = first.attendee.registration
    names_persons = is_contact and len({place.attendee_id for place in places} | _others(registration)) > 1
    page = registration if is_contact else first.attendee
    context = {
        "name": registration.contact_name if is_contact else first.attendee.name,
        "is_contact": is_contact,
        "registration": registration,
        "event": first.session.event,
        "lines": [Line(place, names_persons) for place in places],
        "place": first,
        "is_waiting": any(place.state == PlaceState.WAITING for place in places),
        "is_seated": any(place.state == PlaceState.SEATED for place in places),
        "reason": reason,
        "link": absolute(page.get_absolute_url()),
    }
    files = _calendars(occasion, address, places)
    send(TEMPLATES[occasion], to=address, event=first.session.event, context=context, calendars=files)


def _others(registration: Registration) -> set[int]:
    return set(registration.attendees.values_list("pk", flat=True))


def _calendars(occasion: Occasion, address: str, places: Sequence[Place]) -> list[CalendarFile]:
    """The entries of the person at this address: seated ones are entered or changed, ended ones taken out."""
    files = []
    for place in places:
        if normal_email(place.attendee.email) != address:
            continue
        if place.state == PlaceState.SEATED:
            gone = place.session.is_cancelled or occasion is Occasion.TRANSFERRED_AWAY
            method = Method.CANCEL if gone else Method.REQUEST
            files.append(calendar.mailed(place, method))
        elif place.state in ENDED:
            files.append(calendar.mailed(place, Method.CANCEL))
    return files


def send(
    template: str,
    *,
    to: str,
    event: Event | None,
    context: dict[str, Any],
    calendars: Sequence[CalendarFile] = (),
) -> None:
    """Send one letter: the first line of ``template`` is its subject. Answers go to the mailbox of the event."""
    with translation.override(settings.LANGUAGE_CODE):
        subject, _newline, text = plain_text(template, context).partition("\n")
        mail.send(
            to=[one_line(to)],
            subject=one_line(subject),
            template="events/mail/letter.txt",
            context={"text": xml_text(text.strip()), "name": one_line(str(context.get("name", "")))},
            reply_to=[event.contact_email] if event is not None and event.contact_email else (),
            headers=AUTOMATIC,
            calendars=calendars,
        )


def ask_to_confirm(registration: Registration) -> None:
    """To a guest: the address is confirmed by one click, and only then are there seats."""
    sessions = registration.wanted_sessions
    address = reverse("events:confirm", kwargs={"secret": registration.secret})
    context = {
        "name": registration.contact_name,
        "registration": registration,
        "event": sessions[0].event,
        "sessions": sessions,
        "link": absolute(address),
    }
    send("events/mail/confirm.txt", to=registration.contact_email, event=sessions[0].event, context=context)


def ask_to_confirm_saved_date(saved: SavedDate) -> None:
    """To a guest who wants to be told when registration opens."""
    context = {"event": saved.event, "link": absolute(reverse("events:saved_date", kwargs={"secret": saved.secret}))}
    send("events/mail/confirm_saved_date.txt", to=saved.email, event=saved.event, context=context)


def tell_now_open(event: Event) -> int:
    """Write to those who saved the date, each once, as soon as a session can be booked. Returns how many letters."""
    if event.state != EventState.OPEN:
        return 0
    sessions = list(Session.objects.filter(event=event).open_for_booking(timezone.now()).select_related("venue"))
    if not sessions:
        return 0
    told = 0
    waiting = SavedDate.objects.filter(event=event, told_at=None).exclude(confirmed_at=None).select_related("user")
    for saved in waiting.order_by("pk"):
        if not SavedDate.objects.filter(pk=saved.pk, told_at=None).update(told_at=timezone.now()):
            continue
        context = {
            "event": event,
            "sessions": sessions,
            "name": saved.user.name if saved.user else "",
            "link": absolute(event.get_absolute_url()),
            "forget_link": absolute(reverse("events:saved_date", kwargs={"secret": saved.secret})),
        }
        send("events/mail/now_open.txt", to=saved.email, event=event, context=context)
        told += 1
    return told


PLACEHOLDERS: Final = ("{name}", "{termin}", "{ort}", "{link}")
"""What a letter to a group may hold; each is replaced by what it is for the receiver."""
PLACEHOLDER: Final = re.compile("|".join(re.escape(text) for text in PLACEHOLDERS))


def fill_in(text: str, attendee: Attendee, session: Session | None) -> str:
    """``text`` with its placeholders replaced for one receiver."""
    with translation.override(settings.LANGUAGE_CODE):
        values = {
            "{name}": attendee.name,
            "{termin}": f"{session.local_start:%d.%m.%Y, %H:%M} Uhr" if session else "",
            "{ort}": session.venue.address if session and session.venue else ("Online" if session else ""),
            "{link}": absolute(attendee.get_absolute_url()),
        }
    return PLACEHOLDER.sub(lambda found: values[found.group()], text)


def receivers(places: Iterable[Place]) -> list[Place]:
    """One place per person, the earliest session first: who gets a letter to a group."""
    once: dict[str, Place] = {}
    for place in _with_all(places):
        once.setdefault(place.person_key, place)
    return list(once.values())


def send_group_letter(letter: GroupLetter, places: Iterable[Place]) -> int:
    """Send ``letter`` to everybody among ``places``, each once. Returns how many letters."""
    people = receivers(places)
    for place in people:
        context = {
            "name": "",
            "subject": fill_in(letter.subject, place.attendee, place.session),
            "text": fill_in(letter.text, place.attendee, place.session),
            "event": letter.event,
        }
        send("events/mail/group.txt", to=place.attendee.letter_address, event=letter.event, context=context)
    return len(people)
