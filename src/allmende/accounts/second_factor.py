# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who needs a second factor, and that nobody who needs one gets anywhere without it.

A second factor is an app with changing codes (TOTP) or a passkey. Having one is not enough: it must have been used in
this very session, whichever way the person came in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from allmende.accounts.models import User

STRONG: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes only help out: alone they are no second factor."""
ALWAYS_OPEN: Final = {"account_logout", "core:set_language"}
SETTING_UP: Final = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}
USING: Final = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


def is_compulsory() -> bool:
    """Whether this portal insists; the demo only offers it."""
    return bool(settings.SECOND_FACTOR == "required")


def is_owed_by(user: User | AnonymousUser) -> bool:
    """Whether ``user`` may do so much that a password alone is too little."""
    if not is_compulsory() or not user.is_authenticated:
        return False
    return user.is_superuser or any(user.has_perm(right) for right in settings.SECOND_FACTOR_PERMISSIONS)


def has_one(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=STRONG).exists())


def is_last(authenticator: Authenticator) -> bool:
    """Whether without ``authenticator`` its owner has no second factor any more."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=STRONG).exclude(pk=authenticator.pk)
    return authenticator.type in STRONG and not others.exists()


def was_used(request: HttpRequest) -> bool:
    """Whether the person of this session has shown a second factor in it."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


class SecondFactorMiddleware:
    """Whoever owes a second factor goes nowhere but to setting one up, or to using it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_more: Any) -> HttpResponseBase | None:
        # Without the cookie there is nobody to ask about; asking would also keep pages out of the anonymous cache.
        nobody = settings.SESSION_COOKIE_NAME not in request.COOKIES or getattr(view, "is_sessionless", False)
        if nobody or not is_compulsory():
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in ALWAYS_OPEN or not request.user.is_authenticated or was_used(request):
            return None
        if not is_owed_by(request.user):
            return None
        if not has_one(request.user):
            return None if name in SETTING_UP else HttpResponseRedirect(reverse("mfa_index"))
        if name in USING:
            return None
        query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{query}")
