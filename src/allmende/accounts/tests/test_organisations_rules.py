# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what with memberships and organisations: all roles × all states."""

from __future__ import annotations

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from allmende.accounts import rules
from allmende.accounts.models import MembershipState, Organisation, Role
from allmende.accounts.tests import organisation_stories as story

pytestmark = pytest.mark.django_db
ACTIVE, REQUESTED = MembershipState.ACTIVE, MembershipState.REQUESTED
WHO = ("visitor", "stranger", "self", "editor", "signatory", "manager", "former_manager", "other_manager", "desk",
       "desk_here", "desk_elsewhere", "operator")  # fmt: skip
CENTRE = {"desk", "desk_here", "operator"}
ORGANISATION_STATES = ("acting", "unconfirmed", "deactivated")


class Story:
    """One membership in question, and everybody around it."""

    def __init__(self) -> None:
        self.organisation = story.organisation()
        self.other = story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
        self.subject = story.member("Simon", self.organisation)
        here, elsewhere = story.land("07"), story.land("06", "Hessen")
        mine = {
            "editor": story.member("Edda", self.organisation, Role.EDITOR),
            "signatory": story.member("Siglinde", self.organisation, Role.SIGNATORY),
            "manager": story.manager("Magda", self.organisation),
            "former_manager": story.member("Frieda", self.organisation, Role.MANAGER, state=MembershipState.ENDED),
            "other_manager": story.manager("Olga", self.other),
            "self": self.subject,
        }
        self.own = mine
        self.people = {name: membership.user for name, membership in mine.items()} | {
            "visitor": AnonymousUser(),
            "stranger": story.person("Stefan"),
            "desk": story.desk("Dora"),
            "desk_here": story.desk("Dieter", here),
            "desk_elsewhere": story.desk("Doris", elsewhere),
            "operator": story.operator(),
        }

    def put(self, organisation_state: str, state: str) -> None:
        now = timezone.now()
        self.organisation.confirmed_at = None if organisation_state == "unconfirmed" else now
        self.organisation.deactivated_at = now if organisation_state == "deactivated" else None
        for membership in self.own.values():
            if membership.organisation_id == self.organisation.pk:
                membership.organisation = self.organisation
        self.subject.state = state


def test_who_decides_about_a_membership():
    scene = Story()
    for organisation_state, state, has_other in product(ORGANISATION_STATES, MembershipState, (True, False)):
        scene.put(organisation_state, state)
        acts = organisation_state == "acting"
        deciders = {"manager"} if acts else set()
        deciders |= CENTRE if not has_other else set()
        expected = {
            rules.may_decide: deciders,
            rules.may_confirm: deciders if acts and state == REQUESTED else set(),
            rules.may_decline: deciders if state == REQUESTED else set(),
            rules.may_change_roles: deciders if acts and state == ACTIVE else set(),
            rules.may_remove: deciders if state == ACTIVE else set(),
        }
        for rule, allowed in expected.items():
            found = {
                who
                for who in WHO
                if rule(scene.people[who], scene.subject, own=scene.own.get(who), has_other_manager=has_other)
            }
            assert found == allowed, (rule.__name__, organisation_state, state, has_other)


def test_nobody_decides_about_oneself_whatever_they_are():
    scene = Story()
    scene.put("acting", REQUESTED)
    for who in ("desk", "desk_here", "operator", "manager"):
        scene.subject.user = scene.people[who]
        for rule in (rules.may_decide, rules.may_confirm, rules.may_decline):
            assert not rule(scene.people[who], scene.subject, own=scene.own.get(who), has_other_manager=False)


def test_what_one_may_do_with_ones_own_membership():
    scene = Story()
    for organisation_state, state, is_manager in product(ORGANISATION_STATES, MembershipState, (True, False)):
        scene.put(organisation_state, state)
        scene.subject.is_manager = is_manager
        acts = organisation_state == "acting"
        for who in WHO:
            is_self, user = who == "self", scene.people[who]
            assert rules.may_withdraw(user, scene.subject) == (is_self and state == REQUESTED)
            assert rules.may_leave(user, scene.subject, has_other_manager=True) == (is_self and state == ACTIVE)
            alone = is_self and state == ACTIVE and not (is_manager and acts)
            assert rules.may_leave(user, scene.subject, has_other_manager=False) == alone
            expected = is_self and state == ACTIVE and is_manager and acts
            assert rules.may_hand_over(user, scene.subject) == expected


@pytest.mark.parametrize("state", ORGANISATION_STATES)
def test_the_desk_keeps_what_lies_in_its_areas_and_the_query_says_the_same(state):
    scene = Story()
    scene.put(state, ACTIVE)
    scene.organisation.save()
    nowhere = Organisation.objects.create(name="Verein ohne Ort", kind="association")
    for who in WHO:
        kept = set(Organisation.objects.kept_by(scene.people[who]))
        assert (scene.organisation in kept) == (who in CENTRE) == rules.may_keep(scene.people[who], scene.organisation)
        assert (nowhere in kept) == (who in {"desk", "operator"}) == rules.may_keep(scene.people[who], nowhere)
        assert rules.may_enter_organisations(scene.people[who]) == (who in {"desk", "operator"})


def test_members_are_seen_by_members_and_the_desk():
    scene = Story()
    seen = {
        who
        for who in WHO
        if Organisation.objects.visible_to(scene.people[who]).filter(pk=scene.organisation.pk).exists()
    }
    assert seen == {"self", "editor", "signatory", "manager"} | CENTRE
