# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What django-allauth asks the portal: limits, words, letters, and whom an identity provider may sign in."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from allmende.accounts import demo, letters, second_factor, sign_in_limits
from allmende.accounts.visitor import address_of

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialLogin
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User

RECENT_SECONDS: Final = 300
"""So long after a sign-in nobody is asked for the password again."""
TOO_MANY: Final = _("Zu viele Versuche. Bitte warten Sie eine Viertelstunde und versuchen Sie es dann noch einmal.")
WRONG: Final = _("E-Mail-Adresse oder Passwort stimmen nicht. Bitte prüfen Sie beides.")
PROVIDER_FAILED: Final = _("Die Anmeldung hat nicht geklappt. Bitte versuchen Sie es noch einmal.")
WRONG_CODE: Final = _("Dieser Code stimmt nicht oder gilt nicht mehr.")
MESSAGES: Final = {
    "account/messages/cannot_delete_primary_email.txt": None,
    "account/messages/email_confirmation_failed.txt": _("Diese E-Mail-Adresse ließ sich nicht bestätigen."),
    "account/messages/email_confirmation_sent.txt": None,  # the page that follows says it
    "account/messages/email_confirmed.txt": _("Ihre E-Mail-Adresse ist bestätigt."),
    "account/messages/logged_in.txt": None,
    "account/messages/logged_out.txt": _("Sie sind abgemeldet."),
    "account/messages/password_changed.txt": _("Ihr Passwort ist geändert."),
    "account/messages/password_set.txt": _("Ihr Konto hat jetzt ein Passwort."),
    "mfa/messages/recovery_codes_generated.txt": _("Ihre Wiederherstellungscodes sind erzeugt."),
    "mfa/messages/totp_activated.txt": _("Ihre Code-App ist eingerichtet."),
    "mfa/messages/totp_deactivated.txt": _("Ihre Code-App ist entfernt."),
    "mfa/messages/webauthn_added.txt": _("Ihr Passkey ist eingerichtet."),
    "mfa/messages/webauthn_removed.txt": _("Der Passkey ist entfernt."),
    "socialaccount/messages/account_connected.txt": _("Die Anmeldung ist verknüpft."),
    "socialaccount/messages/account_connected_other.txt": _(
        "Diese Anmeldung gehört schon zu einem anderen Konto und wurde nicht verknüpft."
    ),
    "socialaccount/messages/account_connected_updated.txt": _("Diese Anmeldung war schon verknüpft."),
    "socialaccount/messages/account_disconnected.txt": _("Die Verknüpfung ist entfernt."),
}
"""Our words for each message of django-allauth; None where the page itself says it."""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts with e-mail and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": WRONG,
        "duplicate_email": _("Das ist schon Ihre E-Mail-Adresse."),
        "email_password_mismatch": WRONG,
        "email_taken": _("Diese E-Mail-Adresse kann nicht verwendet werden."),
        "enter_current_password": _("Das ist nicht Ihr bisheriges Passwort."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("Das Passwort stimmt nicht."),
        "invalid_login": WRONG,
        "rate_limited": TOO_MANY,
        "same_as_current": _("Das ist schon Ihre E-Mail-Adresse."),
        "too_many_login_attempts": TOO_MANY,
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password, at sign-in and whenever it is asked for again, within the limits.

        The published password of the demo opens nothing elsewhere, even if the demo's database went into operation.
        """
        email, address = str(credentials.get("email", "")).strip().lower(), address_of(request)
        if not sign_in_limits.may_try(email, address):
            raise self.validation_error("too_many_login_attempts")
        user: Any = authenticate(request, username=email, password=credentials.get("password"))
        if user is None or (credentials.get("password") == demo.PASSWORD and not settings.DEMO):
            return None
        sign_in_limits.succeeded(email, address)
        return user  # type: ignore[no-any-return]

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def clean_password(self, password: str, user: User | None = None) -> str:
        if password == demo.PASSWORD and not settings.DEMO:
            raise ValidationError(_("Dieses Passwort ist öffentlich bekannt. Bitte wählen Sie ein anderes."))
        return str(super().clean_password(password, user=user))

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "")
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"  # noqa: S104 - nothing listens there; a request without an address

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return str(request.headers.get("User-Agent", ""))

    def is_ajax(self, request: HttpRequest) -> bool:
        """Only passkeys ask for data; every other page answers with a page, whatever a request claims."""
        return bool(
            request.headers.get("Accept") == "application/json" and request.path == reverse("mfa_login_webauthn")
        )

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses of this very host are followed."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Sensitive changes need proof that it is still the same person, unless that was given just now."""
        records = get_authentication_records(context.request, context.request.user)
        recent = [record for record in records if record.get("method") in {"password", "mfa"}]
        return not recent or time.time() - recent[-1]["at"] > RECENT_SECONDS

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The ways to prove it. Whoever owes a second factor in this session cannot pay with a password."""
        words = {
            "reauthenticate": _("Mit dem Passwort"),
            "mfa_reauthenticate": _("Mit einem Code"),
            "mfa_reauthenticate:webauthn": _("Mit einem Passkey"),
        }
        methods = [
            method | {"description": words[method["id"]]} for method in super().get_reauthentication_methods(user)
        ]
        if (
            second_factor.is_owed_by(user)
            and second_factor.has_one(user)
            and not second_factor.was_used(context.request)
        ):
            methods = [method for method in methods if method["id"] != "reauthenticate"]
        return methods

    def get_login_stages(self) -> list[str]:
        return ["allauth.account.stages.EmailVerificationStage", "allauth.mfa.stages.AuthenticateStage"]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:dashboard")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("accounts:dashboard" if context.request.user.is_authenticated else "account_login")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """A closed account looks like none."""
        messages.error(request, str(WRONG))
        return HttpResponseRedirect(reverse("account_login"))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        letters.send(template_prefix, email, context)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        text = message or (MESSAGES[message_template] if message_template else None)
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Apps with codes, passkeys, recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Für Ihre Aufgaben ist ein zweiter Faktor Pflicht; das ist Ihr letzter."),
        "cannot_generate_recovery_codes": _("Richten Sie zuerst eine Code-App oder einen Passkey ein."),
        "incorrect_code": WRONG_CODE,
        "unverified_email": _("Bestätigen Sie zuerst Ihre E-Mail-Adresse."),
    }

    def get_totp_issuer(self) -> str:
        return "Allmende"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not (second_factor.is_owed_by(authenticator.user) and second_factor.is_last(authenticator))

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - django-allauth's name
        return str(_("Mein Passkey"))


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Identity providers. They come from the settings alone, so no page asks the database for them."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        entries = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
        apps = [SocialApp(provider="openid_connect", **entry) for entry in entries]
        return [
            app
            for app in apps
            if provider in {None, app.provider, app.provider_id} and client_id in {None, app.client_id}
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        if not sociallogin.provider.app.settings["sign_up"]:
            text = _(
                "Mit dieser Anmeldung gibt es hier noch kein Konto. "
                "Melden Sie sich mit Ihrem Passwort an und verknüpfen Sie beides."
            )
            self._back_to_sign_in(request, text)
        return True

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        name = str(data.get("name") or f"{data.get('first_name') or ''} {data.get('last_name') or ''}")
        user.name = " ".join(name.split())[:150]
        return user

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        return {"email": sociallogin.user.email, "name": sociallogin.user.name}

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Whatever went wrong with the provider (refused, broken, forged): back to the sign-in."""
        self._back_to_sign_in(request, PROVIDER_FAILED)

    def _back_to_sign_in(self, request: HttpRequest, text: Any) -> None:
        messages.error(request, str(text))
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
