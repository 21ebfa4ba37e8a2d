# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""News: dated, with their source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from allmende.content.models.page import PortalPage
from allmende.content.models.pages import BodyPage
from allmende.core.pages import paginate

if TYPE_CHECKING:
    from django.http import HttpRequest


class NewsQuerySet(PageQuerySet):
    def newest_first(self) -> NewsQuerySet:
        ordered: NewsQuerySet = self.order_by("-dated_on", "-pk")
        return ordered


class NewsIndexPage(PortalPage):
    """All news, newest first."""

    template = "content/news_index_page.html"
    parent_page_types: ClassVar = ["content.StartPage"]
    subpage_types: ClassVar = ["content.NewsPage"]
    max_count = 1

    class Meta:
        verbose_name = _("Aktuelles (Übersicht)")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["page_of_news"] = paginate(request, NewsPage.objects.child_of(self).live().newest_first(), per_page=10)
        return context


class NewsPage(BodyPage):
    """One piece of news. ``dated_on`` is the day it happened, ``lead`` its teaser."""

    dated_on = models.DateField(_("Datum"), help_text=_("Wann ist es geschehen?"))
    source_title = models.CharField(_("Quelle"), max_length=200, blank=True)
    source_url = models.URLField(_("Adresse der Quelle"), max_length=600, blank=True)

    objects = PageManager.from_queryset(NewsQuerySet)()

    template = "content/news_page.html"
    parent_page_types: ClassVar = ["content.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        *PortalPage.content_panels,
        FieldPanel("dated_on"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("source_title"), FieldPanel("source_url")], heading=_("Quelle")),
    ]

    class Meta:
        verbose_name = _("Meldung")
        verbose_name_plural = _("Meldungen")
