# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The suggestion for the plan, its warnings, and the fairness of the voting: pure rules, without a database."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.events import barcamp_turns
from allmende.events.barcamp_planning import RoomSize, Wish, suggest, torn_between, total_torn, warnings


def wish(proposal: int, *people: int, proposer: int | None = None) -> Wish:
    return Wish(proposal, frozenset(people), proposer)


def by_key(*wishes: Wish) -> dict[int, Wish]:
    return {item.proposal: item for item in wishes}


ROOMS = [RoomSize(1, 10), RoomSize(2, 40)]


# Warnings


def test_pairs_that_many_want_are_named_the_worst_first() -> None:
    wishes = by_key(wish(1, *range(9)), wish(2, *range(5)), wish(3, 7, 8), wish(4, 8))
    placed = {(1, 1): 1, (2, 1): 2, (1, 2): 3, (2, 2): 4}
    found = warnings(placed, wishes, ROOMS)
    assert [(item.first, item.second, item.people) for item in found.torn] == [(1, 2, 5)], "one person is no warning"
    found = warnings({(1, 1): 1, (2, 1): 2, (3, 1): 3}, wishes, [])
    assert [item.people for item in found.torn] == [5, 2]


def test_nobody_holds_two_sessions_at_once_unnoticed() -> None:
    wishes = by_key(wish(1, proposer=5), wish(2, proposer=5), wish(3), wish(4))
    found = warnings({(1, 1): 1, (2, 1): 2, (1, 2): 3, (2, 2): 4}, wishes, ROOMS)
    assert [(item.first, item.second) for item in found.two_at_once] == [(1, 2)], "without a name nobody is the same"


def test_a_room_that_is_too_small_is_named_only_if_its_size_is_known() -> None:
    wishes = by_key(wish(1, *range(11)), wish(2, *range(99)), wish(3, *range(10)))
    rooms = [RoomSize(1, 10), RoomSize(2, None)]
    found = warnings({(1, 1): 1, (2, 1): 2, (1, 2): 3}, wishes, rooms)
    assert [(item.proposal, item.wanted, item.seats) for item in found.too_small] == [(1, 11, 10)]


def test_a_good_plan_has_no_warnings() -> None:
    assert not warnings({(1, 1): 1}, by_key(wish(1, 1, 2)), ROOMS)


# The suggestion


def test_popular_pairs_come_into_different_slots() -> None:
    both = range(8)
    wishes = by_key(wish(1, *both), wish(2, *both), wish(3, 20), wish(4, 21))
    found = suggest(wishes, ROOMS, [1, 2], {})
    slot_of = {choice.proposal: choice.slot for choice in found.choices}
    assert slot_of[1] != slot_of[2]
    assert total_torn({(c.room, c.slot): c.proposal for c in found.choices}, wishes) == 0


def test_the_smallest_room_that_is_enough_is_taken() -> None:
    wishes = by_key(wish(1, *range(30)), wish(2, 50, 51))
    found = suggest(wishes, ROOMS, [1], {})
    assert {choice.proposal: choice.room for choice in found.choices} == {1: 2, 2: 1}


def test_one_person_never_holds_two_at_once_while_there_is_another_slot() -> None:
    people = range(5)
    wishes = by_key(wish(1, *people, proposer=9), wish(2, 11, proposer=9), wish(3, *people))
    found = suggest(wishes, ROOMS, [1, 2], {(1, 2): 3})
    slot_of = {choice.proposal: choice.slot for choice in found.choices}
    assert slot_of[1] != slot_of[2]
    forced = suggest(by_key(wish(1, proposer=9), wish(2, proposer=9)), ROOMS, [1], {})
    assert sorted(choice.is_two_at_once for choice in forced.choices) == [False, True]


def test_what_is_placed_stays_and_what_finds_no_cell_is_named() -> None:
    wishes = by_key(*(wish(key, *range(key)) for key in range(1, 7)))
    found = suggest(wishes, ROOMS, [1, 2], {(1, 1): 1})
    cells = {(choice.room, choice.slot) for choice in found.choices}
    assert (1, 1) not in cells
    assert len(cells) == 3
    assert found.left_over == [3, 2], "the least wanted go without"
    assert 1 not in {choice.proposal for choice in found.choices}


