# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""When an organisation is merged into another one its events and registrations go along."""

from __future__ import annotations

import pytest

from allmende.accounts import ownership
from allmende.accounts.services.merging import merge_organisations
from allmende.events.errors import OrganisationLimitError
from allmende.events.models import EventState, Registration
from allmende.events.orders import Contact
from allmende.events.rules import may_lead
from allmende.events.services import booking
from allmende.events.tests.booking_stories import make_member
from allmende.events.tests.stories import an_order, make_event, make_session
from tests.permissions.people import make_desk

pytestmark = pytest.mark.django_db


def test_events_and_registrations_follow_a_merger():
    one, two = make_member("Eva Eins", of="Stadt Eins"), make_member("Zoe Zwei", of="Stadt Zwei")
    source, target = (user.memberships.get().organisation for user in (one, two))
    event = make_event("Werkstatt", organiser=source)
    session = make_session(make_event(), organisation_limit=1)
    contact = Contact("Eva", one.email, source)
    booking.register(order=an_order(session, "Eva", user=one, contact=contact), by=one)
    make_event("War", organiser=source, state=EventState.HELD)
    work = {row.owned.key: row.count for row in ownership.open_work(source)}
    assert work == {"events": 1}
    counts = {owned.key: number for owned, number in ownership.counts(source)}
    assert (counts["events"], counts["event_registrations"]) == (2, 1)

    merge_organisations(source=source, target=target, by=make_desk("desk"))

    event.refresh_from_db()
    assert event.organiser == target
    assert may_lead(two, event)
    assert Registration.objects.get().organisation == target
    with pytest.raises(OrganisationLimitError):
        booking.register(order=an_order(session, "Zoe", user=two, contact=Contact("Zoe", two.email, target)), by=two)
