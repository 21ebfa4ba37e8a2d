# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The day itself in the permission matrix: a workshop of ours that runs now, somebody who is there, materials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.utils import timezone

from allmende.events.models import Certificate, Material, Place, Session
from allmende.events.services.certificates import issue_certificate
from allmende.events.tests.day_stories import make_today, seat
from allmende.events.tests.stories import make_event

if TYPE_CHECKING:
    from allmende.accounts.models import Organisation
    from allmende.events.models import Event
    from allmende.territory.models import Territory


@dataclass
class DayStory:
    """Of ours, for our Land. ``place`` is that of somebody who is there and has a certificate."""

    session: Session
    place: Place
    certificate: Certificate
    slides: Material
    flyer: Material
    """For everybody."""

    @property
    def secret(self) -> str:
        return self.place.attendee.registration.secret


def make_day_story(organiser: Organisation, land: Territory) -> DayStory:
    event = make_event("Verwaltung heute", organiser=organiser, land=land)
    session = make_today(event=event)
    place = seat(session, "Dora Dachs")
    Place.objects.filter(pk=place.pk).update(attended_at=timezone.now())
    certificate = issue_certificate(place=place, by=None)
    return DayStory(session, place, certificate, _material(event, "folien"), _material(event, "flyer", is_public=True))


def _material(event: Event, name: str, *, is_public: bool = False) -> Material:
    file = ContentFile(b"Folien", name=f"{name}.txt")
    return Material.objects.create(
        event=event, title=name, file=file, file_name=f"{name}.txt", file_size=6, is_public=is_public
    )
