# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Organisations for those who belong to them or want to: joining, deciding, roles, leaving, for whom one acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.accounts import acting, rules, services
from allmende.accounts.joining import Joining
from allmende.accounts.mail_domain import domain_hint
from allmende.accounts.models import Membership, Organisation, Role, User
from allmende.accounts.organisation_forms import DeclineForm, HandOverForm, RolesForm
from allmende.accounts.services.memberships import has_other_manager, membership_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

UNPROCESSABLE = 422
reading_or_posting = require_http_methods(["GET", "HEAD", "POST"])


def person(request: HttpRequest) -> User:
    """Who is signed in."""
    return cast("User", request.user)


def own_trail(*steps: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Organisationen"), reverse("accounts:organisations")), *steps]


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """My memberships and requests."""
    mine = Membership.objects.filter(user=person(request)).select_related("organisation__merged_into")
    former = [
        membership for membership in mine.order_by("-pk") if not (membership.is_active or membership.is_requested)
    ]
    context = {
        "active": [membership for membership in mine.live() if membership.is_active],
        "waiting": [membership for membership in mine.live() if membership.is_requested],
        "former": former[:20],
        "acting": acting.acting(request),
        "trail": [(_("Organisationen"), None)],
    }
    return render(request, "accounts/organisations/mine.html", context)


@reading_or_posting
def join(request: HttpRequest) -> HttpResponse:
    """Find the organisation, then ask to act for it."""
    joining = Joining(request.GET, request.POST if request.method == "POST" else None)
    if joining.form is not None and request.method == "POST":
        try:
            if joining.form.is_valid():
                membership = joining.ask(by=person(request))
                messages.success(request, _sent(membership))
                return redirect("accounts:organisations")
        except ValidationError as error:
            joining.show(error)
    trail = own_trail((_("Um Aufnahme bitten"), None))
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, joining.template, {"joining": joining, "form": joining.form, "trail": trail}, status=status)


def _sent(membership: Membership) -> str:
    text = _("Ihre Anfrage an „%(name)s“ ist unterwegs.") % {"name": membership.organisation}
    if membership.organisation.confirmed_at is None:
        text += " " + _("Die Redaktion prüft zuerst, ob es diese Organisation gibt.")
    return text


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Who belongs to it, for its members; managers see what waits for them."""
    user = person(request)
    found = get_object_or_404(Organisation.objects.select_related("territory", "merged_into"), pk=pk)
    own = membership_in(found, user)
    if own is None:
        return _elsewhere(request, found)
    own.organisation = found
    manages = rules.manages(user, own)
    members = list(Membership.objects.active().filter(organisation=found).select_related("user"))
    requests = Membership.objects.requested().filter(organisation=found).select_related("user").order_by("requested_at")
    context = {
        "organisation": found,
        "own": own,
        "manages": manages,
        "members": members,
        "waiting": [(item, domain_hint(found, item.user)) for item in requests] if manages else [],
        "manager_count": sum(member.is_manager and member.user.is_active for member in members),
        "trail": own_trail((found.name, None)),
    }
    return render(request, "accounts/organisations/organisation.html", context)


def _elsewhere(request: HttpRequest, found: Organisation) -> HttpResponse:
    """A former member is led on after a merger, the desk to its own page; to all others it does not exist."""
    user = person(request)
    target = found.leads_to
    if target != found and Organisation.objects.visible_to(user).filter(pk=target.pk).exists():
        messages.info(request, _("„%(old)s“ ist in „%(new)s“ aufgegangen.") % {"old": found, "new": target})
        return redirect("accounts:organisation", pk=target.pk)
    if rules.may_keep(user, found):
        return redirect("accounts:desk_organisation", pk=found.pk)
    raise Http404


def _membership(pk: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("user", "organisation__territory", "decided_by"), pk=pk)


def _back(request: HttpRequest, found: Organisation) -> HttpResponse:
    """To the page of the organisation that this person sees."""
    user = person(request)
    if membership_in(found, user) is not None:
        return redirect("accounts:organisation", pk=found.pk)
    if rules.may_keep(user, found):
        return redirect("accounts:desk_organisation", pk=found.pk)
    return redirect("accounts:organisations")


def _deciding(request: HttpRequest, pk: int) -> Membership:
    """The membership, if this person decides about it; else it does not exist."""
    membership = _membership(pk)
    own = membership_in(membership.organisation, person(request))
    other = has_other_manager(membership)
    if not rules.may_decide(person(request), membership, own=own, has_other_manager=other):
        raise Http404
    return membership


def _write(request: HttpRequest, membership: Membership, done: str, write: Any) -> HttpResponse:
    """Do it and say so, or say why not. What is forbidden by now does not exist any more."""
    try:
        write()
    except PermissionDenied as error:
        raise Http404 from error
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return _back(request, membership.organisation)


@reading_or_posting
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: who it is, what speaks for it; take in or decline."""
    membership = _deciding(request, pk)
    user = person(request)
    step = request.POST.get("step", "")
    roles_form = RolesForm(request.POST if step == "confirm" else None, initial={"roles": _proposed(membership)})
    decline_form = DeclineForm(request.POST if step == "decline" else None)
    if step == "confirm" and roles_form.is_valid():
        roles = roles_form.cleaned_data["roles"]
        return _write(
            request,
            membership,
            _("Aufgenommen."),
            lambda: services.confirm_membership(membership=membership, roles=roles, by=user),
        )
    if step == "decline" and decline_form.is_valid():
        answer = decline_form.cleaned_data["answer"]
        return _write(
            request,
            membership,
            _("Abgelehnt."),
            lambda: services.decline_membership(membership=membership, answer=answer, by=user),
        )
    if not membership.is_requested:
        messages.info(request, _("Über diese Anfrage ist schon entschieden."))
        return _back(request, membership.organisation)
    context = {
        "membership": membership,
        "organisation": membership.organisation,
        "hint": domain_hint(membership.organisation, membership.user),
        "form": roles_form,
        "decline_form": decline_form,
        "is_refused": request.method == "POST",
        "trail": own_trail((_("Anfrage"), None)),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "accounts/organisations/decide.html", context, status=status)


