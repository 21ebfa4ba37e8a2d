# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Two people at the same moment, in two real threads with connections of their own: one wins, the other reads why."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from allmende.accounts import services
from allmende.accounts.models import Membership, MembershipState, Organisation, Role
from allmende.accounts.tests import organisation_stories as story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(*calls):
    """What each call returned or raised; all begin together."""
    gate = threading.Barrier(len(calls))
    outcomes = [None] * len(calls)

    def run(number, call):
        try:
            gate.wait(20)
            outcomes[number] = call()
        except Exception as error:  # noqa: BLE001 - it is what the test asks about
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def errors_of(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def test_of_two_managers_who_decide_one_wins_and_the_other_reads_who_it_was():
    here = story.organisation()
    one, two = story.manager("Magda", here).user, story.manager("Moritz", here).user
    asked = story.waiting("Paula", here)
    outcomes = at_once(
        lambda: services.confirm_membership(membership=asked, roles=[Role.EDITOR], by=one),
        lambda: services.decline_membership(membership=asked, answer="", by=two),
    )
    (error,) = errors_of(outcomes)
    assert isinstance(error, services.DecidedError)
    asked.refresh_from_db()
    winner = one if asked.state == MembershipState.ACTIVE else two
    assert asked.decided_by == winner
    assert f"hat {winner} schon entschieden" in error.messages[0]


def test_the_last_two_managers_cannot_leave_at_the_same_moment():
    here = story.organisation()
    one, two = story.manager("Magda", here), story.manager("Moritz", here)
    outcomes = at_once(
        lambda: services.leave(membership=one, by=one.user), lambda: services.leave(membership=two, by=two.user)
    )
    (error,) = errors_of(outcomes)
    assert isinstance(error, services.LastManagerError)
    assert Membership.objects.managers().filter(organisation=here).count() == 1


def test_two_managers_cannot_remove_each_other():
    here = story.organisation()
    one, two = story.manager("Magda", here), story.manager("Moritz", here)
    outcomes = at_once(
        lambda: services.remove_member(membership=two, by=one.user),
        lambda: services.remove_member(membership=one, by=two.user),
    )
    (error,) = errors_of(outcomes)
    assert isinstance(error, PermissionDenied)
    assert Membership.objects.managers().filter(organisation=here).count() == 1


def test_a_double_click_asks_once():
    here, paula = story.organisation(), story.person()
    outcomes = at_once(
        *[lambda: services.request_membership(organisation=here, roles=[Role.EDITOR], by=paula) for _ in range(3)]
    )
    assert errors_of(outcomes) == []
    assert {membership.pk for membership in outcomes} == {Membership.objects.get().pk}


def test_two_people_who_ask_for_the_same_place_get_one_organisation():
    mendig = story.place()
    outcomes = at_once(*[lambda: services.organisation_of(territory=mendig, by=None) for _ in range(3)])
    assert errors_of(outcomes) == []
    assert {organisation.pk for organisation in outcomes} == {Organisation.objects.get().pk}


def test_two_mergers_against_each_other_end_in_one():
    here, there = story.organisation(), story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    rita = story.desk()
    outcomes = at_once(
        lambda: services.merge_organisations(source=here, target=there, by=rita),
        lambda: services.merge_organisations(source=there, target=here, by=rita),
    )
    (error,) = errors_of(outcomes)
    assert isinstance(error, ValidationError)
    assert Organisation.objects.active().count() == 1


def test_who_asks_while_two_are_merged_waits_at_the_one_that_goes_on():
    here, there = story.organisation(), story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    rita, paula = story.desk(), story.person()
    outcomes = at_once(
        lambda: services.merge_organisations(source=here, target=there, by=rita),
        lambda: services.request_membership(organisation=here, roles=[Role.EDITOR], by=paula),
    )
    assert errors_of(outcomes) == []
    assert Membership.objects.requested().get().organisation == there
