# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What if there were a partner more, or a year: the present answers beside those with one thing changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.funding.checking.asked import asked
from allmende.funding.checking.compare_views import carried, check_url, trail
from allmende.funding.checking.facts_query import read_facts
from allmende.funding.checking.result import result_context
from allmende.funding.checking.scope import read_scope
from allmende.funding.checking.what_if_forms import read_variant
from allmende.funding.checking.what_if_page import tables

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Variants that suit each directive, and one of one's own; all of it is in the address."""
    checked = read_facts(request.GET)
    scope = read_scope(request.GET)
    facts, names = checked.facts, checked.names
    result = result_context(facts, checked.on, names=names, lands=scope.lands, everywhere=scope.everywhere)
    form = read_variant(request.GET, facts, names)
    context = {
        "checked": checked,
        "asked": asked(facts, names),
        "carried": carried(checked, scope),
        "check_url": check_url(checked, scope),
        "form": form,
        "result": result,
        "tables": tables(result, form, scope, names=names, day_given=checked.day_given),
        "trail": trail(checked, scope, _("Was wäre, wenn …")),
    }
    response = render(request, "funding/compare/what_if.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
