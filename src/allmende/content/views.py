# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Public views of the editorial pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.static import serve as serve_file

from allmende.accounts.rate_limit import Limit, is_exceeded, note_attempt
from allmende.accounts.visitor import address_of
from allmende.content.forms import BarrierReportForm
from allmende.content.models import PortalSettings
from allmende.content.services import report_barrier
from allmende.core.access import public

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

REPORT_LIMIT = Limit("barrier_report", count=5, minutes=60)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def barrier_report(request: HttpRequest) -> HttpResponse:
    """The form „Barriere melden“: no account, no script needed. A filled-in trap is thanked and thrown away."""
    if request.method != "POST":
        form = BarrierReportForm(initial={"page_address": request.GET.get("seite", "")[:500]})
        return _form(request, form)
    form = BarrierReportForm(request.POST)
    visitor = address_of(request)
    if not form.is_valid():
        return _form(request, form, status=422)
    if is_exceeded(REPORT_LIMIT, visitor):
        form.add_error(
            None,
            _("Von Ihrem Anschluss kamen gerade viele Meldungen. Bitte versuchen Sie es in einer Stunde noch einmal."),
        )
        return _form(request, form, status=429)
    note_attempt(REPORT_LIMIT, visitor)
    if not form.is_spam:
        report_barrier(report=form.save(commit=False), by=request.user if request.user.is_authenticated else None)
    return redirect(reverse("content:barrier_reported"))


def _form(request: HttpRequest, form: BarrierReportForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "portal": PortalSettings.load(request_or_site=request)}
    return render(request, "content/barrier_report.html", context, status=status)


@public
@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    """A scaled picture of a page. Originals and documents are not served from here.

    A rendition's name says its content, so it may be kept for a year.
    """
    response = serve_file(request, name, document_root=str(Path(settings.MEDIA_ROOT) / "images"))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@public
@require_safe
def barrier_reported(request: HttpRequest) -> HttpResponse:
    """The confirmation: what happens next."""
    context = {"portal": PortalSettings.load(request_or_site=request)}
    return render(request, "content/barrier_reported.html", context)
