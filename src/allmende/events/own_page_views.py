# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The own page of a registration by its secret address, and all registrations of somebody signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.core.outgoing import absolute
from allmende.events.models import CalendarAddress
from allmende.events.my_events import my_events as events_of
from allmende.events.own_access import access_or_404, private
from allmende.events.own_page import own_page as read_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User


@public
@require_safe
def own_page(request: HttpRequest, secret: str) -> HttpResponse:
    """How each person stands on each day, and what can be done about it."""
    access = access_or_404(request, secret)
    if access.registration.number is None:
        return private(redirect("events:confirm", secret=access.registration.secret))
    page = read_page(access)
    context = {"page": page, "access": access, "registration": access.registration}
    return private(render(request, "events/booking/own.html", context))


@require_safe
def my_events(request: HttpRequest) -> HttpResponse:
    """My registrations, coming and past, my saved dates and certificates, and the address for my calendar."""
    user = cast("User", request.user)
    address = CalendarAddress.objects.filter(user=user).first()
    context = {
        "mine": events_of(user),
        "calendar_url": absolute(reverse("events:my_calendar", kwargs={"secret": address.secret})) if address else "",
        "trail": [(_("Mein Bereich"), reverse("accounts:dashboard")), (_("Meine Veranstaltungen"), None)],
    }
    return private(render(request, "events/booking/my_events.html", context))
