# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Codes that come by mail expire. django-allauth then starts over without a word; here it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
    EmailVerificationProcess,
)
from allauth.account.internal.flows.password_reset_by_code import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
    PasswordResetVerificationProcess,
)
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    View = Callable[..., HttpResponseBase]


PROCESSES = (
    (EMAIL_VERIFICATION_CODE_SESSION_KEY, EmailVerificationProcess),
    (PASSWORD_RESET_VERIFICATION_SESSION_KEY, PasswordResetVerificationProcess),
)


def tells_expiry(view: View, *, again: str = "") -> View:
    """``view`` waits for a code of a mail. Whoever comes too late hears it, whether or not there is an account.

    ``again`` names the page where a new code is asked for; without it django-allauth says where to go.
    """

    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_late = _is_late(request)
        response = view(request, *args, **kwargs)
        if not is_late:
            return response
        messages.error(
            request, _("Die Viertelstunde ist um, der Code gilt nicht mehr. Bitte fangen Sie noch einmal an.")
        )
        return redirect(again) if again else response

    return shown


def _is_late(request: HttpRequest) -> bool:
    """Whether something was begun here and has not been ended in time."""
    begun = ((key, process, request.session.get(key)) for key, process in PROCESSES)
    return any(state and not process(request, state=state).is_valid() for _key, process, state in begun)
