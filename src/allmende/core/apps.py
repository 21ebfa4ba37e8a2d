# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "allmende.core"
    verbose_name = _("Grundlagen")

    def ready(self) -> None:
        from allmende.core import holdings, housekeeping

        holdings.register()
        housekeeping.register()
