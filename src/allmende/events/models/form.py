# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What an event asks: questions with their answers, and consents."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.events.models.booking import Registration
from allmende.events.models.programme import Event

if TYPE_CHECKING:
    from django.core.files.storage import Storage


def private_storage() -> Storage:
    return storages["private"]


class QuestionKind(models.TextChoices):
    TEXT = "text", _("freier Text")
    CHOICE = "choice", _("eine Auswahl")
    FILE = "file", _("eine Datei")


class Question(models.Model):
    """What is asked of whoever registers; ``is_case`` marks a case handed in beforehand for the speakers."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(_("Art der Antwort"), max_length=10, choices=QuestionKind, default=QuestionKind.TEXT)
    text = models.CharField(_("Frage"), max_length=300)
    help_text = models.CharField(_("Erläuterung"), max_length=500, blank=True)
    choices = models.JSONField(_("Auswahl"), default=list, blank=True)  # list of texts
    is_required = models.BooleanField(_("muss beantwortet werden"), default=False)
    is_case = models.BooleanField(_("Fall für die Veranstaltung"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("Frage")
        verbose_name_plural = _("Fragen")
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Answer(models.Model):
    """What was answered to one question by one registration; a file lies in the private storage."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(blank=True, max_length=5000)
    file = models.FileField(upload_to="events/answers/%Y/%m", storage=private_storage, blank=True, max_length=200)
    file_name = models.CharField(max_length=200, blank=True)
    file_size = models.PositiveIntegerField(default=0)  # bytes

    if TYPE_CHECKING:
        question_id: int

    class Meta:
        verbose_name = _("Antwort")
        verbose_name_plural = _("Antworten")
        ordering: ClassVar = ["question__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registration", "question"], name="answer_once"),
        ]

    def __str__(self) -> str:
        return self.text[:80] or self.file_name


class ConsentText(models.Model):
    """What a person agrees to; without a required one nobody can register."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="consent_texts")
    text = models.CharField(_("Wortlaut"), max_length=1000)
    is_required = models.BooleanField(_("notwendig"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class ConsentGiven(models.Model):
    """That whoever registered agreed, when, and to which words (Art. 7(1) GDPR)."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="consents")
    consent = models.ForeignKey(ConsentText, null=True, on_delete=models.SET_NULL, related_name="given")
    wording = models.CharField(max_length=1000)
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("erteilte Einwilligung")
        verbose_name_plural = _("erteilte Einwilligungen")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registration", "consent"], name="consent_once"),
        ]

    def __str__(self) -> str:
        return self.wording[:80]
