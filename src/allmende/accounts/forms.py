# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of the sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from allmende.accounts import demo

if TYPE_CHECKING:
    from allmende.accounts.models import User


class SignInForm(AuthenticationForm):
    """E-mail and password. One message for every failure, so that nobody learns who has an account."""

    error_messages = {  # noqa: RUF012 - as the form it comes from
        "invalid_login": _("E-Mail-Adresse oder Passwort stimmen nicht. Bitte prüfen Sie beides."),
        "inactive": _("E-Mail-Adresse oder Passwort stimmen nicht. Bitte prüfen Sie beides."),
        "too_many": _("Zu viele Versuche. Bitte warten Sie eine Viertelstunde und versuchen Sie es dann noch einmal."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username, password = self.fields["username"], self.fields["password"]
        username.label = _("E-Mail-Adresse")
        username.widget = forms.EmailInput(attrs={"autocomplete": "username", "autocapitalize": "none"})
        username.error_messages["required"] = _("Bitte geben Sie Ihre E-Mail-Adresse ein.")
        password.error_messages["required"] = _("Bitte geben Sie Ihr Passwort ein.")

    def confirm_login_allowed(self, user: User) -> None:
        """The published password opens nothing outside the demo, even if its database went into operation."""
        super().confirm_login_allowed(user)
        if self.cleaned_data.get("password") == demo.PASSWORD and not settings.DEMO:
            raise self.get_invalid_login_error()

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()
