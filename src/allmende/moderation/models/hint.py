# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Hints: what anyone, even without an account, says is wrong on a page."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation
from allmende.moderation import rules
from allmende.moderation.models.change import Change
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from allmende.accounts.models import User


class HintState(models.TextChoices):
    OPEN = "open", _("offen")
    TAKEN = "taken", _("in Arbeit")
    DONE = "done", _("erledigt")
    DECLINED = "declined", _("nicht übernommen")


UNSETTLED = (HintState.OPEN, HintState.TAKEN)
"""While somebody still has to answer."""


class HintQuerySet(models.QuerySet["Hint"]):
    def visible_to(self, user: User | AnonymousUser) -> HintQuerySet:
        """The owner organisation's members see theirs, the desk those of its areas; nobody else any."""
        seen = Q(organisation__in=Organisation.objects.of(user)) if user.is_authenticated else Q(pk__in=[])
        if rules.is_desk(user):
            areas = rules.desk_areas(user)
            if not areas:
                return self
            inside = Q()
            for ars in areas:
                inside |= Q(territory__ars__startswith=ars)
            seen |= Q(Exists(Hint.areas.through.objects.filter(inside, hint=OuterRef("pk"))))
        return self.filter(seen)

    def of_members(self, user: User | AnonymousUser) -> HintQuerySet:
        """Those that went to the organisations for which ``user`` may act."""
        return self.filter(organisation__in=Organisation.objects.of(user))

    def unsettled(self) -> HintQuerySet:
        """Those that somebody still has to answer."""
        return self.filter(state__in=UNSETTLED)


def new_form_key() -> str:
    """A key that no form has had."""
    return secrets.token_hex(16)


class Hint(models.Model):
    """A suggested correction or a reported error. Name and e-mail only if given; deleted after its time of keeping.

    ``part`` is the field or section of the object's content that is meant, ``suggestion`` the right value if stated.
    ``organisation`` is the owner when the hint came; without one the desk alone answers for it. ``areas`` are the
    territories it concerns, by which the desk of a Land finds it. ``form_key`` tells a form that was sent twice.
    """

    page = models.CharField(_("Seite"), max_length=500)
    kind = models.CharField(_("Art des Eintrags"), max_length=40, blank=True)
    object_key = models.PositiveBigIntegerField(_("Schlüssel des Eintrags"), null=True, blank=True)
    part = models.CharField(_("Angabe"), max_length=60, blank=True)
    text = models.TextField(_("Hinweis"), max_length=5000)
    suggestion = models.TextField(_("Richtig wäre"), blank=True, max_length=5000)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Konto"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # the hint stays, without the person
        related_name="+",
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("geht an"), null=True, blank=True, on_delete=models.PROTECT, related_name="hints"
    )
    change = models.ForeignKey(
        Change, verbose_name=_("Beitrag"), null=True, blank=True, on_delete=models.SET_NULL, related_name="hints"
    )
    state = models.CharField(_("Stand"), max_length=10, choices=HintState, default=HintState.OPEN, db_index=True)
    answer = models.TextField(_("Antwort"), blank=True, max_length=2000)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("bearbeitet von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    handled_at = models.DateTimeField(_("bearbeitet am"), null=True)
    received_at = models.DateTimeField(_("eingegangen am"), default=timezone.now, db_index=True)
    areas = models.ManyToManyField(Territory, verbose_name=_("Gebiete"), related_name="+", blank=True)
    form_key = models.CharField(max_length=64, unique=True, default=new_form_key, editable=False)

    objects = HintQuerySet.as_manager()

    class Meta:
        verbose_name = _("Hinweis")
        verbose_name_plural = _("Hinweise")
        ordering: ClassVar = ["-received_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=HintState.OPEN) | Q(handled_at__isnull=False), name="hint_handled_has_time"
            ),
        ]

    def __str__(self) -> str:
        # No word of the hint itself: the log keeps this name after the hint is deleted.
        return f"{self._meta.verbose_name} {self.received_at:%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:hint", kwargs={"pk": self.pk})

    @property
    def is_unsettled(self) -> bool:
        return self.state in UNSETTLED
