# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "allmende.accounts"
    verbose_name = _("Konten und Organisationen")

    def ready(self) -> None:
        from allmende.accounts import audit_labels, digest, jobs, personal_data, receivers, searchables  # noqa: F401 - jobs, signals
        from allmende.accounts.inbox_panels import NewestMessages, count_unread
        from allmende.accounts.organisation_panels import ActingFor, MyOrganisations
        from allmende.accounts.rules import DESK_PERMISSION
        from allmende.core import navigation, panels

        audit_labels.register()
        searchables.register()
        navigation.register(_("Mein Bereich"), "accounts:dashboard", order=1, menu=navigation.ACCOUNT, icon="home")
        navigation.register(
            _("Nachrichten"), "accounts:inbox", order=20, menu=navigation.ACCOUNT, icon="mail", badge=count_unread
        )
        navigation.register(
            _("Organisationen"),
            "accounts:desk_organisations",
            order=40,
            menu=navigation.ACCOUNT,
            permission=DESK_PERMISSION,
            icon="users",
        )
        navigation.register(
            _("Konten"),
            "accounts:people",
            order=85,
            menu=navigation.ACCOUNT,
            permission="accounts.change_user",
            icon="users",
        )
        navigation.register(
            _("Protokoll"),
            "accounts:audit_log",
            order=90,
            menu=navigation.ACCOUNT,
            permission="core.view_auditentry",
            icon="list",
        )
        panels.register("account", NewestMessages())
        panels.register("account", MyOrganisations())
        panels.register("frame", ActingFor())
        navigation.register(_("Verarbeitungen"), "accounts:processings", order=35, menu=navigation.FOOTER)
        navigation.register(
            _("Aufbewahrung"),
            "accounts:retention",
            order=90,
            menu=navigation.ACCOUNT,
            permission="accounts.change_retentionperiod",
            icon="clock",
        )
        personal_data.register()
