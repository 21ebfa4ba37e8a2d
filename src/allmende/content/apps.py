# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "allmende.content"
    verbose_name = _("Inhalte")

    def ready(self) -> None:
        from allmende.accounts import ownership
        from allmende.content import audit_labels, jobs, personal_data, receivers, searchables  # noqa: F401 - jobs
        from allmende.content.announcement_kinds import EventKind, NewsKind
        from allmende.content.announcement_ownership import OwnedAnnouncements
        from allmende.content.announcement_panels import (
            CooperationAnnouncements,
            NewestAnnouncements,
            TerritoryAnnouncements,
            addresses,
        )
        from allmende.core import navigation, panels, sitemap
        from allmende.moderation import kinds

        audit_labels.register()
        receivers.connect()
        searchables.register()
        personal_data.register()
        kinds.register(NewsKind())
        kinds.register(EventKind())
        ownership.register(OwnedAnnouncements())
        panels.register("start", NewestAnnouncements())
        panels.register("news", NewestAnnouncements())
        panels.register("territory", TerritoryAnnouncements())
        panels.register("cooperation", CooperationAnnouncements())
        sitemap.register("aus-den-kommunen", addresses)
        for label, address, order in (
            (_("Beratung"), "/beratung/", 60),
            (_("Fragen"), "/fragen/", 70),
            (_("Aktuelles"), "/aktuelles/", 80),
        ):
            navigation.register(label, address, order=order)
        for label, address, order in (
            (_("Kontakt"), "/kontakt/", 10),
            (_("Impressum"), "/impressum/", 20),
            (_("Datenschutz"), "/datenschutz/", 30),
            (_("Barrierefreiheit"), "/barrierefreiheit/", 40),
            (_("Barriere melden"), "/barriere-melden/", 50),
            (_("Leichte Sprache"), "/leichte-sprache/", 60),
        ):
            navigation.register(label, address, order=order, menu=navigation.FOOTER)
        navigation.register(
            _("Redaktion"), "wagtailadmin_home", 30, menu=navigation.ACCOUNT, permission="wagtailadmin.access_admin"
        )
