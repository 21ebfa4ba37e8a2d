# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what: every role, every state, one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from allmende.cooperation import rules
from allmende.cooperation.models import Alliance, Cooperation
from allmende.cooperation.tests.factories import make_alliance, make_cooperation, make_user

if TYPE_CHECKING:
    from allmende.accounts.models import User

pytestmark = pytest.mark.django_db

NOTHING = frozenset[str]()
SEE = frozenset({"see"})
#         role          draft                              published
ALLOWED = {
    "anonymous": (NOTHING, SEE),
    "stranger": (NOTHING, SEE),
    "desk": (SEE | {"change", "publish"}, SEE | {"change", "withdraw", "confirm"}),
    "operator": (SEE | {"change", "publish"}, SEE | {"change", "withdraw", "confirm"}),
    "inactive": (NOTHING, SEE),
}
VERBS = {
    "see": rules.may_see,
    "change": rules.may_change,
    "publish": rules.may_publish,
    "withdraw": rules.may_withdraw,
    "confirm": rules.may_confirm,
}


def visitor(role: str) -> User | AnonymousUser:
    if role == "anonymous":
        return AnonymousUser()
    user = make_user(f"{role}@example.org", is_operator=role in {"operator", "inactive"})
    if role == "inactive":
        user.is_active = False
    if role == "desk":
        names = [f"{verb}_{noun}" for verb in ("add", "change") for noun in ("cooperation", "alliance")]
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.mark.parametrize("role", ALLOWED)
@pytest.mark.parametrize("make", [make_cooperation, make_alliance])
@pytest.mark.parametrize("state", ["draft", "published"])
def test_every_role_in_every_state(role, make, state):
    subject = make("Gegenstand", published=state == "published")
    user = visitor(role)
    allowed = {verb for verb, rule in VERBS.items() if rule(user, subject)}
    assert allowed == ALLOWED[role][state == "published"]
    visible = type(subject).objects.visible_to(user).filter(pk=subject.pk).exists()
    assert visible == ("see" in allowed)


@pytest.mark.parametrize("kind", [Cooperation, Alliance])
def test_the_desk_and_the_operator_create(kind):
    assert {role for role in ALLOWED if rules.may_create(visitor(role), kind)} == {"desk", "operator"}
