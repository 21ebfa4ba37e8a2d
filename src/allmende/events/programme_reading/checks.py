# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What does not go together across rows, and with what the portal has already."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from allmende.events.programme_reading.drafts import NEW, SKIP, UPDATE, DraftPackage, DraftSession, Notice
from allmende.events.programme_reading.inquiry import OWN
from allmende.events.programme_reading.values import day_words
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from allmende.events.programme_reading.drafts import (
        DraftEvent,
        KnownEvent,
        KnownSession,
        Plan,
        Surroundings,
    )
    from allmende.events.programme_reading.inquiry import Inquiry

KEEP: Final = "keep"
DROP: Final = "drop"
FEWEST_OF_A_PACKAGE: Final = 2
SHORT_WORD: Final = 3


def ask_about_known(inquiry: Inquiry, plan: Plan, around: Surroundings) -> None:
    """Events that the portal has in this year: leave them, bring them up to date, or enter them once more?"""
    by_title: dict[str, list[KnownEvent]] = defaultdict(list)
    for known in around.events:
        by_title[fold(known.title)].append(known)
    for event in plan.events:
        options: list[tuple[str, str]] = []
        for known in by_title[fold(event.title)]:
            dates = ", ".join(f"{session.day:%d.%m.%Y}" for session in known.sessions) or _("ohne Termin")
            if known.can_change:
                told = {"title": known.title, "dates": dates}
                options.append((f"{UPDATE}:{known.pk}", _("„%(title)s“ (%(dates)s) auf diesen Stand bringen") % told))
        if not by_title[fold(event.title)]:
            continue
        answer = inquiry.ask(
            "exists",
            event.row_numbers,
            _("„%(title)s“ gibt es %(year)s schon.") % {"title": event.title, "year": around.year},
            [(SKIP, _("nicht noch einmal übernehmen")), *options, (NEW, _("als neue Veranstaltung anlegen"))],
            about=[event.title, *(value for value, _label in options)],
        )
        event.action = answer.choice.partition(":")[0] if answer else SKIP
        if event.action == UPDATE and answer is not None:
            event.known = int(answer.choice.partition(":")[2])
            _match_sessions(event, next(known for known in around.events if known.pk == event.known))


def _match_sessions(event: DraftEvent, known: KnownEvent) -> None:
    """A session is the same one on the same day in the same house; the only one of its day in any house."""
    left = [session for session in known.sessions if not session.is_cancelled]
    for is_exact in (True, False):
        for session in event.sessions:
            same = [other for other in left if other.day == session.day and session.known is None]
            house = session.house.key if session.house else None
            found = [other for other in same if other.house == house] if is_exact else same
            if found and (is_exact or len(found) == 1):
                session.known = found[0].pk
                left.remove(found[0])


def ask_about_past(inquiry: Inquiry, plan: Plan, around: Surroundings) -> None:
    """Dates that are over, all at once."""
    past = [session for session in _sessions(plan) if session.last_day < around.today]
    if not past:
        return
    words = _("%(number)s Termine sind schon vorbei, der erste am %(day)s.")
    if len(past) == 1:
        words = _("Ein Termin ist schon vorbei, am %(day)s.")
    first = min(session.day for session in past)
    answer = inquiry.ask(
        "past",
        [session.row for session in past],
        words % {"number": len(past), "day": day_words(first)},
        [(KEEP, _("alle, die vorbei sind, als Rückblick übernehmen")), (DROP, _("alle, die vorbei sind, weglassen"))],
        is_for_all=True,
    )
    if answer is not None and answer.choice == DROP:
        _leave_out(plan, past)


def _sessions(plan: Plan) -> list[DraftSession]:
    return [session for event in plan.written for session in event.sessions]


def _leave_out(plan: Plan, sessions: Sequence[DraftSession]) -> None:
    rows = {session.row for session in sessions}
    for event in plan.events:
        event.sessions = [session for session in event.sessions if session.row not in rows]


