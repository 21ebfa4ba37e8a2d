# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the programme consists of: events, who speaks, where they take place, what they ask of participants."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, ClassVar, Final

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation
from allmende.accounts.rules import desk_areas, is_desk
from allmende.cooperation.models import Topic
from allmende.territory.models import Territory

if TYPE_CHECKING:
    import datetime as dt
    from typing import Self

    from django_stubs_ext.db.models.manager import RelatedManager

    from allmende.accounts.rules import Visitor
    from allmende.events.models.form import ConsentText, Question
    from allmende.events.models.session import Session

TIME_ZONE: Final = "Europe/Berlin"


class EventKind(models.TextChoices):
    WORKSHOP = "workshop", _("Workshop")
    BARCAMP = "barcamp", _("BarCamp")
    INFO = "info", _("Informationsveranstaltung")
    TRAINING = "training", _("Schulung")
    NETWORK = "network", _("Netzwerktreffen")


class EventState(models.TextChoices):
    """Where an event stands; the steps between the states are in ``workflow``."""

    DRAFT = "draft", _("Entwurf")
    SAVE_THE_DATE = "save_the_date", _("Termin vormerken")
    OPEN = "open", _("Anmeldung offen")
    CLOSED = "closed", _("Anmeldung geschlossen")
    HELD = "held", _("durchgeführt")
    CANCELLED = "cancelled", _("abgesagt")


