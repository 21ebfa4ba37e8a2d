# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The start page: one search box, one map, what is new beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from allmende.content.blocks import DoorsBlock
from allmende.content.models.news import NewsPage
from allmende.content.models.page import PortalPage
from allmende.content.overview import recent_cooperations
from allmende.cooperation import figures, map_counts

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN_NEWS = 3


class StartPage(PortalPage):
    """What a visitor sees first. Texts are the editors'; map, figures and lists are computed."""

    headline = models.CharField(_("Überschrift"), max_length=120, default="Gemeinsam geht mehr")
    search_label = models.CharField(
        _("Beschriftung des Suchfelds"), max_length=120, default="Welche Kommune, welche Aufgabe?"
    )
    doors = StreamField(DoorsBlock(), verbose_name=_("Türen"), blank=True)

    template = "content/start_page.html"
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    max_count = 1
    content_panels: ClassVar = [
        *PortalPage.content_panels,
        MultiFieldPanel([FieldPanel("headline"), FieldPanel("search_label")], heading=_("Einstieg")),
        FieldPanel("doors"),
    ]

    class Meta:
        verbose_name = _("Startseite")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["figures"] = figures.compute()
        context["kreis_map"] = map_counts.kreis_map()
        context["cards"] = recent_cooperations()
        context["news"] = NewsPage.objects.descendant_of(self).live().newest_first()[:SHOWN_NEWS]
        return context
