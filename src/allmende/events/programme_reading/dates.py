# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""When a row says that it is: day and times, with everything asked that does not fit together."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.events.local_times import TimeTwiceError, moment
from allmende.events.models.programme import TIME_ZONE
from allmende.events.programme_reading.drafts import DraftSession, zone_exists
from allmende.events.programme_reading.inquiry import OWN
from allmende.events.programme_reading.values import (
    WEEKDAYS,
    Until,
    When,
    day_in,
    day_words,
    nearest,
    read_time,
    read_times,
    read_until,
    read_weekday,
    read_when,
)

if TYPE_CHECKING:
    from allmende.events.programme_reading.drafts import Row
    from allmende.events.programme_reading.inquiry import Inquiry

OPEN: Final = "open"
KEEP: Final = "keep"
NONE: Final = "none"
NEXT_DAY: Final = dt.timedelta(days=1)
LONGEST: Final = dt.timedelta(days=14)
LATER: Final = gettext_lazy("den Termin noch nicht anlegen; das Datum steht als Hinweis dabei")
ONE_HOUR: Final = dt.timedelta(hours=1)


def read_day(inquiry: Inquiry, row: Row, year: int) -> When | None:
    """What the row says about the day, None while that is asked."""
    text = row.line("date")
    when = read_when(text) if text else When(note="")
    if when is None or when.year_missing or (when.day is None and not when.note and _says_when(row)):
        return _ask_day(inquiry, row, text, year, is_year_missing=when is not None and when.year_missing)
    if when.day is None:
        return when
    day = _fitting_weekday(inquiry, row, when.day, when.weekday)
    if day is None:
        return None
    return _in_the_year(inquiry, row, day, year)


def _says_when(row: Row) -> bool:
    return any(row.text(key) for key in ("weekday", "starts", "ends"))


def _ask_day(inquiry: Inquiry, row: Row, text: str, year: int, *, is_year_missing: bool) -> When | None:
    told = {"row": row.number, "text": text, "year": year}
    words = _("Zeile %(row)s: „%(text)s“ ist kein Datum, das wir verstehen. Wann ist der Termin?") % told
    options: list[tuple[str, str]] = []
    if not text:
        words = _("Zeile %(row)s nennt eine Uhrzeit oder einen Wochentag, aber kein Datum. Wann ist der Termin?") % told
    elif is_year_missing:
        words = _("Zeile %(row)s: Zu „%(text)s“ fehlt das Jahr. Wann ist der Termin?") % told
        if likely := day_in(text, year):
            options.append((likely.isoformat(), day_words(likely)))
    options.append((OPEN, _("noch offen")))
    choice, typed = inquiry.ask_value("date", row.number, words, options, own="date", about=[text, year])
    if not choice:
        return None
    if choice == OPEN:
        return When(note=text)
    return When(day=typed if choice == OWN else dt.date.fromisoformat(choice))


def _fitting_weekday(inquiry: Inquiry, row: Row, day: dt.date, said: int | None) -> dt.date | None:
    """The day, once its weekday is the one that is said, or somebody has decided."""
    column = row.line("weekday")
    beside = read_weekday(column) if column else None
    for weekday in dict.fromkeys(number for number in (said, beside) if number is not None):
        if weekday == day.weekday():
            continue
        options = [(KEEP, _("Das Datum stimmt: %(day)s") % {"day": day_words(day)})]
        options += [(f"{other:%Y-%m-%d}", day_words(other)) for other in nearest(day, weekday)]
        told = {"row": row.number, "said": WEEKDAYS[weekday], "day": f"{day:%d.%m.%Y}", "is": WEEKDAYS[day.weekday()]}
        words = _("Zeile %(row)s: „%(said)s“ passt nicht zum Datum. Der %(day)s ist ein %(is)s. Was stimmt?") % told
        choice, typed = inquiry.ask_value("weekday", row.number, words, options, own="date", about=[day, weekday])
        if not choice:
            return None
        if choice != KEEP:
            return typed if choice == OWN else dt.date.fromisoformat(choice)
    return day


def _in_the_year(inquiry: Inquiry, row: Row, day: dt.date, year: int) -> When | None:
    if day.year == year:
        return When(day=day)
    options = [(KEEP, _("Das Datum stimmt: %(day)s") % {"day": day_words(day)})]
    if not (day.month == 2 and day.day == 29):
        other = day.replace(year=year)
        options.append((f"{other:%Y-%m-%d}", day_words(other)))
    told = {"row": row.number, "day": f"{day:%d.%m.%Y}", "year": year}
    words = _("Zeile %(row)s: Der %(day)s liegt nicht im Programmjahr %(year)s. Was stimmt?") % told
    choice, typed = inquiry.ask_value("year", row.number, words, options, own="date", about=[day, year])
    if not choice:
        return None
    return When(day=day if choice == KEEP else typed if choice == OWN else dt.date.fromisoformat(choice))


