# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may open the pages of a BarCamp, and whom its services refuse."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from allmende.events.barcamp_ideas import CooperationIdea
from allmende.events.services import barcamp, barcamp_plan
from tests.permissions.cast import DESK_HERE, EVERYBODY, MEMBERS, Person
from tests.permissions.table import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from allmende.accounts.models import User
    from tests.permissions.barcamp_story import BarcampStory
    from tests.permissions.cast import Cast
    from tests.permissions.table import People

LEADS = MEMBERS | DESK_HERE
TAKES_PART = LEADS | {Person.CITIZEN}


def _of(kind: str) -> Callable[[Cast], Mapping[str, Any]]:
    return lambda cast: {"pk": getattr(cast.barcamp, kind).pk}


def _case(may: People, kind: str = "session", **more: Any) -> Case:
    return Case(may, _of(kind), label=kind, **more)


def _both(may: People, name: str = "session") -> list[Case]:
    other = "public" if name == "session" else "public_proposal"
    return [_case(may, name), _case(EVERYBODY, other)]


ADDRESSES = {
    "events:barcamp": [_case(EVERYBODY), _case(EVERYBODY, "public")],
    "events:barcamp_enter": [
        Case(
            EVERYBODY,
            lambda cast: {"pk": cast.barcamp.session.pk, "secret": cast.barcamp.seat.registration.secret},
            label="whoever has the secret address",
        ),
        Case(frozenset(), lambda cast: {"pk": cast.barcamp.session.pk, "secret": "geraten"}, label="guessed"),
    ],
    "events:barcamp_enter_attendee": [
        Case(EVERYBODY, lambda cast: {"pk": cast.barcamp.session.pk, "secret": cast.barcamp.seat.secret}),
        Case(frozenset(), lambda cast: {"pk": cast.barcamp.public.pk, "secret": cast.barcamp.seat.secret}),
    ],
    "events:barcamp_vote": [_case(frozenset({Person.CITIZEN}))],
    "events:barcamp_propose": [
        _case(TAKES_PART, data=lambda _cast: {"title": "Neues Thema"}),
        _case(LEADS, "public", data=lambda _cast: {"title": "Neues Thema"}),
    ],
    "events:barcamp_plan": [_case(LEADS, data=lambda _cast: {"leeren": "1", "stand": "0"})],
    "events:barcamp_suggestion": [_case(LEADS, data=lambda _cast: {"stand": "0"})],
    "events:barcamp_grid": [_case(LEADS, data=lambda _cast: {"was": "raum", "raum-name": "Neuer Raum"})],
    "events:barcamp_results": [_case(LEADS), _case(LEADS, "public")],
    "events:barcamp_wall": _both(TAKES_PART),
    "events:barcamp_json": _both(TAKES_PART),
    "events:barcamp_calendar": _both(TAKES_PART),
    "events:barcamp_proposal": _both(TAKES_PART, "proposal"),
    "events:barcamp_proposal_change": [
        _case(TAKES_PART, "proposal", data=lambda _cast: {"title": "Geändert"}),
        _case(LEADS, "placed"),
        _case(LEADS, "public_proposal"),
    ],
    "events:barcamp_proposal_withdraw": [_case(TAKES_PART, "proposal"), _case(LEADS, "placed")],
    "events:barcamp_notes": [
        _case(TAKES_PART, "proposal", data=lambda _cast: {"text": "Notiz", "version": "0"}),
        _case(LEADS, "public_proposal"),
    ],
    "events:barcamp_hand_over": [
        _case(
            MEMBERS,
            "proposal",
            data=lambda cast: {"target": "cooperation", "organisation": str(cast.ours.pk)},
        )
    ],
}


def _write(call: Callable[[BarcampStory, User], Any]) -> Callable[[Cast, User], Any]:
    return lambda cast, user: call(cast.barcamp, user)


def _series(story: BarcampStory) -> barcamp_plan.Series:
    start = story.session.starts_at + dt.timedelta(hours=3)
    return barcamp_plan.Series(start, dt.timedelta(minutes=30), dt.timedelta(0), 1)


SETTINGS = barcamp_plan.Settings(
    takes_proposals=True, takes_votes=True, is_public=True, shows_names=False, publishes_notes=False
)
SERVICES: dict[str, tuple[People, Callable[[Cast, User], Any]]] = {
    "events.barcamp.propose": (LEADS, _write(lambda s, u: barcamp.propose(session=s.session, title="Neu", by=u))),
    "events.barcamp.change_proposal": (
        LEADS,
        _write(lambda s, u: barcamp.change_proposal(proposal=s.proposal, title="Neu", description="", by=u)),
    ),
    "events.barcamp.withdraw_proposal": (
        LEADS,
        _write(lambda s, u: barcamp.withdraw_proposal(proposal=s.proposal, by=u)),
    ),
    "events.barcamp.restore_proposal": (
        LEADS,
        _write(lambda s, u: barcamp.restore_proposal(proposal=s.proposal, by=u)),
    ),
    "events.barcamp.save_notes": (
        LEADS,
        _write(lambda s, u: barcamp.save_notes(proposal=s.proposal, text="Neu", version=0, by=u)),
    ),
    "events.barcamp.hand_over": (
        MEMBERS,
        lambda cast, user: barcamp.hand_over(
            proposal=cast.barcamp.proposal, target=CooperationIdea(), organisation=cast.ours, by=user
        ),
    ),
    "events.barcamp_plan.change_settings": (
        LEADS,
        _write(lambda s, u: barcamp_plan.change_settings(session=s.session, settings=SETTINGS, by=u)),
    ),
    "events.barcamp_plan.add_room": (
        LEADS,
        _write(lambda s, u: barcamp_plan.add_room(session=s.session, name="Neu", seats=None, by=u)),
    ),
    "events.barcamp_plan.change_room": (
        LEADS,
        _write(lambda s, u: barcamp_plan.change_room(room=s.room, name="Neu", seats=None, by=u)),
    ),
    "events.barcamp_plan.remove_room": (LEADS, _write(lambda s, u: barcamp_plan.remove_room(room=s.room, by=u))),
    "events.barcamp_plan.remove_slot": (LEADS, _write(lambda s, u: barcamp_plan.remove_slot(slot=s.slot, by=u))),
    "events.barcamp_plan.add_slots": (
        LEADS,
        _write(lambda s, u: barcamp_plan.add_slots(session=s.session, series=_series(s), by=u)),
    ),
    "events.barcamp_plan.place": (
        LEADS,
        _write(
            lambda s, u: barcamp_plan.place(
                proposal=s.proposal, room=s.room, slot=s.slot, sees=s.placed.pk, comes_from=None, by=u
            )
        ),
    ),
    "events.barcamp_plan.unplace": (
        LEADS,
        _write(lambda s, u: barcamp_plan.unplace(proposal=s.placed, comes_from=s.cell, by=u)),
    ),
    "events.barcamp_plan.fill_plan": (
        LEADS,
        _write(lambda s, u: barcamp_plan.fill_plan(session=s.session, version=0, by=u)),
    ),
    "events.barcamp_plan.clear_plan": (
        LEADS,
        _write(lambda s, u: barcamp_plan.clear_plan(session=s.session, version=0, by=u)),
    ),
}
ANYBODY = {
    "events.barcamp.next_to_judge": "asks whether the attendee has a seat: guests vote without an account",
    "events.barcamp.judge": "asks whether the attendee has a seat: guests vote without an account",
}
