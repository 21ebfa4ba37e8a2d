# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Slides and papers of an event, as those see them who may: where each one is, and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.events.models import Event, Material, Place, PlaceState
from allmende.library.models import Document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from allmende.accounts.rules import Visitor
    from allmende.events.models import Registration


@dataclass(frozen=True, slots=True)
class Offer:
    """One material as a link; ``note`` says what is behind it („PDF, 1,2 MB“)."""

    material: Material
    url: str
    note: str

    @property
    def title(self) -> str:
        return self.material.title


def for_registration(registration: Registration, *, secret: str = "") -> list[Offer]:
    """What those with a seat get, for the page of ``registration``; ``secret`` is the address it was opened with."""
    rows = of_registration(registration).select_related("document").order_by("event__title", "position", "pk")
    return _offers(rows, secret=secret or registration.secret)


def of_registration(registration: Registration) -> QuerySet[Material]:
    """Those of the events and sessions in which somebody of the registration has a seat."""
    return of_places(Place.objects.filter(attendee__registration=registration))


def for_event(event: Event) -> list[Offer]:
    """What stands on the page of the event for everybody."""
    rows = Material.objects.for_everybody(timezone.now()).filter(event=event).select_related("document")
    return _offers(rows.order_by("position", "pk"))


def visible_to(user: Visitor) -> QuerySet[Material]:
    """What ``user`` may open: what is for everybody, what belongs to her own seats, all of the events she leads."""
    shown = Material.objects.for_everybody(timezone.now()).order_by()
    if not user.is_authenticated:
        return shown
    mine = Q(attendee__user=user) | Q(attendee__registration__user=user)
    own = of_places(Place.objects.filter(mine))
    led = Q(event__in=Event.objects.led_by(user).order_by().values("pk"))
    return Material.objects.filter(Q(pk__in=shown.values("pk")) | Q(pk__in=own.values("pk")) | led)


def of_places(places: QuerySet[Place]) -> QuerySet[Material]:
    """Those of the sessions, and of their events, in which one of ``places`` is a seat."""
    seats = places.filter(state=PlaceState.SEATED).order_by()
    whole_event = Q(session=None, event__in=seats.values("session__event"))
    one_day = Q(session__in=seats.values("session"))
    return Material.objects.available(timezone.now()).filter(whole_event | one_day).order_by()


def _offers(rows: Iterable[Material], *, secret: str = "") -> list[Offer]:
    found = list(rows)
    keys = [row.document_id for row in found if row.document_id]
    visible = (
        set(Document.objects.visible_to(AnonymousUser()).filter(pk__in=keys).values_list("pk", flat=True))
        if keys
        else set()
    )
    return [offer(row, secret=secret) for row in found if row.document_id is None or row.document_id in visible]


def offer(material: Material, *, secret: str = "") -> Offer:
    """``material`` as a link. A document of the library is for whoever may see it there."""
    if material.url:
        return Offer(material, material.url, _("Adresse im Netz"))
    if material.document is not None:
        return Offer(material, material.document.get_absolute_url(), _("Dokument der Bibliothek"))
    if secret:
        url = reverse("events:own_material", kwargs={"secret": secret, "pk": material.pk})
    else:
        url = reverse("events:material_file", kwargs={"pk": material.pk})
    ending = material.file_name.rpartition(".")[2].upper()
    return Offer(material, url, f"{ending}, {filesizeformat(material.file_size)}")
