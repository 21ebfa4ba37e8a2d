# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How templates name places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext_lazy as _

from allmende.territory.finding import titled as titled_name
from allmende.territory.models import Level

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from allmende.territory.models import Territory

register = template.Library()

PLURALS: dict[str, _StrPromise] = {
    Level.LAND: _("Länder"),
    Level.REGIERUNGSBEZIRK: _("Regierungsbezirke"),
    Level.KREIS: _("Kreise und kreisfreie Städte"),
    Level.VERBAND: _("Gemeindeverbände"),
    Level.GEMEINDE: _("Städte und Gemeinden"),
}


@register.filter
def titled(territory: Territory) -> str:
    """The name with what it is: „Verbandsgemeinde Mendig“; Länder by their name alone."""
    return territory.name if territory.level == Level.LAND else titled_name(territory.name, territory.kind)


@register.filter
def level_plural(level: str) -> str:
    return str(PLURALS[level])