@st.composite
def camps(draw):
    number = draw(st.integers(0, 14))
    people = st.frozensets(st.integers(1, 25), max_size=25)
    wishes = by_key(*(Wish(key, draw(people), draw(st.none() | st.integers(1, 5))) for key in range(1, number + 1)))
    rooms = [RoomSize(key, draw(st.none() | st.integers(1, 30))) for key in range(1, draw(st.integers(0, 4)) + 1)]
    slots = list(range(1, draw(st.integers(0, 4)) + 1))
    cells = list(product([room.room for room in rooms], slots))
    fixed = draw(st.lists(st.sampled_from(cells), unique=True, max_size=3)) if cells else []
    return wishes, rooms, slots, dict(zip(fixed, wishes, strict=False))


@settings(max_examples=60, deadline=None)
@given(camps())
def test_every_suggestion_is_a_plan(camp) -> None:
    """Each proposal once, each cell once, nothing moved, nothing left while a cell is free; and always the same."""
    wishes, rooms, slots, placed = camp
    found = suggest(wishes, rooms, slots, placed)
    cells = [*placed, *((choice.room, choice.slot) for choice in found.choices)]
    assert len(cells) == len(set(cells))
    there = [*placed.values(), *(choice.proposal for choice in found.choices), *found.left_over]
    assert sorted(there) == sorted(wishes)
    assert not found.left_over or len(cells) == len(rooms) * len(slots)
    again = suggest(dict(reversed(wishes.items())), rooms, slots, placed)
    assert (again.choices, again.left_over) == (found.choices, found.left_over)


def test_the_suggestion_leaves_fewer_torn_than_a_plan_by_chance() -> None:
    dice = random.Random(7)
    wishes = by_key(*(wish(key, *dice.sample(range(80), 25)) for key in range(1, 21)))
    rooms = [RoomSize(key, 60) for key in range(1, 5)]
    slots = [1, 2, 3, 4, 5]
    found = suggest(wishes, rooms, slots, {})
    mine = total_torn({(choice.room, choice.slot): choice.proposal for choice in found.choices}, wishes)
    cells = list(product(range(1, 5), slots))
    chances = []
    for _round in range(50):
        dice.shuffle(cells)
        chances.append(total_torn(dict(zip(cells, wishes, strict=True)), wishes))
    assert mine < min(chances)
    assert torn_between(wishes[1], wishes[1]) == 25


# Fairness of the voting


def vote(seen: dict[int, set[int]], views: dict[int, int], person: int) -> None:
    unseen = {key: number for key, number in views.items() if key not in seen[person]}
    chosen = barcamp_turns.choose(unseen, person)
    if chosen is not None:
        seen[person].add(chosen)
        views[chosen] += 1


@pytest.mark.parametrize(("people", "proposals", "each"), [(60, 25, 5), (17, 23, 7), (120, 40, 3), (5, 30, 10)])
def test_after_everybody_has_voted_a_few_all_proposals_were_shown_alike(people, proposals, each) -> None:
    """Who votes a few in a row takes the least seen, so the difference never grows beyond one."""
    seen: dict[int, set[int]] = {person: set() for person in range(people)}
    views = dict.fromkeys(range(proposals), 0)
    for person in range(people):
        for _turn in range(each):
            vote(seen, views, person)
        assert max(views.values()) - min(views.values()) <= 1
    assert sum(views.values()) == people * each


@pytest.mark.parametrize("seed", range(5))
def test_all_at_the_same_time_in_any_order_are_shown_nearly_alike(seed) -> None:
    """Nobody is shown a proposal twice: who has seen all the least-seen ones takes one more of the others."""
    dice = random.Random(seed)
    seen: dict[int, set[int]] = {person: set() for person in range(50)}
    views = dict.fromkeys(range(30), 0)
    turns = [person for person in seen for _turn in range(6)]
    dice.shuffle(turns)
    for person in turns:
        vote(seen, views, person)
        assert max(views.values()) - min(views.values()) <= 2
    average = len(turns) // len(views)
    assert sum(number != average for number in views.values()) <= 4


def test_a_late_proposal_catches_up() -> None:
    seen: dict[int, set[int]] = {person: set() for person in range(40)}
    views = dict.fromkeys(range(10), 0)
    for person in range(20):
        for _turn in range(5):
            vote(seen, views, person)
    views[99] = 0
    for person in range(20, 40):
        for _turn in range(3):
            vote(seen, views, person)
    assert max(views.values()) - views[99] <= 1


def test_ties_are_random_but_the_same_for_one_person() -> None:
    views = dict.fromkeys(range(40), 3)
    assert len({barcamp_turns.choose(views, person) for person in range(60)}) > 20
    assert {barcamp_turns.choose(views, 4) for _again in range(9)} == {barcamp_turns.choose(views, 4)}
    assert barcamp_turns.choose({}, 4) is None
    assert barcamp_turns.choose({1: 5, 2: 4, 3: 5}, 4) == 2
