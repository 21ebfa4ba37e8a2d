# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The audit log: all of it for operators, that of an organisation for its managers. For everybody else it is 404."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from allmende.accounts import audit_export, services
from allmende.accounts.audit_forms import AuditFilter
from allmende.accounts.audit_log import ForOrganisation, Redaction, page_of
from allmende.accounts.models import Membership, Organisation, User
from allmende.core.models import AuditEntry

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

UNPROCESSABLE = 422


def _operator(request: HttpRequest) -> User:
    user = cast("User", request.user)
    if not user.is_superuser:
        raise Http404
    return user


def _managed(request: HttpRequest, pk: int) -> Organisation:
    """The organisation, if the visitor manages it now."""
    mine = Membership.objects.managers().filter(user=cast("User", request.user)).values("organisation")
    return get_object_or_404(Organisation.objects.filter(pk__in=mine), pk=pk)


@require_safe
def audit_log(request: HttpRequest) -> HttpResponseBase:
    """Everything that happened, for operators."""
    _operator(request)
    return _page(request, AuditFilter(request.GET))


@require_safe
def audit_log_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    return _file(request, AuditFilter(request.GET), kind, by=_operator(request))


@require_safe
def organisation_log(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What happened for one organisation, for its managers."""
    return _page(request, AuditFilter(request.GET, organisation=_managed(request, pk)))


@require_safe
def organisation_log_export(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    form = AuditFilter(request.GET, organisation=_managed(request, pk))
    return _file(request, form, kind, by=cast("User", request.user))


def _page(request: HttpRequest, form: AuditFilter) -> HttpResponseBase:
    organisation = form.only
    rows = form.narrowed(AuditEntry.objects.all() if organisation is None else _rows_of(organisation))
    context: dict[str, Any] = {
        "form": form,
        "organisation": organisation,
        "page": page_of(rows, request.GET, _redaction(organisation)),
        "most": audit_export.MOST,
        "query": _query(request),
        **_addresses(organisation),
    }
    return render(request, "accounts/audit_log.html", context, status=UNPROCESSABLE if form.errors else 200)


def _file(request: HttpRequest, form: AuditFilter, kind: str, *, by: User) -> HttpResponseBase:
    """The rows that the page would show, as a file. With a filter that is no filter nothing is given out."""
    if kind not in audit_export.CONTENT_TYPES:
        raise Http404
    if not form.is_valid():
        return _page(request, form)
    organisation = form.only
    rows = form.narrowed(AuditEntry.objects.all() if organisation is None else _rows_of(organisation))
    services.note_log_exported(organisation=organisation, asked_for=request.GET.dict(), by=by)
    return audit_export.response(kind, rows, _redaction(organisation))


def _rows_of(organisation: Organisation) -> Any:
    return AuditEntry.objects.filter(organisation_key=str(organisation.pk))


def _redaction(organisation: Organisation | None) -> Redaction:
    return Redaction() if organisation is None else ForOrganisation(organisation)


def _addresses(organisation: Organisation | None) -> dict[str, str]:
    if organisation is None:
        return {"clear_url": reverse("accounts:audit_log"), **_files("accounts:audit_log_export")}
    clear_url = reverse("accounts:organisation_log", args=[organisation.pk])
    return {"clear_url": clear_url, **_files("accounts:organisation_log_export", organisation.pk)}


def _files(name: str, *args: int) -> dict[str, str]:
    return {f"{kind}_url": reverse(name, args=[*args, kind]) for kind in audit_export.CONTENT_TYPES}


def _query(request: HttpRequest) -> str:
    """The filters as part of an address, without the place in the log."""
    query = request.GET.copy()
    for name in ("vor", "nach"):
        query.pop(name, None)
    return query.urlencode()
