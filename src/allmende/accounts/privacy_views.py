# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One's own data, the end of the account, the public record of processing, and retention for the operator."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from allmende.accounts import privacy_page
from allmende.accounts.privacy_forms import EraseForm, RetentionForm
from allmende.accounts.services.privacy import LastManagerError, erase_account, export_of, managed_alone
from allmende.accounts.services.retention import kept, set_periods
from allmende.core import personal_data
from allmende.core.access import public

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from allmende.accounts.models import User

    View = Callable[[HttpRequest], HttpResponse]

UNPROCESSABLE = 422
fresh = cast("Callable[[View], View]", reauthentication_required)
"""Asks for the password or the second factor again, unless that was just done."""
GERMAN = {"ensure_ascii": False, "indent": 2}


@require_safe
@never_cache
@fresh
def own_data(request: HttpRequest) -> HttpResponse:
    """Everything that is kept about the person, to read."""
    sections = list(privacy_page.sections(export_of(user=cast("User", request.user))))
    context = {
        "sections": [section for section in sections if section.total],
        "empty": [section.title for section in sections if not section.total],
    }
    return render(request, "accounts/privacy/own_data.html", context)


@require_safe
@never_cache
@fresh
def own_data_json(request: HttpRequest) -> HttpResponse:
    """The same as a file, complete."""
    data = {"Erstellt am": timezone.localtime().isoformat(timespec="seconds")}
    response = JsonResponse(data | export_of(user=cast("User", request.user)), json_dumps_params=GERMAN)
    response.headers["Content-Disposition"] = 'attachment; filename="meine-daten.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@fresh
def erase(request: HttpRequest) -> HttpResponse:
    """The end of the account: says what goes and what stays, and asks for the word."""
    user = cast("User", request.user)
    alone = list(managed_alone(user).order_by("name"))
    form = EraseForm(request.POST if request.method == "POST" else None, alone=alone)
    if request.method == "POST" and form.is_valid():
        try:
            erase_account(user=user, by=user, leaves_organisations=bool(form.cleaned_data.get("leaves")))
        except LastManagerError as refusal:
            # Somebody else stepped down meanwhile: ask anew, with the organisations named.
            form = EraseForm(request.POST, alone=refusal.organisations)
            form.is_valid()
            alone = refusal.organisations
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            request.session.flush()
            return redirect("accounts:erased")
    context = {"form": form, "alone": alone}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/privacy/erase.html", context, status=status)


@public
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """The last page of an account."""
    return render(request, "accounts/privacy/erased.html")


@public
@require_safe
def processings(request: HttpRequest) -> HttpResponse:
    """The record of processing activities (Art. 30 GDPR), with the periods that count now."""
    context = {"lines": privacy_page.lines(kept()), "responsible": personal_data.responsible()}
    return render(request, "accounts/privacy/processings.html", context)


@public
@require_safe
def processings_export(request: HttpRequest, kind: str) -> HttpResponse:  # noqa: ARG001 - as every view does
    """The same for machines and spreadsheets."""
    records = [privacy_page.record(line) for line in privacy_page.lines(kept())]
    responsible = personal_data.responsible()
    if kind == "json":
        body = {"responsible": {"body": responsible.body or None, "email": responsible.email or None}}
        return JsonResponse(body | {"processings": records}, json_dumps_params=GERMAN)
    if kind != "csv":
        raise Http404
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="verarbeitungen.csv"'
    writer = csv.writer(response, delimiter=";", lineterminator="\r\n")
    writer.writerow([
        _("Verarbeitung"), _("Zweck"), _("Rechtsgrundlage"), _("Betroffene"), _("Daten"), _("Empfänger"), _("Löschung"),
    ])  # fmt: skip
    for record in records:
        periods = " | ".join(f"{period['what']}: {period['days']} {_('Tage')}" for period in record["retention"])
        names = ("name", "purpose", "legal_basis", "persons", "data", "recipients")
        writer.writerow([*(record[name] for name in names), periods])
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """For operators: how long what is kept, and when it was last deleted."""
    user = cast("User", request.user)
    if not user.is_superuser:
        raise Http404
    entries = kept()
    form = RetentionForm(request.POST if request.method == "POST" else None, entries=entries)
    if request.method == "POST" and form.is_valid():
        changed = set_periods(days=form.days(), by=user)
        if changed:
            messages.success(request, _("Die Fristen sind gespeichert. Sie gelten ab dem nächsten täglichen Lauf."))
        else:
            messages.info(request, _("Es wurde nichts geändert."))
        return redirect("accounts:retention")
    rows = [(entry, form[entry.rule.key] if entry.is_set_here else None) for entry in entries]
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/privacy/retention.html", {"form": form, "rows": rows}, status=status)
