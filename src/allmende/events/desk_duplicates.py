# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may stand twice in the list of a session. People decide; a shared mailbox alone makes nobody the same."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from allmende.events.orders import normal_email
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.events.models import Place

ALIKE: Final = 90
"""Of 100: names that differ by a slip or by the order of their words."""
ALIKE_AT_ONE_ADDRESS: Final = 70
MOST_PAIRS: Final = 30
TITLES: Final = frozenset({"dr", "prof", "dipl", "ing", "herr", "frau", "med", "jur"})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places that may be of one person, the earlier first, and why."""

    first: Place
    second: Place
    reason: str


def name_key(name: str) -> str:
    """The words of a name without titles, in alphabetical order: „Dr. Adler, Anna“ is „Anna Adler“."""
    return " ".join(sorted(word for word in fold(name).split() if word not in TITLES))


def pairs_in(places: Iterable[Place]) -> list[Pair]:
    """Pairs among the active places of one session; with 300 persons 45,000 comparisons, about 50 ms."""
    ordered = sorted(places, key=lambda place: (place.number, place.pk))
    known = [(place, name_key(place.attendee.name), normal_email(place.attendee.email)) for place in ordered]
    found = []
    for (first, name, email), (second, other_name, other_email) in combinations(known, 2):
        reason = _why(name, other_name, is_same_address=bool(email) and email == other_email)
        if reason:
            found.append(Pair(first, second, reason))
            if len(found) == MOST_PAIRS:
                break
    return found


def _why(name: str, other: str, *, is_same_address: bool) -> str:
    alike = fuzz.ratio(name, other, score_cutoff=ALIKE_AT_ONE_ADDRESS if is_same_address else ALIKE)
    if not alike:
        return ""
    if is_same_address:
        return _("gleiche Adresse, ähnlicher Name")
    return _("gleicher Name") if name == other else _("ähnlicher Name")


def is_pair(places: Sequence[Place], one: int, other: int) -> bool:
    """Whether both attendees have a place there."""
    return {one, other} <= {place.attendee_id for place in places} and one != other
