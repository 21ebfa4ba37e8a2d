# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is known of an alliance and its project. What is not known is missing, never 0 and never no."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Answer = int | bool | str | Decimal | frozenset[str]
"""The value of one question: COUNT int, MONEY/PERCENT/YEARS Decimal, YES_NO bool, CHOICE str, CHOICES frozenset."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A municipality or association of municipalities that takes part.

    ``key``: ARS, or a name of its own for a partner outside Germany. ``land``: the first two digits of the ARS, empty
    outside Germany. ``population`` in persons, None if not known.
    """

    key: str
    name: str
    land: str
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Partners (each once, in any order), the key of the one that applies, and the answers by question key."""

    partners: tuple[Partner, ...] = ()
    lead: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def seen_from(self, land: str) -> dict[str, Answer]:
        """All answers by question key, with those counted for the Land that has made the directive.

        Without partners nothing is counted: "no partner" is not an answer, it is missing.
        """
        seen = dict(self.answers)
        if not self.partners:
            return seen
        inside = sum(1 for partner in self.partners if partner.land == land)
        seen["partners"] = len(self.partners)
        seen["partners_in_land"] = inside
        seen["partners_elsewhere"] = len(self.partners) - inside
        for partner in self.partners:
            if partner.key == self.lead:
                seen["lead_in_land"] = partner.land == land
        populations = [partner.population for partner in self.partners]
        if None not in populations:
            seen["inhabitants"] = sum(number or 0 for number in populations)
        return seen
