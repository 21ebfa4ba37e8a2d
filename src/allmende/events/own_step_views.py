# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is done on the own page of a registration: answer offers, cancel, rebook, hand on, correct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from allmende.core.access import public
from allmende.events import checks, rules
from allmende.events.booking_forms import CorrectionForm, TransferForm
from allmende.events.letter_limits import may_step
from allmende.events.models import Needs, Package, Place, PlaceState, Session
from allmende.events.orders import Person
from allmende.events.own_access import access_or_404, private
from allmende.events.own_page import places_to_rebook, rebooking_targets
from allmende.events.services import booking, moving, offers
from allmende.events.services.own_details import change_needs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User
    from allmende.events.models import Attendee
    from allmende.events.own_access import Access

UNPROCESSABLE: Final = 422
TOO_OFTEN: Final = gettext_lazy("Das ging gerade sehr oft ein. Bitte versuchen Sie es in einer Stunde noch einmal.")


def by_of(request: HttpRequest, access: Access) -> User | None:
    """Who is written down: whoever registered, if signed in; otherwise just somebody with the address."""
    return rules.acting(request.user, access.registration)


def back(access: Access) -> HttpResponse:
    return private(redirect(access.url))


def confirmed_or_404(request: HttpRequest, secret: str) -> Access:
    """What this address opens, as soon as the mail address is confirmed."""
    access = access_or_404(request, secret)
    if access.registration.number is None:
        raise Http404
    return access


def _named(keys: Sequence[str], rows: Iterable[Place]) -> list[Place]:
    """The places of ``rows`` that were ticked; what else is sent counts for nothing."""
    chosen = {int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19}
    return [place for place in rows if place.pk in chosen]


def tell_error(request: HttpRequest, error: ValidationError) -> None:
    for message in error.messages:
        messages.error(request, message)


