# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the sign-in: those views of django-allauth that the portal uses, with German paths and our templates.

What is not listed here does not exist. The names are django-allauth's own, because it looks them up.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as provider
from django.urls import path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView

from allmende.accounts import views
from allmende.accounts.code_expiry import tells_expiry
from allmende.accounts.views import page

sign_in = [
    path("anmelden/", page(views.SignInView.as_view(), is_public=True), name="account_login"),
    path("abmelden/", page(require_POST(account.LogoutView.as_view()), is_public=True), name="account_logout"),
    path(
        "registrieren/",
        page(account.SignupView.as_view(template_name="accounts/sign_up.html"), is_public=True),
        name="account_signup",
    ),
    path(
        "bestaetigen/",
        page(
            tells_expiry(account.ConfirmEmailVerificationCodeView.as_view(template_name="accounts/email_code.html")),
            is_public=True,
        ),
        name="account_email_verification_sent",
    ),
    path(
        "noch-einmal-ausweisen/",
        page(account.ReauthenticateView.as_view(template_name="accounts/reauthenticate.html")),
        name="account_reauthenticate",
    ),
    path("e-mail/", page(account.EmailView.as_view(template_name="accounts/email_change.html")), name="account_email"),
]
password = [
    path(
        "passwort/aendern/",
        page(account.PasswordChangeView.as_view(template_name="accounts/password_change.html")),
        name="account_change_password",
    ),
    path(
        "passwort/festlegen/",
        page(account.PasswordSetView.as_view(template_name="accounts/password_set.html")),
        name="account_set_password",
    ),
    path(
        "passwort/vergessen/",
        page(account.PasswordResetView.as_view(template_name="accounts/reset.html"), is_public=True),
        name="account_reset_password",
    ),
    path(
        "passwort/code/",
        page(
            tells_expiry(
                account.ConfirmPasswordResetCodeView.as_view(template_name="accounts/reset_code.html"),
                again="account_reset_password",
            ),
            is_public=True,
        ),
        name="account_confirm_password_reset_code",
    ),
    path(
        "passwort/neu/",
        page(
            tells_expiry(
                account.CompletePasswordResetView.as_view(template_name="accounts/reset_password.html"),
                again="account_reset_password",
            ),
            is_public=True,
        ),
        name="account_complete_password_reset",
    ),
    path(
        "passwort/fertig/",
        page(account.PasswordResetFromKeyDoneView.as_view(template_name="accounts/reset_done.html"), is_public=True),
        name="account_password_reset_completed",
    ),
]
second_factor = [
    path("zweiter-faktor/", page(views.SecondFactorView.as_view()), name="mfa_index"),
    path(
        "zweiter-faktor/anmelden/",
        page(mfa.AuthenticateView.as_view(template_name="accounts/second_factor_sign_in.html"), is_public=True),
        name="mfa_authenticate",
    ),
    path(
        "zweiter-faktor/ausweisen/",
        page(mfa.ReauthenticateView.as_view(template_name="accounts/reauthenticate.html")),
        name="mfa_reauthenticate",
    ),
    path(
        "zweiter-faktor/app/einrichten/",
        page(totp.ActivateTOTPView.as_view(template_name="accounts/app_add.html")),
        name="mfa_activate_totp",
    ),
    path(
        "zweiter-faktor/app/entfernen/",
        page(totp.DeactivateTOTPView.as_view(template_name="accounts/app_remove.html")),
        name="mfa_deactivate_totp",
    ),
    path(
        "wiederherstellung/",
        page(recovery.ViewRecoveryCodesView.as_view(template_name="accounts/recovery_codes.html")),
        name="mfa_view_recovery_codes",
    ),
    path(
        "wiederherstellung/neu/",
        page(recovery.GenerateRecoveryCodesView.as_view(template_name="accounts/recovery_codes_new.html")),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "wiederherstellung/herunterladen/",
        page(recovery.DownloadRecoveryCodesView.as_view(template_name="accounts/recovery_codes.txt")),
        name="mfa_download_recovery_codes",
    ),
]
passkeys = [
    path("passkeys/", page(RedirectView.as_view(pattern_name="mfa_index")), name="mfa_list_webauthn"),
    path("passkeys/anmelden/", page(webauthn.login_webauthn, is_public=True), name="mfa_login_webauthn"),
    path(
        "passkeys/neu/",
        page(webauthn.AddWebAuthnView.as_view(template_name="accounts/passkey_add.html")),
        name="mfa_add_webauthn",
    ),
    path(
        "passkeys/ausweisen/",
        page(webauthn.ReauthenticateWebAuthnView.as_view(template_name="accounts/passkey_reauthenticate.html")),
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkeys/<int:pk>/entfernen/", page(views.PasskeyRemoveView.as_view()), name="mfa_remove_webauthn"),
    path(
        "passkeys/<int:pk>/umbenennen/",
        page(webauthn.EditWebAuthnView.as_view(template_name="accounts/passkey_rename.html")),
        name="mfa_edit_webauthn",
    ),
]
providers = [
    path(
        "oidc/",
        page(
            provider.ConnectionsView.as_view(
                template_name="accounts/providers.html", extra_context={"providers": views.providers_offered}
            )
        ),
        name="socialaccount_connections",
    ),
    path(
        "oidc/registrieren/",
        page(provider.SignupView.as_view(template_name="accounts/provider_sign_up.html"), is_public=True),
        name="socialaccount_signup",
    ),
    path("oidc/<slug:provider_id>/", page(views.leave_for_provider, is_public=True), name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/zurueck/",
        page(views.come_back_from_provider, is_public=True),
        name="openid_connect_callback",
    ),
]
urlpatterns = [
    *sign_in,
    *password,
    *second_factor,
    *passkeys,
    path("sitzungen/", views.session_list, name="usersessions_list"),
    *providers,
]
