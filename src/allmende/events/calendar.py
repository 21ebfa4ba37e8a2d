# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Calendar entries (RFC 5545) and what is mailed about them (iTIP, RFC 5546).

A person's entry has the UID of her place and is the same in the letter, in its update, in its cancellation and in her
own feed; the public feeds have the UID of the session. The SEQUENCE rises with every change of time or place, and by
one more when the entry is cancelled (RFC 5546, 2.1.4 and 3.2.5).
"""

from __future__ import annotations

import datetime as dt
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

import icalendar
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from allmende.core.calendar_files import Method, add_times, calendar_file, one_line, uid_of
from allmende.core.mail import CalendarFile
from allmende.core.outgoing import absolute, xml_text
from allmende.events.models import PlaceState
from allmende.events.models.programme import EventState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.events.models import Place, Session


def mailed(place: Place, method: Method) -> CalendarFile:
    """The file that enters, changes or cancels the calendar entry of one person."""
    sequence = place.calendar_sequence + (1 if method is Method.CANCEL else 0)
    entry = _entry(place.session, uid=uid_of(place.uid), sequence=sequence, stamp=timezone.now())
    if place.session.online_url and method is Method.REQUEST:
        _say_where_online(entry, place.session)
    entry.add("organizer", _organiser(place.session))
    attendee = icalendar.vCalAddress(f"mailto:{one_line(place.attendee.letter_address)}")
    attendee.params["CN"] = icalendar.vText(one_line(place.attendee.name))
    attendee.params["ROLE"] = icalendar.vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = icalendar.vText("DECLINED" if method is Method.CANCEL else "ACCEPTED")
    attendee.params["RSVP"] = icalendar.vText("FALSE")
    entry.add("attendee", attendee, encode=0)
    entry["status"] = icalendar.vText("CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    name = f"termin-{place.session.local_start:%Y-%m-%d}.ics"
    return CalendarFile(name=name, method=method.value, text=calendar_file([entry], method=method))


def public_feed(sessions: Sequence[Session], *, name: str) -> str:
    """Sessions for everybody: without the addresses of online sessions."""
    entries = [_entry(found, uid=uid_of(found.uid), sequence=_sequence(found)) for found in sessions]
    return calendar_file(entries, method=Method.PUBLISH, name=name)


def own_feed(places: Iterable[Place], *, name: str) -> str:
    """What one person has registered for; who waits or may still accept has a tentative entry."""
    entries = []
    for place in places:
        gone = place.state not in {PlaceState.SEATED, PlaceState.OFFERED, PlaceState.WAITING}
        sequence = place.calendar_sequence + (1 if gone or place.session.is_cancelled else 0)
        entry = _entry(place.session, uid=uid_of(place.uid), sequence=sequence)
        if gone:
            entry["status"] = icalendar.vText("CANCELLED")
        elif place.state != PlaceState.SEATED and not place.session.is_cancelled:
            entry["status"] = icalendar.vText("TENTATIVE")
            entry["summary"] = icalendar.vText(f"{_waiting_words(place)}: {one_line(place.session.event.title)}")
        elif place.session.online_url and not place.session.is_cancelled:
            _say_where_online(entry, place.session)
        entries.append(entry)
    return calendar_file(entries, method=Method.PUBLISH, name=name)


def _waiting_words(place: Place) -> str:
    with override(settings.LANGUAGE_CODE):
        return str(place.get_state_display())


def _sequence(session: Session) -> int:
    return session.sequence + (1 if session.is_cancelled else 0)


def _entry(session: Session, *, uid: str, sequence: int, stamp: dt.datetime | None = None) -> Any:
    """One VEVENT. ``stamp`` is when it was written; without, when the session was changed, so that feeds stay equal."""
    event = session.event
    entry = icalendar.Event()
    entry.add("uid", uid)
    entry.add("sequence", sequence)
    entry.add("dtstamp", (stamp or session.updated_at).astimezone(dt.UTC))
    entry.add("last-modified", session.updated_at.astimezone(dt.UTC))
    add_times(entry, session.starts_at, session.ends_at, time_zone=session.time_zone)
    title = one_line(f"{event.title} ({session.label})" if session.label else event.title)
    entry.add("summary", title)
    entry.add("description", _description(session))
    where = _location(session)
    if where:
        entry.add("location", where)
    entry.add("url", absolute(event.get_absolute_url()))
    topics = [one_line(topic.name) for topic in event.topics.all()]
    if topics:
        entry.add("categories", topics)
    if session.is_cancelled:
        status = "CANCELLED"
    else:
        status = "TENTATIVE" if event.state == EventState.SAVE_THE_DATE else "CONFIRMED"
    entry.add("status", status)
    entry.add("transp", "TRANSPARENT" if status == "CANCELLED" else "OPAQUE")
    return entry


def _location(session: Session) -> str:
    with override(settings.LANGUAGE_CODE):
        if session.venue is None:
            return _("Online") if session.online_url else ""
        return ", ".join(part for part in (one_line(session.venue.address), one_line(session.room)) if part)


def _description(session: Session) -> str:
    event = session.event
    with override(settings.LANGUAGE_CODE):
        parts = [xml_text(event.summary)]
        if event.bring:
            parts.append(_("Bitte mitbringen: %(bring)s") % {"bring": xml_text(event.bring)})
        if session.venue is not None and session.venue.accessibility:
            parts.append(_("Barrierefreiheit: %(text)s") % {"text": xml_text(session.venue.accessibility)})
        if session.is_cancelled:
            reason = one_line(session.state_reason or event.state_reason)
            parts.insert(0, _("Abgesagt. %(reason)s") % {"reason": reason})
    parts.append(absolute(event.get_absolute_url()))
    return "\n\n".join(part for part in parts if part.strip())


def _say_where_online(entry: Any, session: Session) -> None:
    """The address of the online session, for the registered."""
    address = one_line(session.online_url)
    entry["description"] = icalendar.vText(f"{address}\n\n{entry['description']}")
    if session.venue is None:
        entry["location"] = icalendar.vText(address)


def _organiser(session: Session) -> icalendar.vCalAddress:
    address = session.event.contact_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    organiser = icalendar.vCalAddress(f"mailto:{one_line(address)}")
    organiser.params["CN"] = icalendar.vText(one_line(session.event.organiser.name))
    return organiser
