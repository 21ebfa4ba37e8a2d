# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Sessions, the dates of an event, and packages, which book several of them at once."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.events.models.programme import TIME_ZONE, Event, EventState, Venue, zone

if TYPE_CHECKING:
    from typing import Self

    from django_stubs_ext.db.models.manager import RelatedManager

    from allmende.accounts.rules import Visitor
    from allmende.events.models.booking import Place


class TimeThere(dt.datetime):
    """A moment on the clock of its place. Templates show it as it is, not on the clock of the portal."""

    convert_to_local_time = False

    @classmethod
    def of(cls, moment: dt.datetime, time_zone: str) -> Self:
        there = timezone.localtime(moment, zone(time_zone))
        return cls(*there.timetuple()[:6], there.microsecond, there.tzinfo, fold=there.fold)


class SessionState(models.TextChoices):
    PLANNED = "planned", _("geplant")
    CANCELLED = "cancelled", _("abgesagt")


def check_zone(name: str) -> None:
    """Raises ValidationError for a time zone that does not exist."""
    try:
        zone(name)
    except (KeyError, ValueError) as error:
        raise ValidationError(_("Diese Zeitzone ist unbekannt.")) from error


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: Visitor) -> Self:
        return self.filter(event__in=Event.objects.visible_to(user).order_by().values("pk"))

    def led_by(self, user: Visitor) -> Self:
        return self.filter(event__in=Event.objects.led_by(user).order_by().values("pk"))

    def planned(self) -> Self:
        return self.filter(state=SessionState.PLANNED)

    def coming(self, now: dt.datetime) -> Self:
        return self.filter(ends_at__gte=now).order_by("starts_at", "pk")

    def open_for_booking(self, at: dt.datetime) -> Self:
        """Those whose booking window is open at ``at``; full ones too. The same as ``Session.is_open``."""
        begun = Q(opens_at=None) | Q(opens_at__lte=at)
        not_closed = Q(closes_at=None) | Q(closes_at__gt=at)
        rows = self.planned().exclude(capacity=None)
        return rows.filter(begun, not_closed, event__state=EventState.OPEN, starts_at__gt=at)


class Session(models.Model):
    """One date of an event, at one place or online, with its seats.

    ``capacity`` and ``seats_taken`` count persons; who has been offered a seat counts as seated, so ``seats_taken`` is
    the number of places in the states offered and seated, kept by the booking services alone. An empty capacity is not
    known: nobody can register. Times are UTC,
    ``time_zone`` says how they are shown. ``opens_at`` and ``closes_at`` are the booking window; without an end it
    closes when the session begins. ``organisation_limit`` is the most seats of one organisation, ``minimum_number``
    the persons below which it does not take place. ``online_url`` is shown to the registered only. ``uid`` and
    ``sequence`` are those of the calendar entry (RFC 5545, 3.8.4.7 and 3.8.7.4). ``needs_check``: taken over from
    another year, nobody has looked at the date yet; an event with such a session is not published.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    state = models.CharField(_("Stand"), max_length=10, choices=SessionState, default=SessionState.PLANNED)
    label = models.CharField(_("Bezeichnung"), max_length=120, blank=True, help_text=_("z. B. „Tag 1“ oder „Gruppe A“"))
    starts_at = models.DateTimeField(_("Beginn"), db_index=True)
    ends_at = models.DateTimeField(_("Ende"))
    time_zone = models.CharField(_("Zeitzone"), max_length=40, default=TIME_ZONE, validators=[check_zone])
    venue = models.ForeignKey(
        Venue,
        verbose_name=_("Veranstaltungsort"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # a place where sessions were is kept
        related_name="sessions",
    )
    room = models.CharField(_("Raum"), max_length=120, blank=True)
    online_url = models.URLField(_("Link zur Online-Teilnahme"), max_length=600, blank=True)
    capacity = models.PositiveIntegerField(_("Plätze"), null=True, blank=True)
    seats_taken = models.PositiveIntegerField(_("vergebene Plätze"), default=0, editable=False)
    minimum_number = models.PositiveIntegerField(_("Mindestzahl"), null=True, blank=True)
    organisation_limit = models.PositiveIntegerField(_("Plätze je Organisation"), null=True, blank=True)
    opens_at = models.DateTimeField(_("Anmeldung ab"), null=True, blank=True)
    closes_at = models.DateTimeField(_("Anmeldung bis"), null=True, blank=True)
    state_reason = models.TextField(_("Begründung"), max_length=500, blank=True)
    needs_check = models.BooleanField(_("Termin prüfen"), default=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SessionQuerySet.as_manager()

    if TYPE_CHECKING:
        places: RelatedManager[Place]
        packages: models.Manager[Package]
        event_id: int
        venue_id: int | None

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None, seats_taken=0) | Q(capacity__isnull=False, seats_taken__lte=F("capacity")),
                name="session_never_one_too_many",
                violation_error_message=_("So viele Plätze sind schon vergeben."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="session_window_in_order",
                violation_error_message=_("Die Anmeldung endet, bevor sie beginnt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event.title}, {self.local_start:%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        return f"{reverse('events:detail', kwargs={'slug': self.event.slug})}#termin-{self.pk}"

    @property
    def local_start(self) -> TimeThere:
        return TimeThere.of(self.starts_at, self.time_zone)

    @property
    def local_end(self) -> TimeThere:
        return TimeThere.of(self.ends_at, self.time_zone)

    @property
    def seats_free(self) -> int:
        return max(0, (self.capacity or 0) - self.seats_taken)

    @property
    def is_cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED or self.event.state == EventState.CANCELLED

    @property
    def is_online(self) -> bool:
        return bool(self.online_url)

    @property
    def booking_ends_at(self) -> dt.datetime:
        return min(self.closes_at, self.starts_at) if self.closes_at else self.starts_at

    def is_over(self, at: dt.datetime) -> bool:
        return self.ends_at < at

    def is_open(self, at: dt.datetime) -> bool:
        """Whether one can register at ``at``, for a seat or for the waiting list."""
        if self.event.state != EventState.OPEN or self.state != SessionState.PLANNED or self.capacity is None:
            return False
        return (self.opens_at is None or self.opens_at <= at) and at < self.booking_ends_at


class Package(models.Model):
    """Several sessions booked at once (double event), of one event or of several; each can be booked alone too.

    A package has no seats of its own: it takes one of each session, so the seats are shared.
    """

    title = models.CharField(_("Titel"), max_length=200)
    note = models.TextField(_("Hinweis"), max_length=500, blank=True)
    sessions = models.ManyToManyField(Session, verbose_name=_("Termine"), related_name="packages")
    is_offered = models.BooleanField(_("wird angeboten"), default=True)

    class Meta:
        verbose_name = _("Paket")
        verbose_name_plural = _("Pakete")
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title
