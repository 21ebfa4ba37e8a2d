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
from allmende.funding.checking.change_lines import change_lines
from allmende.funding.checking.facts_query import read_facts
from allmende.funding.checking.lines import Link, field_id
from allmende.funding.checking.neighbours import neighbourhood
from allmende.funding.checking.picking import pick
from allmende.funding.checking.questionnaire import questionnaire
from allmende.funding.checking.result import result_context
from allmende.funding.checking.scope import read_scope

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.funding.checking.facts_query import Checked

FORM_PART = "ergebnis"


def _label(checked: Checked, name: str) -> str:
    return str(checked.form.fields[name].label) if name in checked.form.fields else _("Partner")


@public
@require_safe
def check_page(request: HttpRequest) -> HttpResponse:
    """Questions and answers on one page; with htmx the whole of it, or only the result where the questions stay."""
    picked = pick(request.GET, request.user)
    checked = read_facts(picked.query)
    scope = read_scope(picked.query)
    result = result_context(
        checked.facts, checked.on, names=checked.names, lands=scope.lands, everywhere=scope.everywhere
    )
    changes = change_lines(result, scope, names=checked.names, day_given=checked.day_given)
    address = reverse("funding:check")
    query = picked.query.urlencode()
    is_part = request.GET.get(picking.PART) == FORM_PART
    context = {
        "picked": picked,
        "checked": checked,
        "result": result,
        "questionnaire": questionnaire(checked, result),
        "neighbourhood": None if is_part else neighbourhood(checked),
        "shown": [(answer, changes.get(answer.key, [])) for answer in result.answers],
        "scope": scope,
        "errors": [
            Link(f"{_label(checked, name)}: {texts[0]}", f"#{field_id(name)}") for name, texts in checked.errors.items()
        ],
        "is_chosen": bool(checked.facts.partners or scope.lands or scope.everywhere),
        "address": address,
        "query": scope.added_to(checked.query),
        "check_url": f"{address}?{query}" if query else address,
        "trail": [(_("Fördercheck"), None)],
    }
    fragment = "funding/checking/_update.html" if is_part else "funding/checking/_check.html"
    response = render_page(request, "funding/checking/check.html", fragment, context)
    response.headers["HX-Push-Url"] = str(context["check_url"])
    return response
