# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The way to the Fördercheck from a place, a cooperation and an alliance, with its partners taken along. No queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.cooperation.models import Alliance, Cooperation
from allmende.funding.checking import parameters, picking
from allmende.funding.checking.partners import PARTNER_LEVELS
from allmende.territory.models import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


class CheckWithPlace:
    """Slot "territory": a check with the place as the first partner, or with the directives of a Land."""

    order: ClassVar = 46
    template: ClassVar = "funding/checking/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        if subject.dissolved_on is not None or subject.is_unincorporated:
            return None
        if subject.level == Level.LAND:
            return _leading_to(picking.LAND, subject.ars, _("Förderung in diesem Land prüfen"))
        if subject.level in PARTNER_LEVELS:
            return _leading_to(parameters.PARTNER, subject.ars, _("Förderung mit diesem Partner prüfen"))
        return None


class CheckWithPartners:
    """Slot "tools": a check with the partners of a cooperation or an alliance that everybody can see."""

    order: ClassVar = 20
    template: ClassVar = "funding/checking/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        name = {Cooperation: picking.COOPERATION, Alliance: picking.ALLIANCE}.get(type(subject))
        return None if name is None else _leading_to(name, subject.slug, _("Förderung mit diesen Partnern prüfen"))


def _leading_to(name: str, value: str, label: str) -> Mapping[str, Any]:
    return {"check_url": reverse("funding:check", query={name: value}), "check_label": label}
