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
        from allmende.funding.checking.panel import CheckWithPartners, CheckWithPlace
        from allmende.funding.panels import CooperationProgrammes, TerritoryProgrammes

        audit_labels.register()
        personal_data.register()
        searchables.register()
        navigation.register(_("Förderung"), "funding:finder", order=45)
        navigation.register(
            _("Förderung pflegen"),
            "funding:desk",
            order=16,
            menu=navigation.ACCOUNT,
            permission="moderation.review_change",
            icon="euro",
        )
        navigation.register(
            _("Beobachtete Förderprogramme"), "funding:followed", order=8, menu=navigation.ACCOUNT, icon="euro"
        )
        navigation.register(
            _("Gemerkte Förderchecks"), "funding:saved_checks", order=7, menu=navigation.ACCOUNT, icon="check"
        )
        panels.register("cooperation", CooperationProgrammes())
        panels.register("territory", TerritoryProgrammes())
        panels.register("territory", CheckWithPlace())
        panels.register("tools", CheckWithPartners())
        sitemap.register("foerderung", searchables.addresses)
