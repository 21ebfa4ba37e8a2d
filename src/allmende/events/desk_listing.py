# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The overview of the desk: one row per session, how full it is, what comes next, and what somebody should look at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from allmende.events.desk_access import name_of
from allmende.events.models import Event, EventState, PlaceState, Session, SessionState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from allmende.accounts.rules import Visitor

SOON: Final = dt.timedelta(days=14)
LATE_OPENING: Final = dt.timedelta(days=42)
COMING, PAST, ALL = "", "vergangen", "alle"


@dataclass(frozen=True, slots=True)
class Row:
    """One session, or an event without sessions. ``matters`` are what somebody should look at, the gravest first."""

    event: Event
    session: Session | None
    seated: int = 0
    offered: int = 0
    waiting: int = 0
    matters: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return name_of(self.session) if self.session else self.event.dates_note

    @property
    def percent(self) -> int:
        """How full it is, for the bar."""
        if self.session is None or not self.session.capacity:
            return 0
        return min(100, round(100 * (self.seated + self.offered) / self.session.capacity))

    @property
    def is_cancelled(self) -> bool:
        return self.session.is_cancelled if self.session else self.event.state == EventState.CANCELLED

    @property
    def lacks(self) -> int:
        """How many are missing to the minimum number."""
        least = self.session.minimum_number if self.session else None
        return max(0, (least or 0) - self.seated - self.offered)

    @property
    def deadline(self) -> tuple[str, dt.datetime] | None:
        """What happens next, and when."""
        session, now = self.session, timezone.now()
        if session is None or self.is_cancelled or session.starts_at <= now:
            return None
        if self.event.state != EventState.OPEN:
            return _("Beginn"), session.starts_at
        if session.opens_at and session.opens_at > now:
            return _("Anmeldung ab"), session.opens_at
        if session.booking_ends_at > now:
            return _("Anmeldung bis"), session.booking_ends_at
        return _("Beginn"), session.starts_at


@dataclass(frozen=True, slots=True)
class Matter:
    """What somebody should look at in an event, and which of its sessions it is about."""

    event: Event
    text: str
    sessions: list[Session] = field(default_factory=list)


def matters_of(rows: Iterable[Row]) -> list[Matter]:
    """Each matter once per event; first what can still be mended, then what is over."""
    found: dict[tuple[int, str], Matter] = {}
    for row in rows:
        for text in row.matters:
            matter = found.setdefault((row.event.pk, text), Matter(row.event, text))
            if row.session is not None:
                matter.sessions.append(row.session)
    now = timezone.now()
    return sorted(found.values(), key=lambda matter: any(session.is_over(now) for session in matter.sessions))


class OverviewFilter(forms.Form):
    """What of the programme is shown. Whatever it does not know shows what is coming."""

    zeit = forms.ChoiceField(label=gettext_lazy("Zeit"), required=False)
    jahr = forms.ChoiceField(label=gettext_lazy("Programmjahr"), required=False)
    stand = forms.ChoiceField(label=gettext_lazy("Stand"), required=False)
    q = forms.CharField(label=gettext_lazy("Titel oder Ort"), required=False, max_length=100)

    def __init__(self, data: Mapping[str, str], *, years: Iterable[int]) -> None:
        times = [(COMING, _("kommend")), (PAST, _("vergangen")), (ALL, _("alle"))]
        choices: dict[str, list[tuple[str, Any]]] = {
            "zeit": times,
            "jahr": [("", _("alle")), *((str(year), str(year)) for year in years)],
            "stand": [("", _("alle")), *EventState.choices],
        }
        self.chosen = {
            name: data.get(name, "") if data.get(name) in dict(options) else "" for name, options in choices.items()
        }
        self.chosen["q"] = data.get("q", "").strip()[:100]
        super().__init__(self.chosen)
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]

    @property
    def is_narrowed(self) -> bool:
        return any(self.chosen.values())


def years_of(user: Visitor) -> list[int]:
    return list(Event.objects.led_by(user).order_by("-year").values_list("year", flat=True).distinct())


