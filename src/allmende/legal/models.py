# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Legal forms of cooperation, per Land, with their norm. Law is data: each row carries citation and source."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.territory.models import Territory
from allmende.territory.naming import slug


class LegalFormQuerySet(models.QuerySet["LegalForm"]):
    def offered_in(self, land: str) -> LegalFormQuerySet:
        """What municipalities of the Land with this key can choose: its own forms and those of everywhere."""
        return self.filter(Q(land=None) | Q(land__ars=land))


class LegalForm(models.Model):
    """A legal form in which municipalities can cooperate: in one Land, or everywhere (``land`` empty, e.g. GmbH).

    A form that is not verified may inform, never refuse anything.
    """

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
    minimum_content = models.TextField(_("Mindestinhalt"), blank=True)
    supervision = models.TextField(
        _("Aufsicht"), blank=True, help_text=_("Genehmigung, Anzeige, Bekanntmachung: was die Aufsicht tun muss.")
    )
    citation = models.CharField(_("Fundstelle"), max_length=250, blank=True)
    source_url = models.URLField(_("Quelle"), max_length=500, blank=True)
    is_verified = models.BooleanField(
        _("geprüft"), default=False, help_text=_("Ob Norm und Wirkung in einer Quelle nachgelesen wurden.")
    )
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    objects = LegalFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rechtsform")
        verbose_name_plural = _("Rechtsformen")
        ordering: ClassVar = ["order", "name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_verified=False) | (~Q(norm="") & ~Q(citation="")),
                name="legal_form_verified_has_norm",
                violation_error_message=_("Geprüft ist eine Rechtsform nur mit Norm und Fundstelle."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def family(self) -> str:
        """What forms of the same name in all Länder have in common: „zweckverband“."""
        return slug(self.name)
