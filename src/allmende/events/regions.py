# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""In which Kreis and Land the municipality of a registration lies, as far as it is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.events.models import Registration

LAND, KREIS = 2, 5
"""Digits of their keys (ARS)."""


@dataclass(frozen=True, slots=True)
class Region:
    """Names; None is not known."""

    kreis: str | None = None
    land: str | None = None


def ars_of(registration: Registration) -> str:
    """The key of its municipality: the one that was stated, or that of its organisation; empty is not known."""
    organisation = registration.organisation
    territory = registration.territory or (organisation.territory if organisation else None)
    return territory.ars if territory else ""


class Regions:
    """The names of the Kreise and Länder of these keys. One query."""

    def __init__(self, keys: Iterable[str]) -> None:
        wanted = {key[:digits] for key in keys for digits in (LAND, KREIS) if len(key) >= digits}
        rows = Territory.objects.filter(ars__in=wanted, level__in=[Level.LAND, Level.KREIS])
        self.names = dict(rows.order_by().values_list("ars", "official_name")) if wanted else {}

    def of(self, ars: str) -> Region:
        return Region(kreis=self.names.get(ars[:KREIS]) if len(ars) >= KREIS else None, land=self.names.get(ars[:LAND]))