def rows_of(user: Visitor, chosen: Mapping[str, str]) -> list[Row]:
    """What ``user`` leads and has asked for: sessions in the order of their dates, then events without. 2 queries."""
    now = timezone.now()
    sessions = Session.objects.led_by(user).select_related("event__organiser", "event__land", "venue")
    undated = Event.objects.led_by(user).filter(sessions=None).select_related("organiser", "land")
    if chosen["zeit"] == PAST:
        sessions, undated = sessions.filter(ends_at__lt=now), undated.none()
    elif chosen["zeit"] == COMING:
        sessions = sessions.filter(ends_at__gte=now) | sessions.filter(
            event__state__in=[EventState.OPEN, EventState.CLOSED]
        )
    if chosen["jahr"]:
        sessions, undated = sessions.filter(event__year=chosen["jahr"]), undated.filter(year=chosen["jahr"])
    if chosen["stand"]:
        sessions, undated = sessions.filter(event__state=chosen["stand"]), undated.filter(state=chosen["stand"])
    for word in chosen["q"].split():
        where = Q(venue__city__icontains=word) | Q(venue__name__icontains=word)
        sessions = sessions.filter(Q(event__title__icontains=word) | where)
        undated = undated.filter(title__icontains=word)
    order = "-starts_at" if chosen["zeit"] == PAST else "starts_at"
    rows = [row_of(session) for session in counted(sessions).order_by(order, "pk")]
    rows += [Row(event, None, matters=_matters_undated(event)) for event in undated]
    if chosen["zeit"] == COMING:
        rows.sort(key=lambda row: row.session is not None and row.session.is_over(now))
    return rows


def counted(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """With the numbers of persons and whether another session of the event is still to come, in one query."""
    coming = Session.objects.planned().filter(event=OuterRef("event"), ends_at__gte=timezone.now())
    return sessions.annotate(
        seated_count=Count("places", filter=Q(places__state=PlaceState.SEATED)),
        offered_count=Count("places", filter=Q(places__state=PlaceState.OFFERED)),
        waiting_count=Count("places", filter=Q(places__state=PlaceState.WAITING)),
        event_goes_on=Exists(coming),
    )


def row_of(session: Session) -> Row:
    """A session from ``counted``."""
    row = Row(session.event, session, session.seated_count, session.offered_count, session.waiting_count)  # type: ignore[attr-defined]
    row.matters.extend(_matters(row, session))
    return row


def _matters(row: Row, session: Session) -> Iterable[str]:
    now = timezone.now()
    if row.is_cancelled or row.event.state == EventState.HELD:
        return
    left = session.starts_at - now
    if session.is_over(now):
        if not session.event_goes_on:  # type: ignore[attr-defined]
            yield _("Vorbei: bitte als durchgeführt vermerken.")
        return
    if session.needs_check:
        yield _("Termin prüfen: aus einem anderen Jahr übernommen.")
    if left < dt.timedelta(0):
        return
    if row.lacks and left <= SOON and row.event.state in {EventState.OPEN, EventState.CLOSED}:
        days = _days(left)
        yield _("%(days)s und unter der Mindestzahl: %(lacks)s fehlen.") % {"days": days, "lacks": row.lacks}
    if row.waiting and session.seats_free:
        yield _("Warteliste trotz freier Plätze: %(waiting)s warten, %(free)s frei.") % {
            "waiting": row.waiting,
            "free": session.seats_free,
        }
    if session.venue is None and not session.online_url:
        yield _("Weder Ort noch Online-Link.")
    elif session.venue and not session.venue.street:
        yield _("Die Anschrift des Ortes fehlt.")
    if row.event.state in {EventState.DRAFT, EventState.SAVE_THE_DATE} and left <= LATE_OPENING:
        yield _("%(days)s, und die Anmeldung ist noch nicht offen.") % {"days": _days(left)}


def _matters_undated(event: Event) -> list[str]:
    if event.state not in {EventState.DRAFT, EventState.SAVE_THE_DATE, EventState.OPEN}:
        return []
    if event.expected_from and event.expected_from - timezone.localdate() <= dt.timedelta(days=60):
        return [_("Der Zeitraum naht, und es gibt noch keinen Termin.")]
    return [] if event.dates_note else [_("Noch kein Termin und keine Angabe, wann etwa.")]


def _days(left: dt.timedelta) -> str:
    if left.days < 1:
        return _("Beginnt in weniger als einem Tag")
    return ngettext("Noch %(n)s Tag bis zum Beginn", "Noch %(n)s Tage bis zum Beginn", left.days) % {"n": left.days}


def state_of(row: Row) -> str:
    """In one word where it stands: that of the session if it is cancelled, else of its event."""
    if row.session is not None and row.session.state == SessionState.CANCELLED:
        return str(row.session.get_state_display())
    return str(row.event.get_state_display())
