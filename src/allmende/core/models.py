# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What every app stands on: audit log and content version. Knows no noun of the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    import datetime as dt


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Audit rows are read and added, never changed. ``bulk_update`` ends in ``update`` and is refused with it."""

    PERSONAL: ClassVar = frozenset({"actor", "actor_label", "organisation_label", "object_label", "before", "after"})
    """What may name a person."""

    def about(self, obj: models.Model) -> AuditEntryQuerySet:
        """Rows that tell of ``obj``, newest first."""
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))

    def older_than(self, at: dt.datetime, key: int) -> AuditEntryQuerySet:
        """What comes after the row of this time and key when the newest stands first. Needs no counting of rows."""
        return self.filter(Q(at__lt=at) | Q(pk__lt=key), at__lte=at)

    def newer_than(self, at: dt.datetime, key: int) -> AuditEntryQuerySet:
        return self.filter(Q(at__gt=at) | Q(pk__gt=key), at__gte=at)

    def update(self, **kwargs: Any) -> NoReturn:
        raise PermissionDenied("Audit entries are append-only.")

    def take_persons_out(self, **values: Any) -> int:
        """The one exception, for ``core.audit`` alone: write what no longer names a person. Returns how many rows."""
        if not values.keys() <= self.PERSONAL:
            raise PermissionDenied("Only what names a person is taken out of audit entries.")
        return super().update(**values, is_anonymous=True)

    def delete(self) -> NoReturn:
        raise PermissionDenied("Audit entries are append-only.")

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[AuditEntry]:
        if args or kwargs.get("update_conflicts") or kwargs.get("ignore_conflicts"):
            raise PermissionDenied("Audit entries are append-only.")
        return super().bulk_create(objs, **kwargs)


class AuditEntry(models.Model):
    """One thing that was done: who, for which organisation, what, to which object, when, before and after.

    The actor and the object are kept as plain keys beside their label, so that a row outlives both.
    ``is_anonymous``: who did it has been taken out (``core.audit``); that it happened stays.

    Append-only for the code of the portal: saving again, a key that is taken, update, delete and upsert are refused;
    only ``core.audit`` takes persons out of rows, by ``take_persons_out``.
    It is no proof against whoever may write SQL to the database; who must rule that out takes UPDATE and DELETE on
    this table from the portal's role (only the actor is set to null when an account is deleted).
    """

    SYSTEM: ClassVar = "System"
    """Who acts when nobody does: a command, a job."""

    at = models.DateTimeField(_("Zeitpunkt"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Wer"),
        null=True,  # null: a command or a job of the system
        on_delete=models.SET_NULL,  # the row stays when the account goes
        related_name="+",
        db_index=False,  # the index with the time serves both
    )
    actor_label = models.CharField(_("Name zum Zeitpunkt"), max_length=200)
    organisation_key = models.CharField(_("Organisation"), max_length=40, blank=True)
    organisation_label = models.CharField(_("Name der Organisation"), max_length=250, blank=True)
    verb = models.CharField(_("Was"), max_length=80)
    object_type = models.CharField(_("Art des Gegenstands"), max_length=80)
    object_id = models.CharField(_("Schlüssel"), max_length=80)
    object_label = models.CharField(_("Gegenstand"), max_length=300)
    before = models.JSONField(_("Vorher"), null=True)
    after = models.JSONField(_("Nachher"), null=True)
    is_anonymous = models.BooleanField(_("ohne Personenbezug"), default=False)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Protokolleintrag")
        verbose_name_plural = _("Protokoll")
        ordering: ClassVar = ["-at", "-pk"]
        # Each way of looking at the log is read from its newest row on: an index ends with the time.
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id"]),
            models.Index(fields=["object_type", "at"]),
            models.Index(fields=["organisation_key", "at"]),
            models.Index(fields=["verb", "at"]),
            models.Index(fields=["actor", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.object_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise PermissionDenied("Audit entries are append-only.")
        # Inserting only: with a key that is taken Django would change that row.
        super().save(force_insert=True, using=kwargs.get("using"))

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise PermissionDenied("Audit entries are append-only.")


class ContentVersion(models.Model):
    """A counter, one row, raised in the transaction of every write that changes what anonymous visitors see.

    The anonymous page cache is keyed by it, so a rolled-back write changes nothing and a committed one is visible
    on the next request of every process and node.
    """

    value = models.PositiveBigIntegerField(default=1)
    forgotten_up_to = models.PositiveBigIntegerField(default=0)
    """Changes for the search up to this number are no longer kept; an index that is older is built anew."""

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="content_version_one_row")]

    def __str__(self) -> str:
        return str(self.value)


class SearchChange(models.Model):
    """An entry of the search that may have changed, noted in the transaction of the write.

    ``number`` is the content version of that transaction. Raising it locks its row until the commit, so numbers
    are in the order of commits: whoever has applied everything up to a number can have missed nothing below it.
    """

    number = models.PositiveBigIntegerField(db_index=True)
    source = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    """For forgetting old changes only; the order is that of the numbers."""

    def __str__(self) -> str:
        return f"{self.number} {self.source} {self.key}"


class JobWorker(models.Model):
    """A process that works off jobs, and when it last said that it is alive."""

    key = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class PeriodicJob(models.Model):
    """When a job that comes again and again is due next. One row per task, whatever the number of workers."""

    task_path = models.CharField(max_length=200, primary_key=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.task_path


class LoadedData(models.Model):
    """Which version of a part of the supplied data (territories, starter pages …) this database holds."""

    part = models.CharField(max_length=80, primary_key=True)
    version = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.part
