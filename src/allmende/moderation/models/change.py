# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The change (Änderungsvorschlag): what an organisation wants to publish, under review."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation
from allmende.moderation import rules
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.core.files.storage import Storage
    from django_stubs_ext.db.models.manager import RelatedManager

    from allmende.accounts.models import User


class State(models.TextChoices):
    """Where a change stands. What may come next is in ``workflow``."""

    DRAFT = "draft", _("Entwurf")
    SUBMITTED = "submitted", _("eingereicht")
    RETURNED = "returned", _("zurückgegeben")
    SCHEDULED = "scheduled", _("angenommen, erscheint später")
    ACCEPTED = "accepted", _("angenommen")
    DECLINED = "declined", _("abgelehnt")
    DISCARDED = "discarded", _("verworfen")


OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.SCHEDULED)
"""While a change is open, no other one can be begun for the same object."""
EDITABLE = (State.DRAFT, State.RETURNED)
"""While its organisation may still write in it."""


class ChangeQuerySet(models.QuerySet["Change"]):
    def open(self) -> ChangeQuerySet:
        return self.filter(state__in=OPEN)

    def of_members(self, user: User | AnonymousUser) -> ChangeQuerySet:
        """Those of the organisations for which ``user`` may act."""
        return self.filter(organisation__in=Organisation.objects.of(user))

    def for_review_by(self, user: User | AnonymousUser) -> ChangeQuerySet:
        """Those that ``user`` as the desk may see: submitted at least once, in the areas the desk user answers for."""
        if not rules.is_desk(user):
            return self.none()
        seen = self.exclude(submitted_at=None)
        areas = rules.desk_areas(user)
        if not areas:
            return seen
        inside = Q()
        for ars in areas:
            inside |= Q(territory__ars__startswith=ars)
        places = Change.areas.through.objects.filter(inside, change=OuterRef("pk"))
        return seen.filter(Exists(places))

    def visible_to(self, user: User | AnonymousUser) -> ChangeQuerySet:
        """Those of one's organisations, and for the desk those it reviews. All others do not exist for ``user``."""
        own, reviewed = self.of_members(user), self.for_review_by(user)
        return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=reviewed.values("pk")))


class Change(models.Model):
    """What shall be published: a new object, or the difference to the live one, which stays untouched until accepted.

    ``kind`` names a registered ``kinds.Kind``; ``object_key`` is the primary key of the live object, empty until a new
    one is published. ``content`` is what was typed (``contents.Content``), kept as it is even where it is wrong;
    ``base`` is the content of the live object when the change was begun, so that only what differs is applied.
    ``version`` counts the saves; ``areas`` are the territories it concerns, by which the desk of a Land finds it.
    """

    kind = models.CharField(_("Art"), max_length=40, db_index=True)
    object_key = models.PositiveBigIntegerField(_("Schlüssel des Gegenstands"), null=True, blank=True)
    title = models.CharField(_("Titel"), max_length=250, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Organisation"),
        on_delete=models.PROTECT,  # handed over before an organisation ends
        related_name="changes",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("begonnen von"),
        null=True,
        on_delete=models.SET_NULL,  # the draft belongs to the organisation
        related_name="changes",
    )
    content = models.JSONField(_("Inhalt"), default=dict)
    base = models.JSONField(_("Fassung zu Beginn"), null=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.DRAFT, db_index=True)
    version = models.PositiveIntegerField(default=1)
    areas = models.ManyToManyField(Territory, verbose_name=_("Gebiete"), related_name="+", blank=True)
    note = models.TextField(_("Nachricht an die Redaktion"), blank=True, max_length=2000)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("zugewiesen an"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # somebody else takes over
        related_name="+",
    )
    submitted_at = models.DateTimeField(_("zuletzt eingereicht am"), null=True, db_index=True)
    decided_at = models.DateTimeField(_("entschieden am"), null=True)
    publish_at = models.DateTimeField(_("erscheint am"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ChangeQuerySet.as_manager()

    if TYPE_CHECKING:
        steps: RelatedManager[ChangeStep]
        comments: RelatedManager[FieldComment]
        attachments: RelatedManager[Attachment]

    class Meta:
        verbose_name = _("Beitrag")
        verbose_name_plural = _("Beiträge")
        ordering: ClassVar = ["-updated_at", "-pk"]
        permissions: ClassVar = [("review_change", _("Beiträge prüfen"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "object_key"],
                condition=Q(state__in=OPEN),
                name="change_one_open_per_object",
                violation_error_message=_("Zu diesem Eintrag gibt es schon einen offenen Änderungsvorschlag."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SCHEDULED) | Q(publish_at__isnull=False), name="change_scheduled_has_date"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.DISCARDED]) | Q(submitted_at__isnull=False),
                name="change_reviewed_was_submitted",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self._meta.verbose_name)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_new(self) -> bool:
        return self.object_key is None


class ChangeStep(models.Model):
    """One step a change has taken: what author and desk see. ``by`` empty: a job, or an account that is gone."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(_("Schritt"), max_length=20)
    source = models.CharField(_("von"), max_length=10, choices=State, blank=True)
    target = models.CharField(_("nach"), max_length=10, choices=State)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Wer"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    for_desk = models.BooleanField(_("als Redaktion"), default=False)
    comment = models.TextField(_("Kommentar"), blank=True, max_length=4000)
    at = models.DateTimeField(_("am"), auto_now_add=True)

    class Meta:
        verbose_name = _("Schritt eines Beitrags")
        verbose_name_plural = _("Schritte der Beiträge")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.step}: {self.target}"


class FieldComment(models.Model):
    """What the desk asks about one part of a change (``part``: a field or a section of its content)."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="comments")
    part = models.CharField(_("Angabe"), max_length=60)
    text = models.TextField(_("Kommentar"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Wer"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("am"), auto_now_add=True)
    done_at = models.DateTimeField(_("erledigt am"), null=True)

    class Meta:
        verbose_name = _("Kommentar zu einer Angabe")
        verbose_name_plural = _("Kommentare zu Angaben")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.part}: {self.text[:60]}"


def private_files() -> Storage:
    """Where no address leads."""
    return storages["private"]


def random_path(_attachment: Attachment, _name: str) -> str:
    """Under a name that says nothing and that nobody can guess."""
    return f"beitraege/{secrets.token_hex(16)}"


class Attachment(models.Model):
    """A file for the desk that proves or explains a change; never published. Size in bytes."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(_("Datei"), storage=private_files, upload_to=random_path, max_length=200)
    name = models.CharField(_("Dateiname"), max_length=200)
    media_type = models.CharField(_("Art"), max_length=100)
    size = models.PositiveIntegerField(_("Größe"))
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Wer"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("am"), auto_now_add=True)

    class Meta:
        verbose_name = _("Anlage")
        verbose_name_plural = _("Anlagen")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["change", "sha256"], name="attachment_once")]

    def __str__(self) -> str:
        return self.name
