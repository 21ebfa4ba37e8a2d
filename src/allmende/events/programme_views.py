# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The public pages of the programme: the list and an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.events.models import Event

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User


def trail(*below: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Veranstaltungen"), reverse("events:list") if below else None), *below]


@public
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """The programme."""
    events = Event.objects.published().order_by("-year", "number", "title", "pk")
    return render(request, "events/programme/list.html", {"trail": trail(), "events": events})


@public
@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event with its sessions."""
    found = get_object_or_404(Event.objects.visible_to(cast("User", request.user)), slug=slug)
    return render(request, "events/programme/detail.html", {"event": found, "trail": trail((found.title, None))})
