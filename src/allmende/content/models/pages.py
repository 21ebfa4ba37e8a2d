# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Pages built from blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PagePermissionTester

from allmende.content.blocks import BodyBlock
from allmende.content.models.page import PortalPage

if TYPE_CHECKING:
    from django.http import HttpRequest

    from allmende.accounts.models import User


class BodyPage(PortalPage):
    """A page with a body of blocks and the date its facts were last checked."""

    body = StreamField(BodyBlock(), verbose_name=_("Inhalt"), blank=True)
    facts_as_of = models.DateField(
        _("Stand der Angaben"), null=True, blank=True, help_text=_("Wann wurden die Angaben zuletzt geprüft?")
    )

    content_panels: ClassVar = [*PortalPage.content_panels, FieldPanel("body"), FieldPanel("facts_as_of")]

    class Meta:
        abstract = True

    def searchable_parts(self) -> list[object]:
        parts: list[object] = list(self.body.stream_block.get_searchable_content(self.body))
        for block in self.body:
            if block.block_type == "facts":
                parts += [f"{fact['label']} {fact['value']}" for fact in block.value["facts"]]
        return parts


class StandardPage(BodyPage):
    """An ordinary page; pages below it are listed at its end."""

    template = "content/standard_page.html"
    parent_page_types: ClassVar = ["content.StartPage", "content.StandardPage"]
    subpage_types: ClassVar = ["content.StandardPage"]

    class Meta:
        verbose_name = _("Seite")
        verbose_name_plural = _("Seiten")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["pages_below"] = StandardPage.objects.child_of(self).live().order_by("path")
        return context


class LegalPagePermissions(PagePermissionTester):
    """Editors may write a legal page, but not take it away: the law asks for it."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return bool(self.user.is_superuser) and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return bool(self.user.is_superuser) and super().can_unpublish()

    def can_move(self) -> bool:
        return bool(self.user.is_superuser) and super().can_move()


class LegalPage(BodyPage):
    """A page the portal must have: Impressum, Datenschutz, Barrierefreiheit, Leichte Sprache, Kontakt."""

    shows_enforcement = models.BooleanField(
        _("Meldeweg und Durchsetzungsstelle zeigen"),
        default=False,
        help_text=_("Für die Erklärung zur Barrierefreiheit."),
    )
    shows_contact = models.BooleanField(_("Kontakt der Beratungsstelle zeigen"), default=False)
    shows_operator = models.BooleanField(_("Betreiber zeigen"), default=False)

    template = "content/legal_page.html"
    parent_page_types: ClassVar = ["content.StartPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        *BodyPage.content_panels,
        FieldPanel("shows_contact"),
        FieldPanel("shows_operator"),
        FieldPanel("shows_enforcement"),
    ]

    class Meta:
        verbose_name = _("Pflichtseite")
        verbose_name_plural = _("Pflichtseiten")

    def permissions_for_user(self, user: User) -> LegalPagePermissions:
        return LegalPagePermissions(user, self)
