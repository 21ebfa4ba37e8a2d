# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Registering: the form, and the confirmation of a guest's mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from allmende.accounts.acting import acting, own_memberships
from allmende.accounts.rate_limit import Limit, is_exceeded, note_attempt
from allmende.accounts.visitor import address_of
from allmende.core.access import public
from allmende.core.pages import render_page
from allmende.events.booking_form import BookingForm
from allmende.events.booking_prospects import Offer, offers_of
from allmende.events.letter_limits import may_write
from allmende.events.models import Event, Registration
from allmende.events.orders import normal_email
from allmende.events.own_access import private, registration_or_404
from allmende.events.programme_views import trail
from allmende.events.services import booking
from allmende.events.services.saved_dates import can_save

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_LINE: Final = Limit("event_registration", count=40, minutes=60)
"""Of guests behind one connection; a town hall has one for all."""
PER_ADDRESS: Final = Limit("event_registration_mail", count=8, minutes=60)
"""Letters to an address that nobody has proven to be theirs."""
MOST_PENDING: Final = 12
"""Registrations of one address that wait to be confirmed; they are kept for two days. More is no person's hurry."""
UNPROCESSABLE: Final = 422
TOO_MANY: Final = 429


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Register for what ``?termin=`` or ``?paket=`` names; without it one chooses, unless there is only one."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    offers = offers_of(event, visitor=request.user)
    offer = _chosen(request, offers)
    if offer is None:
        return _choose(request, event, offers)
    if not offer.is_open:
        return _closed(request, event, offer)
    form = _form(request, offer)
    if request.method != "POST" or form.is_draft:
        return _page(request, event, offer, form)
    return _sent_in(request, event, offer, form)


def _sent_in(request: HttpRequest, event: Event, offer: Offer, form: BookingForm) -> HttpResponse:
    """The form, filled in. A filled-in trap is thanked and thrown away."""
    if not form.is_valid():
        return _page(request, event, offer, form, status=UNPROCESSABLE)
    if form.user is None and form.contact.is_spam:
        return redirect("events:register_sent", slug=event.slug)
    if _too_often(request, form):
        return _page(request, event, offer, form, status=TOO_MANY)
    try:
        registration = booking.register(order=form.order(), by=form.user)
    except ValidationError as error:
        for message in error.messages:
            form.add_error(message)
        return _page(request, event, offer, form, status=UNPROCESSABLE)
    if form.user is None:
        return redirect("events:register_sent", slug=event.slug)
    messages.success(request, _("Ihre Anmeldung ist eingegangen. Wir haben Ihnen eine Bestätigung geschickt."))
    return redirect(registration)


def _chosen(request: HttpRequest, offers: list[Offer]) -> Offer | None:
    """What the address names. Raises Http404 for a session of another event, or one that is over."""
    for name in ("termin", "paket"):
        if name in request.GET:
            wanted = f"{name}={request.GET[name]}"
            found = next((offer for offer in offers if offer.query == wanted), None)
            if found is None:
                raise Http404
            return found
    possible = [offer for offer in offers if offer.is_open]
    return possible[0] if len(possible) == 1 else None


def _choose(request: HttpRequest, event: Event, offers: list[Offer]) -> HttpResponse:
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {
        "event": event,
        "offers": offers,
        "trail": _trail(event, pgettext("Veranstaltung", "Anmelden")),
        "can_save": can_save(event),
    }
    return render(request, "events/booking/choose.html", context, status=status)


def _closed(request: HttpRequest, event: Event, offer: Offer) -> HttpResponse:
    """Registration has not begun, or is over."""
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {
        "event": event,
        "offer": offer,
        "trail": _trail(event, pgettext("Veranstaltung", "Anmelden")),
        "can_save": can_save(event),
    }
    return render(request, "events/booking/closed.html", context, status=status)


def _form(request: HttpRequest, offer: Offer) -> BookingForm:
    user = request.user if request.user.is_authenticated else None
    membership = acting(request)
    organisations = [row.organisation for row in own_memberships(request)]
    chosen = membership.organisation if membership is not None else next(iter(organisations), None)
    initial = {"contact_name": user.name if user else "", "organisation": str(chosen.pk) if chosen else ""}
    is_post = request.method == "POST"
    return BookingForm(
        offer.target,
        offer.events,
        data=request.POST if is_post else None,
        files=request.FILES if is_post else None,
        user=user,
        organisations=organisations,
        initial=initial,
        change=request.POST.get("tun", ""),
    )


def _too_often(request: HttpRequest, form: BookingForm) -> bool:
    """Whether whoever registers must wait; counts this attempt."""
    line, address = address_of(request), normal_email(form.contact_email)
    is_guest = form.user is None
    is_flood = is_guest and (
        is_exceeded(PER_LINE, line)
        or is_exceeded(PER_ADDRESS, address)
        or Registration.objects.filter(number=None, contact_email=address).count() >= MOST_PENDING
    )
    colleagues = {normal_email(person.email) for person in form.people} - {address, ""}
    needs_asking = colleagues or not is_guest  # guests alone are counted already
    if is_flood or (needs_asking and not may_write(address, colleagues)):
        form.add_error(_("Das waren gerade viele Anmeldungen. Bitte versuchen Sie es in einer Stunde noch einmal."))
        return True
    if is_guest:
        note_attempt(PER_LINE, line)
        note_attempt(PER_ADDRESS, address)
    return False


def _page(request: HttpRequest, event: Event, offer: Offer, form: BookingForm, *, status: int = 200) -> HttpResponse:
    context = {
        "event": event,
        "offer": offer,
        "form": form,
        "is_second_try": request.method == "POST",
        "trail": _trail(event, pgettext("Veranstaltung", "Anmelden")),
    }
    return render_page(request, "events/booking/register.html", "events/booking/_people.html", context, status=status)


def _trail(event: Event, here: str) -> list[tuple[str, str | None]]:
    return trail((event.title, event.get_absolute_url()), (here, None))


@public
@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Nearly done: a guest looks into the mail. It looks the same whoever the address belongs to."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    context: dict[str, Any] = {"event": event, "trail": _trail(event, _("E-Mail bestätigen"))}
    return render(request, "events/booking/sent.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the letter: looking at it changes nothing, the button (or a script a person sees) confirms."""
    registration = registration_or_404(request, secret)
    if registration.number is not None:
        return private(redirect(registration))
    context: dict[str, Any] = {"registration": registration, "sessions": registration.wanted_sessions}
    status = 200
    if request.method == "POST":
        try:
            booking.confirm(registration=registration)
        except ValidationError as error:
            context["errors"], status = error.messages, UNPROCESSABLE
        else:
            messages.success(request, _("Danke, Ihre Anmeldung ist bestätigt."))
            return private(redirect(registration))
    return private(render(request, "events/booking/confirm.html", context, status=status))
