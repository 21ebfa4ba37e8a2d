# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The set-up of the tests of care: a municipality with people, its entries, and a calendar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import time_machine
from django.contrib.auth.models import Permission
from django.utils import timezone

from allmende.accounts.models import InboxMessage, Membership, MembershipState, Organisation, OrganisationKind
from allmende.cooperation.tests.factories import make_cooperation, make_user

if TYPE_CHECKING:
    from allmende.accounts.models import User
    from allmende.cooperation.models import Cooperation
    from allmende.territory.models import Territory

LINK = re.compile(r"http://127\.0\.0\.1:8000(/pflege/stimmt-noch/[^\s]+/)")
BEGIN = "2026-01-10T09:00:00+01:00"
"""When everything is entered and published."""
ASKED = "2027-01-12T09:00:00+01:00"
REMINDED = "2027-02-12T09:00:00+01:00"
MARKED = "2027-03-15T09:00:00+01:00"


def at(moment: str) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def make_owner(name: str = "Stadt Mendig", territory: Territory | None = None, **fields: Any) -> Organisation:
    kind = OrganisationKind.MUNICIPALITY if territory else OrganisationKind.OTHER
    values = {"confirmed_at": timezone.now(), "kind": kind, "territory": territory, **fields}
    return Organisation.objects.create(name=name, **values)


def make_member(
    owner: Organisation, email: str = "anna@example.org", role: str = "editor", state: str = MembershipState.ACTIVE
) -> User:
    user = make_user(email, name=email.partition("@")[0].title())
    roles = {f"is_{name}": name == role for name in ("editor", "signatory", "manager")}
    Membership.objects.create(user=user, organisation=owner, state=state, **roles)
    return user


def make_desk(email: str = "desk@example.org", *areas: Territory) -> User:
    user = make_user(email, name="Rita Redaktion")
    names = [f"{verb}_{noun}" for verb in ("add", "change") for noun in ("cooperation", "alliance")]
    user.user_permissions.set(Permission.objects.filter(codename__in=[*names, "review_change"]))
    user.desk_areas.set(areas)
    return user


def make_entry(owner: Organisation | None, title: str = "Gemeinsames Archiv", **fields: Any) -> Cooperation:
    """Published on the first day of the story."""
    with at(BEGIN):
        return make_cooperation(title, owner=owner, **fields)


def letters_to(user: User) -> list[InboxMessage]:
    return list(InboxMessage.objects.filter(user=user, category="care").order_by("pk"))


def links_in(letter: InboxMessage) -> list[str]:
    """The paths of the links in a letter."""
    return LINK.findall(letter.text)
