# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Side by side: the same alliance under several directives, versions and days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.funding.checking import compare_columns as reading
from allmende.funding.checking.asked import asked
from allmende.funding.checking.compare_page import columns_of, cost_table, result_rows, rule_table
from allmende.funding.checking.facts_query import read_facts
from allmende.funding.checking.scope import read_scope
from allmende.funding.names import land_names
from allmende.funding.released import released_texts

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from allmende.funding.checking.facts_query import Checked
    from allmende.funding.checking.scope import Scope

ONLY: Final = "nur"
DIFFERENCES: Final = "unterschiede"
AS_IF: Final = "alsob"
"""Whether to reckon as if the partners lay in the Land of each directive: what there would be elsewhere."""


@public
@require_safe
def compare(request: HttpRequest) -> HttpResponseBase:
    """The comparison; what the form sends is told again as one short address that can be passed on."""
    checked = read_facts(request.GET)
    released = released_texts()
    scope = read_scope(request.GET)
    as_if = request.GET.get(AS_IF) == "ja"
    query = kept(scope.added_to(checked.query), as_if=as_if)
    form = reading.read_columns(request.GET, released, checked.on)
    chosen = form.chosen()
    if reading.is_sent(request.GET) and form.is_valid():
        return redirect(f"{reverse('funding:compare')}?{reading.address_of(query, chosen)}")
    columns = columns_of(checked.facts, chosen, query, names=checked.names, lands=land_names(), as_if=as_if)
    only = request.GET.get(ONLY) == DIFFERENCES and len(columns) > 1
    tables = [
        (_("Ergebnis"), "ergebnisse", result_rows(columns)),
        (_("Regeln"), "regeln", rule_table(columns)),
        (_("Kosten und Unterlagen"), "kosten", cost_table(columns)),
    ]
    if only:
        tables = [(title, key, [row for row in rows if not row.is_same]) for title, key, rows in tables]
    offers = reading.suggestions(released, checked.read.lands, checked.on) if len(columns) < 2 else []
    context = {
        "checked": checked,
        "asked": asked(checked.facts, checked.names),
        "carried": parse_qsl(query),
        "check_url": check_url(checked, scope),
        "as_if": as_if,
        "elsewhere": any(one.released.text.land not in {"", *checked.read.lands} for one in chosen),
        "form": form,
        "columns": columns,
        "tables": [(title, key, rows) for title, key, rows in tables if rows and columns],
        "only": only,
        "most": reading.MOST_COLUMNS,
        "too_many": len(request.GET.getlist(reading.COLUMN)) > reading.MOST_COLUMNS,
        "suggestions": [
            (offer.label, reading.address_of(kept(query, as_if=offer.as_if and not as_if), offer.columns))
            for offer in offers
        ],
        "trail": trail(checked, scope, _("Nebeneinander")),
    }
    response = render(request, "funding/compare/compare.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def kept(query: str, *, as_if: bool) -> str:
    return "&".join(part for part in (query, f"{AS_IF}=ja" if as_if else "") if part)


def carried(checked: Checked, scope: Scope) -> list[tuple[str, str]]:
    """The check as hidden fields of a form, in its canonical form."""
    return parse_qsl(scope.added_to(checked.query))


def trail(checked: Checked, scope: Scope, label: str) -> list[tuple[str, str]]:
    """The way back to the check with the same facts."""
    return [(_("Fördercheck"), check_url(checked, scope)), (label, "")]


def check_url(checked: Checked, scope: Scope) -> str:
    """The check itself."""
    query = scope.added_to(checked.query)
    return f"{reverse('funding:check')}?{query}" if query else reverse("funding:check")
