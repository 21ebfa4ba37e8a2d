# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The search shows everybody exactly what the pages show: audiences of entries are the querysets of visibility."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from allmende.content.models import Announcement
from allmende.cooperation.models import Alliance, Cooperation
from allmende.core import searchables
from allmende.events.models import Event
from allmende.funding.models import Directive, ProgrammeProfile
from tests.permissions.cast import Person, make_cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.permissions.cast import Cast

NOUNS = {
    "kooperationen": Cooperation,
    "verbuende": Alliance,
    "meldungen": Announcement,
    "veranstaltungen": Event,
    "foerderprogramme": ProgrammeProfile,
    "foerderrichtlinien": Directive,
}


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_cast()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("person", Person)
def test_what_is_found_is_what_may_be_seen(cast, person):
    user = cast.people.get(person, AnonymousUser())
    audiences = set(searchables.audiences_of(user))
    for key, model in NOUNS.items():
        entries = searchables.source(key).entries()
        found = {int(entry.key) for entry in entries if audiences & set(entry.audience)}
        assert found == set(model.objects.visible_to(user).values_list("pk", flat=True)), key


def test_a_visitor_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert searchables.audiences_of(AnonymousUser()) == ("public",)


@pytest.mark.django_db
def test_nothing_of_the_cast_is_seen_by_all_or_by_nobody(cast):
    """Otherwise the test above could not fail."""
    for key, model in NOUNS.items():
        seen = {len(model.objects.visible_to(cast.people.get(person, AnonymousUser()))) for person in Person}
        assert len(seen) > 1, key
