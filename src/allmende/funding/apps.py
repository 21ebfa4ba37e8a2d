# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    name = "allmende.funding"
    verbose_name = _("Förderung")

    def ready(self) -> None:
        from allmende.core import navigation, panels, sitemap
        from allmende.funding import (
            audit_labels,
            jobs,  # noqa: F401 - what comes round by itself
            personal_data,
            searchables,
        )
        from allmende.funding.panels import CooperationProgrammes, TerritoryProgrammes

        audit_labels.register()
        personal_data.register()
        searchables.register()
        navigation.register(_("Förderung"), "funding:finder", order=45)
        navigation.register(
            _("Beobachtete Förderprogramme"), "funding:followed", order=8, menu=navigation.ACCOUNT, icon="euro"
        )
        panels.register("cooperation", CooperationProgrammes())
        panels.register("territory", TerritoryProgrammes())
        sitemap.register("foerderung", searchables.addresses)
