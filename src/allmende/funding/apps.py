# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    name = "allmende.funding"
    verbose_name = _("Förderung")

    def ready(self) -> None:
        from allmende.core import navigation, sitemap
        from allmende.funding import audit_labels, personal_data, searchables

        audit_labels.register()
        personal_data.register()
        searchables.register()
        navigation.register(_("Förderung"), "funding:finder", order=45)
        sitemap.register("foerderung", searchables.addresses)
