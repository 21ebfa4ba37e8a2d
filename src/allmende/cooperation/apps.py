# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CooperationConfig(AppConfig):
    name = "allmende.cooperation"
    verbose_name = _("Kooperationen")

    def ready(self) -> None:
        from allmende.accounts import ownership
        from allmende.cooperation import audit_labels, personal_data, searchables
        from allmende.cooperation.kinds import AllianceKind, CooperationKind
        from allmende.cooperation.ownership import OwnedAlliances, OwnedCooperations
        from allmende.cooperation.panels import TerritoryAlliances, TerritoryCooperations
        from allmende.cooperation.sections import addresses
        from allmende.core import navigation, panels, sitemap
        from allmende.moderation import kinds

        audit_labels.register()
        searchables.register()
        personal_data.register()
        navigation.register(_("Kooperationen"), "cooperation:list", order=10)
        navigation.register(_("Karte"), "map:index", order=20)
        panels.register("territory", TerritoryCooperations())
        panels.register("territory", TerritoryAlliances())
        sitemap.register("kooperationen", addresses)
        kinds.register(CooperationKind())
        kinds.register(AllianceKind())
        ownership.register(OwnedCooperations())
        ownership.register(OwnedAlliances())
