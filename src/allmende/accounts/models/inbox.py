# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the portal tells a person: the inbox, and what of it also comes by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from allmende.accounts.models.user import User


class Delivery(models.TextChoices):
    """When a notification of one category also comes by mail."""

    AT_ONCE = "at_once", _("sofort")
    DIGEST = "digest", _("einmal am Tag gesammelt")
    NEVER = "never", _("gar nicht")


class InboxMessageQuerySet(models.QuerySet["InboxMessage"]):
    def of(self, user: User) -> InboxMessageQuerySet:
        return self.filter(user=user)

    def unread(self) -> InboxMessageQuerySet:
        return self.filter(read_at=None)

    def narrowed(self, *, category: str = "", only_unread: bool = False) -> InboxMessageQuerySet:
        """Those of one category („“: all), or only what has not been opened."""
        found = self.filter(category=category) if category else self
        return found.unread() if only_unread else found


class InboxMessage(models.Model):
    """One notification to one person. ``category`` and ``url`` come from the notification's class."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("An"), on_delete=models.CASCADE, related_name="inbox"
    )
    category = models.CharField(_("Art"), max_length=40)
    title = models.CharField(_("Betreff"), max_length=250)
    text = models.TextField(_("Text"))
    url = models.CharField(_("Adresse"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("vom"), default=timezone.now, db_index=True)
    read_at = models.DateTimeField(_("gelesen am"), null=True)
    awaits_digest = models.BooleanField(_("wartet auf die Sammelmail"), default=False, db_index=True)

    objects = InboxMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["user"], condition=models.Q(read_at=None), name="inbox_unread")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


class DeliveryChoice(models.Model):
    """What a person has chosen for one category; without a row the category's own default counts."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Person"), on_delete=models.CASCADE, related_name="delivery_choices"
    )
    category = models.CharField(_("Art"), max_length=40)
    delivery = models.CharField(_("per Mail"), max_length=10, choices=Delivery)

    class Meta:
        verbose_name = _("Einstellung der Benachrichtigungen")
        verbose_name_plural = _("Einstellungen der Benachrichtigungen")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "category"], name="delivery_choice_once")]

    def __str__(self) -> str:
        return f"{self.category}: {self.delivery}"