@public
@require_POST
def answer_offer(request: HttpRequest, secret: str) -> HttpResponse:
    """Take or pass on the seats that are offered."""
    access = confirmed_or_404(request, secret)
    chosen = _named(request.POST.getlist("platz"), access.places)
    answer = request.POST.get("antwort", "")
    if not chosen or answer not in {"annehmen", "ablehnen"}:
        messages.error(request, _("Bitte wählen Sie mindestens einen Platz aus."))
        return back(access)
    try:
        if answer == "annehmen":
            offers.accept(places=chosen, by=by_of(request, access))
            messages.success(request, _("Danke, der Platz gehört Ihnen."))
        else:
            offers.decline(places=chosen, by=by_of(request, access))
            messages.success(request, _("Danke für die Nachricht. Der Platz geht an die Nächsten auf der Warteliste."))
    except ValidationError as error:
        tell_error(request, error)
    return back(access)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, secret: str) -> HttpResponse:
    """Give up single persons and days, or all: first it is said what that means, then it is done."""
    access = confirmed_or_404(request, secret)
    possible = [place for place in access.places if checks.is_open(place)]
    if not possible:
        messages.info(request, _("Es gibt nichts mehr, wovon Sie sich abmelden könnten."))
        return back(access)
    data = request.POST if request.method == "POST" else request.GET
    chosen = _named(data.getlist("platz"), possible)
    if request.method == "POST" and chosen:
        try:
            ended = booking.cancel(places=chosen, by=by_of(request, access))
        except ValidationError as error:
            tell_error(request, error)
        else:
            words = ngettext("Ein Platz ist abgemeldet.", "%(n)s Plätze sind abgemeldet.", len(ended))
            messages.success(request, words % {"n": len(ended)})
        return back(access)
    context = {
        "access": access,
        "rows": [(place, place in chosen or len(possible) == 1) for place in possible],
        "error": _("Bitte wählen Sie aus, wovon Sie sich abmelden.") if request.method == "POST" else "",
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return private(render(request, "events/booking/cancel.html", context, status=status))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def rebook(request: HttpRequest, secret: str) -> HttpResponse:
    """Move to another session of the event, or to a package of them."""
    access = confirmed_or_404(request, secret)
    places = places_to_rebook(access)
    targets = rebooking_targets(places)
    if not places or not targets:
        messages.info(request, _("Es gibt gerade keinen anderen Termin, auf den Sie umbuchen könnten."))
        return back(access)
    named = {_key(target): target for target in targets}
    error = ""
    if request.method == "POST":
        target = named.get(request.POST.get("ziel", ""))
        chosen = _named(request.POST.getlist("platz"), places) if len(places) > 1 else places
        if target is None or not chosen:
            error = _("Bitte wählen Sie aus, was umgebucht werden soll und wohin.")
        elif not may_step(access.registration):
            error = str(TOO_OFTEN)
        else:
            return _rebook(request, access, target, chosen)
    context = {
        "access": access,
        "places": places,
        "targets": [(key, target, isinstance(target, Package)) for key, target in named.items()],
        "error": error,
    }
    return private(render(request, "events/booking/rebook.html", context, status=UNPROCESSABLE if error else 200))


def _key(target: Session | Package) -> str:
    return f"paket-{target.pk}" if isinstance(target, Package) else f"termin-{target.pk}"


def _rebook(request: HttpRequest, access: Access, target: Session | Package, places: Sequence[Place]) -> HttpResponse:
    try:
        new = moving.rebook(registration=access.registration, to=target, places=places, by=by_of(request, access))
    except ValidationError as error:
        tell_error(request, error)
        return back(access)
    is_waiting = Place.objects.filter(attendee__registration=new, state=PlaceState.WAITING).exists()
    if is_waiting:
        messages.info(request, _("Dort ist noch nichts frei. Sie behalten Ihre Plätze, bis Sie nachrücken."))
    else:
        messages.success(request, _("Umgebucht."))
    if access.attendee is None:
        return private(redirect(new))
    own = new.attendees.filter(person_key=access.attendee.person_key).first()
    return private(redirect(own)) if own is not None else back(access)


def _attendee(access: Access, pk: int) -> Attendee:
    return get_object_or_404(access.attendees.select_related("registration"), pk=pk)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, secret: str, pk: int) -> HttpResponse:
    """Let a colleague take the places of one person."""
    access = confirmed_or_404(request, secret)
    attendee = _attendee(access, pk)
    places = [place for place in access.places.filter(attendee=attendee) if checks.is_open(place)]
    if not places:
        messages.info(request, _("Hier lässt sich nichts mehr übertragen."))
        return back(access)
    form = TransferForm(request.POST or None)
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and not may_step(access.registration, form.cleaned_data["email"]):
        form.add_error(None, TOO_OFTEN)
    elif is_valid:
        person = Person(**{name: form.cleaned_data[name] for name in ("name", "email", "position")})
        try:
            new = moving.transfer(attendee=attendee, to=person, by=by_of(request, access))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Übertragen auf %(name)s.") % {"name": new.name})
            # Whoever handed on the own place no longer has a page here.
            return back(access) if access.attendee is None else private(redirect(places[0].session.event))
    context = {"access": access, "attendee": attendee, "places": places, "form": form}
    return _form_page(request, "events/booking/transfer.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, secret: str, pk: int) -> HttpResponse:
    """Mend a name or a position, and say what the person needs."""
    access = confirmed_or_404(request, secret)
    attendee = _attendee(access, pk)
    places = list(access.places.filter(attendee=attendee))
    if not any(checks.is_open(place) for place in places):
        messages.info(request, _("Hier lässt sich nichts mehr ändern."))
        return back(access)
    asks_needs = any(place.session.event.asks_needs for place in places)
    form = _correction(request, attendee, asks_needs=asks_needs)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        person = Person(name=values["name"], email=attendee.email, position=values["position"])
        by = by_of(request, access)
        try:
            current = moving.correct_person(attendee=attendee, person=person, by=by)
            if asks_needs:
                change_needs(attendee=current, accessibility=values["accessibility"], diet=values["diet"], by=by)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Geändert."))
            return back(access)
    context = {"access": access, "attendee": attendee, "form": form, "asks_needs": asks_needs}
    return _form_page(request, "events/booking/correct.html", context)


def _correction(request: HttpRequest, attendee: Attendee, *, asks_needs: bool) -> CorrectionForm:
    needs = Needs.objects.filter(attendee=attendee).first() if asks_needs else None
    initial = {"name": attendee.name, "position": attendee.position}
    if needs is not None:
        initial |= {"accessibility": needs.accessibility, "diet": needs.diet}
    form = CorrectionForm(request.POST or None, initial=initial)
    if not asks_needs:
        del form.fields["accessibility"], form.fields["diet"]
    return form


def _form_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = UNPROCESSABLE if request.method == "POST" else 200
    return private(render(request, template, context, status=status))
