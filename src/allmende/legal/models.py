"""Legal forms of cooperation, per Land, with their norm. Law is data: each row carries citation and source."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.territory.models import Territory


class LegalForm(models.Model):
    """A legal form in which municipalities can cooperate: in one Land, or everywhere (``land`` empty, e.g. GmbH)."""

    key = models.SlugField(_("Schlüssel"), max_length=80, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    land = models.ForeignKey(
        Territory,
        verbose_name=_("Land"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # law of a Land is kept as long as cooperations rest on it
        related_name="+",
    )
    norm = models.CharField(_("Norm"), max_length=160, blank=True)
    is_public_law = models.BooleanField(_("öffentlich-rechtlich"), null=True)
    has_legal_personality = models.BooleanField(_("eigene Rechtspersönlichkeit"), null=True)
    effect = models.TextField(_("Wirkung"), blank=True)
    source_url = models.URLField(_("Quelle"), max_length=500, blank=True)
    is_verified = models.BooleanField(_("geprüft"), default=False)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Rechtsform")
        verbose_name_plural = _("Rechtsformen")
        ordering: ClassVar = ["order", "name", "pk"]

    def __str__(self) -> str:
        return self.name
