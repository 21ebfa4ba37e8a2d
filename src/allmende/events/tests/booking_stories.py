# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms filled in as visitors do it, members of organisations, letters that wait to be sent."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from allmende.accounts.models import Membership, MembershipState, Organisation, OrganisationKind, User
from allmende.events.services import booking
from allmende.events.tests.stories import an_order
from tests.permissions.people import make_person

if TYPE_CHECKING:
    from allmende.events.models import Event, Registration, Session

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
GUEST = {
    "contact_name": "Rosa Beispiel",
    "contact_email": "rosa@example.org",
    "organisation_name": "Gemeinde Adorf (Beispiel)",
    "organisation_kind": OrganisationKind.MUNICIPALITY,
}


def filled(*colleagues: dict[str, str], **changes: Any) -> dict[str, Any]:
    """What the browser sends for a guest who takes part, with ``colleagues``."""
    rows = {f"person-{n}-{key}": value for n, row in enumerate(colleagues, 1) for key, value in row.items()}
    data = {
        **GUEST,
        "form_key": str(uuid.uuid4()),
        "takes_part": "on",
        "zeilen": str(len(colleagues)),
        **rows,
        **changes,
    }
    return {key: value for key, value in data.items() if value is not None}


def form_url(event: Event, session: Session | None = None) -> str:
    return f"/veranstaltungen/{event.slug}/anmelden/" + (f"?termin={session.pk}" if session else "")


def make_member(name: str = "Mara Beispiel", *, of: str = "Verbandsgemeinde Beispielhausen") -> User:
    """Somebody with an account who acts for an organisation."""
    user = make_person(name.partition(" ")[0].lower())
    User.objects.filter(pk=user.pk).update(name=name)
    user.refresh_from_db()
    organisation = Organisation.objects.get_or_create(
        name=of, defaults={"kind": OrganisationKind.MUNICIPALITY, "confirmed_at": timezone.now()}
    )[0]
    Membership.objects.create(
        user=user, organisation=organisation, state=MembershipState.ACTIVE, is_editor=True, decided_at=timezone.now()
    )
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def letters() -> list[dict[str, Any]]:
    """All letters that wait to be sent, in their order."""
    jobs = DBTaskResult.objects.order_by("enqueued_at")
    return [job.args_kwargs["kwargs"] for job in jobs if job.task_path.endswith("mail.deliver")]


def letters_to(address: str) -> list[dict[str, Any]]:
    return [letter for letter in letters() if letter["to"] == address]


def registered(session: Session, *names: str, **values: Any) -> Registration:
    """A guest's registration with a confirmed address."""
    registration = booking.register(order=an_order(session, *names, **values), by=None)
    return booking.confirm(registration=registration)
