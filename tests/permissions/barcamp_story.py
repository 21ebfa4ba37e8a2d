# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The BarCamp of the permission matrix: ours holds it, one person with an account has a seat, one a public other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allmende.events.models import (
    Attendee,
    Barcamp,
    BarcampRoom,
    BarcampSlot,
    EventKind,
    Interest,
    Placement,
    Proposal,
    Session,
)
from allmende.events.tests.barcamp_stories import make_proposal, make_room, make_slot, take_seat
from allmende.events.tests.stories import make_event, make_session

if TYPE_CHECKING:
    from allmende.accounts.models import Organisation, User
    from allmende.territory.models import Territory


@dataclass
class BarcampStory:
    """Nothing of the first one is public; of the second one everything but the names."""

    session: Session
    seat: Attendee
    proposal: Proposal
    placed: Proposal
    room: BarcampRoom
    slot: BarcampSlot
    public: Session
    public_proposal: Proposal

    @property
    def cell(self) -> tuple[int, int]:
        return self.room.pk, self.slot.pk


def make_barcamp_story(organiser: Organisation, land: Territory, participant: User) -> BarcampStory:
    event = make_event("BarCamp", kind=EventKind.BARCAMP, organiser=organiser, land=land)
    session = make_session(event)
    seat = take_seat(session, "Teilnehmende Person", user=participant)
    room, slot = make_room(session), make_slot(session)
    proposal = make_proposal(session, proposer=seat)
    Interest.objects.create(proposal=proposal, attendee=seat, wants=True)
    placed = make_proposal(session, "Archiv")
    Placement.objects.create(proposal=placed, room=room, slot=slot)
    public = make_session(make_event("Offenes BarCamp", kind=EventKind.BARCAMP, organiser=organiser, land=land))
    Barcamp.objects.create(session=public, is_public=True)
    return BarcampStory(session, seat, proposal, placed, room, slot, public, make_proposal(public))
