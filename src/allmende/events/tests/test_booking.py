# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Registering: what is kept, who gets a seat, what is refused."""

from __future__ import annotations

import pytest

from allmende.events.models import Place, PlaceState
from allmende.events.services import booking
from allmende.events.tests.stories import an_order, make_package, make_session
from tests.permissions.people import make_person

pytestmark = pytest.mark.django_db


def test_first_come_first_served() -> None:
    session = make_session(capacity=2)
    user = make_person("anna")
    for number in range(3):
        booking.register(order=an_order(session, f"Person {number}"), by=user)
    states = list(Place.objects.order_by("number").values_list("state", flat=True))
    assert states == [PlaceState.SEATED, PlaceState.SEATED, PlaceState.WAITING]
    booking.cancel(places=Place.objects.filter(number=1), by=user)
    assert Place.objects.get(number=3).state == PlaceState.SEATED


def test_package() -> None:
    package = make_package(make_session(capacity=1), make_session(days=31, capacity=1))
    first = booking.register(order=an_order(package), by=None)
    assert first.number is None
    booking.confirm(registration=first)
    assert Place.objects.seated().count() == 2
