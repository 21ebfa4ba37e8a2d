"""The tree of municipal tasks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Topic(models.Model):
    """A field of municipal tasks; ``product_key`` is the key in the Produktrahmen of the Länder (e.g. „12“)."""

    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("Gehört zu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # a topic with sub-topics is emptied first
        related_name="children",
    )
    product_key = models.CharField(_("Schlüssel im Produktrahmen"), max_length=12, blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Themenfeld")
        verbose_name_plural = _("Themenfelder")
        ordering: ClassVar = ["order", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('cooperation:list')}?thema={self.slug}"
