# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a card says of an event: number, title, dates and places in one line each, speakers, free seats, package.

``cards_of`` fetches it in five queries, whatever the number of cards.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.core.templatetags.core import content_lang
from allmende.events.models import Event, EventState, Package, Session, Speaker
from allmende.events.session_times import days
from allmende.events.standing import BOOKABLE, Standing, best_standing, standing_of, standing_together

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from django.utils.safestring import SafeString

    from allmende.cooperation.models import Topic

FEW: Final = 5
"""Free seats from which the badge warns."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A word on how it stands; the colour only helps."""

    text: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class DateLine:
    """One session in one line: „Dienstag, 24. Februar 2026“, „Neuwied“, „Warteliste“."""

    day: str
    place: str
    note: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One event in a list."""

    event: Event
    dates: Sequence[DateLine]
    speakers: Sequence[Speaker]
    topics: Sequence[Topic]
    badge: Badge
    can_be_saved: bool
    packages: Sequence[str] = field(default_factory=tuple)


def place_text(session: Session) -> str:
    """„Neuwied“, „online“ or „Neuwied und online“; empty when the place is not known yet."""
    city = session.venue.city if session.venue else ""
    if not session.online_url:
        return city
    return _("%(city)s und online") % {"city": city} if city else _("online")


def is_to_be_saved(event: Event, standings: Iterable[Standing]) -> bool:
    """Whether one can ask to be told when registration opens, as ``saved_dates.can_save`` does."""
    best = best_standing(standings)
    if event.state == EventState.SAVE_THE_DATE:
        return best in {None, Standing.ANNOUNCED}
    return event.state == EventState.OPEN and best == Standing.NOT_YET


def badge_of(event: Event, sessions: Sequence[Session], now: dt.datetime) -> Badge:
    """How an event stands for somebody who thinks of coming."""
    if event.state == EventState.CANCELLED:
        return Badge(_("abgesagt"), "danger")
    if event.state == EventState.DRAFT:
        return Badge(_("Entwurf"), "info")
    standings = [(session, standing_of(session, event.state, now)) for session in sessions]
    free = [session for session, standing in standings if standing == Standing.FREE]
    if free:
        return _seats_badge(sum(session.seats_free for session in free))
    best = best_standing(standing for _session, standing in standings)
    if best == Standing.NOT_YET:
        opening = min(session.opens_at for session, standing in standings if standing == best and session.opens_at)
        return Badge(_("Anmeldung ab %(day)s") % {"day": date_format(localtime(opening), "DATE_FORMAT")}, "info")
    if best is None:
        return _undated_badge(event.state)
    told = {
        Standing.WAITING: Badge(_("Warteliste"), "warning"),
        Standing.ANNOUNCED: Badge(_("Termin vormerken"), "info"),
        Standing.ELSEWHERE: Badge(_("Anmeldung nicht hier")),
        Standing.FULL: Badge(_("ausgebucht"), "warning"),
        Standing.OVER: Badge(_("vorbei")),
        Standing.CANCELLED: Badge(_("abgesagt"), "danger"),
    }
    return told.get(best, Badge(_("Anmeldung geschlossen")))


def _undated_badge(state: str) -> Badge:
    told = {
        EventState.SAVE_THE_DATE.value: Badge(_("Termin vormerken"), "info"),
        EventState.HELD.value: Badge(_("vorbei")),
        EventState.CLOSED.value: Badge(_("Anmeldung geschlossen")),
    }
    return told.get(state, Badge(_("Termin noch offen"), "info"))


def _seats_badge(seats: int) -> Badge:
    text = ngettext("noch %(n)s Platz frei", "%(n)s Plätze frei", seats) % {"n": seats}
    return Badge(text, "warning" if seats <= FEW else "success")


def date_lines(sessions: Iterable[Session], event_state: str, now: dt.datetime) -> list[DateLine]:
    """Sessions in their order, each with what sets it apart."""
    notes = {
        Standing.WAITING: _("Warteliste"),
        Standing.FULL: _("ausgebucht"),
        Standing.OVER: _("vorbei"),
        Standing.CANCELLED: _("abgesagt"),
    }
    lines = []
    for session in sessions:
        standing = standing_of(session, event_state, now)
        is_gone = standing in {Standing.OVER, Standing.CANCELLED}
        lines.append(DateLine(days(session), place_text(session), notes.get(standing, ""), is_gone))
    return lines


def card_of(event: Event, now: dt.datetime, packages: Sequence[str] = ()) -> Card:
    """The card of an event whose sessions, speakers and topics have been fetched."""
    sessions = list(event.sessions.all())
    lines = date_lines(sessions, event.state, now)
    if event.state in {EventState.CANCELLED, EventState.HELD} or all(line.is_gone for line in lines):
        lines = [DateLine(line.day, line.place) for line in lines]  # the badge says it of all of them
    return Card(
        event=event,
        dates=lines,
        speakers=list(event.speakers.all()),
        topics=list(event.topics.all()),
        badge=badge_of(event, sessions, now),
        can_be_saved=is_to_be_saved(event, (standing_of(session, event.state, now) for session in sessions)),
        packages=packages,
    )


def fetched(keys: Iterable[int]) -> list[Event]:
    """The events with these keys, in their order, with what a card shows (four queries)."""
    wanted = list(keys)
    sessions = Session.objects.select_related("venue").order_by("starts_at", "pk")
    rows = Event.objects.select_related("organiser", "land").prefetch_related(
        Prefetch("sessions", sessions), "speakers", "topics"
    )
    found = rows.in_bulk(wanted)
    return [found[key] for key in wanted if key in found]


def cards_of(keys: Iterable[int], now: dt.datetime) -> list[Card]:
    """Cards in the order of the keys."""
    events = fetched(keys)
    packages = package_hints(events, now) if events else {}
    return [card_of(event, now, packages.get(event.pk, ())) for event in events]


def offered_packages(events: Iterable[Event]) -> list[Package]:
    """Packages with a session of these events in which every event is published, with their sessions (two queries)."""
    of_events = Package.sessions.through.objects.filter(session__event__in=[event.pk for event in events])
    sessions = Session.objects.select_related("event", "venue").order_by("starts_at", "pk")
    rows = Package.objects.filter(is_offered=True, pk__in=of_events.order_by().values("package"))
    found = rows.prefetch_related(Prefetch("sessions", sessions)).order_by("pk")
    return [package for package in found if all(session.event.is_public for session in package.sessions.all())]


def package_standing(package: Package, now: dt.datetime) -> Standing:
    return standing_together([standing_of(found, found.event.state, now) for found in package.sessions.all()])


def package_hints(events: Sequence[Event], now: dt.datetime) -> dict[int, list[str]]:
    """By event: with what it can be booked at once, each said once, however many places there are."""
    hints: dict[int, dict[str, None]] = defaultdict(dict)
    wanted = {event.pk for event in events}
    for package in offered_packages(events):
        if package_standing(package, now) not in BOOKABLE | {Standing.NOT_YET, Standing.ANNOUNCED}:
            continue
        sessions = list(package.sessions.all())
        for key in {session.event_id for session in sessions} & wanted:
            others = dict.fromkeys(session.event.title for session in sessions if session.event_id != key)
            hints[key][together_text(list(others))] = None
    return {key: list(found) for key, found in hints.items()}


def together_text(others: Sequence[str]) -> SafeString:
    """What a package holds besides an event: „Zusammen mit „KI-Projekte“ buchbar“, the titles marked as German."""
    if not others:
        return escape(_("Alle Tage zusammen buchbar"))
    titles = format_html_join(", ", "„<span{}>{}</span>“", ((content_lang(), title) for title in others))
    return format_html(escape(_("Zusammen mit %(titles)s buchbar")) % {"titles": "{}"}, titles)
