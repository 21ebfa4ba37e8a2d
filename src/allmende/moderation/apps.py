# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "allmende.moderation"
    verbose_name = _("Beiträge, Prüfung und Pflege")

    def ready(self) -> None:
        from allmende.accounts import ownership
        from allmende.core import navigation
        from allmende.moderation.hint_ownership import OwnedHints

        navigation.register(
            _("Fehler melden oder Korrektur vorschlagen"),
            "moderation:hint_give",
            order=55,
            menu=navigation.FOOTER,
            names_page=True,
        )
        ownership.register(OwnedHints())
