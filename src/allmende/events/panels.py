# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Events on other pages: the next ones on the start page and beside the news, those of a place on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone

from allmende.events.models import Event, EventState, SessionState
from allmende.events.programme_cards import cards_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from django.http import HttpRequest

    from allmende.events.models.programme import EventQuerySet

SHOWN: Final = 3


def next_events(events: EventQuerySet, now: dt.datetime) -> list[int]:
    """The keys of the next ones by their first date to come; those with open dates are not shown here (one query)."""
    to_come = Q(sessions__ends_at__gte=now, sessions__state=SessionState.PLANNED)
    found = events.exclude(state=EventState.CANCELLED).annotate(next_start=Min("sessions__starts_at", filter=to_come))
    dated = found.exclude(next_start=None).order_by("next_start", "number", "pk")
    return list(dated.values_list("pk", flat=True)[:SHOWN])


def _context(events: EventQuerySet, query: Mapping[str, str] | None = None) -> Mapping[str, Any] | None:
    now = timezone.now()
    keys = next_events(events, now)
    return {"cards": cards_of(keys, now), "all_url": reverse("events:list", query=query)} if keys else None


class NextEvents:
    """Slots "start" and "news": the next of all."""

    order: ClassVar = 40
    template: ClassVar = "events/programme/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        return _context(Event.objects.published())


class TerritoryEvents:
    """Slot "territory": the next in the place, or for its Land, those for all included."""

    order: ClassVar = 55
    template: ClassVar = "events/programme/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        here = Q(sessions__venue__territory__ars__startswith=subject.ars)
        concerned = Event.objects.filter(here | Q(land__ars=subject.land_key) | Q(land=None))
        return _context(
            Event.objects.published().filter(pk__in=concerned.order_by().values("pk")), {"land": subject.land_key}
        )
