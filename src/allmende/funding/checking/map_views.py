# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The map of the Fördercheck, on which partners are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.core.pages import render_page
from allmende.funding.checking.map_page import CLICKED, read_map
from allmende.funding.checking.neighbours import neighbourhood
from allmende.territory.map_files import current_map_version

if TYPE_CHECKING:
    from django.http import HttpRequest

FORM_TARGET = "foerdercheck"
"""What the form of the check loads anew. It cannot show a page of its own, so it is sent on."""


@public
@require_safe
def check_map(request: HttpRequest) -> HttpResponse:
    """The map with the list beside it; the script of the map asks for the list alone."""
    shown = read_map(request.GET, request.user)
    if request.headers.get("HX-Target") == FORM_TARGET:
        return HttpResponse(headers={"HX-Redirect": shown.address})
    units = shown.units()
    beside = neighbourhood(shown.checked)
    context = {
        "trail": [(_("Fördercheck"), shown.check_url), (_("Karte"), None)],
        "shown": shown,
        "read": shown.checked.read,
        "partners": [(one, shown.toggling(one.key)) for one in shown.checked.read.partners if one.land],
        "units": units,
        "neighbourhood": beside,
        "beside": [(choice, shown.toggling(choice.key)) for choice in beside.choices] if beside is not None else [],
        "kreis_map": shown.figure(units),
        "canonical": reverse("funding:check_map"),
        "clicked": CLICKED,
        "version": current_map_version(),
    }
    response = render_page(request, "funding/checking/map.html", "funding/checking/_map_panel.html", context)
    response.headers["HX-Push-Url"] = shown.address
    return response
