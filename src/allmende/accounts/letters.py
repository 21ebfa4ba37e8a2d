# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The letters of the sign-in: what django-allauth wants to say, in our words, sent by a job like every other mail.

None of them holds a name: whoever signs up chooses it, and the letter may go to somebody else's address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from allmende.core import mail
from allmende.core.outgoing import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping

CODES: Final = {
    "account/email/email_confirmation_signup": ("Ihr Bestätigungscode", "accounts/mail/sign_up_code.txt"),
    "account/email/email_confirmation": ("Ihr Bestätigungscode", "accounts/mail/email_code.txt"),
    "account/email/password_reset_code": ("Code für ein neues Passwort", "accounts/mail/reset_code.txt"),
}
ENUMERATION: Final = {
    "account/email/account_already_exists": ("Sie haben schon ein Konto", "accounts/mail/known_address.txt"),
    "account/email/unknown_account": ("Kein Konto mit dieser Adresse", "accounts/mail/unknown_address.txt"),
}
EVENTS: Final = {
    "account/email/email_changed": "Ihre E-Mail-Adresse wurde geändert",
    "account/email/password_changed": "Ihr Passwort wurde geändert",
    "account/email/password_set": "Ihr Konto hat jetzt ein Passwort",
    "account/email/password_reset": "Ihr Passwort wurde neu gesetzt",
    "mfa/email/totp_activated": "Ihre Code-App wurde eingerichtet",
    "mfa/email/totp_deactivated": "Ihre Code-App wurde entfernt",
    "mfa/email/webauthn_added": "Ein Passkey wurde eingerichtet",
    "mfa/email/webauthn_removed": "Ein Passkey wurde entfernt",
    "mfa/email/recovery_codes_generated": "Neue Wiederherstellungscodes wurden erzeugt",
    "socialaccount/email/account_connected": "Eine Anmeldung wurde verknüpft",
    "socialaccount/email/account_disconnected": "Eine verknüpfte Anmeldung wurde entfernt",
}
"""What the owner of an account should know of: all of them use one template, the subject says what happened."""


def send(occasion: str, to: str, context: Mapping[str, Any]) -> None:
    """Write the letter for ``occasion`` (django-allauth's name of its template) and have it sent."""
    subject, template = (CODES | ENUMERATION).get(occasion) or (EVENTS[occasion], "accounts/mail/security_event.txt")
    values = {
        "subject": subject,
        "code": context.get("code", ""),
        "timestamp": context.get("timestamp"),
        "sign_in_link": absolute(reverse("account_login")),
        "sign_up_link": absolute(reverse("account_signup")),
        "reset_link": absolute(reverse("account_reset_password")),
    }
    with translation.override(settings.LANGUAGE_CODE):
        mail.send(to=[to], subject=f"{subject} – Allmende", template=template, context=values)
