# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Saving a date: one button for somebody signed in, a mail address for guests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from allmende.accounts.rate_limit import Limit, is_exceeded, note_attempt
from allmende.accounts.visitor import address_of
from allmende.core.access import public
from allmende.events.booking_forms import INCOMPLETE_ADDRESS, PlainForm
from allmende.events.models import Event, SavedDate
from allmende.events.orders import normal_email
from allmende.events.own_access import WRONG_SECRETS, no_nul, private
from allmende.events.programme_views import trail
from allmende.events.services import saved_dates

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User

PER_LINE: Final = Limit("saved_date", count=20, minutes=60)
PER_ADDRESS: Final = Limit("saved_date_mail", count=4, minutes=60)
"""Letters to an address that nobody has proven to be theirs."""
UNPROCESSABLE: Final = 422
TOO_MANY: Final = 429


class SaveDateForm(PlainForm):
    """The address of a guest. ``website`` is a trap: only programs that send spam fill it in."""

    email = forms.EmailField(
        label=gettext_lazy("Ihre E-Mail-Adresse"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Bitte geben Sie Ihre E-Mail-Adresse an."),
            "invalid": INCOMPLETE_ADDRESS,
        },
    )
    website = forms.CharField(label=gettext_lazy("Bitte leer lassen"), required=False)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Be told when registration opens."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    if not saved_dates.can_save(event):
        context = {"event": event, "trail": _trail(event)}
        status = UNPROCESSABLE if request.method == "POST" else 200
        return render(request, "events/booking/save_date_closed.html", context, status=status)
    return _save_own(request, event) if request.user.is_authenticated else _save_as_guest(request, event)


def _save_own(request: HttpRequest, event: Event) -> HttpResponse:
    user = cast("User", request.user)
    if request.method == "POST":
        saved_dates.save_date(event=event, email=user.email, by=user)
        messages.success(request, _("Vorgemerkt. Wir schreiben Ihnen, sobald die Anmeldung öffnet."))
        return redirect("events:my_events")
    found = SavedDate.objects.filter(event=event, user=user).first()
    return _page(request, event, None, saved=found)


def _save_as_guest(request: HttpRequest, event: Event) -> HttpResponse:
    if request.method != "POST":
        return _page(request, event, SaveDateForm())
    form = SaveDateForm(request.POST)
    if not form.is_valid():
        return _page(request, event, form, status=UNPROCESSABLE)
    if not form.cleaned_data["website"]:
        line, address = address_of(request), normal_email(form.cleaned_data["email"])
        if is_exceeded(PER_LINE, line) or is_exceeded(PER_ADDRESS, address):
            form.add_error(None, _("Das ging gerade sehr oft ein. Bitte versuchen Sie es in einer Stunde noch einmal."))
            return _page(request, event, form, status=TOO_MANY)
        note_attempt(PER_LINE, line)
        note_attempt(PER_ADDRESS, address)
        try:
            saved_dates.save_date(event=event, email=address, by=None)
        except ValidationError as error:
            form.add_error(None, error)
            return _page(request, event, form, status=UNPROCESSABLE)
    return redirect("events:save_date_sent", slug=event.slug)


def _page(
    request: HttpRequest, event: Event, form: SaveDateForm | None, *, saved: SavedDate | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"event": event, "form": form, "saved": saved, "trail": _trail(event)}
    return render(request, "events/booking/save_date.html", context, status=status)


def _trail(event: Event) -> list[tuple[str, str | None]]:
    return trail((event.title, event.get_absolute_url()), (_("Termin vormerken"), None))


@public
@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """A guest looks into the mail. It looks the same whoever the address belongs to."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    return render(request, "events/booking/save_date_sent.html", {"event": event, "trail": _trail(event)})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def saved_date(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the letters: confirm the address, or take the saved date back. Looking at it changes nothing."""
    line = address_of(request)
    found = None if is_exceeded(WRONG_SECRETS, line) else _behind(secret)
    if found is None:
        note_attempt(WRONG_SECRETS, line)
        raise Http404
    if request.method != "POST":
        return private(render(request, "events/booking/saved_date.html", {"saved": found}))
    if request.POST.get("antwort") == "loeschen":
        saved_dates.forget_date(saved=found, by=None)
        messages.success(request, _("Gelöscht. Wir schreiben Ihnen zu dieser Veranstaltung nicht."))
        return private(redirect(found.event))
    saved_dates.confirm_saved_date(saved=found)
    return private(redirect("events:saved_date", secret=secret))


def _behind(secret: str) -> SavedDate | None:
    return SavedDate.objects.filter(secret=no_nul(secret)).select_related("event").first()
