# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What django-allauth tells by its signals goes into the audit log. Only foreign signals are received, none of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as provider
from django.dispatch import Signal, receiver

from allmende.accounts import second_factor
from allmende.accounts.services import note_security_event, note_sign_in

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.http import HttpRequest

    from allmende.accounts.models import User

VERBS: dict[Signal, str] = {
    account.user_signed_up: "user.signed_up",
    account.password_changed: "user.password_changed",
    account.password_set: "user.password_set",
    account.password_reset: "user.password_reset",
    account.email_changed: "user.email_changed",
    mfa.authenticator_added: "user.second_factor_added",
    mfa.authenticator_removed: "user.second_factor_removed",
    mfa.authenticator_reset: "user.recovery_codes_renewed",
    provider.social_account_added: "user.provider_linked",
    provider.social_account_removed: "user.provider_unlinked",
}
"""Which row each signal leaves. Addresses are in none of them: the log outlives them."""


def note(signal: Signal, **event: Any) -> None:
    if signal is account.email_changed and event["from_email_address"] is None:
        return  # the first address, confirmed after the sign-up
    person = event.get("user") or event.get("sociallogin", event.get("socialaccount")).user  # type: ignore[union-attr]
    factor = event.get("authenticator")
    login = event.get("sociallogin")
    account_ = event.get("socialaccount") or (login.account if login is not None else None)
    after = {"kind": factor.type} if factor is not None else {"provider": account_.provider} if account_ else None
    note_security_event(verb=VERBS[signal], user=person, after=after)


for _signal in VERBS:
    _signal.connect(note, dispatch_uid="allmende.accounts.note")


@receiver(account.user_logged_in)
def note_login(user: User, **_event: Any) -> None:
    note_sign_in(user=user)


@receiver(mfa.authenticator_added)
def count_as_used(request: HttpRequest, user: User, authenticator: Authenticator, **_event: Any) -> None:
    """Whoever has just set up a second factor has shown it, and is not asked for it in the same session again."""
    if authenticator.type in second_factor.STRONG:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
