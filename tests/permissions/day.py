# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may open the pages of the day itself, and whom its services refuse: leading is for ours and its desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.events.models import Certificate, Event, Material, Place, Session
from allmende.events.services import certificates, day, materials
from tests.permissions.cast import DESK_HERE, EVERYBODY, MEMBERS, NOBODY
from tests.permissions.table import Case, fixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from allmende.accounts.models import User
    from tests.permissions.cast import Cast
    from tests.permissions.table import People

LEADS = MEMBERS | DESK_HERE


def _of(may: People, kind: str, **more: Any) -> list[Case]:
    return [Case(may, lambda cast: {"pk": getattr(cast.day, kind).pk}, label=kind, **more)]


def _secret(kind: str, name: str) -> list[Case]:
    """Whoever has the secret address; nobody with another one."""
    return [
        Case(EVERYBODY, lambda cast: {"secret": cast.day.secret, name: getattr(cast.day, kind).pk}),
        Case(NOBODY, lambda cast: {"secret": "x" * 32, name: getattr(cast.day, kind).pk}, label="wrong secret"),
    ]


ADDRESSES: dict[str, list[Case]] = {
    "events:check_in": _of(LEADS, "session", data=lambda cast: {"place": cast.day.place.pk}),
    **{
        f"events:{name}": _of(LEADS, "session")
        for name in (
            "check_in_notes",
            "walk_in",
            "papers",
            "badges",
            "room_sheet",
            "attendance_list",
            "needs_sheet",
            "certificates",
            "certificates_file",
        )
    },
    "events:certificate_revoke": _of(LEADS, "certificate"),
    "events:materials": [Case(LEADS, lambda cast: {"pk": cast.day.session.event_id})],
    "events:material_remove": _of(LEADS, "slides"),
    "events:material_file": _of(LEADS, "slides") + _of(EVERYBODY, "flyer"),
    "events:own_material": _secret("slides", "pk"),
    "events:certificate_pdf": _secret("place", "place"),
    "events:certificate_search": fixed(),
    "events:certificate_check": [
        Case(EVERYBODY, lambda cast: {"code": cast.day.certificate.shown_code}),
        Case(NOBODY, lambda _cast: {"code": "2222-2222-2222-2222"}, label="unknown"),
    ],
}


def _place(cast: Cast) -> Place:
    """As the database has it: what the person before tried was taken back."""
    return Place.objects.select_related("attendee__registration", "session__event__land").get(pk=cast.day.place.pk)


def _session(cast: Cast) -> Session:
    return Session.objects.select_related("event__land").get(pk=cast.day.session.pk)


def _certificate(cast: Cast) -> Certificate:
    return Certificate.objects.select_related("place__session__event__land").get(pk=cast.day.certificate.pk)


def _add(cast: Cast, user: User, *, is_public: bool) -> Any:
    event = Event.objects.select_related("land").get(pk=cast.day.session.event_id)
    source = materials.Source(url="https://www.example.org/")
    return materials.add_material(event=event, title="Netz", source=source, is_public=is_public, by=user)


def _remove(cast: Cast, user: User) -> Any:
    material = Material.objects.select_related("event__land").get(pk=cast.day.flyer.pk)
    return materials.remove_material(material=material, by=user)


SERVICES: dict[str, tuple[People, Callable[[Cast, User], Any]]] = {
    "events.day.check_in": (LEADS, lambda cast, user: day.check_in(place=_place(cast), by=user)),
    "events.day.undo_check_in": (LEADS, lambda cast, user: day.undo_check_in(place=_place(cast), by=user)),
    "events.day.take_notes": (LEADS, lambda cast, user: day.take_notes(session=_session(cast), notes=[], by=user)),
    "events.certificates.issue_certificate": (
        LEADS,
        lambda cast, user: certificates.issue_certificate(place=_place(cast), by=user),
    ),
    "events.certificates.issue_certificates": (
        LEADS,
        lambda cast, user: certificates.issue_certificates(session=_session(cast), by=user),
    ),
    "events.certificates.revoke_certificate": (
        LEADS,
        lambda cast, user: certificates.revoke_certificate(certificate=_certificate(cast), by=user),
    ),
    "events.materials.add_material": (LEADS, lambda cast, user: _add(cast, user, is_public=False)),
    "events.materials.remove_material": (LEADS, _remove),
}
PORTAL_ONLY = {"events.certificates.withdraw_for_place"}
"""Called by others of our services, which have asked."""
