# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""For whom somebody with a secret address may fill in a survey, and which surveys wait for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from allmende.events.models import Place, Survey
from allmende.events.orders import normal_email
from allmende.events.services.survey import answered, audience

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from allmende.events.own_access import Access


def ordered(places: QuerySet[Place]) -> list[Place]:
    rows = places.select_related("attendee__registration", "session__event", "session__venue")
    return list(rows.order_by("session__starts_at", "pk"))


def places_of(access: Access, survey: Survey) -> list[Place]:
    """Those for whom ``access`` may answer. Whoever registered answers only for persons without an own mailbox."""
    places = ordered(audience(survey).filter(attendee__in=access.attendees.order_by().values("pk")))
    if not access.is_for_all:
        return places
    contact = normal_email(access.registration.contact_email)
    return [place for place in places if normal_email(place.attendee.letter_address) == contact]


def waiting_surveys(access: Access) -> list[Survey]:
    """Open surveys that ``access`` may still answer. One query where there is none."""
    now = timezone.now()
    events = Place.objects.filter(attendee__in=access.attendees.order_by().values("pk")).order_by()
    rows = Survey.objects.filter(opens_at__lte=now, closes_at__gt=now, event__in=events.values("session__event"))
    found = []
    for survey in rows.select_related("event").order_by("pk"):
        places = places_of(access, survey)
        if len(answered(survey, places)) < len(places):
            found.append(survey)
    return found
