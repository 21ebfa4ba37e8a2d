# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may open the pages of the organiser's desk, and whom its services refuse.

Leading (people) is for whoever acts for the organiser and the desk of the Land; planning is for the desk alone.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from allmende.events.models import Question, Session
from allmende.events.services import copying, group_letters, programme, sessions
from tests.permissions.cast import DESK, DESK_HERE, MEMBERS, NOBODY, Person
from tests.permissions.table import Case, fixed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import Model

    from allmende.accounts.models import User
    from tests.permissions.cast import Cast
    from tests.permissions.table import People

LEADS = MEMBERS | DESK_HERE


def _of(kind: str, **more: Any) -> Callable[[Cast], Mapping[str, Any]]:
    return lambda cast: {"pk": getattr(cast.event_desk, kind).pk, **more}


def _case(may: People, kind: str, **more: Any) -> list[Case]:
    return [Case(may, _of(kind, **more), label=kind)]


def _pair(cast: Cast) -> dict[str, int]:
    story = cast.event_desk
    return {"pk": story.session.pk, "keep": story.place.attendee_id, "other": story.other.attendee_id}


def _draft(may: People) -> list[Case]:
    return [Case(may, lambda cast: {"pk": cast.draft_event.pk}, label="draft")]


ADDRESSES: dict[str, list[Case]] = {
    "events:desk": fixed(MEMBERS | DESK),
    "events:desk_export": fixed(MEMBERS | DESK, kind="csv"),
    **dict.fromkeys(
        ("events:desk_copy", "events:desk_venues", "events:desk_venue_create", "events:desk_event_create"), fixed(DESK)
    ),
    "events:desk_venue": _case(DESK_HERE, "venue"),
    **{f"events:desk_{name}": _case(LEADS, "event") + _draft(LEADS) for name in ("event", "letters")},
    **{
        f"events:desk_{name}": _case(DESK_HERE, "event") + _draft(DESK_HERE)
        for name in ("event_change", "session_create", "package_create", "question_create", "consent_create")
    },
    "events:desk_step": _case(DESK_HERE, "event", step="close") + _case(NOBODY, "event", step="unknown"),
    "events:desk_package": _case(DESK_HERE, "package"),
    "events:desk_question": _case(DESK_HERE, "question"),
    "events:desk_consent": _case(DESK_HERE, "consent"),
    **{f"events:desk_{name}": _case(LEADS, "session") for name in ("session", "capacity", "add_person")},
    **{f"events:desk_session_{name}": _case(DESK_HERE, "session") for name in ("change", "cancel")},
    "events:desk_merge": [Case(LEADS, _pair)],
    **{f"events:desk_place{name}": _case(LEADS, "place") for name in ("", "_cancel", "_move", "_transfer", "_correct")},
    "events:desk_answer_file": _case(LEADS, "answer"),
}


def _fresh(row: Model) -> Any:
    """As the database has it: what the person before tried was taken back."""
    return type(row)._default_manager.get(pk=row.pk)


def _sessions(cast: Cast) -> list[Session]:
    return list(cast.event_desk.package.sessions.select_related("event__land"))


def _letter(cast: Cast, user: User) -> Any:
    return group_letters.send_letter(
        event=_fresh(cast.event), group="seated", subject="Anfahrt", text="Gute Reise.", form_key=uuid.uuid4(), by=user
    )


def _question(cast: Cast, user: User) -> Any:
    question = Question.objects.create(event=cast.event, text="Neu?")
    return programme.delete_question(question=question, by=user)


def _consent(cast: Cast, user: User) -> Any:
    return programme.save_consent(event=_fresh(cast.event), text="Ich willige ein.", is_required=False, by=user)


def _package(cast: Cast, user: User) -> Any:
    return sessions.save_package(package=cast.event_desk.package, title="Neu", sessions=_sessions(cast), by=user)


PLANS: dict[str, Callable[[Cast, User], Any]] = {
    "programme.change_event": lambda cast, user: programme.change_event(
        event=_fresh(cast.event), values={"title": "Neu"}, by=user
    ),
    "programme.delete_event": lambda cast, user: programme.delete_event(event=_fresh(cast.draft_event), by=user),
    "programme.take_step": lambda cast, user: programme.take_step(event=_fresh(cast.event), step="close", by=user),
    "programme.require_plan": lambda cast, user: programme.require_plan(user, _fresh(cast.event)),
    "programme.save_question": lambda cast, user: programme.save_question(
        event=_fresh(cast.event), values={"text": "Neu?"}, by=user
    ),
    "programme.delete_question": _question,
    "programme.save_consent": _consent,
    "programme.delete_consent": lambda cast, user: programme.delete_consent(
        consent=_fresh(cast.event_desk.consent), by=user
    ),
    "sessions.create_session": lambda cast, user: sessions.create_session(
        event=_fresh(cast.event), values={"capacity": 1}, by=user
    ),
    "sessions.change_session": lambda cast, user: sessions.change_session(
        session=_fresh(cast.event_session), values={"label": "Neu"}, by=user
    ),
    "sessions.delete_session": lambda cast, user: sessions.delete_session(session=_fresh(cast.draft_session), by=user),
    "sessions.cancel_session": lambda cast, user: sessions.cancel_session(
        session=_fresh(cast.event_session), reason="Krankheit", by=user
    ),
    "sessions.save_package": _package,
    "sessions.delete_package": lambda cast, user: sessions.delete_package(
        package=_fresh(cast.event_desk.package), by=user
    ),
    "sessions.save_venue": lambda cast, user: sessions.save_venue(
        venue=_fresh(cast.event_desk.venue), values={"street": "Neue Straße 1"}, by=user
    ),
    "copying.copy_programme": lambda cast, user: copying.copy_programme(
        events=[_fresh(cast.event)], year=2030, by=user
    ),
}
SERVICES: dict[str, tuple[People, Callable[[Cast, User], Any]]] = {
    **{f"events.{name}": (DESK_HERE, call) for name, call in PLANS.items()},
    "events.programme.create_event": (
        frozenset({Person.DESK, Person.OPERATOR}),  # one for all Länder
        lambda cast, user: programme.create_event(
            values={"title": "Neu", "organiser": cast.ours, "year": 2030}, by=user
        ),
    ),
    "events.sessions.delete_venue": (
        DESK,
        lambda cast, user: sessions.delete_venue(venue=_fresh(cast.event_desk.venue), by=user),
    ),
    "events.group_letters.send_letter": (LEADS, _letter),
}