class Venue(models.Model):
    """Where sessions take place. ``accessibility`` says how to get in without barriers; empty is not stated."""

    name = models.CharField(_("Name"), max_length=160)
    street = models.CharField(_("Straße und Hausnummer"), max_length=160, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=5, blank=True)
    city = models.CharField(_("Ort"), max_length=120)
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("Gemeinde"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # a reform moves it to the successor
        related_name="venues",
    )
    accessibility = models.TextField(_("Barrierefreiheit"), blank=True, max_length=1000)
    directions = models.TextField(_("Anfahrt"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("Veranstaltungsort")
        verbose_name_plural = _("Veranstaltungsorte")
        ordering: ClassVar = ["city", "name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "city", "street"],
                name="venue_once",
                violation_error_message=_("Diesen Veranstaltungsort gibt es schon."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"

    @property
    def address(self) -> str:
        """One line: „Food Hotel, Langendorfer Str. 157, 56564 Neuwied“."""
        return ", ".join(part for part in (self.name, self.street, f"{self.postcode} {self.city}".strip()) if part)


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> Self:
        return self.exclude(state=EventState.DRAFT)

    def led_by(self, user: Visitor) -> Self:
        """Those whose participants ``user`` may see and look after: the desk in its areas, and who acts for the
        organiser. The same as ``rules.may_lead``.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        mine = Q(organiser__in=Organisation.objects.of(user).order_by().values("pk"))
        if is_desk(user):
            areas = desk_areas(user)
            if not areas:
                return self
            for ars in areas:
                mine |= Q(land__ars__startswith=ars)
        return self.filter(mine)

    def visible_to(self, user: Visitor) -> Self:
        """What is published everybody sees; drafts only those who lead them."""
        if not user.is_authenticated:
            return self.published()
        return self.filter(
            ~Q(state=EventState.DRAFT) | Q(pk__in=self.model.objects.led_by(user).order_by().values("pk"))
        )

    def coming(self, now: dt.datetime) -> Self:
        """Those with a session that is not over, and those whose dates are still open.

        Without a word on when, an event with open dates counts until the year of its programme is over.
        """
        dated = self.model.objects.filter(sessions__ends_at__gte=now).order_by().values("pk")
        undated = self.model.objects.filter(sessions=None).exclude(state__in=[EventState.HELD, EventState.CANCELLED])
        not_over = Q(expected_until__gte=now.date()) | Q(expected_until=None, year__gte=now.year)
        return self.filter(Q(pk__in=dated) | Q(pk__in=undated.filter(not_over).order_by().values("pk")))

    def past(self, now: dt.datetime) -> Self:
        """All others: every session is over, or the time in which it was expected."""
        return self.exclude(pk__in=self.model.objects.coming(now).order_by().values("pk"))


class Event(models.Model):
    """A workshop, BarCamp or other meeting of the programme: one topic, with sessions at one or several places.

    ``land`` is the Land whose municipalities it addresses; empty means all. ``dates_note`` stands in place of dates
    that are open („zweites Halbjahr 2027“), then ``expected_from`` and ``expected_until`` say in which stretch of time.
    ``offer_hours``: how long a person who moves up may take to accept; empty means that she moves up at once.
    ``max_attendees`` is how many persons one registration may hold.
    """

    kind = models.CharField(_("Art"), max_length=12, choices=EventKind, default=EventKind.WORKSHOP)
    state = models.CharField(_("Stand"), max_length=15, choices=EventState, default=EventState.DRAFT, db_index=True)
    slug = models.SlugField(_("Adresse"), max_length=220, unique=True)
    year = models.PositiveSmallIntegerField(_("Programmjahr"), db_index=True)
    number = models.PositiveSmallIntegerField(_("Nummer im Programm"), null=True, blank=True)
    title = models.CharField(_("Titel"), max_length=200)
    summary = models.TextField(_("Worum es geht, in Kürze"), max_length=500, blank=True)
    description = models.TextField(_("Beschreibung"), max_length=10_000, blank=True)
    target_group = models.TextField(_("Für wen"), max_length=1000, blank=True)
    bring = models.TextField(_("Was Sie mitbringen"), max_length=1000, blank=True)
    cost_note = models.TextField(_("Kosten"), max_length=500, blank=True)
    funding_note = models.TextField(_("Förderung"), max_length=500, blank=True)
    notes = models.TextField(
        _("Hinweise zu diesem Jahr"),
        max_length=1000,
        blank=True,
        help_text=_("Werden nicht ins nächste Jahr übernommen."),
    )
    organiser = models.ForeignKey(
        Organisation,
        verbose_name=_("Veranstaltet von"),
        on_delete=models.PROTECT,  # handed over before an organisation ends
        related_name="events",
    )
    contact_email = models.EmailField(
        _("Kontakt"), blank=True, help_text=_("Ein Postfach der Stelle, kein persönliches.")
    )
    land = models.ForeignKey(
        Territory,
        verbose_name=_("Land"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # a Land does not go
        related_name="events",
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("Themenfelder"), blank=True, related_name="events")
    dates_note = models.CharField(_("Termine noch offen"), max_length=120, blank=True)
    expected_from = models.DateField(_("voraussichtlich ab"), null=True, blank=True)
    expected_until = models.DateField(_("voraussichtlich bis"), null=True, blank=True)
    offer_hours = models.PositiveSmallIntegerField(_("Frist für Nachrücker in Stunden"), null=True, blank=True)
    max_attendees = models.PositiveSmallIntegerField(_("Personen je Anmeldung"), default=10)
    asks_needs = models.BooleanField(_("nach Barrierefreiheit und Essen fragen"), default=True)
    state_reason = models.TextField(_("Begründung"), max_length=500, blank=True)
    source_url = models.URLField(_("Quelle"), max_length=600, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)
    copied_from = models.ForeignKey(
        "self",
        verbose_name=_("übernommen aus"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # the copy stands for itself
        related_name="copies",
    )
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EventQuerySet.as_manager()

    if TYPE_CHECKING:
        sessions: RelatedManager[Session]
        speakers: RelatedManager[Speaker]
        questions: RelatedManager[Question]
        consent_texts: RelatedManager[ConsentText]
        organiser_id: int
        land_id: int | None

    class Meta:
        verbose_name = _("Veranstaltung")
        verbose_name_plural = _("Veranstaltungen")
        ordering: ClassVar = ["-year", "number", "title", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=EventState.DRAFT) | Q(published_at__isnull=False), name="event_published_has_time"
            ),
            models.CheckConstraint(
                condition=Q(expected_from=None)
                | Q(expected_until=None)
                | Q(expected_until__gte=models.F("expected_from")),
                name="event_expected_in_order",
                violation_error_message=_("Der Zeitraum endet, bevor er beginnt."),
            ),
            models.CheckConstraint(condition=Q(max_attendees__gte=1), name="event_takes_somebody"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:detail", kwargs={"slug": self.slug})

    @property
    def areas(self) -> list[str]:
        """ARS of what the event is for; empty means all of Germany."""
        return [self.land.ars] if self.land else []

    @property
    def is_public(self) -> bool:
        return self.state != EventState.DRAFT


class Speaker(models.Model):
    """Who speaks or leads, with institution. Published names only."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(_("Name"), max_length=120)
    institution = models.CharField(_("Einrichtung"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("Referentin oder Referent")
        verbose_name_plural = _("Referentinnen und Referenten")
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.institution})" if self.institution else self.name


def zone(name: str) -> zoneinfo.ZoneInfo:
    """The time zone of this name. Raises ZoneInfoNotFoundError."""
    return zoneinfo.ZoneInfo(name)
