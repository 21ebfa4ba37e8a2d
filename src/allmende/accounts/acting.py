# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""For whom a signed-in person acts. The session only remembers the choice; every request asks the database anew."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from allmende.accounts.models import Membership

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from allmende.accounts.models import User

SESSION_KEY = "acting_for"


def memberships_of(user: User) -> list[Membership]:
    """Those by which ``user`` can act now, with their organisations, by name."""
    return list(Membership.objects.acting().filter(user=user).select_related("organisation__territory"))


def own_memberships(request: HttpRequest) -> list[Membership]:
    """Those of the visitor; asked of the database once per request."""
    if not request.user.is_authenticated:
        return []
    found: list[Membership] | None = getattr(request, "_own_memberships", None)
    if found is None:
        found = memberships_of(request.user)
        request._own_memberships = found  # type: ignore[attr-defined]  # noqa: SLF001 - the request's own notes
    return found


def acting(request: HttpRequest) -> Membership | None:
    """The membership by which the visitor acts: the chosen one, or the only one; None if there is none or no choice."""
    found = own_memberships(request)
    if len(found) == 1:
        return found[0]
    chosen = request.session.get(SESSION_KEY) if found else None
    return next((membership for membership in found if membership.pk == chosen), None)


def choose(request: HttpRequest, membership: Membership) -> None:
    """Act by ``membership`` from now on. Whether it is the visitor's own is asked on every request."""
    request.session[SESSION_KEY] = membership.pk


def acting_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views that need somebody to act for an organisation: who has not chosen chooses first and comes back.

    Who belongs to none is led to the page where one asks to join.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if acting(request) is not None:
            return view(request, *args, **kwargs)
        if own_memberships(request):
            way_back = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
            return redirect(reverse("accounts:acting", query={"weiter": way_back} if way_back else None))
        messages.info(request, _("Dafür müssen Sie zu einer Organisation gehören. Hier können Sie um Aufnahme bitten."))
        return redirect("accounts:organisations")

    return checked


class ActingMiddleware:
    """``request.acting``: the membership by which the visitor acts, or a false object; read only when asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.acting = SimpleLazyObject(lambda: acting(request))  # type: ignore[attr-defined]
        return self.get_response(request)
