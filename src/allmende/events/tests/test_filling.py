# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who moves up: in the order of arrival, groups together, packages, offers with their end, the last hours."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from allmende.core.models import AuditEntry
from allmende.events.errors import OfferGoneError
from allmende.events.jobs import expire_offers
from allmende.events.models import Place, PlaceState, Session
from allmende.events.services import booking, filling, offers, seats
from allmende.events.tests.seat_stories import arrive, letters_to, place_of, states, taken
from allmende.events.tests.stories import make_event, make_package, make_session

pytestmark = pytest.mark.django_db

SEATED, WAITING, OFFERED = PlaceState.SEATED, PlaceState.WAITING, PlaceState.OFFERED


def give_up(*names: str) -> None:
    booking.cancel(places=Place.objects.filter(attendee__name__in=names), by=None)


def test_a_group_stays_together_and_lets_smaller_ones_pass() -> None:
    session = make_session(capacity=3)
    arrive(session, "Anna")
    arrive(session, "Bert", "Cora")
    arrive(session, "Dora", "Emil")
    arrive(session, "Fee")
    give_up("Anna")
    assert states("Dora", "Emil", "Fee") == [WAITING, WAITING, SEATED]
    give_up("Bert")
    assert states("Dora", "Emil") == [WAITING, WAITING]
    give_up("Cora")
    assert states("Dora", "Emil") == [SEATED, SEATED]


def test_a_group_that_gets_smaller_may_fit() -> None:
    session = make_session(capacity=2)
    arrive(session, "Anna")
    arrive(session, "Bert", "Cora")
    give_up("Cora")
    assert states("Bert") == [SEATED]


def test_a_package_takes_single_days_if_it_wants_to() -> None:
    days = [make_session(capacity=1), make_session(days=31, capacity=1)]
    arrive(days[0], "Anna")
    arrive(make_package(*days), "Bert")
    assert [place_of("Bert", day).state for day in days] == [WAITING, SEATED]
    give_up("Anna")
    assert [place_of("Bert", day).state for day in days] == [SEATED, SEATED]


def test_a_package_that_does_not_keeps_its_place_in_the_line() -> None:
    days = [make_session(capacity=1), make_session(days=31, capacity=1)]
    package = make_package(*days)
    arrive(days[0], "Anna")
    arrive(package, "Bert", takes_parts=False)
    arrive(days[1], "Cora")
    assert states("Cora") == [SEATED]
    give_up("Anna")
    assert [place_of("Bert", day).state for day in days] == [WAITING, WAITING]
    arrive(days[0], "Dora")
    assert states("Dora") == [SEATED]
    give_up("Cora", "Dora")
    assert [place_of("Bert", day).state for day in days] == [SEATED, SEATED]


def test_giving_up_one_day_may_free_the_way_to_the_other() -> None:
    days = [make_session(capacity=1), make_session(days=31, capacity=1)]
    arrive(days[0], "Anna")
    arrive(make_package(*days), "Bert", takes_parts=False)
    booking.cancel(places=[place_of("Bert", days[0])], by=None)
    assert place_of("Bert", days[1]).state == SEATED


def test_package_and_single_days_stand_in_one_line() -> None:
    days = [make_session(capacity=1), make_session(days=31, capacity=1)]
    arrive(make_package(*days), "Anna")
    arrive(days[0], "Bert")
    arrive(make_package(*days), "Cora")
    arrive(days[0], "Dora")
    line = [place_of(name, days[0]) for name in ("Anna", "Bert", "Cora", "Dora")]
    assert [seats.waiting_position(place) for place in line] == [None, 1, 2, 3]
    assert seats.waiting_position(place_of("Cora", days[1])) == 1


def test_positions_count_registrations_with_one_query(django_assert_num_queries) -> None:
    session = make_session(capacity=1)
    arrive(session, "Anna")
    arrive(session, "Bert", "Cora")
    arrive(session, "Dora")
    places = [place_of(name) for name in ("Anna", "Bert", "Cora", "Dora")]
    with django_assert_num_queries(1):
        found = seats.waiting_positions(places)
    assert [found.get(place.pk) for place in places] == [None, 1, 1, 2]
    assert seats.waiting_positions([]) == {}


@pytest.fixture
def asking() -> Session:
    """Anna has the only seat; Bert and Cora wait, and must answer when it is offered."""
    session = make_session(make_event(offer_hours=24), capacity=1)
    for name in ("Anna", "Bert", "Cora"):
        arrive(session, name)
    letters_to("anna", "bert", "cora")
    return session


