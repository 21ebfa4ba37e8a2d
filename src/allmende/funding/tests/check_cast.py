# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Places and shipped directives for tests of the Fördercheck."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from allmende.cooperation.models import Programme
from allmende.funding.files.loading import parse
from allmende.funding.files.reading import read
from allmende.funding.models import Directive, DirectiveState, ProgrammeProfile
from allmende.territory.models import Territory
from allmende.territory.tests.factories import make_place

if TYPE_CHECKING:
    from collections.abc import Iterable

SHIPPED: Final = Path(__file__).resolve().parents[1] / "data" / "directives"
NRW: Final = tuple(f"05111000{number}00{number}" for number in range(1, 6))
RLP: Final = ("071375004069", "071375004008", "073150000000")
HESSE: Final = ("065350006006", "065350007007", "065350008008")
BRANDENBURG: Final = "120600000001"


def make_places() -> None:
    """Five municipalities in Nordrhein-Westfalen, some in Rheinland-Pfalz and Hessen, one in Brandenburg."""
    for ars, name in (
        ("05", "Nordrhein-Westfalen"),
        ("06", "Hessen"),
        ("07", "Rheinland-Pfalz"),
        ("12", "Brandenburg"),
    ):
        make_place(ars, name)
    for number, ars in enumerate(NRW, start=1):
        make_place(ars, f"Rheinort {number}", "Gemeinde", population=9000 + number)
    make_place("07137", "Mayen-Koblenz", "Landkreis")
    make_place("071375004", "Mendig", "Verbandsgemeinde", population=13000)
    make_place(RLP[0], "Mendig", "Stadt", population=9000)
    make_place(RLP[1], "Bell", "Ortsgemeinde", population=1500)
    make_place("07315", "Mainz", "Kreisfreie Stadt")
    make_place(RLP[2], "Mainz", "Kreisfreie Stadt", population=220000)
    for number, ars in enumerate(HESSE, start=1):
        make_place(ars, f"Hessenort {number}", "Gemeinde", population=5000)
    make_place(BRANDENBURG, "Havelort", "Gemeinde", population=4000)


def release(name: str) -> Directive:
    """The shipped directive of this file, as it was released."""
    return release_content(parse((SHIPPED / f"{name}.yaml").read_bytes(), f"{name}.yaml"))


def release_content(content: dict[str, Any]) -> Directive:
    """A directive file as a released version of its programme."""
    text = read(content)
    land = Territory.objects.filter(ars=text.land).first() if text.land else None
    slug = str(content.get("programme") or text.key)
    programme, _created = Programme.objects.get_or_create(
        slug=slug, defaults={"name": f"Programm {slug}", "land": land}
    )
    profile, _created = ProgrammeProfile.objects.get_or_create(programme=programme, defaults={"is_published": True})
    return Directive.objects.create(
        profile=profile,
        key=text.key,
        title=text.title,
        valid_from=text.valid_from,
        valid_until=text.valid_until,
        content=content,
        state=DirectiveState.RELEASED,
        released_at=timezone.now(),
    )


def release_all(names: Iterable[str]) -> None:
    for name in names:
        release(name)
