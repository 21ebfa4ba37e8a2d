# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""For whom a signed-in person acts. The session only remembers the choice; every request asks the database anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import SimpleLazyObject

from allmende.accounts.models import Membership

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from allmende.accounts.models import User

SESSION_KEY = "acting_for"


def memberships_of(user: User) -> list[Membership]:
    """Those by which ``user`` can act now, with their organisations, by name."""
    return list(Membership.objects.acting().filter(user=user).select_related("organisation__territory"))


def acting(request: HttpRequest) -> Membership | None:
    """The membership by which the visitor acts: the chosen one, or the only one; None if there is none or no choice."""
    if not request.user.is_authenticated:
        return None
    found = memberships_of(request.user)
    if len(found) == 1:
        return found[0]
    chosen = request.session.get(SESSION_KEY)
    return next((membership for membership in found if membership.pk == chosen), None)


def choose(request: HttpRequest, membership: Membership) -> None:
    """Act by ``membership`` from now on. Whether it is the visitor's own is asked on every request."""
    request.session[SESSION_KEY] = membership.pk


class ActingMiddleware:
    """``request.acting``: the membership by which the visitor acts, or a false object; read only when asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.acting = SimpleLazyObject(lambda: acting(request))  # type: ignore[attr-defined]
        return self.get_response(request)
