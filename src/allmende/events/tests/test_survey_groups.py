# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""No group of fewer than five can be worked out from what is shown, whatever is added, subtracted or cut out."""

from __future__ import annotations

import itertools
from collections import Counter
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.events.models import SMALLEST_GROUP
from allmende.events.survey_groups import EVERYBODY, Group, shown_groups

CELLS = st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["", "municipality", "authority"])), max_size=40)


def crowd(**sizes: int) -> list[tuple[int, str]]:
    """``a1=5``: five of kind a at session 1."""
    return [(int(name[1:]), name[0]) for name, size in sizes.items() for _ in range(size)]


def atoms(cells, groups) -> Counter:
    """How many are in exactly the same groups: computed apart from the rule."""
    return Counter(tuple(group.holds(cell) for group in groups) for cell in cells)


def test_too_few_are_not_shown_at_all():
    assert shown_groups(crowd(a1=4)) == []
    assert shown_groups(crowd(a1=5)) == [EVERYBODY, Group(session=1), Group(kind="a")]


def test_the_rest_of_seven_does_not_follow_by_subtraction():
    assert shown_groups(crowd(a1=5, a2=2)) == [EVERYBODY, Group(kind="a")]


def test_two_filters_together_do_not_leave_a_small_group():
    """Sessions of 6 and 6, kinds of 6 and 6: each is large enough, but one session holds just one of a kind."""
    shown = shown_groups(crowd(a1=5, b1=1, a2=1, b2=5))
    assert shown == [EVERYBODY, Group(session=1), Group(session=2)]


def test_a_small_group_hides_no_more_than_needed():
    shown = shown_groups(crowd(a1=6, a2=6, b3=2, b4=3))
    assert set(shown) == {EVERYBODY, Group(session=1), Group(session=2), Group(kind="a"), Group(kind="b")}


@given(CELLS)
@settings(max_examples=300, deadline=None)
def test_every_part_has_at_least_five(cells):
    shown = shown_groups(cells)
    assert bool(shown) == (len(cells) >= SMALLEST_GROUP)
    if shown:
        assert shown[0] == EVERYBODY
        assert len(set(shown)) == len(shown)
        assert min(atoms(cells, shown).values()) >= SMALLEST_GROUP


@given(CELLS)
@settings(max_examples=60, deadline=None)
def test_no_sum_or_difference_tells_of_one_to_four(cells):
    """Linear algebra: of those who could be told apart, no set of fewer than five is a combination of shown sets.

    What is shown are sums over groups, and over what two of them have in common. Who is not told apart by kind and
    session is one column; a set is a part of each column, so it is enough to try sums over whole columns.
    """
    shown = shown_groups(cells)
    sizes = Counter(cells)
    columns = sorted(sizes)
    pairs = [
        [group.holds(cell) and other.holds(cell) for cell in columns]
        for group, other in itertools.combinations_with_replacement(shown, 2)
    ]
    basis = echelon([[Fraction(value) for value in row] for row in pairs])
    for length in range(1, len(columns) + 1):
        for chosen in itertools.combinations(range(len(columns)), length):
            if 0 < sum(sizes[columns[place]] for place in chosen) < SMALLEST_GROUP:
                wanted = [Fraction(place in chosen) for place in range(len(columns))]
                assert any(reduced(basis, wanted)), [columns[place] for place in chosen]
        if length >= SMALLEST_GROUP:
            break


def echelon(rows):
    """Rows with a leading one each, in which no other row has anything."""
    basis = []
    for row in rows:
        rest = reduced(basis, row)
        lead = next((place for place, value in enumerate(rest) if value), None)
        if lead is None:
            continue
        rest = [value / rest[lead] for value in rest]
        basis = [
            (at, [value - known[lead] * new for value, new in zip(known, rest, strict=True)]) for at, known in basis
        ]
        basis.append((lead, rest))
    return basis


def reduced(basis, row):
    """What of ``row`` the basis does not make; all zero if it does."""
    for lead, known in basis:
        row = [value - row[lead] * made for value, made in zip(row, known, strict=True)]
    return row


def test_the_check_itself_finds_a_leak():
    """If the group of five in seven were shown, the two others would follow."""
    basis = echelon([[Fraction(1), Fraction(1)], [Fraction(1), Fraction(0)]])
    assert not any(reduced(basis, [Fraction(0), Fraction(1)]))
