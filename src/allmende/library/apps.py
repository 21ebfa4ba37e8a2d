# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "allmende.library"
    verbose_name = _("Bibliothek")

    def ready(self) -> None:
        from allmende.accounts import ownership
        from allmende.core import navigation, panels, sitemap
        from allmende.library import audit_labels, personal_data, searchables
        from allmende.library.kinds import DocumentKind
        from allmende.library.ownership import OwnedDocuments
        from allmende.library.panels import CooperationDocuments, TerritoryDocuments
        from allmende.library.services import reading  # noqa: F401 - what comes round by itself
        from allmende.moderation import kinds

        audit_labels.register()
        searchables.register()
        personal_data.register()
        kinds.register(DocumentKind())
        ownership.register(OwnedDocuments())
        panels.register("cooperation", CooperationDocuments())
        panels.register("territory", TerritoryDocuments())
        navigation.register(_("Bibliothek"), "library:list", order=40)
        sitemap.register("bibliothek", searchables.addresses)
