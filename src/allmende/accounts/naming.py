# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the administration of a territory is called, so that no two of Germany share a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allmende.accounts.models import OrganisationKind
from allmende.territory.finding import is_city, titled
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from collections.abc import Iterator

GOVERNMENTS = (Level.LAND, Level.REGIERUNGSBEZIRK)


def kind_of(territory: Territory) -> OrganisationKind:
    """A Land or Regierungsbezirk is an authority; all below are municipalities."""
    return OrganisationKind.AUTHORITY if territory.level in GOVERNMENTS else OrganisationKind.MUNICIPALITY


def plain_name(territory: Territory) -> str:
    """„Stadt Mendig“, „Verbandsgemeinde Mendig“, „Landkreis Mayen-Koblenz“, „Land Hessen“."""
    if territory.level == Level.LAND:
        return territory.name if "hansestadt" in territory.kind.lower() else f"Land {territory.name}"
    kind = "Stadt" if is_city(territory.kind) and territory.level in {Level.KREIS, Level.GEMEINDE} else territory.kind
    return titled(territory.name, kind)


def names_of(territory: Territory) -> Iterator[str]:
    """Names for the administration, the shortest first; the last one nobody else can have.

    A name that several places have is never given to one of them alone: it would depend on who came first.
    """
    name = plain_name(territory)
    namesakes = Territory.objects.current().filter(name=territory.name, level=territory.level).exclude(pk=territory.pk)
    if all(plain_name(other) != name for other in namesakes.order_by("ars")):
        yield name
    kreis = Territory.objects.filter(ars=territory.kreis_key, level=Level.KREIS).first()
    if kreis is not None and kreis.pk != territory.pk:
        yield f"{name} ({plain_name(kreis)})"
    yield f"{name} ({territory.ars})"
