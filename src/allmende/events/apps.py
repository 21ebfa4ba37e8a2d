# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "allmende.events"
    verbose_name = _("Veranstaltungen")

    def ready(self) -> None:
        from allmende.accounts import ownership
        from allmende.core import navigation, panels, sitemap
        from allmende.events import (
            audit_labels,
            barcamp_ideas,
            barcamp_personal_data,
            handover,
            jobs,  # noqa: F401 - what comes round by itself
            personal_data,
            searchables,
            survey_personal_data,
        )
        from allmende.events.desk_panel import LedEvents
        from allmende.events.my_events import NextEvent
        from allmende.events.ownership import OwnedEvents, OwnedRegistrations
        from allmende.events.panels import NextEvents, TerritoryEvents

        audit_labels.register()
        barcamp_personal_data.register()
        handover.register(barcamp_ideas.CooperationIdea())
        personal_data.register()
        searchables.register()
        survey_personal_data.register()
        navigation.register(_("Veranstaltungen"), "events:list", order=50)
        navigation.register(
            _("Veranstaltungen leiten"),
            "events:desk",
            order=15,
            menu=navigation.ACCOUNT,
            permission="moderation.review_change",
            icon="calendar",
        )
        navigation.register(
            _("Meine Veranstaltungen"), "events:my_events", order=6, menu=navigation.ACCOUNT, icon="calendar"
        )
        panels.register("account", LedEvents())
        panels.register("account", NextEvent())
        ownership.register(OwnedEvents())
        ownership.register(OwnedRegistrations())
        panels.register("start", NextEvents())
        panels.register("news", NextEvents())
        panels.register("territory", TerritoryEvents())
        sitemap.register("veranstaltungen", searchables.addresses)
