# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The accounts of the portal, for operators: who there is, who belongs to the desk, who is locked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.accounts import second_factor, services
from allmende.accounts.models import Membership, MembershipState, User
from allmende.accounts.people_forms import PeopleFilter, PortalRolesForm
from allmende.core.pages import paginate, render_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 30
UNPROCESSABLE = 422


def _operator(request: HttpRequest) -> User:
    user = cast("User", request.user)
    if not user.is_superuser:
        raise Http404
    return user


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """All accounts, by mail address."""
    _operator(request)
    form = PeopleFilter(request.GET)
    strong = Authenticator.objects.filter(user=OuterRef("pk"), type__in=second_factor.STRONG)
    active = Count("memberships", filter=Q(memberships__state=MembershipState.ACTIVE))
    found = form.found().annotate(has_second_factor=Exists(strong), organisation_count=active)
    page = paginate(request, found.prefetch_related("groups", "desk_areas").order_by("email"), per_page=PER_PAGE)
    context = {"form": form, "page": page, "trail": [(_("Konten"), None)]}
    return render_page(request, "accounts/people/list.html", "accounts/people/_results.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account; a POST gives and takes its roles."""
    operator = _operator(request)
    shown = get_object_or_404(User, pk=pk)
    form = PortalRolesForm(request.POST if request.method == "POST" else None, user=shown)
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.set_portal_roles(user=shown, by=operator, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Die Rollen sind gespeichert.") if changed else _("Es wurde nichts geändert."))
            return redirect("accounts:person", pk=pk)
    memberships = Membership.objects.active().filter(user=shown).select_related("organisation")
    context = {
        "shown": shown,
        "form": form,
        "is_own": shown.pk == operator.pk,
        "is_confirmed": EmailAddress.objects.filter(user=shown, email=shown.email, verified=True).exists(),
        "has_second_factor": second_factor.has_one(shown),
        "memberships": list(memberships.order_by("organisation__name")),
        "trail": [(_("Konten"), reverse("accounts:people")), (str(shown), None)],
    }
    return render(request, "accounts/people/person.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    operator = _operator(request)
    shown = get_object_or_404(User, pk=pk)
    try:
        orphaned = services.deactivate_account(user=shown, by=operator)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("accounts:person", pk=pk)
    messages.success(request, _("Das Konto ist gesperrt, alle seine Sitzungen sind beendet."))
    if orphaned:
        names = ", ".join(organisation.name for organisation in orphaned)
        messages.warning(request, _("Ohne Verwaltung sind jetzt: %(names)s.") % {"names": names})
    return redirect("accounts:person", pk=pk)


@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    operator = _operator(request)
    shown = get_object_or_404(User, pk=pk)
    try:
        services.reactivate_account(user=shown, by=operator)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Das Konto ist wieder frei."))
    return redirect("accounts:person", pk=pk)
