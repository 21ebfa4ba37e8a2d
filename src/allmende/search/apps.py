# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "allmende.search"
    verbose_name = _("Suche")

    def ready(self) -> None:
        from allmende.accounts.rules import DESK_PERMISSION
        from allmende.core import health, navigation, searchables
        from allmende.search import audit_labels, index_jobs, list_keys, personal_data, upkeep  # noqa: F401 - jobs come round by themselves

        health.register("search", upkeep.problem)
        audit_labels.register()
        personal_data.register()
        searchables.register_finder(list_keys.find_keys)
        navigation.register(
            _("Statistik der Suche"),
            "search:statistics",
            order=70,
            menu=navigation.ACCOUNT,
            permission=DESK_PERMISSION,
            icon="chart",
        )
