# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may register and look after it: everybody with the secret address, and nobody without. Whom the services refuse.

The registration is a guest's, for a workshop of ours; the citizen has one of her own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.events.models import ConsentGiven, Registration, SavedDate
from allmende.events.services import booking, own_details, saved_dates
from allmende.events.tests.stories import an_order, make_event
from tests.permissions.cast import EVERYBODY, NOBODY, SIGNED_IN, Person
from tests.permissions.table import Case, fixed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from allmende.accounts.models import User
    from allmende.events.models import Attendee
    from tests.permissions.cast import Cast
    from tests.permissions.table import People

BOOKER = frozenset({Person.CITIZEN})


def _registration(cast: Cast) -> Registration:
    registration: Registration = cast.event_desk.place.attendee.registration
    return registration


def _attendee(cast: Cast) -> Attendee:
    attendee: Attendee = cast.event_desk.place.attendee
    return attendee


def _secret(cast: Cast) -> Mapping[str, Any]:
    return {"secret": _registration(cast).secret}


def _own(cast: Cast) -> Mapping[str, Any]:
    return {"secret": _attendee(cast).secret}


def _of_attendee(cast: Cast) -> Mapping[str, Any]:
    return {**_secret(cast), "pk": _attendee(cast).pk}


def _of_another(cast: Cast) -> Mapping[str, Any]:
    """Somebody of another registration."""
    return {**_secret(cast), "pk": cast.event_desk.other.attendee_id}


def _answer(cast: Cast) -> Mapping[str, Any]:
    return {**_secret(cast), "pk": cast.event_desk.answer.pk}


def _slug(cast: Cast) -> Mapping[str, Any]:
    return {"slug": cast.event.slug}


def _draft(cast: Cast) -> Mapping[str, Any]:
    return {"slug": cast.draft_event.slug}


def _both(kwargs: Callable[[Cast], Mapping[str, Any]], **more: Any) -> list[Case]:
    """With the right address everybody, with a wrong one nobody."""
    wrong = Case(NOBODY, lambda cast: {**kwargs(cast), "secret": "none"}, label="wrong")
    return [Case(EVERYBODY, kwargs, label="right", **more), wrong]


LEADS_DRAFTS = frozenset(
    {Person.EDITOR, Person.SIGNATORY, Person.MANAGER, Person.DESK, Person.DESK_HERE, Person.OPERATOR}
)
ADDRESSES: dict[str, list[Case]] = {
    "events:my_events": fixed(SIGNED_IN),
    **{
        f"events:{name}": [Case(EVERYBODY, _slug, label="open"), Case(LEADS_DRAFTS, _draft, label="draft")]
        for name in ("register", "register_sent", "save_date", "save_date_sent")
    },
    "events:saved_date": fixed(NOBODY, secret="none"),
    "events:registration": _both(_secret),
    "events:attendee": _both(_own),
    "events:confirm": [*_both(_secret), Case(NOBODY, _own, label="attendee")],
    "events:registration_offer": [Case(EVERYBODY, _secret), Case(NOBODY, lambda _cast: {"secret": "none"})],
    **{f"events:registration_{name}": _both(_secret) for name in ("cancel", "rebook")},
    "events:registration_answers": [*_both(_secret), Case(NOBODY, _own, label="attendee")],
    **{
        f"events:registration_{name}": [*_both(_of_attendee), Case(NOBODY, _of_another, label="another")]
        for name in ("transfer", "correct")
    },
    "events:registration_file": _both(_answer),
    "events:registration_consent": [Case(NOBODY, lambda cast: {**_secret(cast), "pk": 0})],
}


def _hers(cast: Cast) -> Registration:
    return booking.register(order=an_order(cast.event_session, "Zoe Zander"), by=cast.people[Person.CITIZEN])


def _answers(cast: Cast, user: User) -> Any:
    return own_details.save_answers(registration=_hers(cast), values={}, by=user)


def _needs(cast: Cast, user: User) -> Any:
    attendee = _hers(cast).attendees.get()
    return own_details.change_needs(attendee=attendee, accessibility="", diet="vegan", by=user)


def _consent(cast: Cast, user: User) -> Any:
    given = ConsentGiven.objects.create(registration=_hers(cast), wording="Ja.")
    return own_details.withdraw_consent(given=given, by=user)


def _forget_date(cast: Cast, user: User) -> Any:
    citizen = cast.people[Person.CITIZEN]
    saved = SavedDate.objects.create(event=make_event(), user=citizen, email=citizen.email)
    return saved_dates.forget_date(saved=saved, by=user)


SERVICES: dict[str, tuple[People, Callable[[Cast, User], Any]]] = {
    "events.own_details.save_answers": (BOOKER, _answers),
    "events.own_details.change_needs": (BOOKER, _needs),
    "events.own_details.withdraw_consent": (BOOKER, _consent),
    "events.saved_dates.forget_date": (BOOKER, _forget_date),
}
ANYBODY = {"events.saved_dates.save_date": "everybody may, for the own address"}
PORTAL_ONLY = {"events.ownership.move_events", "events.ownership.move_registrations"}