def ask_about_rooms(inquiry: Inquiry, plan: Plan, around: Surroundings) -> None:
    """The same room twice at the same time, in the table or with what the portal has."""
    rooms: dict[Hashable, list[DraftSession | KnownSession]] = defaultdict(list)
    changed = {session.known for session in _sessions(plan)}
    for known in around.sessions:
        if known.house is not None and known.pk not in changed and not known.is_cancelled:
            rooms[known.house, fold(known.room)].append(known)
    for session in _sessions(plan):
        if session.house is not None:
            rooms[session.house.key, fold(session.room)].append(session)
    for occupants in rooms.values():
        for first, second in _overlapping(occupants):
            _ask_about_room(inquiry, plan, first, second)


def _overlapping(occupants: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Those that follow one another and overlap; pairs of the portal's own are none of ours."""
    ordered = sorted(occupants, key=lambda one: (one.starts_at, one.ends_at))
    for first, second in pairwise(ordered):
        ours = [one for one in (first, second) if isinstance(one, DraftSession)]
        if ours and ours[0].overlaps(second if ours[0] is first else first):
            yield first, second


def _ask_about_room(
    inquiry: Inquiry, plan: Plan, first: DraftSession | KnownSession, second: DraftSession | KnownSession
) -> None:
    ours = [session for session in (first, second) if isinstance(session, DraftSession)]
    house = next(session.house for session in ours if session.house)
    told = {
        "place": ", ".join(part for part in (house.name, ours[0].room, house.city) if part),
        "day": day_words(ours[0].day),
        "first": _name_of(first),
        "second": _name_of(second),
    }
    answer = inquiry.ask(
        "room",
        [session.row for session in ours],
        _("%(place)s ist am %(day)s zweimal zur selben Zeit belegt: %(first)s und %(second)s.") % told,
        [
            (KEEP, _("stimmt so, es sind verschiedene Räume oder beide passen hinein")),
            *((f"{DROP}:{s.row}", _("den Termin in Zeile %(row)s weglassen") % {"row": s.row}) for s in ours),
        ],
        own="text",
        about=[told["place"], *(f"{one.starts_at}{one.ends_at}" for one in (first, second))],
    )
    if answer is None or answer.choice == KEEP:
        return
    if answer.choice == OWN:
        ours[-1].room = answer.value.strip()[:120]
    else:
        _leave_out(plan, [session for session in ours if answer.choice == f"{DROP}:{session.row}"])


def _name_of(session: DraftSession | KnownSession) -> str:
    if isinstance(session, DraftSession):
        return _("Zeile %(row)s") % {"row": session.row}
    return _("„%(title)s“ im Portal") % {"title": session.title}


@dataclass(frozen=True, slots=True)
class _Talk:
    """One person at one date."""

    event: DraftEvent
    session: DraftSession

    @property
    def where(self) -> object:
        return self.session.house.key if self.session.house else self.session.online_url


def ask_about_speakers(inquiry: Inquiry, plan: Plan) -> None:
    """The same person at two places at the same time."""
    talks: dict[str, list[_Talk]] = defaultdict(list)
    names: dict[str, str] = {}
    for event in plan.written:
        for session in event.sessions:
            for name, _where in session.speakers:
                talks[fold(name)].append(_Talk(event, session))
                names.setdefault(fold(name), name)
    for key, found in talks.items():
        ordered = sorted(found, key=lambda talk: (talk.session.starts_at, talk.session.row))
        for first, second in pairwise(ordered):
            if first.session.overlaps(second.session) and first.where != second.where:
                _ask_about_speaker(inquiry, names[key], first, second)


def _ask_about_speaker(inquiry: Inquiry, name: str, first: _Talk, second: _Talk) -> None:
    rows = [first.session.row, second.session.row]
    told = {"name": name, "day": day_words(second.session.day), "first": rows[0], "second": rows[1]}
    answer = inquiry.ask(
        "speaker",
        rows,
        _("%(name)s ist am %(day)s zur selben Zeit an zwei Orten: Zeile %(first)s und Zeile %(second)s.") % told,
        [
            (KEEP, _("stimmt so")),
            *(
                (f"{DROP}:{row}", _("%(name)s bei Zeile %(row)s streichen") % {"name": name, "row": row})
                for row in rows
            ),
        ],
        about=[name, first.session.starts_at, second.session.starts_at, first.where, second.where],
    )
    if answer is None or answer.choice == KEEP:
        return
    talk = first if answer.choice == f"{DROP}:{rows[0]}" else second
    talk.session.speakers = tuple(one for one in talk.session.speakers if fold(one[0]) != fold(name))
    if all(fold(name) != fold(one[0]) for session in talk.event.sessions for one in session.speakers):
        talk.event.speakers = [one for one in talk.event.speakers if fold(one[0]) != fold(name)]


def read_packages(inquiry: Inquiry, plan: Plan) -> None:
    """Sessions with the same word are booked together."""
    words: dict[str, str] = {}
    members: dict[str, list[DraftSession]] = defaultdict(list)
    for session in sorted(_sessions(plan), key=lambda session: session.starts_at):
        for word in dict.fromkeys(session.packages):
            words.setdefault(fold(word), word)
            members[fold(word)].append(session)
    for key, sessions in members.items():
        word = words[key]
        title = _("Paket %(word)s") % {"word": word} if len(word) <= SHORT_WORD else word[:200]
        if _makes_a_package(inquiry, word, sessions):
            plan.packages.append(DraftPackage(title, sessions))


def _makes_a_package(inquiry: Inquiry, word: str, sessions: Sequence[DraftSession]) -> bool:
    rows = [session.row for session in sessions]
    options = [(DROP, _("ohne dieses Paket übernehmen; jeder Termin ist einzeln buchbar"))]
    if len(sessions) < FEWEST_OF_A_PACKAGE:
        words = _("Zum Paket „%(word)s“ gehört nur ein Termin (Zeile %(row)s).") % {"word": word, "row": rows[0]}
        inquiry.ask("package", rows, words, options, about=[word])
        return False
    if any(first.overlaps(second) for first, second in pairwise(sessions)):
        words = _("Im Paket „%(word)s“ finden Termine zur selben Zeit statt.") % {"word": word}
        inquiry.ask("package", rows, words, options, about=[word, *(session.starts_at for session in sessions)])
        return False
    return True


def notice_cities(plan: Plan, around: Surroundings) -> None:
    """Cities that no register knows by this name, and postcodes from somewhere else. No answer is needed."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for session in _sessions(plan):
        if session.house is not None and session.house.pk is None and session.house.city:
            rows[session.house.city, session.house.postcode].append(session.row)
    for (city, postcode), numbers in rows.items():
        known = around.cities.get(fold(city))
        told = {"city": city, "postcode": postcode}
        if around.knows_cities and known is None:
            text = _("Eine Gemeinde „%(city)s“ kennen wir nicht. Ist der Name richtig geschrieben?") % told
            plan.notices.append(Notice(tuple(numbers), text))
        elif known and postcode and all(postcode[:2] != other[:2] for other in known):
            text = _("Die Postleitzahl %(postcode)s liegt nicht in der Gegend von %(city)s.") % told
            plan.notices.append(Notice(tuple(numbers), text))


def notice_undated(inquiry: Inquiry, plan: Plan, around: Surroundings) -> None:
    """Events without a date, and sessions of the portal that the table does not name."""
    asked = {row for doubt in inquiry.open for row in doubt.rows}
    for event in plan.written:
        if not event.sessions and not event.dates_note and not asked & set(event.row_numbers):
            text = _("„%(title)s“ hat keinen Termin und keine Angabe, wann er etwa ist.") % {"title": event.title}
            plan.notices.append(Notice(tuple(event.row_numbers), text))
        if event.action == UPDATE:
            known = next(known for known in around.events if known.pk == event.known)
            named = {session.known for session in event.sessions}
            for session in known.sessions:
                if session.pk not in named and not session.is_cancelled:
                    told = {"title": event.title, "day": day_words(session.day)}
                    text = _("Der Termin von „%(title)s“ am %(day)s steht nicht in der Datei. Er bleibt stehen.") % told
                    plan.notices.append(Notice(tuple(event.row_numbers), text))
