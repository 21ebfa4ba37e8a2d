# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Registrations: who wants which seats, who has them, who waits in which order.

A **registration** is one request, of one or more persons, for one session or one package. It gets the next number of
the one ledger when it is made (by a guest: when the mail address is confirmed); that number is its place in every
waiting list it stands in. Each **attendee** has one **place** per session: seated, offered, waiting or ended.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation, OrganisationKind
from allmende.events.models.programme import Event
from allmende.events.models.session import Package, Session
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from typing import Self

    from django_stubs_ext.db.models.manager import RelatedManager

    from allmende.accounts.rules import Visitor
    from allmende.events.models.form import Answer, ConsentGiven

SECRET_LENGTH: Final = 32


def new_secret() -> str:
    """190 bits that nobody guesses."""
    return get_random_string(SECRET_LENGTH)


class BookingLedger(models.Model):
    """One row. Whoever changes who has a seat or waits changes it first, so that all of them come one after another."""

    last_number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last_number)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def confirmed(self) -> Self:
        """Those that count: with a number."""
        return self.exclude(number=None)

    def of(self, user: Visitor) -> Self:
        """Those that ``user`` made, or in which she takes part."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(user=user) | Q(attendees__user=user)).distinct()

    def led_by(self, user: Visitor) -> Self:
        """Those with a session of an event that ``user`` leads."""
        events = Event.objects.led_by(user).order_by().values("pk")
        return self.filter(Q(session__event__in=events) | Q(package__sessions__event__in=events)).distinct()


class Registration(models.Model):
    """One request for seats. ``number`` is the arrival, empty until a guest confirms the mail address.

    ``secret`` opens the page on which it is looked after, without signing in. ``takes_parts``: of a package also single
    days are welcome. ``replaces``: the registration it was rebooked from. ``form_key`` is made of that of the form and
    what was typed in it, so that a second click does not register twice.
    ``organisation_key`` is what the limit per organisation counts by.
    """

    number = models.PositiveBigIntegerField(_("Eingang"), null=True, unique=True, editable=False)
    secret = models.CharField(max_length=SECRET_LENGTH, unique=True, default=new_secret, editable=False)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4)
    session = models.ForeignKey(
        Session,
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # a session with registrations is cancelled, not deleted
        related_name="registrations",
    )
    package = models.ForeignKey(
        Package,
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # the same
        related_name="registrations",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Angemeldet von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # the colleagues keep their seats
        related_name="event_registrations",
    )
    contact_name = models.CharField(_("Ihr Name"), max_length=120)
    contact_email = models.EmailField(_("Ihre E-Mail-Adresse"))
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # merged, not deleted
        related_name="event_registrations",
    )
    organisation_name = models.CharField(_("Kommune oder Einrichtung"), max_length=200, blank=True)
    organisation_kind = models.CharField(_("Art"), max_length=20, choices=OrganisationKind, blank=True)
    organisation_key = models.CharField(max_length=240, db_index=True, blank=True, editable=False)
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("Gebiet"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # a reform moves it to the successor
        related_name="event_registrations",
    )
    takes_parts = models.BooleanField(_("auch einzelne Tage"), default=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by", editable=False
    )
    is_walk_in = models.BooleanField(_("vor Ort aufgenommen"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    if TYPE_CHECKING:
        attendees: RelatedManager[Attendee]
        answers: RelatedManager[Answer]
        consents: RelatedManager[ConsentGiven]
        session_id: int | None
        package_id: int | None
        user_id: int | None
        organisation_id: int | None

    class Meta:
        verbose_name = _("Anmeldung")
        verbose_name_plural = _("Anmeldungen")
        ordering: ClassVar = [F("number").asc(nulls_last=True), "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(session__isnull=False, package=None) | Q(session=None, package__isnull=False),
                name="registration_for_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(number=None, confirmed_at=None) | Q(number__isnull=False, confirmed_at__isnull=False),
                name="registration_number_when_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or '–'}: {self.session or self.package}"  # in the audit log, so without a name

    def get_absolute_url(self) -> str:
        return reverse("events:registration", kwargs={"secret": self.secret})

    @property
    def target(self) -> Session | Package:
        """What it is for."""
        found = self.session or self.package
        if found is None:
            raise ValueError("A registration is for a session or a package.")
        return found

    @property
    def wanted_sessions(self) -> list[Session]:
        """The sessions it is for, in the order of their dates."""
        if self.session is not None:
            return [self.session]
        return (
            list(self.package.sessions.select_related("event", "venue").order_by("starts_at", "pk"))
            if self.package
            else []
        )


class Attendee(models.Model):
    """A person who takes part. Without an own address the letters go to whoever registered.

    ``person_key`` tells by address and folded name whether two attendees are the same person. ``secret`` opens the page
    of this one person, who may have been registered by a colleague.
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="attendees")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # the place stays until it is given up
        related_name="event_attendances",
    )
    name = models.CharField(_("Name"), max_length=120)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    position = models.CharField(_("Funktion"), max_length=120, blank=True)
    person_key = models.CharField(max_length=400, db_index=True, editable=False)
    secret = models.CharField(max_length=SECRET_LENGTH, unique=True, default=new_secret, editable=False)

    if TYPE_CHECKING:
        places: RelatedManager[Place]
        registration_id: int
        user_id: int | None

    class Meta:
        verbose_name = _("Teilnehmerin oder Teilnehmer")
        verbose_name_plural = _("Teilnehmende")
        ordering: ClassVar = ["pk"]
        # Every visit of one's own pages asks who was registered with this address.
        indexes: ClassVar = [models.Index(fields=["email"], name="attendee_email")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("events:attendee", kwargs={"secret": self.secret})

    @property
    def letter_address(self) -> str:
        """Where letters about this person's places go."""
        return self.email or self.registration.contact_email


class Needs(models.Model):
    """What a person needs to take part: kept apart from all else, deleted after the last session.

    May tell of health or religion (Art. 9 GDPR), so only those who lead the event see it.
    """

    attendee = models.OneToOneField(Attendee, on_delete=models.CASCADE, related_name="needs")
    accessibility = models.CharField(_("Barrierefreiheit"), max_length=500, blank=True)
    diet = models.CharField(_("Essen"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Bedarf")
        verbose_name_plural = _("Bedarfe")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)


class PlaceState(models.TextChoices):
    WAITING = "waiting", _("auf der Warteliste")
    OFFERED = "offered", _("Platz angeboten")
    SEATED = "seated", _("angemeldet")
    CANCELLED = "cancelled", _("abgemeldet")
    EXPIRED = "expired", _("Angebot abgelaufen")
    MOVED = "moved", _("umgebucht")
    SESSION_CANCELLED = "session_cancelled", _("Termin abgesagt")


TAKES_SEAT: Final = (PlaceState.OFFERED, PlaceState.SEATED)
"""Who counts in ``Session.seats_taken``."""
ACTIVE: Final = (PlaceState.WAITING, PlaceState.OFFERED, PlaceState.SEATED)
"""Places that have not ended."""


class PlaceQuerySet(models.QuerySet["Place"]):
    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)

    def seated(self) -> Self:
        return self.filter(state=PlaceState.SEATED)

    def waiting(self) -> Self:
        """In the order in which they move up."""
        return self.filter(state=PlaceState.WAITING).order_by("number", "pk")

    def taking_seats(self) -> Self:
        return self.filter(state__in=TAKES_SEAT)

    def led_by(self, user: Visitor) -> Self:
        return self.filter(session__event__in=Event.objects.led_by(user).order_by().values("pk"))


class Place(models.Model):
    """One attendee at one session. ``number`` is that of the registration: the order of the waiting list.

    ``offered_until`` is set while a seat is offered. ``attended_at`` is when the person was checked in; after the
    session an empty one means: did not come. ``uid`` and ``sequence`` are those of the person's calendar entry: the
    sequence sent is this one plus that of the session.
    """

    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="places")
    session = models.ForeignKey(
        Session,
        on_delete=models.PROTECT,  # a session with places is cancelled, not deleted
        related_name="places",
    )
    state = models.CharField(_("Stand"), max_length=20, choices=PlaceState)
    number = models.PositiveBigIntegerField(editable=False)
    person_key = models.CharField(max_length=400, editable=False)
    offered_until = models.DateTimeField(_("Angebot gilt bis"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    attended_at = models.DateTimeField(_("eingecheckt"), null=True, blank=True)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reminded_at = models.DateTimeField(null=True, blank=True)
    leaves_for = models.ForeignKey(
        Registration,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # then she stays
        related_name="left_places",
        editable=False,
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlaceQuerySet.as_manager()

    if TYPE_CHECKING:
        attendee_id: int
        session_id: int
        leaves_for_id: int | None

    class Meta:
        verbose_name = _("Platz")
        verbose_name_plural = _("Plätze")
        ordering: ClassVar = ["session__starts_at", "number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "person_key"],
                condition=Q(state__in=ACTIVE),
                name="place_person_once",
                violation_error_message=_("Diese Person ist für diesen Termin schon angemeldet."),
            ),
            models.CheckConstraint(
                condition=Q(state=PlaceState.OFFERED, offered_until__isnull=False)
                | (~Q(state=PlaceState.OFFERED) & Q(offered_until=None)),
                name="place_offer_has_end",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ACTIVE, ended_at=None) | (~Q(state__in=ACTIVE) & Q(ended_at__isnull=False)),
                name="place_ended_has_time",
            ),
            models.CheckConstraint(
                condition=Q(attended_at=None) | Q(state=PlaceState.SEATED), name="place_attended_was_seated"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["session", "state", "number"], name="place_queue")]

    def __str__(self) -> str:
        return f"{self.attendee}: {self.session}"

    @property
    def calendar_sequence(self) -> int:
        return self.sequence + self.session.sequence
