# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegalConfig(AppConfig):
    name = "allmende.legal"
    verbose_name = _("Recht")

    def ready(self) -> None:
        from allmende.legal import audit_labels, searchables

        audit_labels.register()
        searchables.register()
