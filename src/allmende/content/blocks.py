# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The blocks editors build a page from. Each has a template of its own in our frame."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

RICH_TEXT: list[str] = ["bold", "italic", "ol", "ul", "link", "document-link"]
"""What a text may contain. Headings are blocks of their own, so that their order can be checked."""


class HeadingBlock(blocks.StructBlock):
    """A heading inside the page (the h1 is the page's title). ``anchor`` lets others link to it."""

    text = blocks.CharBlock(label=_("Überschrift"), max_length=160)
    level = blocks.ChoiceBlock(
        label=_("Ebene"), choices=[("h2", _("Abschnitt")), ("h3", _("Unterabschnitt"))], default="h2"
    )
    anchor = blocks.RegexBlock(
        label=_("Sprungmarke"),
        regex=r"^[a-z0-9-]*$",
        required=False,
        error_messages={"invalid": _("Nur kleine Buchstaben, Ziffern und Bindestriche.")},
    )

    class Meta:
        label = _("Überschrift")
        icon = "title"
        template = "content/blocks/heading.html"


class PictureBlock(blocks.StructBlock):
    """A picture that says what it shows, or that it is decoration only."""

    image = ImageBlock(label=_("Bild"))
    caption = blocks.CharBlock(label=_("Bildunterschrift"), max_length=250, required=False)

    class Meta:
        label = _("Bild")
        icon = "image"
        template = "content/blocks/picture.html"


class FactBlock(blocks.StructBlock):
    """One fact with where it comes from. An empty value is shown as „Angabe fehlt“."""

    label = blocks.CharBlock(label=_("Bezeichnung"), max_length=120)
    value = blocks.CharBlock(label=_("Angabe"), max_length=400, required=False)
    source = blocks.URLBlock(label=_("Quelle"), required=False)
    is_verified = blocks.BooleanBlock(
        label=_("geprüft"), required=False, default=True, help_text=_("Ungeprüfte Angaben werden so gekennzeichnet.")
    )

    class Meta:
        label = _("Angabe")


class FactsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Überschrift"), max_length=120, required=False)
    facts = blocks.ListBlock(FactBlock(), label=_("Angaben"))

    class Meta:
        label = _("Faktenkasten")
        icon = "list-ul"
        template = "content/blocks/facts.html"


class ContactBlock(blocks.StructBlock):
    """The contact of the centre from the settings: one place to keep it right."""

    note = blocks.CharBlock(label=_("Hinweis"), max_length=250, required=False)

    class Meta:
        label = _("Kontaktkasten")
        icon = "mail"
        template = "content/blocks/contact.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["portal"] = (parent_context or {}).get("portal")
        return context


class SectionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Titel"), max_length=160)
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT)


class AccordionBlock(blocks.StructBlock):
    """Sections that open on a click (details/summary, no script)."""

    sections = blocks.ListBlock(SectionBlock(), label=_("Abschnitte"))

    class Meta:
        label = _("Aufklappbare Abschnitte")
        icon = "collapse-down"
        template = "content/blocks/accordion.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Zitat"))
    by = blocks.CharBlock(label=_("Von wem"), max_length=160)
    source = blocks.URLBlock(label=_("Quelle"), required=False)

    class Meta:
        label = _("Zitat")
        icon = "openquote"
        template = "content/blocks/quote.html"


def check_address(address: str) -> None:
    """Links lead to pages, never to a script."""
    if address and not address.startswith(("/", "https://", "http://", "mailto:")):
        raise ValidationError(_("Die Adresse beginnt mit / oder mit https://."))


class LinkBlock(blocks.StructBlock):
    """A link to one of our pages or to any other address, never to both."""

    label = blocks.CharBlock(label=_("Linktext"), max_length=160)
    page = blocks.PageChooserBlock(label=_("Seite des Portals"), required=False)
    address = blocks.CharBlock(
        label=_("oder Adresse"), max_length=500, required=False, help_text=_("z. B. /karte/ oder https://…")
    )
    note = blocks.CharBlock(label=_("Erläuterung"), max_length=250, required=False)

    class Meta:
        label = _("Link")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        page, address = cleaned.get("page"), (cleaned.get("address") or "").strip()
        if bool(page) == bool(address):
            error = ValidationError(_("Bitte geben Sie entweder eine Seite oder eine Adresse an."))
            raise StructBlockValidationError(block_errors={"address": error})
        try:
            check_address(address)
        except ValidationError as error:
            raise StructBlockValidationError(block_errors={"address": error}) from None
        return cleaned


class LinkListBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Überschrift"), max_length=120, required=False)
    links = blocks.ListBlock(LinkBlock(), label=_("Links"))

    class Meta:
        label = _("Linkliste")
        icon = "link"
        template = "content/blocks/links.html"


class NoticeBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Art"),
        choices=[("info", _("Hinweis")), ("warning", _("Achtung")), ("success", _("Gut zu wissen"))],
        default="info",
    )
    title = blocks.CharBlock(label=_("Überschrift"), max_length=160)
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT)

    class Meta:
        label = _("Hinweiskasten")
        icon = "info-circle"
        template = "content/blocks/notice.html"


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Dokument"))
    note = blocks.CharBlock(label=_("Erläuterung"), max_length=250, required=False)

    class Meta:
        label = _("Dokument zum Herunterladen")
        icon = "doc-full"
        template = "content/blocks/document.html"


class DoorBlock(blocks.StructBlock):
    """One of the ways into the portal."""

    title = blocks.CharBlock(label=_("Titel"), max_length=80)
    text = blocks.CharBlock(label=_("Text"), max_length=250)
    link_text = blocks.CharBlock(label=_("Linktext"), max_length=80)
    address = blocks.CharBlock(
        label=_("Adresse"), max_length=300, validators=[check_address], help_text=_("z. B. /kooperationen/")
    )

    class Meta:
        label = _("Tür")
        icon = "arrow-right"


class DoorsBlock(blocks.StreamBlock):
    door = DoorBlock()

    class Meta:
        max_num = 6


class BodyBlock(blocks.StreamBlock):
    """The body of a page."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT, template="content/blocks/text.html")
    picture = PictureBlock()
    facts = FactsBlock()
    contact = ContactBlock()
    accordion = AccordionBlock()
    quote = QuoteBlock()
    links = LinkListBlock()
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("rich_text", blocks.RichTextBlock(label=_("Text mit Links"), features=RICH_TEXT, required=False)),
        ],
        label=_("Tabelle"),
        template="content/blocks/table.html",
    )
    notice = NoticeBlock()
    document = DocumentBlock()

    class Meta:
        block_counts: ClassVar = {"contact": {"max_num": 1}}
