# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "allmende.events"
    verbose_name = _("Veranstaltungen")

    def ready(self) -> None:
        from allmende.core import navigation
        from allmende.events import audit_labels, personal_data

        audit_labels.register()
        personal_data.register()
        navigation.register(_("Veranstaltungen"), "events:list", order=50)
