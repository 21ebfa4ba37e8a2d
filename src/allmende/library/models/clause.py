# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Clauses: the parts of a contract, each with the subject it regulates."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import User
from allmende.library.models.document import DocumentVersion


class Subject(models.TextChoices):
    """What a clause regulates."""

    PARTIES = "parties", _("Beteiligte")
    TASK = "task", _("Aufgabe")
    COST = "cost", _("Kosten")
    STAFF = "staff", _("Personal")
    LIABILITY = "liability", _("Haftung")
    DATA_PROTECTION = "data_protection", _("Datenschutz")
    TERM = "term", _("Laufzeit")
    NOTICE = "notice", _("Kündigung")
    EXIT = "exit", _("Auseinandersetzung und Austritt")
    DISPUTE = "dispute", _("Streitigkeiten")
    VAT = "vat", _("Umsatzsteuer")
    ENTRY_INTO_FORCE = "entry_into_force", _("Inkrafttreten")
    OTHER = "other", _("Sonstiges")


class Clause(models.Model):
    """One part of a contract: „§ 8 Kündigung“ with its text. ``order`` counts from 1 within the version.

    ``subject`` is what the rules found; ``corrected`` is what the desk says instead and stays when the rules run again.
    """

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="clauses")
    order = models.PositiveIntegerField()
    number = models.CharField(_("Nummer"), max_length=20, blank=True)
    heading = models.CharField(_("Überschrift"), max_length=250, blank=True)
    text = models.TextField()
    page = models.PositiveIntegerField(default=1)
    subject = models.CharField(_("Gegenstand"), max_length=20, choices=Subject.choices, default=Subject.OTHER)
    also = models.JSONField(default=list, blank=True)
    """Further subjects it regulates beside the main one, as values of Subject."""
    corrected = models.CharField(_("berichtigt"), max_length=20, choices=Subject.choices, blank=True)
    corrected_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # the correction stays when an account goes
        related_name="+",
    )

    if TYPE_CHECKING:
        version_id: int

    class Meta:
        verbose_name = _("Klausel")
        verbose_name_plural = _("Klauseln")
        ordering: ClassVar = ["version", "order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "order"], name="clause_order_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}".strip()

    @property
    def about(self) -> Subject:
        """What it regulates: the desk's word before that of the rules."""
        return Subject(self.corrected or self.subject)
