# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What every editorial page has: a lead, a place in the tree, a text that can be searched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from csp.constants import SELF
from csp.decorators import csp_replace
from django.db import models
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from allmende.content.models.settings import PortalSettings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class PortalPage(Page):
    """A page of the portal."""

    lead = models.TextField(
        _("Einleitung"), blank=True, help_text=_("Ein bis drei Sätze: Was finden Leserinnen und Leser hier?")
    )

    private_page_options: ClassVar[list[str]] = []
    """Every published page is open to everyone; whoever needs less than everyone gets no page."""

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lead")]
    promote_panels: ClassVar = [
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")])
    ]

    class Meta:
        abstract = True

    def searchable_parts(self) -> list[object]:
        """What of this page can be found, besides its title and lead."""
        return []

    def trail(self) -> list[tuple[str, str]]:
        """The pages between the start page and here as (label, address), then this one without an address."""
        above = self.get_ancestors().filter(depth__gte=3).live()
        return [*((page.title, page.get_url() or "") for page in above), (self.title, "")]

    @method_decorator(csp_replace({"frame-ancestors": [SELF]}))
    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page as it would be; the admin shows it in a frame of its own."""
        response: HttpResponse = super().serve_preview(request, mode_name)
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["portal"] = PortalSettings.load(request_or_site=request)
        context["trail"] = self.trail()
        return context
