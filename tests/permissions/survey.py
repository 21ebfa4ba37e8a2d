# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may open surveys, statistics and files of participants, and whom their services refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.events.models import Event, Place, Survey, SurveyItem
from allmende.events.services import survey
from allmende.events.survey_presets import FEEDBACK
from tests.permissions.cast import DESK, DESK_HERE, EVERYBODY, MEMBERS, NOBODY, Person
from tests.permissions.table import Case, fixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from allmende.accounts.models import User
    from tests.permissions.cast import Cast
    from tests.permissions.table import People

LEADS = MEMBERS | DESK_HERE
COUNTS = MEMBERS | DESK
"""Who leads anything: each sees the figures of what she leads."""


def _survey(**more: Any) -> list[Case]:
    return [Case(LEADS, lambda cast: {"pk": cast.survey.survey.pk, **more})]


ADDRESSES: dict[str, list[Case]] = {
    **{
        f"events:{name}": _survey()
        for name in (
            "desk_survey",
            "desk_survey_change",
            "survey_item_create",
            "survey_preview",
            "survey_close",
            "survey_invite",
            "survey_results",
        )
    },
    "events:survey_export": _survey(kind="csv"),
    "events:survey_item": [
        Case(LEADS, lambda cast: {"pk": cast.survey.survey.pk, "item": cast.survey.survey.items.first().pk})
    ],
    "events:desk_surveys": [Case(LEADS, lambda cast: {"pk": cast.survey.survey.event_id})],
    "events:survey": [Case(frozenset({Person.CITIZEN}), lambda cast: {"pk": cast.survey.survey.pk})],
    "events:survey_own": [
        Case(
            EVERYBODY,
            lambda cast: {"pk": cast.survey.survey.pk, "secret": cast.survey.place.attendee.secret},
            label="whoever has the secret address",
        ),
        Case(
            NOBODY,
            lambda cast: {"pk": cast.survey.survey.pk, "secret": cast.survey.absent.attendee.secret},
            label="was not there",
        ),
        Case(NOBODY, lambda cast: {"pk": cast.survey.survey.pk, "secret": "x" * 32}, label="guessed"),
    ],
    "events:participants_event": [Case(LEADS, lambda cast: {"pk": cast.survey.survey.event_id, "kind": "csv"})],
    "events:participants_session": [Case(LEADS, lambda cast: {"pk": cast.survey.place.session_id, "kind": "csv"})],
    "events:attendance_proof": [Case(LEADS, lambda cast: {"pk": cast.survey.place.session_id})],
    "events:statistics": fixed(COUNTS),
    "events:statistics_export": fixed(COUNTS, kind="csv"),
    "events:statistics_open_data": fixed(EVERYBODY, kind="json"),
}


def _ours(cast: Cast) -> Survey:
    return Survey.objects.select_related("event__land").get(pk=cast.survey.survey.pk)


def _item(cast: Cast) -> SurveyItem:
    return SurveyItem.objects.select_related("survey__event__land").filter(survey=_ours(cast)).order_by("pk")[0]


def _create(cast: Cast, user: User) -> Any:
    event = Event.objects.select_related("land").get(pk=_ours(cast).event_id)
    return survey.create_survey(event=event, preset=FEEDBACK, by=user)


def _answer(cast: Cast, user: User) -> Any:
    place = Place.objects.select_related("attendee__registration").get(pk=cast.survey.place.pk)
    return survey.answer(survey=_ours(cast), place=place, values={_item(cast).pk: 3}, by=user)


SERVICES: dict[str, tuple[People, Callable[[Cast, User], Any]]] = {
    "events.survey.create_survey": (LEADS, _create),
    "events.survey.change_survey": (
        LEADS,
        lambda cast, user: survey.change_survey(survey=_ours(cast), values={"title": "Neu"}, by=user),
    ),
    "events.survey.close_survey": (LEADS, lambda cast, user: survey.close_survey(survey=_ours(cast), by=user)),
    "events.survey.delete_survey": (LEADS, lambda cast, user: survey.delete_survey(survey=_ours(cast), by=user)),
    "events.survey.save_item": (LEADS, lambda cast, user: survey.save_item(item=_item(cast), by=user)),
    "events.survey.delete_item": (LEADS, lambda cast, user: survey.delete_item(item=_item(cast), by=user)),
    "events.survey.invite": (LEADS, lambda cast, user: survey.invite(survey=_ours(cast), by=user)),
    "events.survey.answer": (frozenset({Person.CITIZEN}), _answer),
}
