# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Of which Länder the directives are asked, beside those of the partners: one by one, or all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from allmende.funding.checking import picking

if TYPE_CHECKING:
    from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Scope:
    """``lands``: the first two digits of their ARS. ``everywhere``: all."""

    lands: tuple[str, ...] = ()
    everywhere: bool = False

    def added_to(self, query: str) -> str:
        """The query of a check with this scope."""
        pairs = [(picking.LAND, land) for land in self.lands]
        if self.everywhere:
            pairs.append((picking.LANDS, picking.EVERYWHERE))
        return "&".join(part for part in (query, urlencode(pairs)) if part)


def read_scope(query: QueryDict) -> Scope:
    """What the address says; what is no Land is left out."""
    lands = [land for land in query.getlist(picking.LAND) if len(land) == 2 and land.isascii() and land.isdigit()]
    return Scope(tuple(dict.fromkeys(lands))[:16], query.get(picking.LANDS) == picking.EVERYWHERE)
