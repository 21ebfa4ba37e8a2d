# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Programmes at the desk: all of them with their versions, one of them, its description and its calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.funding import rules
from allmende.funding.desk.access import edited_call, edited_profile, require_desk, trail, user_of
from allmende.funding.desk.programme_forms import CallForm, ProfileForm
from allmende.funding.desk.trial import tried
from allmende.funding.engine.cases import run
from allmende.funding.files.reading import DirectiveFileError, read
from allmende.funding.models import Directive, DirectiveState, ProgrammeProfile
from allmende.funding.services import programmes as services
from allmende.funding.wording import NO_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from allmende.funding.models import Call

DELETE: Final = "loeschen"
BADGES: Final = {
    DirectiveState.DRAFT: "warning",
    DirectiveState.SUBMITTED: "info",
    DirectiveState.RELEASED: "success",
    DirectiveState.WITHDRAWN: "danger",
}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the overview: how many of its test cases come out, and what contradicts itself.

    Released ones had no contradictions when they were released, so they are not looked for again.
    """

    directive: Directive
    badge: str
    is_readable: bool
    passed: int
    failed: int
    errors: int = 0
    hints: int = 0


def row_of(directive: Directive) -> VersionRow:
    badge = BADGES[DirectiveState(directive.state)]
    if directive.state in {DirectiveState.DRAFT, DirectiveState.SUBMITTED}:
        trial = tried(directive.content, NO_NAMES)
        counts = len(trial.errors), len(trial.hints)
        return VersionRow(directive, badge, trial.text is not None, trial.passed, trial.failed, *counts)
    try:
        text = read(directive.content)
    except DirectiveFileError:
        return VersionRow(directive, badge, is_readable=False, passed=0, failed=0)
    outcomes = [run(case, text).passed for case in text.cases]
    return VersionRow(directive, badge, is_readable=True, passed=sum(outcomes), failed=outcomes.count(False))


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All programmes in one's areas with their versions; what waits for release comes first."""
    require_desk(request)
    user = user_of(request)
    rows = ProgrammeProfile.objects.select_related("programme__land").prefetch_related(
        Prefetch("directives", Directive.objects.select_related("submitted_by"))
    )
    profiles = [profile for profile in rows if rules.may_edit(user, profile)]
    listed = [(profile, [row_of(directive) for directive in profile.directives.all()]) for profile in profiles]
    waiting = [
        row for _profile, versions in listed for row in versions if row.directive.state == DirectiveState.SUBMITTED
    ]
    context = {"programmes": listed, "waiting": waiting, "trail": trail()}
    return render(request, "funding/desk/overview.html", context)


@require_safe
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme: what it says, its versions, its calls."""
    profile = edited_profile(request, pk)
    context = {
        "profile": profile,
        "programme": profile.programme,
        "versions": [row_of(directive) for directive in profile.directives.all()],
        "calls": profile.calls.all(),
        "trail": trail(profile),
    }
    return render(request, "funding/desk/programme.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def programme_create(request: HttpRequest) -> HttpResponse:
    """Describe a programme: one that cooperations name already, or a new one."""
    require_desk(request)
    form = ProfileForm(request.POST if request.method == "POST" else None, user=user_of(request), profile=None)

    def save() -> str:
        made = services.create_profile(programme=form.programme_of(), data=form.data_of(), by=user_of(request))
        return reverse("funding:desk_programme", args=[made.pk])

    return _form_page(request, form, save, title=_("Neues Programm"), back=reverse("funding:desk"), way=trail())


@require_http_methods(["GET", "HEAD", "POST"])
def programme_change(request: HttpRequest, pk: int) -> HttpResponse:
    """What the finder says of it."""
    profile = edited_profile(request, pk)
    user = user_of(request)
    form = ProfileForm(request.POST if request.method == "POST" else None, user=user, profile=profile)
    address = reverse("funding:desk_programme", args=[pk])

    def save() -> str:
        services.change_profile(profile=profile, data=form.data_of(), by=user)
        return address

    def remove() -> str:
        services.delete_profile(profile=profile, by=user)
        return reverse("funding:desk")

    removable = not profile.directives.exclude(state=DirectiveState.DRAFT).exists()
    return _form_page(
        request,
        form,
        save,
        remove=remove,
        remove_label=_("Beschreibung löschen") if removable else "",
        title=_("Programm bearbeiten"),
        back=address,
        way=trail(profile),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def call_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A new window for applications."""
    profile = edited_profile(request, pk)
    form = CallForm(request.POST if request.method == "POST" else None, call=None)
    address = reverse("funding:desk_programme", args=[pk])

    def save() -> str:
        services.create_call(profile=profile, data=form.data_of(), by=user_of(request))
        return address

    return _form_page(request, form, save, title=_("Neue Antragsphase"), back=address, way=trail(profile))


@require_http_methods(["GET", "HEAD", "POST"])
def call_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Move or correct a window; calendars are told."""
    call: Call = edited_call(request, pk)
    form = CallForm(request.POST if request.method == "POST" else None, call=call)
    address = reverse("funding:desk_programme", args=[call.profile_id])

    def save() -> str:
        services.change_call(call=call, data=form.data_of(), by=user_of(request))
        return address

    def remove() -> str:
        services.delete_call(call=call, by=user_of(request))
        return address

    return _form_page(
        request,
        form,
        save,
        remove=remove,
        remove_label=_("Antragsphase löschen"),
        title=_("Antragsphase bearbeiten"),
        back=address,
        way=trail(call.profile),
    )


def _form_page(
    request: HttpRequest,
    form: Any,
    save: Callable[[], str],
    *,
    title: str,
    back: str,
    way: list[tuple[str, str | None]],
    remove: Callable[[], str] | None = None,
    remove_label: str = "",
) -> HttpResponse:
    """Show ``form``, or take it; what a service refuses is shown at its field."""
    if request.method == "POST" and DELETE in request.POST and remove is not None:
        try:
            address = remove()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.path)
        messages.success(request, _("Gelöscht."))
        return redirect(address)
    if request.method == "POST" and form.is_valid():
        try:
            address = save()
        except ValidationError as error:
            form.refuse(error)
        except PermissionDenied:
            form.add_error(None, _("Dieses Programm liegt außerhalb der Gebiete, für die Sie zuständig sind."))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect(address)
    parents = [*way[:-1], (way[-1][0], back)]
    context = {
        "form": form,
        "title": title,
        "submit": _("Speichern"),
        "back": back,
        "remove_label": remove_label,
        "trail": [*parents, (title, None)],
    }
    return render(request, "funding/desk/form.html", context, status=422 if form.errors else 200)
