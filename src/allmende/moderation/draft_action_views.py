# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What authors do with a draft beside filling it in: begin, submit, take back, discard, add a word or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.accounts.acting import acting_required
from allmende.moderation import draft_reading, kinds, services
from allmende.moderation.draft_access import (
    CONFLICT,
    UNPROCESSABLE,
    membership_of,
    own_change,
    require_acting,
    visitor,
)
from allmende.moderation.draft_forms import AttachmentForm, NoteForm, version_in
from allmende.moderation.draft_views import overview_page, trail
from allmende.moderation.models import Attachment, Change
from allmende.moderation.services.drafting import TakenByOthersError
from allmende.moderation.workflow import NotReadyError, StepRefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from allmende.accounts.models import Membership
    from allmende.moderation.kinds import Kind


def _wanted(data: QueryDict) -> tuple[Kind | None, Any | None]:
    """The kind asked for and the object to be changed, if it is about one. What does not exist is 404."""
    name, key = data.get("art", ""), data.get("gegenstand", "")
    if not name:
        return None, None
    try:
        kind = kinds.kind(name)
    except KeyError:
        raise Http404 from None
    if not key:
        return kind, None
    obj = kind.object_of(int(key)) if key.isascii() and key.isdigit() and len(key) < 18 else None
    if obj is None:
        raise Http404
    return kind, obj


@require_http_methods(["GET", "HEAD", "POST"])
@acting_required
def change_new(request: HttpRequest) -> HttpResponse:
    """Choose what to enter; or begin it, or changes to what is published."""
    membership = cast("Membership", membership_of(request))
    return _begin(request, membership) if request.method == "POST" else _offer(request, membership)


def _offer(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What can be begun; changes that are begun already are gone on with."""
    kind, obj = _wanted(request.GET)
    if kind is not None and not services.may_begin(kind, obj, membership.organisation, visitor(request)):
        raise Http404
    if kind is not None and obj is not None:
        mine = Change.objects.open().filter(organisation=membership.organisation_id)
        if there := mine.filter(kind=kind.name, object_key=obj.pk).first():
            return redirect("moderation:change", pk=there.pk)
    return _choices(request, kind, obj)


def _begin(request: HttpRequest, membership: Membership) -> HttpResponse:
    kind, obj = _wanted(request.POST)
    if kind is None:
        error = _("Bitte wählen Sie, was Sie eintragen möchten.")
        return _choices(request, None, None, error=error, status=UNPROCESSABLE)
    if request.POST.get("organisation", "") != str(membership.organisation_id):
        error = _("Sie handeln jetzt für „%(acting)s“. Bitte prüfen Sie, ob der Beitrag dazu gehören soll.") % {
            "acting": membership.organisation
        }
        return _choices(request, kind, obj, error=error, status=CONFLICT)
    try:
        change = services.begin_change(kind=kind, obj=obj, organisation=membership.organisation, by=visitor(request))
    except PermissionDenied:
        raise Http404 from None
    except TakenByOthersError as error:
        return _choices(request, kind, obj, error=" ".join(error.messages), status=CONFLICT)
    if change.is_new and change.version == 1:
        return redirect("moderation:change_step", pk=change.pk, step=kind.steps[0].key)
    return redirect("moderation:change", pk=change.pk)


def _choices(
    request: HttpRequest, kind: Kind | None, obj: Any | None, *, error: str = "", status: int = 200
) -> HttpResponse:
    membership = cast("Membership", membership_of(request))
    context = {
        "trail": trail((_("Neuer Beitrag"), None)),
        "kinds": [kind] if kind is not None else kinds.all_kinds(),
        "is_narrowed": kind is not None,
        "obj": obj,
        "organisation": membership.organisation,
        "error": error,
    }
    return render(request, "moderation/draft/new.html", context, status=status)


def _take(request: HttpRequest, pk: int, step: str, done: str) -> HttpResponse:
    """Take a step of the workflow; what keeps it from being taken is said on the overview."""
    change, _kind = own_change(request, pk)
    try:
        require_acting(request, change)
        services.take_step(change=change, step=step, by=visitor(request), version=version_in(request.POST))
    except PermissionDenied:
        raise Http404 from None
    except NotReadyError as refusal:
        count = len(refusal.problems)
        messages.error(
            request,
            _("Noch nicht eingereicht: %(count)s Angaben fehlen noch oder sind zu prüfen.") % {"count": count}
            if count != 1
            else _("Noch nicht eingereicht: Eine Angabe fehlt noch oder ist zu prüfen."),
        )
    except StepRefusedError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
    return redirect("moderation:change", pk=pk)


@require_POST
def change_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it to the desk."""
    return _take(request, pk, "submit", _("Eingereicht. Die Redaktion prüft Ihren Beitrag und gibt Ihnen Bescheid."))


@require_POST
def change_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it back from the desk, to write on."""
    return _take(request, pk, "take_back", _("Zurückgeholt. Sie können weiterschreiben."))


@require_http_methods(["GET", "HEAD", "POST"])
def change_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up, after a second question."""
    if request.method == "POST":
        return _take(request, pk, "discard", _("Verworfen."))
    change, kind = own_change(request, pk)
    if not change.is_editable:
        return redirect("moderation:change", pk=pk)
    title = draft_reading.title_of(change, kind)
    context = {
        "trail": trail((title, change_address(change)), (_("Verwerfen"), None)),
        "change": change,
        "title": title,
    }
    return render(request, "moderation/draft/discard.html", context)


def change_address(change: Change) -> str:
    return reverse("moderation:change", args=[change.pk])


@require_POST
def change_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the desk something beside the content."""
    change, kind = own_change(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return overview_page(request, change, kind, note_form=form, status=UNPROCESSABLE)
    try:
        require_acting(request, change)
        services.set_note(change=change, note=form.cleaned_data["note"], by=visitor(request))
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        form.add_error("note", error)
        return overview_page(request, change, kind, note_form=form, status=CONFLICT)
    messages.success(request, _("Nachricht gespeichert."))
    return redirect(f"{change_address(change)}#nachricht")


@require_POST
def change_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file for the desk."""
    change, kind = own_change(request, pk)
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            require_acting(request, change)
            services.add_attachment(change=change, upload=form.cleaned_data["file"], by=visitor(request))
        except PermissionDenied:
            raise Http404 from None
        except ValidationError as error:
            form.add_error("file", error)
    if form.errors:
        return overview_page(request, change, kind, attachment_form=form, status=UNPROCESSABLE)
    messages.success(request, _("Datei angehängt."))
    return redirect(f"{change_address(change)}#anlagen")


@require_POST
def change_detach(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Take a file away."""
    change, _kind = own_change(request, pk)
    found = get_object_or_404(Attachment.objects.filter(change=change), pk=attachment)
    try:
        require_acting(request, change)
        services.remove_attachment(attachment=found, by=visitor(request))
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Datei entfernt."))
    return redirect(f"{change_address(change)}#anlagen")
