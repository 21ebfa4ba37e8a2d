# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The BarCamp for those who take part: coming in, the overview, voting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from allmende.core.access import public
from allmende.events.barcamp_access import at_the_door, here, let_in
from allmende.events.barcamp_forms import DoorForm
from allmende.events.barcamp_plan import grid_of
from allmende.events.models import Interest, Proposal
from allmende.events.services import barcamp as services

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse, QueryDict

    from allmende.events.barcamp_access import Here
    from allmende.events.models import Session

UNPROCESSABLE = 422
ANSWERS = {"ja": True, "nein": False, "weiter": None}


def trail(session: Session, *below: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The breadcrumb of a page of the BarCamp."""
    event = session.event
    return [
        (_("Veranstaltungen"), reverse("events:list")),
        (event.title, event.get_absolute_url()),
        (_("BarCamp"), reverse("events:barcamp", kwargs={"pk": session.pk}) if below else None),
        *below,
    ]


def page(
    request: HttpRequest, found: Here, template: str, crumb: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """A page of the BarCamp with its breadcrumb and the ways to the others."""
    values = {
        "here": found,
        "session": found.session,
        "event": found.session.event,
        "barcamp": found.barcamp,
        "trail": trail(found.session, *([(crumb, None)] if crumb else [])),
        "tabs": found.tabs,
        "current": request.path,
    }
    return render(request, template, {**values, **context}, status=status)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, if only nothing at all; None for who only looks."""
    return request.POST if request.method == "POST" else None


def tell(request: HttpRequest, error: ValidationError) -> None:
    """Say why something was not done."""
    messages.warning(request, " ".join(error.messages))


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_by_registration(request: HttpRequest, secret: str, pk: int) -> HttpResponse:
    """Come in by the secret address of a registration, as one of its people."""
    return _enter(request, secret, pk, of_registration=True)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_by_attendee(request: HttpRequest, secret: str, pk: int) -> HttpResponse:
    """Come in by one's own secret address."""
    return _enter(request, secret, pk, of_registration=False)


def _enter(request: HttpRequest, secret: str, pk: int, *, of_registration: bool) -> HttpResponse:
    """Only a sent form lets in: otherwise a link on another page could make somebody act as another."""
    session, people = at_the_door(request, secret, pk, of_registration=of_registration)
    first = {"person": str(people[0].pk)} if len(people) == 1 else {}
    form = DoorForm(posted(request), people=people, initial=first)
    if request.method == "POST" and form.is_valid():
        let_in(request, session, form.chosen)
        messages.success(request, _("Willkommen, %(name)s.") % {"name": form.chosen.name})
        return redirect("events:barcamp", pk=session.pk)
    context = {"session": session, "event": session.event, "form": form, "people": people}
    context["trail"] = trail(session, (_("Mitmachen"), None))
    status = UNPROCESSABLE if form.errors else 200
    response = render(request, "events/barcamp/enter.html", context, status=status)
    response.headers["Referrer-Policy"] = "strict-origin"  # the address holds a secret
    return response


@public
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """What is proposed and planned; for visitors only once the moderator has made it public."""
    found = here(request, pk)
    grid = grid_of(found.session, now=found.now) if found.sees_all else None
    context: dict[str, object] = {"grid": grid}
    if grid is not None:
        mine = _mine(found)
        cells = grid.cells
        context["rows"] = [(proposal, cells.get(proposal.pk), mine.get(proposal.pk)) for proposal in grid.proposals]
    if found.takes_part:
        withdrawn = found.session.proposals.filter(is_withdrawn=True).select_related("proposer")
        if not found.leads:
            withdrawn = withdrawn.filter(proposer=found.attendee)
        context["withdrawn"] = list(withdrawn)
    return page(request, found, "events/barcamp/overview.html", "", context)


def _mine(found: Here) -> dict[int, bool | None]:
    """What the visitor has answered to each proposal."""
    if found.attendee is None:
        return {}
    mine = Interest.objects.filter(attendee=found.attendee, proposal__session=found.session, is_open=False)
    return dict(mine.values_list("proposal", "wants"))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal after another: those first that the fewest have been shown."""
    found = here(request, pk)
    if found.attendee is None:
        raise Http404
    if request.method == "POST":
        _answered(request, found)
        where = reverse("events:barcamp_vote", kwargs={"pk": pk})
        return redirect(f"{where}#auswahl" if request.POST.get("aus") == "auswahl" else f"{where}?weiter=1")
    interest = services.open_interest(found.session, found.attendee) if found.may_vote else None
    answered = Interest.objects.filter(
        attendee=found.attendee, proposal__session=found.session, proposal__is_withdrawn=False, is_open=False
    )
    answered = answered.select_related("proposal").order_by("proposal__title", "pk")
    number = found.session.proposals.standing().count()
    context = {
        "interest": interest,
        "answered": list(answered),
        "number": number,
        "left": number - len(answered),
    }
    return page(request, found, "events/barcamp/vote.html", _("Abstimmen"), context)


def _answered(request: HttpRequest, found: Here) -> None:
    """Keep an answer, or begin. What was not asked for is left alone."""
    if found.attendee is None:
        return
    try:
        answer = request.POST.get("antwort", "")
        if answer not in ANSWERS:
            services.next_to_judge(session=found.session, attendee=found.attendee, by=found.user)
            return
        key = request.POST.get("vorschlag", "")
        own = found.session.proposals.filter(pk=int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else None
        proposal: Proposal | None = own.first() if own is not None else None
        if proposal is None:
            raise Http404
        proposal.session = found.session
        services.judge(proposal=proposal, wants=ANSWERS[answer], attendee=found.attendee, by=found.user)
    except ValidationError as error:
        tell(request, error)
