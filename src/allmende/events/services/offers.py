# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Seats that are offered to those who move up: accepted, passed on, or expired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from allmende.events import letters, rules
from allmende.events.errors import OfferGoneError
from allmende.events.letters import Occasion
from allmende.events.models import Place, PlaceState
from allmende.events.services import filling

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.accounts.models import User


def accept(*, places: Iterable[Place], by: User | None) -> list[Place]:
    """Take the seats that are offered. Pressed twice it is accepted once. Raises OfferGoneError.

    Places that the persons leave for these end in the same moment. ``by=None`` is whoever has the secret address.
    """
    with transaction.atomic():
        current = _locked(places, by)
        now = timezone.now()
        offered = [place for place in current if place.state == PlaceState.OFFERED]
        valid = [place for place in offered if place.offered_until is not None and now < place.offered_until]
        if not valid:
            if current and all(place.state == PlaceState.SEATED for place in current):
                return []
            raise OfferGoneError
        for place in valid:
            place.state, place.offered_until = PlaceState.SEATED, None
        Place.objects.bulk_update(valid, ["state", "offered_until"])
        filling.note_places("place.accepted", valid, by=by)
        letters.tell(Occasion.REGISTERED, valid)
        left = filling.leaving(valid)
        moved = filling.fill(filling.end(left, PlaceState.MOVED))
        moved.left += left
        filling.tell(moved)
    return valid


def decline(*, places: Iterable[Place], by: User | None) -> list[Place]:
    """Pass on the seats that are offered: the next are asked. Raises OfferGoneError when none of them is offered."""
    with transaction.atomic():
        current = _locked(places, by)
        offered = [place for place in current if place.state == PlaceState.OFFERED]
        if not offered:
            if current and all(place.state == PlaceState.CANCELLED for place in current):
                return []
            raise OfferGoneError
        freed = filling.end(offered, PlaceState.CANCELLED)
        filling.note_places("place.declined", offered, by=by)
        letters.tell(Occasion.CANCELLED, offered)
        filling.tell(filling.fill(freed | filling.waited_for(offered)))
    return offered


def expire_offers() -> int:
    """Take back the offers nobody has answered in time and ask the next. Returns how many places that were."""
    with transaction.atomic():
        filling.take_ledger()
        late = Place.objects.filter(state=PlaceState.OFFERED, offered_until__lte=timezone.now())
        expired = list(late.select_related("attendee__registration", "session").order_by("number", "pk"))
        if expired:
            freed = filling.end(expired, PlaceState.EXPIRED)
            filling.note_places("place.expired", expired, by=None)
            letters.tell(Occasion.EXPIRED, expired)
            filling.tell(filling.fill(freed | filling.waited_for(expired)))
    return len(expired)


def _locked(places: Iterable[Place], by: User | None) -> list[Place]:
    """The places as they are now, if ``by`` may answer for them."""
    filling.take_ledger()
    rows = Place.objects.filter(pk__in=[place.pk for place in places]).order_by("pk")
    current = list(rows.select_related("attendee__registration", "session__event"))
    if by is not None and not all(rules.may_give_up(by, place) for place in current):
        raise PermissionDenied
    return current
