# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The page of the Fördercheck: its address holds all answers, so it can be kept, sent and opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.core.pages import render_page
from allmende.funding.checking import picking
from allmende.funding.checking.facts_query import read_facts
from allmende.funding.checking.picking import pick
from allmende.funding.checking.questionnaire import questionnaire
from allmende.funding.checking.result import result_context

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FORM_PART = "ergebnis"


@public
@require_safe
def check_page(request: HttpRequest) -> HttpResponse:
    """Questions and answers on one page; with htmx the whole of it, or only the result where the questions stay."""
    picked = pick(request.GET, request.user)
    checked = read_facts(picked.query)
    everywhere = picked.query.get(picking.LANDS) == picking.EVERYWHERE
    lands = [land for land in picked.query.getlist(picking.LAND) if len(land) == 2 and land.isascii()]
    result = result_context(checked.facts, checked.on, names=checked.names, lands=lands, everywhere=everywhere)
    address = reverse("funding:check")
    query = picked.query.urlencode()
    context = {
        "picked": picked,
        "checked": checked,
        "result": result,
        "questionnaire": questionnaire(checked, result),
        "everywhere": everywhere,
        "chosen_lands": [(land, result.lands[land]) for land in lands if land in result.lands],
        "is_chosen": bool(checked.facts.partners or lands or everywhere),
        "address": address,
        "query": checked.query,
        "check_url": f"{address}?{query}" if query else address,
        "trail": [(_("Fördercheck"), None)],
    }
    is_part = request.GET.get(picking.PART) == FORM_PART
    fragment = "funding/checking/_update.html" if is_part else "funding/checking/_check.html"
    response = render_page(request, "funding/checking/check.html", fragment, context)
    response.headers["HX-Push-Url"] = str(context["check_url"])
    return response
