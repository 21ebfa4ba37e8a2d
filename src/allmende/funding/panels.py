# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Funding on other pages: what there is for a place, and the programmes that have paid for a cooperation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.cooperation.models import Grant
from allmende.funding.models import ProgrammeProfile
from allmende.territory.models import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

SHOWN: Final = 4


class TerritoryProgrammes:
    """Slot "territory": the programmes of its Land; what all Länder have is behind the link."""

    order: ClassVar = 45
    template: ClassVar = "funding/finding/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        """One query."""
        found = ProgrammeProfile.objects.filter(is_published=True, programme__land__ars=subject.land_key)
        rows = list(found.select_related("programme")[:SHOWN])
        if not rows:
            return None
        narrowed = {"land": subject.ars} if subject.level == Level.LAND else {"ort": subject.ars}
        return {
            "title": _("Förderung in diesem Land"),
            "items": rows,
            "all_url": reverse("funding:finder", query=narrowed),
        }


class CooperationProgrammes:
    """Slot "cooperation": the programmes that its grants come from, and what they give to others."""

    order: ClassVar = 35
    template: ClassVar = "funding/finding/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        """One query."""
        programmes = Grant.objects.filter(cooperation=subject).order_by().values("programme")
        found = ProgrammeProfile.objects.filter(is_published=True, programme__in=programmes)
        rows = list(found.select_related("programme"))
        return {"title": _("Aus diesen Programmen gefördert"), "items": rows} if rows else None