def read_hours(inquiry: Inquiry, row: Row, day: dt.date) -> tuple[dt.time, dt.time, int] | str | None:
    """Begin, end, and how many days later it ends; OPEN to leave the date open; None while something is asked."""
    begin, end = row.line("starts"), row.line("ends")
    both: tuple[dt.time, dt.time] | str | None = read_times(begin) if not end else None
    if not begin and not end:
        both = _both_hours(inquiry, row)
        if both is None or isinstance(both, str):
            return both
    found: list[dt.time | None] = list(both) if isinstance(both, tuple) else [read_time(begin), read_time(end)]
    for place, (text, kind, name) in enumerate(((begin, "starts", _("Beginn")), (end, "ends", _("Ende")))):
        if found[place] is not None:
            continue
        told = {"row": row.number, "text": text, "name": name}
        words = (
            _("Zeile %(row)s: „%(text)s“ ist keine Uhrzeit, die wir verstehen (%(name)s).") % told
            if text
            else _("Zeile %(row)s: Die Uhrzeit fehlt (%(name)s).") % told
        )
        options = [(OPEN, str(LATER))]
        choice, typed = inquiry.ask_value(kind, row.number, words, options, own="time", about=[text])
        if choice == OPEN:
            return OPEN
        found[place] = typed
    starts, ends = found
    later = _days_later(inquiry, row, day)
    if starts is None or ends is None or later is None:
        return None
    return (starts, ends, later) if later else _in_order(inquiry, row, starts, ends)


def _both_hours(inquiry: Inquiry, row: Row) -> tuple[dt.time, dt.time] | str | None:
    words = _("Zeile %(row)s nennt keine Uhrzeit. Von wann bis wann ist der Termin?") % {"row": row.number}
    choice, typed = inquiry.ask_value("hours", row.number, words, [(OPEN, str(LATER))], own="hours")
    return typed if choice == OWN else choice or None


def _days_later(inquiry: Inquiry, row: Row, day: dt.date) -> int | None:
    """How many days after ``day`` the session ends, as the row says; 0 without a word, None while it is asked."""
    text = row.line("last_day")
    when = read_when(text) if text else When(day=day)
    last = when.day if when else None
    for attempt in count():
        if last is not None and dt.timedelta(0) <= last - day <= LONGEST:
            return (last - day).days
        told = {"row": row.number, "text": f"{last:%d.%m.%Y}" if last else text[:60], "day": f"{day:%d.%m.%Y}"}
        words = _("Zeile %(row)s: „%(text)s“ kann nicht der letzte Tag eines Termins sein, der am %(day)s beginnt.")
        options = [("same", _("er endet am selben Tag"))]
        choice, last = inquiry.ask_value(
            "last_day", row.number, words % told, options, own="date", about=[text, day, attempt]
        )
        if choice != OWN:
            return 0 if choice else None
    return None