def _proposed(membership: Membership) -> list[str]:
    """What was wished; the first one of an organisation also manages it."""
    roles = set(membership.roles)
    if not has_other_manager(membership):
        roles.add(Role.MANAGER)
    return [role.value for role in Role if role in roles]


@reading_or_posting
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Roles of a member, or the end of the membership."""
    membership = _deciding(request, pk)
    user = person(request)
    if not membership.is_active:
        raise Http404
    step = request.POST.get("step", "")
    form = RolesForm(
        request.POST if step == "roles" else None,
        initial={"roles": [role.value for role in Role if role in membership.roles]},
    )
    if step == "remove":
        done = _("Die Mitgliedschaft ist beendet.")
        return _write(request, membership, done, lambda: services.remove_member(membership=membership, by=user))
    if step == "roles" and form.is_valid():
        roles = form.cleaned_data["roles"]
        return _write(
            request,
            membership,
            _("Rollen geändert."),
            lambda: services.change_roles(membership=membership, roles=roles, by=user),
        )
    context = {
        "membership": membership,
        "organisation": membership.organisation,
        "form": form,
        "is_refused": request.method == "POST",
        "trail": own_trail((_("Mitglied"), None)),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "accounts/organisations/member.html", context, status=status)


def _own(request: HttpRequest, pk: int) -> Membership:
    membership = _membership(pk)
    if membership.user_id != person(request).pk:
        raise Http404
    return membership


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own request."""
    membership = _own(request, pk)
    _write(
        request,
        membership,
        _("Ihre Anfrage ist zurückgezogen."),
        lambda: services.withdraw_request(membership=membership, by=person(request)),
    )
    return redirect("accounts:organisations")


@reading_or_posting
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """End one's own membership; the last manager is led to handing over."""
    membership = _own(request, pk)
    user = person(request)
    if not membership.is_active:
        messages.info(request, _("Diese Mitgliedschaft ist schon beendet."))
        return redirect("accounts:organisations")
    if not rules.may_leave(user, membership, has_other_manager=has_other_manager(membership)):
        if request.method == "POST":
            messages.error(request, _("Bitte übergeben Sie zuerst die Verwaltung."))
        return redirect("accounts:membership_hand_over", pk=pk)
    if request.method == "POST":
        done = _("Sie haben „%(name)s“ verlassen.") % {"name": membership.organisation}
        _write(request, membership, done, lambda: services.leave(membership=membership, by=user))
        return redirect("accounts:organisations")
    trail = own_trail((_("Verlassen"), None))
    return render(request, "accounts/organisations/leave.html", {"membership": membership, "trail": trail})


@reading_or_posting
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's role of manager to a member or to the centre."""
    membership = _own(request, pk)
    user = person(request)
    if not rules.may_hand_over(user, membership):
        raise Http404
    members = Membership.objects.active().filter(organisation=membership.organisation_id, user__is_active=True)
    others = {str(other.pk): other for other in members.exclude(pk=pk).select_related("user")}
    choices = [(key, _choice(other)) for key, other in others.items()]
    form = HandOverForm(request.POST if request.method == "POST" else None, others=choices)
    if request.method == "POST" and form.is_valid():
        to = others.get(form.cleaned_data["to"])
        return _write(
            request,
            membership,
            _("Die Verwaltung ist übergeben."),
            lambda: services.hand_over(membership=membership, to=to, by=user),
        )
    context = {
        "membership": membership,
        "form": form,
        "is_last": not has_other_manager(membership),
        "is_refused": request.method == "POST",
        "trail": own_trail((_("Verwaltung übergeben"), None)),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "accounts/organisations/hand_over.html", context, status=status)


def _choice(member: Membership) -> str:
    return f"{member.user} ({', '.join(member.role_labels)})"


@reading_or_posting
def acting_for(request: HttpRequest) -> HttpResponse:
    """Choose for whom one acts, and go back to where one came from."""
    mine = acting.own_memberships(request)
    way_back = request.POST.get("weiter") or request.GET.get("weiter", "")
    if not url_has_allowed_host_and_scheme(
        way_back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        way_back = ""
    if request.method == "POST":
        wanted = request.POST.get("membership", "")
        chosen = next((membership for membership in mine if str(membership.pk) == wanted), None)
        if chosen is None:
            raise Http404
        acting.choose(request, chosen)
        messages.success(request, _("Sie handeln jetzt für „%(name)s“.") % {"name": chosen.organisation})
        return redirect(way_back or reverse("accounts:organisations"))
    context = {
        "mine": mine,
        "acting": acting.acting(request),
        "way_back": way_back,
        "trail": own_trail((_("Für wen handeln Sie?"), None)),
    }
    return render(request, "accounts/organisations/acting.html", context)
