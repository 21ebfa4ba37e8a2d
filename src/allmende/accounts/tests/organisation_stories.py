# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""People and organisations for tests: a Verbandsgemeinde with members, the desk, a desk of another Land."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone

from allmende.accounts.models import Membership, MembershipState, Organisation, OrganisationKind, Role, User
from allmende.accounts.services import create_account
from allmende.territory.models import Territory
from allmende.territory.tests.factories import make_place

SECRET = "ein langes Kennwort"


def person(name: str = "Paula", domain: str = "example.org", **fields: Any) -> User:
    return create_account(email=f"{name.lower()}@{domain}", password=SECRET, name=name, by=None, **fields)


def operator(name: str = "Otto") -> User:
    return person(name, is_operator=True)


def desk(name: str = "Rita", *areas: Territory) -> User:
    """A desk user, everywhere or in some areas only."""
    user = person(name)
    user.user_permissions.add(Permission.objects.get(codename="review_change"))
    user.desk_areas.set(areas)
    return User.objects.get(pk=user.pk)


def land(ars: str = "07", name: str = "Rheinland-Pfalz") -> Territory:
    return Territory.objects.filter(ars=ars).first() or make_place(ars, name)


def place(ars: str = "071375004", name: str = "Mendig", **values: Any) -> Territory:
    land(ars[:2], {"07": "Rheinland-Pfalz", "06": "Hessen"}[ars[:2]])
    return Territory.objects.filter(ars=ars).first() or make_place(ars, name, **values)


def organisation(
    name: str = "Verbandsgemeinde Mendig", territory: Territory | None = None, **values: Any
) -> Organisation:
    """One that can act, unless said otherwise."""
    values = {"kind": OrganisationKind.MUNICIPALITY, "confirmed_at": timezone.now(), **values}
    return Organisation.objects.create(name=name, territory=territory or place(), **values)


def member(who: User | str, of: Organisation, *roles: Role, state: str = MembershipState.ACTIVE) -> Membership:
    """``who`` belongs to ``of``, as editor unless said otherwise."""
    user = person(who) if isinstance(who, str) else who
    membership = Membership(user=user, organisation=of, state=state, decided_at=timezone.now())
    membership.roles = roles or (Role.EDITOR,)
    if state == MembershipState.REQUESTED:
        membership.decided_at = None
    membership.save()
    return membership


def manager(who: User | str, of: Organisation) -> Membership:
    return member(who, of, Role.MANAGER)


def waiting(who: User | str, of: Organisation, *roles: Role) -> Membership:
    return member(who, of, *roles, state=MembershipState.REQUESTED)
