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
        from allmende.core import navigation, panels
        from allmende.moderation import audit_labels, care_jobs, jobs, personal_data  # noqa: F401 - what comes round by itself
        from allmende.moderation.care_panel import CarePanel
        from allmende.moderation.desk.panel import WaitingForDesk
        from allmende.moderation.draft_panels import OwnDrafts, ProposeChange
        from allmende.moderation.hint_ownership import OwnedHints
        from allmende.moderation.hint_panel import WaitingHints
        from allmende.moderation.ownership import OwnedCareRequests, OwnedChanges

        audit_labels.register()
        navigation.register(
            _("Fehler melden oder Korrektur vorschlagen"),
            "moderation:hint_give",
            order=55,
            menu=navigation.FOOTER,
            names_page=True,
        )
        navigation.register(
            _("Prüfung"),
            "moderation:queue",
            order=10,
            menu=navigation.ACCOUNT,
            permission="moderation.review_change",
            icon="check",
        )
        navigation.register(_("Beiträge"), "moderation:change_list", order=5, menu=navigation.ACCOUNT, icon="document")
        panels.register("account", WaitingForDesk())
        panels.register("account", OwnDrafts())
        panels.register("tools", ProposeChange())
        panels.register("account", CarePanel())
        ownership.register(OwnedChanges())
        panels.register("account", WaitingHints())
        ownership.register(OwnedHints())
        ownership.register(OwnedCareRequests())
        personal_data.register()
