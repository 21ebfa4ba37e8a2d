# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Organisations for the desk: the list, what is kept of each, first members, mergers, the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from allmende.accounts import organisation_export, ownership, rules, services
from allmende.accounts.mail_domain import domain_hint
from allmende.accounts.models import Membership, Organisation
from allmende.accounts.naming import plain_name
from allmende.accounts.organisation_forms import DeskFilter, OrganisationForm, TargetForm
from allmende.accounts.organisation_views import UNPROCESSABLE, person, reading_or_posting
from allmende.accounts.services.merging import check_merger
from allmende.accounts.services.organisations import acting_territory, administration_of
from allmende.core.pages import paginate, render_page
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from django.http import HttpRequest

    from allmende.accounts.models.organisation import OrganisationQuerySet

PER_PAGE = 30


def _trail(*steps: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Organisationen"), reverse("accounts:desk_organisations")), *steps]


def _kept(request: HttpRequest, pk: int) -> Organisation:
    """The organisation, if this person keeps it; else it does not exist."""
    kept = Organisation.objects.kept_by(person(request))
    return get_object_or_404(kept.select_related("territory", "merged_into"), pk=pk)


def _found(request: HttpRequest, form: DeskFilter) -> OrganisationQuerySet:
    chosen = form.selected()
    found = Organisation.objects.kept_by(person(request)).called(chosen["q"])
    if chosen["art"]:
        found = found.filter(kind=chosen["art"])
    if chosen["land"]:
        found = found.filter(territory__ars__startswith=chosen["land"])
    match chosen["stand"]:
        case "anfragen":
            found = found.with_requests()
        case "ungeprueft":
            found = found.filter(confirmed_at=None, deactivated_at=None)
        case "ohne-verwaltung":
            found = found.without_manager()
        case "aufgeloest":
            found = found.on_dissolved_territory()
        case "stillgelegt":
            found = found.exclude(deactivated_at=None)
    return found.for_list().order_by("name")


def _check_desk(request: HttpRequest) -> None:
    if not rules.is_desk(person(request)):
        raise Http404


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """All that this desk user keeps, with what waits there."""
    _check_desk(request)
    form = DeskFilter(request.GET)
    page = paginate(request, _found(request, form), per_page=PER_PAGE)
    for found in page:
        found.state_label = organisation_export.state_of(found)
    kept = Organisation.objects.kept_by(person(request))
    context = {
        "form": form,
        "page": page,
        "dissolved": kept.on_dissolved_territory().count(),
        "waiting": kept.with_requests().count(),
        "may_enter": rules.may_enter_organisations(person(request)),
        "query": request.GET.urlencode(),
        "trail": [(_("Organisationen"), None)],
    }
    return render_page(
        request, "accounts/organisations/desk_list.html", "accounts/organisations/_desk_results.html", context
    )


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list with its filters as a file, without any person."""
    _check_desk(request)
    if kind not in organisation_export.CONTENT_TYPES:
        raise Http404
    content = organisation_export.export(_found(request, DeskFilter(request.GET)), kind)
    name = f"organisationen-{timezone.localdate():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=organisation_export.CONTENT_TYPES[kind], headers=headers)


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation as the desk sees it."""
    found = _kept(request, pk)
    members = list(Membership.objects.live().filter(organisation=found).select_related("user", "decided_by"))
    active = [member for member in members if member.is_active]
    managers = {member.pk for member in active if member.is_manager and member.user.is_active}
    for member in active:
        member.organisation = found
        others = bool(managers - {member.pk})
        may = rules.may_change_roles(person(request), member, own=None, has_other_manager=others)
        member.may_change = may  # type: ignore[attr-defined]
    context = {
        "organisation": found,
        "state_label": organisation_export.state_of(found),
        "members": active,
        "waiting": [(item, domain_hint(found, item.user)) for item in members if item.is_requested],
        "managers": managers,
        "owned": ownership.counts(found),
        "former": list(found.merged.order_by("name")),
        "successors": _successors(found),
        "trail": _trail((found.name, None)),
    }
    return render(request, "accounts/organisations/desk_organisation.html", context)


def _successors(found: Organisation) -> list[Territory]:
    """What a reform has made of its territory: proposals for a merger."""
    if found.territory is None or found.territory.dissolved_on is None or found.deactivated_at is not None:
        return []
    return list(found.territory.successors.order_by("ars"))


@reading_or_posting
def enter(request: HttpRequest) -> HttpResponse:
    """An organisation that the centre knows."""
    if not rules.may_enter_organisations(person(request)):
        raise Http404
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            with transaction.atomic():
                made = services.create_organisation(
                    name=values["name"], kind=values["kind"], territory=values["territory"], by=person(request)
                )
                services.change_organisation(organisation=made, values=values, by=person(request))
        except ValidationError as error:
            _show(form, error)
        else:
            messages.success(request, _("Eingetragen."))
            return redirect("accounts:desk_organisation", pk=made.pk)
    return _form_page(request, form, None, _trail((_("Neue Organisation"), None)))


@reading_or_posting
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is kept."""
    found = _kept(request, pk)
    form = OrganisationForm(request.POST if request.method == "POST" else None, organisation=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_organisation(organisation=found, values=form.values(), by=person(request))
        except PermissionDenied:
            form.add_error("place", _("Dieses Gebiet liegt außerhalb Ihres Bereichs."))
        except ValidationError as error:
            _show(form, error)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("accounts:desk_organisation", pk=pk)
    link = reverse("accounts:desk_organisation", args=[pk])
    return _form_page(request, form, found, _trail((found.name, link), (_("Bearbeiten"), None)))


def _show(form: OrganisationForm, error: ValidationError) -> None:
    known = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
    form.add_error(None, error if known else ValidationError(error.messages))


def _form_page(request: HttpRequest, form: OrganisationForm, found: Organisation | None, trail: Any) -> HttpResponse:
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {"form": form, "organisation": found, "is_refused": status == UNPROCESSABLE, "trail": trail}
    return render(request, "accounts/organisations/desk_form.html", context, status=status)


def _do(request: HttpRequest, pk: int, done: str, write: Any) -> HttpResponse:
    try:
        write()
    except PermissionDenied as error:
        raise Http404 from error
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("accounts:desk_organisation", pk=pk)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """It exists and may act."""
    found = _kept(request, pk)
    by = person(request)
    return _do(request, pk, _("Geprüft."), lambda: services.confirm_organisation(organisation=found, by=by))


@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """It acts again."""
    found = _kept(request, pk)
    by = person(request)
    done = _("Die Organisation ist wieder aktiv.")
    return _do(request, pk, done, lambda: services.reactivate_organisation(organisation=found, by=by))


@reading_or_posting
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """It acts no more; first somebody hands over or closes what is open."""
    found = _kept(request, pk)
    if request.method == "POST":
        try:
            services.deactivate_organisation(organisation=found, by=person(request))
        except services.OpenWorkError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("accounts:desk_organisation_deactivate", pk=pk)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Die Organisation ist stillgelegt."))
        return redirect("accounts:desk_organisation", pk=pk)
    return _work_page(request, found)


@require_POST
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over or close what is open of one sort."""
    found = _kept(request, pk)
    sort, by = request.POST.get("sort", ""), person(request)
    page = redirect("accounts:desk_organisation_deactivate", pk=pk)
    form = _target_form(request, found, request.POST)
    try:
        if request.POST.get("step") == "close":
            count = services.close_work(organisation=found, sort=sort, by=by)
            messages.success(request, _("Geschlossen: %(count)d.") % {"count": count})
        elif not form.is_valid():
            return _work_page(request, found, form=form, sort=sort)
        else:
            target = form.cleaned_data["ziel"]
            count = services.hand_over_work(organisation=found, target=target, sort=sort, by=by)
            messages.success(request, _("Übergeben: %(count)d.") % {"count": count})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return page


def _target_form(request: HttpRequest, found: Organisation, data: Any) -> TargetForm:
    others = Organisation.objects.kept_by(person(request)).active().exclude(pk=found.pk)
    return TargetForm(data, organisations=others)


def _work_page(
    request: HttpRequest, found: Organisation, *, form: TargetForm | None = None, sort: str = ""
) -> HttpResponse:
    link = reverse("accounts:desk_organisation", args=[found.pk])
    context = {
        "organisation": found,
        "open_work": ownership.open_work(found),
        "form": form or _target_form(request, found, None),
        "sort": sort,
        "is_refused": form is not None,
        "trail": _trail((found.name, link), (_("Stilllegen"), None)),
    }
    status = UNPROCESSABLE if form is not None else 200
    return render(request, "accounts/organisations/desk_deactivate.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merger would move. ``target`` is None while nobody has asked for the successor's administration."""

    target: Organisation | None
    territory: Territory | None
    name: str
    members: int
    already_there: int
    requests: int
    problem: str


def _preview(found: Organisation, target: Organisation | None, territory: Territory | None) -> Preview:
    problem = ""
    try:
        territory = acting_territory(territory) if territory is not None else None
        target = administration_of(territory) if territory is not None else target
        if target is not None:
            check_merger(found, target)
    except ValidationError as error:
        problem = " ".join(error.messages)
    mine = Membership.objects.live().filter(organisation=found)
    there = Membership.objects.live().filter(organisation=target) if target else Membership.objects.none()
    return Preview(
        target=target,
        territory=territory,
        name=target.name if target else plain_name(territory) if territory else "",
        members=mine.active().count(),
        already_there=mine.filter(user__in=there.values("user")).count(),
        requests=mine.requested().count(),
        problem=problem,
    )


@reading_or_posting
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the target, see what moves, merge. The target is a name (``ziel``) or a territory (``gebiet``)."""
    found = _kept(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    territory = Territory.objects.filter(ars=asked["gebiet"]).first() if asked.get("gebiet") else None
    form = _target_form(request, found, asked if asked.get("ziel") else None)
    target = form.cleaned_data["ziel"] if form.is_bound and form.is_valid() else None
    preview = _preview(found, target, territory) if target or territory else None
    if request.method == "POST" and preview is not None and not preview.problem:
        return _merge(request, found, preview)
    link = reverse("accounts:desk_organisation", args=[found.pk])
    context = {
        "organisation": found,
        "form": form,
        "preview": preview,
        "owned": ownership.counts(found) if preview else [],
        "successors": _successors(found),
        "trail": _trail((found.name, link), (_("Zusammenführen"), None)),
    }
    status = UNPROCESSABLE if request.method == "POST" or form.errors else 200
    return render(request, "accounts/organisations/desk_merge.html", context, status=status)


def _merge(request: HttpRequest, found: Organisation, preview: Preview) -> HttpResponse:
    by = person(request)
    try:
        with transaction.atomic():
            target = preview.target
            if target is None and preview.territory is not None:
                target = services.organisation_of(territory=preview.territory, by=by)
            if target is None:
                raise Http404
            services.merge_organisations(source=found, target=target, by=by)
    except PermissionDenied as error:
        raise Http404 from error
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("accounts:desk_organisation", pk=found.pk)
    messages.success(request, _("„%(old)s“ ist in „%(new)s“ aufgegangen.") % {"old": found, "new": target})
    return redirect("accounts:desk_organisation", pk=target.pk)
