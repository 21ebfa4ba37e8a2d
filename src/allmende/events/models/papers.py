# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What participants get: certificates and materials; and letters to groups of them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from allmende.events.models.booking import Place
from allmende.events.models.form import private_storage
from allmende.events.models.programme import Event, EventState
from allmende.events.models.session import Session, TimeThere
from allmende.library.models import Document

if TYPE_CHECKING:
    import datetime as dt
    from typing import Self

CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that look alike on paper: 0 O, 1 I L, U V."""
CODE_LENGTH: Final = 16


def new_code() -> str:
    """78 bits, so that trying finds none."""
    return get_random_string(CODE_LENGTH, CODE_LETTERS)


class Certificate(models.Model):
    """That a person took part on one day, frozen as it was issued. Whoever has the ``code`` can check it.

    The place may be deleted before it (retention); ``revoked_at``: issued by mistake.
    """

    place = models.OneToOneField(
        Place,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="certificate",  # the paper stays valid
    )
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    name = models.CharField(_("Name"), max_length=120)
    organisation_name = models.CharField(_("Organisation"), max_length=200, blank=True)
    event_title = models.CharField(_("Veranstaltung"), max_length=200)
    organiser_name = models.CharField(_("Veranstaltet von"), max_length=200)
    session_label = models.CharField(_("Bezeichnung"), max_length=120, blank=True)
    contents = models.TextField(_("Inhalte"), max_length=500, blank=True)
    venue = models.CharField(_("Ort"), max_length=600, blank=True)
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    time_zone = models.CharField(max_length=40)
    issued_at = models.DateTimeField(_("ausgestellt am"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("widerrufen am"), null=True, blank=True)

    class Meta:
        verbose_name = _("Teilnahmebescheinigung")
        verbose_name_plural = _("Teilnahmebescheinigungen")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)  # in the audit log, so neither the name nor the code that leads to it

    @property
    def shown_code(self) -> str:
        """In groups of four: „7KQM-2XBD-…“."""
        return "-".join(self.code[start : start + 4] for start in range(0, CODE_LENGTH, 4))

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None

    @property
    def local_start(self) -> TimeThere:
        return TimeThere.of(self.starts_at, self.time_zone)

    @property
    def local_end(self) -> TimeThere:
        return TimeThere.of(self.ends_at, self.time_zone)

    def get_absolute_url(self) -> str:
        return reverse("events:certificate_check", kwargs={"code": self.shown_code})


class MaterialQuerySet(models.QuerySet["Material"]):
    def available(self, at: dt.datetime) -> Self:
        return self.filter(Q(available_from=None) | Q(available_from__lte=at))

    def for_everybody(self, at: dt.datetime) -> Self:
        """What visitors of the event's page see."""
        return self.available(at).filter(is_public=True).exclude(event__state=EventState.DRAFT)


class Material(models.Model):
    """Slides and papers of an event: a file, an address, or a document of the library.

    For the registered of the event (or of one session), or for everybody.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="materials")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("Titel"), max_length=200)
    file = models.FileField(upload_to="events/materials/%Y/%m", storage=private_storage, blank=True, max_length=200)
    file_name = models.CharField(max_length=200, blank=True)
    file_size = models.PositiveIntegerField(default=0)  # bytes
    url = models.URLField(_("Adresse im Netz"), max_length=600, blank=True)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.CASCADE, related_name="event_materials"
    )
    is_public = models.BooleanField(_("für alle"), default=False)
    available_from = models.DateTimeField(_("verfügbar ab"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = MaterialQuerySet.as_manager()

    if TYPE_CHECKING:
        event_id: int
        session_id: int | None
        document_id: int | None

    class Meta:
        verbose_name = _("Unterlage")
        verbose_name_plural = _("Unterlagen")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(url="", document=None) & ~Q(file="")
                | Q(file="", document=None) & ~Q(url="")
                | Q(file="", url="", document__isnull=False),
                name="material_is_one_thing",
                violation_error_message=_("Eine Unterlage ist entweder eine Datei, eine Adresse oder ein Dokument."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class LetterGroup(models.TextChoices):
    SEATED = "seated", _("Angemeldete")
    WAITING = "waiting", _("Warteliste")
    ATTENDED = "attended", _("Wer da war")
    ABSENT = "absent", _("Wer nicht da war")
    CANCELLED = "cancelled", _("Abgemeldete")
    WITHOUT_ANSWER = "without_answer", _("Wer eine Frage noch nicht beantwortet hat")


class GroupLetter(models.Model):
    """A letter of the organiser to a group of participants, sent once."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="group_letters")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.CASCADE, related_name="group_letters")
    group = models.CharField(_("An"), max_length=20, choices=LetterGroup)
    subject = models.CharField(_("Betreff"), max_length=150)
    text = models.TextField(_("Text"), max_length=5000)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    recipients = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Rundschreiben")
        verbose_name_plural = _("Rundschreiben")
        ordering: ClassVar = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.subject
