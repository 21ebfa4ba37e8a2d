# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Versions of directives: the rules as data, who wrote them, and who released them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.accounts.rules import is_desk
from allmende.funding.models.programmes import ProgrammeProfile

if TYPE_CHECKING:
    from typing import Self

    from allmende.accounts.rules import Visitor


class DirectiveState(models.TextChoices):
    """Where a version stands; the steps between the states are in ``workflow``."""

    DRAFT = "draft", _("Entwurf")
    SUBMITTED = "submitted", _("zur Freigabe")
    RELEASED = "released", _("freigegeben")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


class DirectiveQuerySet(models.QuerySet["Directive"]):
    def released(self) -> Self:
        """What the Fördercheck answers from."""
        return self.filter(state=DirectiveState.RELEASED, profile__is_published=True)

    def visible_to(self, user: Visitor) -> Self:
        """Released ones for everybody; the desk sees all."""
        return self.all() if is_desk(user) else self.released()


class Directive(models.Model):
    """One version of the rules of a programme.

    ``content`` is the directive file (``funding.files``); key, title and period are copied from it when it is saved.
    ``version`` rises with every save: who saves an older one is told. Nobody changes released content but for its last
    day, when another version follows: a correction is a new version. What comes with the software follows its file
    (``services.loading``).
    """

    profile = models.ForeignKey(ProgrammeProfile, on_delete=models.CASCADE, related_name="directives")
    key = models.SlugField(_("Schlüssel"), max_length=60, unique=True)
    title = models.CharField(_("Titel"), max_length=250)
    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)
    content = models.JSONField(default=dict)
    state = models.CharField(_("Stand"), max_length=10, choices=DirectiveState, default=DirectiveState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    based_on = models.ForeignKey(
        "self",
        verbose_name=_("Vorlage"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="later_versions",
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    released_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("Begründung"), blank=True)

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("Förderrichtlinie")
        verbose_name_plural = _("Förderrichtlinien")
        ordering: ClassVar = [F("valid_from").desc(nulls_last=True), "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lte=F("valid_until")),
                name="directive_period",
                violation_error_message=_("Die Richtlinie endet, bevor sie beginnt."),
            ),
            models.CheckConstraint(
                condition=~Q(state=DirectiveState.RELEASED) | ~Q(released_at=None), name="released_directive_has_day"
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | Q(submitted_by=None) | ~Q(released_by=F("submitted_by")),
                name="directive_released_by_another",
                violation_error_message=_("Wer eine Richtlinie zur Freigabe gibt, kann sie nicht selbst freigeben."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("funding:directive", kwargs={"slug": self.profile.programme.slug, "key": self.key})
