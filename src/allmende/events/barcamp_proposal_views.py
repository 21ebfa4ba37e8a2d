# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One proposal of a BarCamp: made, changed, withdrawn, its notes, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.accounts.acting import acting, own_memberships
from allmende.core.access import public
from allmende.core.form_text import plain_lines
from allmende.events import handover
from allmende.events.barcamp_access import proposal_here, taking_part
from allmende.events.barcamp_errors import NotesChangedError
from allmende.events.barcamp_forms import HandOverForm, NotesForm, ProposalForm
from allmende.events.barcamp_views import UNPROCESSABLE, page, posted, tell
from allmende.events.models import Placement
from allmende.events.services import barcamp as services

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.events.barcamp_access import Here
    from allmende.events.models import Proposal

CONFLICT = 409


@public
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    found = taking_part(request, pk)
    form = ProposalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        # Who leads without a seat takes down what is called out in the room.
        try:
            proposal = services.propose(
                session=found.session,
                title=form.cleaned_data["title"],
                description=form.cleaned_data["description"],
                attendee=found.attendee,
                by=found.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("„%(title)s“ steht auf der Liste.") % {"title": proposal.title})
            return redirect("events:barcamp", pk=found.session.pk)
    context = {"form": form, "is_new": True}
    status = UNPROCESSABLE if form.errors else 200
    return page(request, found, "events/barcamp/propose.html", _("Session vorschlagen"), context, status=status)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    proposal, found = proposal_here(request, pk)
    if not found.may_change(proposal):
        raise Http404
    initial = {"title": proposal.title, "description": proposal.description}
    form = ProposalForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        title, description = form.cleaned_data["title"], form.cleaned_data["description"]
        try:
            services.change_proposal(
                proposal=proposal, title=title, description=description, attendee=found.attendee, by=found.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("events:barcamp_proposal", pk=proposal.pk)
    context = {"form": form, "is_new": False, "proposal": proposal}
    status = UNPROCESSABLE if form.errors else 200
    return page(request, found, "events/barcamp/propose.html", _("Vorschlag bearbeiten"), context, status=status)


@public
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal back, or let it stand again."""
    proposal, found = proposal_here(request, pk)
    if not found.may_change(proposal):
        raise Http404
    is_back = bool(request.POST.get("wieder"))
    verb = services.restore_proposal if is_back else services.withdraw_proposal
    try:
        verb(proposal=proposal, attendee=found.attendee, by=found.user)
    except ValidationError as error:
        tell(request, error)
    else:
        text = _("„%(title)s“ steht wieder auf der Liste.") if is_back else _("„%(title)s“ ist zurückgezogen.")
        messages.success(request, text % {"title": proposal.title})
    return redirect("events:barcamp", pk=found.session.pk)


@public
@require_safe
def proposal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is about, where and when it is held, what was noted."""
    proposal, found = proposal_here(request, pk)
    context = {
        "proposal": proposal,
        "placement": _placement(proposal),
        "may_change": found.may_change(proposal),
        "may_hand_over": found.takes_part and found.user is not None and bool(own_memberships(request)),
        "made": _made_of(proposal, found),
    }
    return page(request, found, "events/barcamp/proposal.html", proposal.title, context)


def _placement(proposal: Proposal) -> Placement | None:
    found = Placement.objects.filter(proposal=proposal).select_related("room", "slot").first()
    if found is not None:
        found.slot.session = proposal.session
    return found


def _made_of(proposal: Proposal, found: Here) -> list[tuple[str, str]]:
    """What it has become, where the visitor may see it: (label, address)."""
    if found.user is None or not found.takes_part:
        return []
    made = [(str(target.label), target.made_of(proposal, by=found.user)) for target in handover.targets()]
    return [(label, address) for label, address in made if address]


@public
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write in the notes. If somebody else was faster both texts are shown, and nothing is lost."""
    proposal, found = proposal_here(request, pk)
    if not found.may_write_notes():
        raise Http404
    initial = {"text": proposal.notes, "version": proposal.notes_version}
    form = NotesForm(posted(request), initial=initial)
    theirs, status = "", 200
    if request.method == "POST" and form.is_valid():
        text, version = form.cleaned_data["text"], form.cleaned_data["version"]
        if request.POST.get("beide") and version == proposal.notes_version:
            text = f"{proposal.notes}\n\n{plain_lines(text).strip()}"
        try:
            services.save_notes(proposal=proposal, text=text, version=version, attendee=found.attendee, by=found.user)
        except NotesChangedError as error:
            theirs, status = error.theirs, CONFLICT
            form = NotesForm(initial={"text": text, "version": error.version})
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("Notizen gespeichert."))
            return redirect("events:barcamp_proposal", pk=proposal.pk)
    if form.errors:
        status = UNPROCESSABLE
    context = {"proposal": proposal, "form": form, "theirs": theirs, "is_conflict": status == CONFLICT}
    return page(request, found, "events/barcamp/notes.html", _("Notizen"), context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Make something of a session elsewhere in the portal; only signed in and for an organisation."""
    proposal, found = proposal_here(request, pk)
    organisations = [membership.organisation for membership in own_memberships(request)]
    if not found.takes_part or not organisations or found.user is None or proposal.is_withdrawn:
        raise Http404
    targets = handover.targets()
    chosen = acting(request)
    initial = {"target": targets[0].name, "organisation": str(chosen.organisation_id) if chosen else ""}
    form = HandOverForm(posted(request), targets=targets, organisations=organisations, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            address = services.hand_over(
                proposal=proposal,
                target=form.chosen_target,
                organisation=form.chosen_organisation,
                attendee=found.attendee,
                by=found.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Der Entwurf ist angelegt. Ergänzen Sie, was noch fehlt."))
            return redirect(address)
    context = {"proposal": proposal, "form": form, "targets": targets, "made": _made_of(proposal, found)}
    status = UNPROCESSABLE if form.errors else 200
    return page(request, found, "events/barcamp/hand_over.html", _("Weiterführen"), context, status=status)
