# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A BarCamp, two people at the same moment, as two real processes: no cell twice, no note lost, all shown alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from allmende.events.models import Interest, Placement, Proposal
from allmende.events.tests.barcamp_stories import (
    make_barcamp,
    make_leader,
    make_proposal,
    make_room,
    make_slot,
    take_seat,
)
from tests.permissions.people import make_person
from tests.rivals import Rivals

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SCRIPT = """
from allmende.accounts.models import User
from allmende.events.barcamp_errors import NotesChangedError, PlanChangedError
from allmende.events.models import Attendee, BarcampRoom, BarcampSlot, Proposal
from allmende.events.services.barcamp import next_to_judge, save_notes
from allmende.events.services.barcamp_plan import place


def put(leader, key, room, slot):
    by, proposal = User.objects.get(pk=leader), Proposal.objects.get(pk=key)
    cell = BarcampRoom.objects.get(pk=room), BarcampSlot.objects.get(pk=slot)
    yield "ready"
    try:
        place(proposal=proposal, room=cell[0], slot=cell[1], sees=None, comes_from=None, by=by)
    except PlanChangedError:
        yield "told"
    else:
        yield "placed"


def write(key, seat, text):
    proposal, attendee = Proposal.objects.get(pk=key), Attendee.objects.get(pk=seat)
    yield "ready"
    try:
        save_notes(proposal=proposal, text=text, version=0, attendee=attendee, by=None)
    except NotesChangedError as error:
        yield [text, error.theirs]
    else:
        yield "saved"


def look(session, seat):
    attendee = Attendee.objects.get(pk=seat)
    place = attendee.places.get().session
    yield "ready"
    yield next_to_judge(session=place, attendee=attendee, by=None).proposal_id

"""


@pytest.fixture(scope="module")
def rivals() -> Iterator[Rivals]:
    with Rivals(SCRIPT) as rivals:
        yield rivals


def test_two_moderators_never_fill_one_cell_twice(rivals: Rivals) -> None:
    session = make_barcamp()
    leader = make_leader(session, make_person("leitung"))
    room, slot = make_room(session), make_slot(session)
    one, two = make_proposal(session, "Eins"), make_proposal(session, "Zwei")
    answers = rivals.race(("put", leader.pk, one.pk, room.pk, slot.pk), ("put", leader.pk, two.pk, room.pk, slot.pk))
    assert sorted(answers) == ["placed", "told"]
    assert Placement.objects.count() == 1


def test_of_two_notes_one_is_kept_and_the_other_sees_both(rivals: Rivals) -> None:
    session = make_barcamp()
    proposal = make_proposal(session)
    anna, ben = take_seat(session, "Anna"), take_seat(session, "Ben")
    answers = rivals.race(("write", proposal.pk, anna.pk, "von Anna"), ("write", proposal.pk, ben.pk, "von Ben"))
    kept = Proposal.objects.get().notes
    other = {"von Anna": "von Ben", "von Ben": "von Anna"}[kept]
    assert answers.count("saved") == 1
    assert [other, kept] in answers


def test_two_who_look_at_once_are_shown_different_proposals(rivals: Rivals) -> None:
    session = make_barcamp()
    make_proposal(session, "Eins")
    make_proposal(session, "Zwei")
    anna, ben = take_seat(session, "Anna"), take_seat(session, "Ben")
    shown = rivals.race(("look", session.pk, anna.pk), ("look", session.pk, ben.pk))
    assert len(set(shown)) == 2
    assert Interest.objects.count() == 2
