# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Places and cooperations for tests, as they stand in the register of Rheinland-Pfalz."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, cast

from django.utils import timezone

from allmende.accounts.models import Organisation, OrganisationKind, User
from allmende.accounts.services import create_account
from allmende.cooperation import services
from allmende.cooperation.models import Alliance, Cooperation, Programme, Topic
from allmende.cooperation.parts import (
    AllianceParts,
    AllianceValues,
    CooperationParts,
    CooperationValues,
    GrantData,
    PartnerData,
)
from allmende.territory.models import Level, Territory
from allmende.territory.naming import fold, slug

if TYPE_CHECKING:
    from collections.abc import Iterable

AS_OF = dt.date(2025, 11, 30)
LEVELS = {2: Level.LAND, 3: Level.REGIERUNGSBEZIRK, 5: Level.KREIS, 9: Level.VERBAND, 12: Level.GEMEINDE}
KINDS = {2: "Land", 3: "Regierungsbezirk", 5: "Landkreis", 9: "Verbandsgemeinde", 12: "Ortsgemeinde"}


def make_territory(
    ars: str,
    name: str,
    kind: str = "",
    *,
    at: tuple[float, float] | None = None,
    official_name: str = "",
    dissolved_on: dt.date | None = None,
) -> Territory:
    """A unit of the register; its parent is the longest ARS already there that it starts with."""
    parents = [ars[:digits] for digits in (9, 5, 2) if digits < len(ars)]
    parent = next((unit for key in parents if (unit := Territory.objects.filter(ars=key).first())), None)
    return Territory.objects.create(
        ars=ars,
        ags=ars[:5] + ars[9:] if len(ars) == 12 else "",
        level=LEVELS[len(ars)],
        kind=kind or KINDS[len(ars)],
        name=name,
        official_name=official_name or name,
        slug=slug(name),
        search_name=fold(name),
        parent=parent,
        longitude=at[0] if at else None,
        latitude=at[1] if at else None,
        as_of=AS_OF,
        dissolved_on=dissolved_on,
    )


def make_rhineland() -> dict[str, Territory]:
    """A small Rheinland-Pfalz: two Landkreise, a Verbandsgemeinde with members, a kreisfreie Stadt; and Grebenau."""
    units = [
        make_territory("07", "Rheinland-Pfalz"),
        make_territory("06", "Hessen"),
        make_territory("07137", "Mayen-Koblenz", at=(7.4, 50.3)),
        make_territory("071375004", "Mendig", at=(7.28, 50.37)),
        make_territory("071375004069", "Mendig", "Stadt", at=(7.28, 50.37), official_name="Mendig, Stadt"),
        make_territory("071375004008", "Bell", at=(7.24, 50.39)),
        make_territory("071370003003", "Andernach", "Stadt", at=(7.40, 50.44), official_name="Andernach, Stadt"),
        make_territory("07336", "Kusel", at=(7.4, 49.54)),
        make_territory("07315", "Mainz", "Kreisfreie Stadt", at=(8.27, 50.0)),
        make_territory(
            "073150000000", "Mainz", "Kreisfreie Stadt", at=(8.27, 50.0), official_name="Mainz, Landeshauptstadt"
        ),
        make_territory("06535", "Vogelsbergkreis", at=(9.3, 50.6)),
        make_territory("065350006006", "Grebenau", "Stadt", at=(9.47, 50.74), official_name="Grebenau, Stadt"),
    ]
    return {unit.ars: unit for unit in units}


def make_topic(name: str = "Bußgeldstelle", *, parent: str = "") -> Topic:
    above = Topic.objects.get_or_create(slug=slug(parent), defaults={"name": parent})[0] if parent else None
    return Topic.objects.get_or_create(slug=slug(name), defaults={"name": name, "parent": above})[0]


def make_programme(name: str = "IKZ-Pilotförderung") -> Programme:
    return Programme.objects.get_or_create(slug=slug(name), defaults={"name": name})[0]


def make_organisation(
    name: str = "Universität Kassel", kind: str = OrganisationKind.UNIVERSITY, territory: Territory | None = None
) -> Organisation:
    return Organisation.objects.create(name=name, kind=kind, territory=territory, confirmed_at=timezone.now())


def partners(*units: Territory | Organisation, lead: Territory | None = None) -> list[PartnerData]:
    """Each of ``units`` as a partner, ``lead`` as the one who leads."""
    return [
        PartnerData(
            stated_name=str(unit),
            territory=unit if isinstance(unit, Territory) else None,
            organisation=unit if isinstance(unit, Organisation) else None,
            role="lead" if unit == lead else "partner",
        )
        for unit in units
    ]


def make_cooperation(
    title: str = "Gemeinsame Bußgeldstelle",
    *units: Territory | Organisation,
    topics: Iterable[Topic] | None = None,
    grants: Iterable[GrantData] = (),
    published: bool = True,
    **values: Any,
) -> Cooperation:
    """A cooperation of ``units``, published unless said otherwise."""
    entered = cast("CooperationValues", {"title": title, "summary": "Eine gemeinsame Aufgabe.", **values})
    parts = CooperationParts(
        topics=list(topics) if topics is not None else [make_topic()],
        participations=partners(*units),
        grants=list(grants),
    )
    if not units:
        entered["participants_note"] = "Die Quelle nennt keine Partner."
    cooperation = services.create_cooperation(by=None, values=entered, parts=parts)
    return services.publish(subject=cooperation, by=None) if published else cooperation


def make_alliance(
    title: str = "IKZ Eifel", *units: Territory | Organisation, published: bool = True, **values: Any
) -> Alliance:
    """An alliance of ``units``, published unless said otherwise."""
    entered = cast("AllianceValues", {"title": title, "summary": "Ein dauerhafter Verbund.", **values})
    if not units:
        entered["participants_note"] = "Die Quelle nennt keine Mitglieder."
    alliance = services.create_alliance(by=None, values=entered, parts=AllianceParts(participations=partners(*units)))
    return services.publish(subject=alliance, by=None) if published else alliance


def make_user(email: str = "person@example.org", **fields: Any) -> User:
    return create_account(email=email, password="ein langes Kennwort", by=None, **fields)


def today() -> dt.date:
    return timezone.localdate()
