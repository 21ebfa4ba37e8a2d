# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "allmende.api"
    verbose_name = _("Schnittstelle")

    def ready(self) -> None:
        from allmende.core import navigation, sitemap

        navigation.register(_("Schnittstelle"), "api:index", order=36, menu=navigation.FOOTER)
        sitemap.register("schnittstelle", lambda: ["/api/"])
