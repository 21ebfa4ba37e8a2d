# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What ``allmende check --deploy`` tells operators about settings that work, but hardly as they are meant."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info, register

FILES = "django.core.mail.backends.filebased.EmailBackend"


@register(deploy=True)
def mail_leaves_the_machine(**_options: Any) -> list[CheckMessage]:
    """Without it nobody gets the code that a sign-up needs."""
    if settings.EMAIL_BACKEND != FILES:
        return []
    return [
        Info(
            f"Mails werden in Dateien geschrieben ({settings.EMAIL_FILE_PATH}); niemand bekommt sie.",
            hint="Setzen Sie ALLMENDE_MAIL_URL.",
            id="allmende.I001",
        )
    ]


@register(deploy=True)
def visitors_are_told_apart(**_options: Any) -> list[CheckMessage]:
    """Behind a proxy that is not counted, all visitors share the limits of the sign-in."""
    if settings.PROXIES or not settings.BEHIND_HTTPS:
        return []
    return [
        Info(
            "Alle Besucher haben für das Portal dieselbe Netzadresse: die des Proxys davor.",
            hint="Setzen Sie ALLMENDE_PROXIES; sonst gelten die Grenzen der Anmeldung für alle zusammen.",
            id="allmende.I002",
        )
    ]
