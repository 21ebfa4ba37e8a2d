# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of the sign-in: those of django-allauth in our words. One message for every failure of a sign-in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as provider
from django import forms
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.utils.functional import _StrPromise

NAME_LENGTH = 150
NO_NAME = re.compile(r"[<>]|://|www\.|[\x00-\x1f\x7f]", re.IGNORECASE)
"""A name is shown to others: no web address and nothing that could be markup or a second line."""
PASSWORD_HELP = _("Mindestens 12 Zeichen. Ein ganzer Satz ist leicht zu merken und schwer zu raten.")


class Words:
    """Label, help and message of each field in our words; no text inside the fields."""

    words: ClassVar[dict[str, tuple[str | _StrPromise, str | _StrPromise, str | _StrPromise]]] = {}
    """Field → label, help text, message when it is left empty."""
    left_out: ClassVar[tuple[str, ...]] = ()

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.left_out:
            self.fields.pop(name, None)
        for name, (label, help_text, missing) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, help_text
            field.error_messages["required"] = missing
            field.widget.attrs.pop("placeholder", None)


EMAIL = (_("E-Mail-Adresse"), "", _("Bitte geben Sie Ihre E-Mail-Adresse ein."))
PASSWORD = (_("Passwort"), "", _("Bitte geben Sie Ihr Passwort ein."))
NEW_PASSWORD = (_("Neues Passwort"), PASSWORD_HELP, _("Bitte wählen Sie ein Passwort."))
CODE = (_("Code"), "", _("Bitte geben Sie den Code ein."))


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Vor- und Nachname"),
        max_length=NAME_LENGTH,
        help_text=_("So sehen Sie die Redaktion und die Mitglieder Ihrer Organisation."),
        error_messages={"required": _("Bitte geben Sie Ihren Namen ein.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class Named(forms.Form):
    """Has a name that is nothing but a name."""

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if NO_NAME.search(name):
            raise forms.ValidationError(_("Bitte nur den Namen, ohne Internetadresse und ohne die Zeichen < und >."))
        return name


class SignInForm(Words, account.LoginForm):
    words: ClassVar = {"login": EMAIL, "password": PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}


class SignUpForm(Words, account.SignupForm, Named):
    """Sign-up. A machine fills in ``website``, which nobody sees; a known address looks like an unknown one."""

    words: ClassVar = {
        "email": (_("E-Mail-Adresse"), _("Am besten Ihre dienstliche. Wir schicken Ihnen einen Code."), EMAIL[2]),
        "password1": (_("Passwort"), PASSWORD_HELP, NEW_PASSWORD[2]),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["website"] = forms.CharField(label=_("Bitte leer lassen"), required=False)
        self.fields["name"] = name_field()
        self.order_fields(["name", "email", "password1", "website"])

    def try_save(self, request: HttpRequest) -> tuple[Any, HttpResponseBase | None]:
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # takes as long as for a new account
        found: tuple[Any, HttpResponseBase | None] = super().try_save(request)
        return found


class ProviderSignUpForm(Words, provider.SignupForm, Named):
    """Asked only when the identity provider has named no e-mail address."""

    words: ClassVar = {"email": EMAIL}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field()
        self.order_fields(["name", "email"])


class EmailForm(Words, account.AddEmailForm):
    words: ClassVar = {
        "email": (_("Neue E-Mail-Adresse"), _("Sie gilt, sobald Sie den Code eingegeben haben."), EMAIL[2])
    }


class PasswordChangeForm(Words, account.ChangePasswordForm):
    words: ClassVar = {
        "oldpassword": (_("Bisheriges Passwort"), "", _("Bitte geben Sie Ihr bisheriges Passwort ein.")),
        "password1": NEW_PASSWORD,
    }
    left_out = ("password2",)


class PasswordSetForm(Words, account.SetPasswordForm):
    words: ClassVar = {"password1": NEW_PASSWORD}
    left_out = ("password2",)


class ResetForm(Words, account.ResetPasswordForm):
    words: ClassVar = {"email": EMAIL}


class NewPasswordForm(Words, account.ResetPasswordKeyForm):
    words: ClassVar = {"password1": NEW_PASSWORD}
    left_out = ("password2",)


class CodeWords(Words):
    words: ClassVar = {"code": CODE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocapitalize": "none", "maxlength": 20}


class EmailCodeForm(CodeWords, account.ConfirmEmailVerificationCodeForm):
    pass


class ResetCodeForm(CodeWords, account.ConfirmPasswordResetCodeForm):
    pass


class ReauthenticateForm(Words, account.ReauthenticateForm):
    words: ClassVar = {"password": PASSWORD}


class SecondFactorForm(CodeWords, mfa.AuthenticateForm):
    words: ClassVar = {"code": (_("Code"), _("Aus Ihrer Code-App, oder ein Wiederherstellungscode."), CODE[2])}


class SecondFactorAgainForm(CodeWords, mfa.ReauthenticateForm):
    words: ClassVar = {"code": (_("Code"), _("Aus Ihrer Code-App, oder ein Wiederherstellungscode."), CODE[2])}


class AppForm(CodeWords, totp.ActivateTOTPForm):
    words: ClassVar = {"code": (_("Code aus der App"), _("Sechs Ziffern."), CODE[2])}


class PasskeyForm(Words, webauthn.AddWebAuthnForm):
    """A passkey always proves the person too (PIN, finger), so that it alone is enough to sign in."""

    words: ClassVar = {
        "name": (_("Name des Passkeys"), _("Woran Sie ihn erkennen, zum Beispiel „Diensthandy“."), ""),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"] = forms.BooleanField(initial=True, widget=forms.HiddenInput)
        label, help_text, _missing = self.words["name"]
        self.fields["name"] = forms.CharField(label=label, help_text=help_text, max_length=80, required=False)


class PasskeyNameForm(Words, webauthn.EditWebAuthnForm):
    words: ClassVar = {"name": (_("Name des Passkeys"), "", _("Bitte geben Sie einen Namen ein."))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=_("Name des Passkeys"), max_length=80)
