# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The result of a Fördercheck as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from allmende.core import pdf
from allmende.core.access import public
from allmende.core.outgoing import absolute
from allmende.funding.checking.facts_query import read_facts
from allmende.funding.checking.pdf import LANGUAGE, check_pdf
from allmende.funding.checking.result import result_context
from allmende.funding.checking.scope import read_scope

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@require_safe
def check_file(request: HttpRequest) -> HttpResponse:
    """The same answers as on the page of the same address, in German."""
    with translation.override(LANGUAGE):
        checked = read_facts(request.GET)
        scope = read_scope(request.GET)
        result = result_context(
            checked.facts, checked.on, names=checked.names, lands=scope.lands, everywhere=scope.everywhere
        )
        query = scope.added_to(checked.query)
        address = reverse("funding:check")
        content = check_pdf(
            result,
            address=absolute(f"{address}?{query}" if query else address),
            names=checked.names,
            notes=[*(text for texts in checked.errors.values() for text in texts), *checked.read.hints],
        )
    return pdf.answer(content, filename=f"Fördercheck {checked.on:%Y-%m-%d}.pdf")