def test_an_offer_is_accepted(asking) -> None:
    give_up("Anna")
    place = place_of("Bert")
    assert place.state == OFFERED
    assert place.offered_until is not None
    assert dt.timedelta(hours=23) < place.offered_until - timezone.now() <= dt.timedelta(hours=24)
    assert taken(asking) == 1
    assert letters_to("bert") == ["Platz angeboten"]
    assert [row.pk for row in offers.accept(places=[place], by=None)] == [place.pk]
    assert offers.accept(places=[place], by=None) == [], "pressed twice"
    assert states("Bert", "Cora") == [SEATED, WAITING]
    assert letters_to("bert") == ["Angemeldet"]
    assert taken(asking) == 1


def test_an_offer_is_passed_on(asking) -> None:
    give_up("Anna")
    offers.decline(places=[place_of("Bert")], by=None)
    assert offers.decline(places=[place_of("Bert")], by=None) == []
    assert states("Bert", "Cora") == [PlaceState.CANCELLED, OFFERED]
    with pytest.raises(OfferGoneError):
        offers.accept(places=[place_of("Bert")], by=None)


def test_an_offer_expires_and_the_next_are_asked(asking) -> None:
    give_up("Anna")
    assert expire_offers.call() == 0
    Place.objects.filter(state=OFFERED).update(offered_until=timezone.now())
    with pytest.raises(OfferGoneError):
        offers.accept(places=[place_of("Bert")], by=None)
    assert expire_offers.call() == 1
    assert states("Bert", "Cora") == [PlaceState.EXPIRED, OFFERED]
    assert (letters_to("bert"), letters_to("cora")) == (["Platz angeboten", "Angebot abgelaufen"], ["Platz angeboten"])
    assert taken(asking) == 1
    verbs = AuditEntry.objects.filter(verb__startswith="place.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["place.offered", "place.expired", "place.offered"]


def test_whoever_comes_first_needs_no_offer(asking) -> None:
    give_up("Anna", "Bert", "Cora")
    arrive(asking, "Dora")
    assert states("Dora") == [SEATED]


@pytest.mark.parametrize(("hours", "left"), [(3, 2), (48, 24)])
def test_no_offer_holds_longer_than_until_an_hour_before(asking, hours: int, left: int) -> None:
    Session.objects.filter(pk=asking.pk).update(starts_at=timezone.now() + dt.timedelta(hours=hours))
    give_up("Anna")
    until = place_of("Bert").offered_until
    assert until is not None
    remaining = until - timezone.now()
    assert dt.timedelta(hours=left, minutes=-1) < remaining <= dt.timedelta(hours=left)


@pytest.mark.parametrize("offer_hours", [None, 24])
def test_in_the_last_two_hours_nobody_moves_up_and_the_seat_is_for_who_asks(offer_hours) -> None:
    session = make_session(make_event(offer_hours=offer_hours), capacity=1)
    arrive(session, "Anna")
    arrive(session, "Bert")
    Session.objects.filter(pk=session.pk).update(starts_at=timezone.now() + filling.LAST_MOVE)
    give_up("Anna")
    assert states("Bert") == [WAITING]
    assert taken(session) == 0
    arrive(session, "Cora")
    assert states("Bert", "Cora") == [WAITING, SEATED]


def test_after_the_window_those_who_wait_still_move_up() -> None:
    session = make_session(capacity=1)
    arrive(session, "Anna")
    arrive(session, "Bert")
    session.event.state = "closed"
    session.event.save()
    Session.objects.filter(pk=session.pk).update(closes_at=timezone.now())
    give_up("Anna")
    assert states("Bert") == [SEATED]


def test_a_package_over_two_events_has_one_deadline() -> None:
    """The longer of two periods, but an hour before the first day at the latest."""
    days = [make_session(make_event(), capacity=1), make_session(make_event(offer_hours=5), days=31, capacity=1)]
    arrive(days[0], "Anna")
    arrive(make_package(*days), "Bert", takes_parts=False)
    give_up("Anna")
    ends = {place_of("Bert", day).offered_until for day in days}
    assert len(ends) == 1
    assert states("Bert") == [OFFERED]


def test_a_long_line_makes_no_registration_slower(django_assert_max_num_queries) -> None:
    session = make_session(capacity=1)
    for number in range(8):
        arrive(session, f"Person {number}")
    with django_assert_max_num_queries(40):
        arrive(session, "Zuletzt")
