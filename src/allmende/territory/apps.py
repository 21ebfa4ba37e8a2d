# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    name = "allmende.territory"
    verbose_name = _("Gebiete")

    def ready(self) -> None:
        from allmende.core import navigation, sitemap
        from allmende.territory import audit_labels, searchables
        from allmende.territory.finding import addresses

        audit_labels.register()
        searchables.register()
        navigation.register(_("Orte"), "territory:index", order=30)
        sitemap.register("orte", addresses)
