# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Announcements (Aus den Kommunen): what municipalities themselves tell the public."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation
from allmende.accounts.rules import answers_for, desk_areas
from allmende.cooperation.models import Cooperation, Topic
from allmende.territory.surroundings import inside

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from allmende.accounts.models import User
    from allmende.territory.models import Territory

web_address = URLValidator(schemes=["http", "https"])


class AnnouncementSort(models.TextChoices):
    NEWS = "news", _("Meldung")
    EVENT = "event", _("Veranstaltungshinweis")


def _is_coming(now: dt.datetime) -> Q:
    """An event whose end, or beginning where no end is stated, is still to come."""
    return Q(ends_at__gte=now) | Q(ends_at=None, starts_at__gte=now)


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def published(self) -> AnnouncementQuerySet:
        return self.exclude(published_at=None)

    def visible_to(self, user: User | AnonymousUser) -> AnnouncementQuerySet:
        """Everybody sees what is published; what was withdrawn only its organisation and the desk of the area."""
        seen = Q(published_at__isnull=False)
        if user.is_authenticated:
            seen |= Q(owner__in=Organisation.objects.of(user))
        if user.has_perm("content.change_announcement"):
            areas = desk_areas(user)
            if not areas:
                return self
            for ars in areas:
                seen |= inside(ars, "owner__territory__ars")
        return self.filter(seen)

    def news(self) -> AnnouncementQuerySet:
        """Press items, the newest first."""
        return self.filter(sort=AnnouncementSort.NEWS).order_by("-dated_on", "-pk")

    def coming(self, now: dt.datetime) -> AnnouncementQuerySet:
        """Events that are not over, the next first."""
        return self.filter(_is_coming(now), sort=AnnouncementSort.EVENT).order_by("starts_at", "pk")

    def current(self, now: dt.datetime) -> AnnouncementQuerySet:
        """Coming events, the next first, then news, the newest first."""
        events_first = Case(When(sort=AnnouncementSort.EVENT, then=Value(0)), default=Value(1))
        found = self.filter(_is_coming(now) | Q(sort=AnnouncementSort.NEWS))
        return found.order_by(events_first, "starts_at", "-dated_on", "-pk")

    def past(self, now: dt.datetime) -> AnnouncementQuerySet:
        """Events that are over, the last first."""
        is_over = Q(ends_at__lt=now) | Q(ends_at=None, starts_at__lt=now)
        return self.filter(is_over, sort=AnnouncementSort.EVENT).order_by("-starts_at", "-pk")

    def inside(self, ars: str) -> AnnouncementQuerySet:
        """Those of organisations in the territory with this key or in one inside it."""
        return self.filter(inside(ars, "owner__territory__ars"))

    def for_cards(self) -> AnnouncementQuerySet:
        """With everything a card shows (one query)."""
        return self.select_related("owner__territory")


class Announcement(models.Model):
    """A press item, or a hint at an event that somebody else holds. Its organisation keeps it; the desk reviews it.

    ``dated_on`` is the day of the news, for an event the day it was announced; ``starts_at`` and ``ends_at`` are with
    time of day, and only events have them. ``text`` is plain paragraphs. Withdrawn is ``published_at`` empty.
    """

    sort = models.CharField(_("Art"), max_length=10, choices=AnnouncementSort)
    slug = models.SlugField(_("Adresse"), max_length=220, unique=True)
    title = models.CharField(_("Titel"), max_length=200)
    lead = models.TextField(_("Das Wichtigste in Kürze"), max_length=500)
    text = models.TextField(_("Text"), max_length=10_000, blank=True)
    dated_on = models.DateField(_("Datum"))
    starts_at = models.DateTimeField(_("Beginn"), null=True, blank=True, db_index=True)
    ends_at = models.DateTimeField(_("Ende"), null=True, blank=True)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    registration_url = models.URLField(_("Anmeldung"), max_length=600, blank=True, validators=[web_address])
    url = models.URLField(_("Mehr dazu im Netz"), max_length=600, blank=True, validators=[web_address])
    topics = models.ManyToManyField(Topic, verbose_name=_("Themenfelder"), blank=True, related_name="announcements")
    cooperation = models.ForeignKey(
        Cooperation,
        verbose_name=_("Kooperation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # the news stays news
        related_name="announcements",
    )
    owner = models.ForeignKey(
        Organisation,
        verbose_name=_("Herausgegeben von"),
        on_delete=models.PROTECT,  # handed over before an organisation ends
        related_name="announcements",
    )
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Meldung aus den Kommunen")
        verbose_name_plural = _("Meldungen aus den Kommunen")
        ordering: ClassVar = ["-dated_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sort=AnnouncementSort.NEWS, starts_at=None, ends_at=None)
                | Q(sort=AnnouncementSort.EVENT, starts_at__isnull=False),
                name="announcement_event_has_start",
                violation_error_message=_("Eine Veranstaltung braucht einen Beginn."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="announcement_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("content:announcement", kwargs={"slug": self.slug})

    @property
    def is_event(self) -> bool:
        return self.sort == AnnouncementSort.EVENT

    @property
    def is_over(self) -> bool:
        """An event that has ended, or has begun where no end is stated."""
        end = self.ends_at or self.starts_at
        return end is not None and end < timezone.now()

    @property
    def ends_same_day(self) -> bool:
        if self.starts_at is None or self.ends_at is None:
            return False
        return timezone.localdate(self.starts_at) == timezone.localdate(self.ends_at)

    @property
    def territory(self) -> Territory | None:
        """Where it comes from: the place of its organisation."""
        return self.owner.territory

    def may_be_withdrawn_by(self, user: User | AnonymousUser) -> bool:
        """The desk takes back what is published, a desk user limited to areas only there."""
        if self.published_at is None or not user.has_perm("content.change_announcement"):
            return False
        return answers_for(user, [self.territory.ars] if self.territory else [])
