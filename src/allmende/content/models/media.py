# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Pictures and files of the editorial pages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class PortalImage(AbstractImage):
    """A picture of the editorial pages, with what it shows (``description``) and its rights."""

    credit = models.CharField(
        _("Bildnachweis"),
        max_length=200,
        help_text=_("Wer hat das Bild gemacht, unter welcher Lizenz dürfen wir es zeigen?"),
    )

    admin_form_fields: ClassVar = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("Bild")
        verbose_name_plural = _("Bilder")

    @property
    def default_alt_text(self) -> str:
        """What the picture shows; never the file name that Wagtail would offer instead."""
        return str(self.description)


class PortalRendition(AbstractRendition):
    """A scaled copy of a picture."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together: ClassVar = (("image", "filter_spec", "focal_point_key"),)


class PortalDocument(AbstractDocument):
    """A file of the editorial pages."""

    source_note = models.CharField(_("Quelle"), max_length=200, blank=True)

    admin_form_fields: ClassVar = (*Document.admin_form_fields, "source_note")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("Dokument")
        verbose_name_plural = _("Dokumente")
