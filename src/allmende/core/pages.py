# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How every view answers: one URL, one view; the htmx fragment is the very include the full page uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


def render_page(
    request: HttpRequest, template: str, fragment: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The whole page, or for an htmx request only the fragment that the page includes."""
    is_fragment = bool(getattr(request, "htmx", False)) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    response = render(request, fragment if is_fragment else template, dict(context), status=status)
    response.headers["Vary"] = "HX-Request, HX-History-Restore-Request"
    return response


def paginate(request: HttpRequest, items: QuerySet[Any] | Sequence[Any], *, per_page: int = 20) -> Page[Any]:
    """The page asked for by ``?seite=``; a number beyond the end gives the last page, nonsense the first."""
    return Paginator(items, per_page).get_page(request.GET.get("seite"))
