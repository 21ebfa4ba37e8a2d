# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Clauses: the parts of a contract, each with the subject it regulates."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, cast

from django.db import models
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import User
from allmende.library.models.document import Document, DocumentSort, DocumentVersion, text_url

if TYPE_CHECKING:
    from typing import Self

    from allmende.accounts.rules import Visitor

DIVIDED: Final = (DocumentSort.CONTRACT, DocumentSort.STATUTE, DocumentSort.SAMPLE)
"""What has clauses."""


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


class ClauseQuerySet(models.QuerySet["Clause"]):
    """Clauses of the current versions of contracts, statutes and samples."""

    def visible_to(self, user: Visitor) -> Self:
        return self.current().filter(version__document__in=Document.objects.visible_to(user).order_by().values("pk"))

    def current(self) -> Self:
        """Those of the newest version of each document that has clauses."""
        newer = DocumentVersion.objects.filter(
            document=OuterRef("version__document"), number__gt=OuterRef("version__number")
        )
        return self.filter(~Exists(newer), version__document__sort__in=DIVIDED)

    def about(self, subject: str) -> Self:
        """Those that regulate ``subject``, mainly or also."""
        mainly = Q(corrected=subject) | Q(corrected="", subject=subject)
        return self.annotate(_also=Cast("also", TextField())).filter(mainly | Q(_also__contains=f'"{subject}"'))


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

    objects = ClauseQuerySet.as_manager()

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

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """All it regulates, the main one first."""
        return tuple(dict.fromkeys([self.about, *(Subject(value) for value in self.also if value in Subject.values)]))

    @property
    def title(self) -> str:
        """What it is called where it stands for itself: „§ 8 Kündigung“, or its subject when it has no heading."""
        if self.order == 1 and not (self.number or self.heading):
            return str(_("Eingang"))
        return f"{self.number} {self.heading or self.about.label}".strip()

    @property
    def text_url(self) -> str:
        """The page of the text on which it begins."""
        return text_url(cast("Document", self.version.document).get_absolute_url(), self.page)
