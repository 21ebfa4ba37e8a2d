# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Questions and answers, in groups. Every question has an address of its own (page#anchor) and can be found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from allmende.content.blocks import RICH_TEXT
from allmende.content.models.page import PortalPage
from allmende.territory.naming import slug

if TYPE_CHECKING:
    from django.http import HttpRequest


class FaqIndexPage(PortalPage):
    """All groups of questions."""

    template = "content/faq_index_page.html"
    parent_page_types: ClassVar = ["content.StartPage"]
    subpage_types: ClassVar = ["content.FaqPage"]
    max_count = 1

    class Meta:
        verbose_name = _("Fragen und Antworten (Übersicht)")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["groups"] = FaqPage.objects.child_of(self).live().order_by("path").prefetch_related("questions")
        return context


class FaqPage(PortalPage):
    """One group of questions."""

    template = "content/faq_page.html"
    parent_page_types: ClassVar = ["content.FaqIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [*PortalPage.content_panels, InlinePanel("questions", label=_("Frage"), min_num=1)]

    class Meta:
        verbose_name = _("Fragengruppe")
        verbose_name_plural = _("Fragengruppen")


class FaqQuestion(Orderable):
    """One question with its answer. The anchor is made once from the question and stays, so that links stay."""

    page = ParentalKey(FaqPage, on_delete=models.CASCADE, related_name="questions")
    question = models.CharField(_("Frage"), max_length=250)
    answer = RichTextField(_("Antwort"), features=RICH_TEXT)
    source_url = models.URLField(_("Quelle"), max_length=500, blank=True)
    anchor = models.SlugField(_("Sprungmarke"), max_length=80, blank=True, help_text=_("Leer: aus der Frage gebildet."))

    panels: ClassVar = [
        FieldPanel("question"),
        FieldPanel("answer"),
        FieldPanel("source_url"),
        FieldPanel("anchor"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("Frage")
        verbose_name_plural = _("Fragen")

    def __str__(self) -> str:
        return self.question

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.anchor = self.anchor or slug(self.question)[:80].strip("-") or "frage"
        super().save(*args, **kwargs)
