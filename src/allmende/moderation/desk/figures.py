# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Figures about the work of the desk, without any person: numbers by state and Land, days until a decision."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from allmende.moderation.models import Change, State
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.accounts.models import User

DECIDED: Final = (State.ACCEPTED, State.DECLINED, State.RETURNED, State.SCHEDULED)
SECONDS_PER_DAY: Final = 86_400
LOOKED_BACK: Final = dt.timedelta(days=365)
SHOWN: Final = (State.SUBMITTED, State.SCHEDULED, State.RETURNED, State.ACCEPTED, State.DECLINED)


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one Land, or of all (``land`` empty). Days from the last submission to the answer."""

    land: str
    name: str
    states: dict[str, int]
    oldest_days: int | None
    median_days: float | None
    """None where nothing was decided within a year."""

    @property
    def total(self) -> int:
        return sum(self.states.values())

    def plain(self) -> dict[str, Any]:
        """As the export has it."""
        days = {"aelteste_wartet_tage": self.oldest_days, "median_tage_bis_entscheidung": self.median_days}
        return {"land": self.land, "name": self.name, **self.states, **days}


@dataclass(frozen=True, slots=True)
class Decision:
    state: str
    submitted_at: dt.datetime
    decided_at: dt.datetime | None


def figures_for(user: User) -> tuple[Line, list[Line]]:
    """All together, and each Land, as far as ``user`` reviews it. Three queries.

    A change that concerns two Länder counts in both, and once in the sum.
    """
    rows = Change.objects.for_review_by(user).order_by()
    decisions = {
        key: Decision(state, submitted, decided)
        for key, state, submitted, decided in rows.values_list("pk", "state", "submitted_at", "decided_at")
        if submitted is not None  # so are all the desk sees
    }
    places = Change.areas.through.objects.filter(change__in=rows.values("pk")).order_by()
    by_land: dict[str, set[int]] = defaultdict(set)
    for key, ars in places.values_list("change", "territory__ars"):
        by_land[ars[:2]].add(key)
    lands = Territory.objects.filter(level=Level.LAND, ars__in=list(by_land)).order_by("name", "pk")
    lines = [_line(land.ars, land.name, [decisions[key] for key in by_land[land.ars]]) for land in lands]
    return _line("", "", decisions.values()), lines


def _line(land: str, name: str, decisions: Iterable[Decision]) -> Line:
    listed = list(decisions)
    now = timezone.now()
    waiting = [now - item.submitted_at for item in listed if item.state == State.SUBMITTED]
    took = [
        (item.decided_at - item.submitted_at).total_seconds() / SECONDS_PER_DAY
        for item in listed
        if item.decided_at is not None and item.state in DECIDED and item.decided_at > now - LOOKED_BACK
    ]
    return Line(
        land=land,
        name=name,
        states={state.value: sum(item.state == state for item in listed) for state in SHOWN},
        oldest_days=max(waiting).days if waiting else None,
        median_days=round(median(took), 1) if took else None,
    )