def _in_order(
    inquiry: Inquiry, row: Row, starts: dt.time, ends: dt.time, attempt: int = 0
) -> tuple[dt.time, dt.time, int] | None:
    """``attempt`` counts typed answers that did not fit either."""
    if ends > starts:
        return starts, ends, 0
    told = {"row": row.number, "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
    options = [("overnight", _("er endet am Tag danach um %(ends)s Uhr") % told)]
    if ends != starts:
        options.insert(0, ("swap", _("vertauscht: %(ends)s bis %(starts)s Uhr") % told))
    words = _("Zeile %(row)s: Das Ende (%(ends)s Uhr) liegt nicht nach dem Beginn (%(starts)s Uhr). Was stimmt?") % told
    choice, typed = inquiry.ask_value("order", row.number, words, options, own="time", about=[starts, ends, attempt])
    if choice == "swap":
        return ends, starts, 0
    if choice == "overnight":
        return starts, ends, 1
    return _in_order(inquiry, row, starts, typed, attempt + 1) if choice == OWN else None


def read_zone(inquiry: Inquiry, row: Row) -> str | None:
    text = row.line("zone")
    if not text or zone_exists(text):
        return text or TIME_ZONE
    told = {"row": row.number, "text": text[:60]}
    words = _("Zeile %(row)s: Die Zeitzone „%(text)s“ gibt es nicht.") % told
    answer = inquiry.ask("zone", [row.number], words, [(TIME_ZONE, _("deutsche Zeit"))], about=[text])
    return answer.choice if answer else None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time on a day as a clock at the place of the session shows it; ``kind`` is „starts“ or „ends“."""

    day: dt.date
    time: dt.time
    zone: str
    kind: str
    attempt: int = 0
    """Counts typed answers that no clock shows either."""


def moment_of(inquiry: Inquiry, row: Row, clock: Clock) -> dt.datetime | None:
    """The moment that ``clock`` shows; asked where no clock ever does, or in two hours of the day."""
    about = [clock.day, clock.time, clock.zone, clock.attempt]
    kind = f"clock_{clock.kind}"
    try:
        return moment(clock.day, clock.time, clock.zone)
    except TimeTwiceError as error:
        options = [
            ("first", _("die erste, noch in der Sommerzeit")),
            ("second", _("die zweite, schon in der Winterzeit")),
        ]
        words = _("Zeile %(row)s: %(problem)s") % {"row": row.number, "problem": " ".join(error.messages)}
        answer = inquiry.ask(kind, [row.number], words, options, about=about)
        second = answer.choice == "second" if answer else False
        return moment(clock.day, clock.time, clock.zone, second_hour=second) if answer else None
    except ValidationError as error:
        later = (dt.datetime.combine(clock.day, clock.time) + ONE_HOUR).time()
        words = _("Zeile %(row)s: %(problem)s") % {"row": row.number, "problem": " ".join(error.messages)}
        options = [("later", _("eine Stunde später: %(time)s Uhr") % {"time": f"{later:%H:%M}"})]
        choice, typed = inquiry.ask_value(kind, row.number, words, options, own="time", about=about)
        if choice == "later":
            return moment(clock.day, later, clock.zone)
        again = replace(clock, time=typed, attempt=clock.attempt + 1) if choice == OWN else None
        return moment_of(inquiry, row, again) if again else None


def read_window(inquiry: Inquiry, row: Row, session: DraftSession) -> None:
    """From when and until when one can register. A day counts from its beginning, or to its end."""
    session.opens_at = _limit(inquiry, row, session, "opens")
    session.closes_at = _limit(inquiry, row, session, "deadline", session.opens_at)


def _limit(
    inquiry: Inquiry, row: Row, session: DraftSession, kind: str, opening: dt.datetime | None = None
) -> dt.datetime | None:
    text = row.line(kind)
    if not text:
        return None
    until = read_until(text)
    is_deadline = kind == "deadline"
    for attempt in count():  # one more for each typed answer that does not fit either
        problem = _misfit(until, session, opening, is_deadline=is_deadline)
        if not problem and until is not None:
            return _limit_at(until, session.zone, is_end=is_deadline)
        told = {
            "row": row.number,
            "name": _("Anmeldeschluss") if is_deadline else _("Anmeldung ab"),
            "text": f"{until.day:%d.%m.%Y}" if until else text[:80],
            "problem": problem,
        }
        choice, until = inquiry.ask_value(
            kind,
            row.number,
            _("Zeile %(row)s, %(name)s: „%(text)s“ %(problem)s") % told,
            [(NONE, _("bis zum Beginn des Termins") if is_deadline else _("sofort"))],
            own="until",
            about=[text, session.starts_at, opening, attempt],
        )
        if choice != OWN:
            return None
    return None


def _misfit(until: Until | None, session: DraftSession, opening: dt.datetime | None, *, is_deadline: bool) -> str:
    if until is None:
        return _("ist kein Datum, das wir verstehen.")
    at = _limit_at(until, session.zone, is_end=is_deadline)
    if at > session.starts_at and not (is_deadline and until.day == session.day and until.time is None):
        return _("liegt nach dem Termin am %(day)s.") % {"day": f"{session.day:%d.%m.%Y}"}
    if opening is not None and at <= opening:
        return _("liegt vor dem Beginn der Anmeldung.")
    return ""


def _limit_at(until: Until, zone: str, *, is_end: bool) -> dt.datetime:
    """A time that the clock leaves out, or shows twice, is taken as the standard library does: nobody minds here."""
    there = zoneinfo.ZoneInfo(zone)
    day = until.day + NEXT_DAY if is_end and until.time is None and until.day < dt.date.max else until.day
    return dt.datetime.combine(day, until.time or dt.time(), there).astimezone(dt.UTC)
