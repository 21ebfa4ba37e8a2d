# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from allmende.cooperation.models import Topic
from allmende.cooperation.tests.factories import make_cooperation, make_organisation, make_topic
from allmende.core import searchables
from allmende.core.content_version import current
from allmende.core.models import PeriodicJob, SearchChange
from allmende.core.searchables import Entry, PageText

pytestmark = pytest.mark.django_db


def noted() -> list[tuple[int, str, str]]:
    return list(SearchChange.objects.order_by("pk").values_list("number", "source", "key"))


@pytest.fixture
def quiet(db):
    """Nothing is noted any more of how the story came about."""

    def forget() -> int:
        SearchChange.objects.all().delete()
        return current()

    return forget


def test_a_change_has_the_number_of_the_version_that_shows_it(quiet):
    cooperation = make_cooperation("Bauhof")
    before = quiet()
    searchables.changed(cooperation, cooperation)
    assert noted() == [(before + 1, "kooperationen", str(cooperation.pk))]
    assert current() == before + 1


def test_what_is_rolled_back_was_never_noted(quiet):
    cooperation = make_cooperation("Bauhof")
    before = quiet()
    with transaction.atomic():
        searchables.changed(cooperation)
        transaction.set_rollback(True)
    assert (noted(), current()) == ([], before)


def test_an_organisation_changes_what_names_it(quiet):
    owner = make_organisation("Verbandsgemeinde Mendig")
    cooperation = make_cooperation("Bauhof", published=False)
    cooperation.owner = owner
    cooperation.save()
    make_cooperation("Ohne sie")
    before = quiet()
    searchables.changed(owner)
    assert noted() == [(before + 1, "kooperationen", str(cooperation.pk))]


def test_a_topic_changes_itself_and_its_cooperations(quiet):
    topic = make_topic("Standesamt")
    cooperation = make_cooperation("Gemeinsames Standesamt")
    cooperation.topics.add(topic)
    quiet()
    searchables.changed(topic)
    assert {(source, key) for _number, source, key in noted()} == {
        ("kooperationen", str(cooperation.pk)),
        ("themen", str(topic.pk)),
    }


def test_what_no_source_knows_is_a_mistake(quiet):
    with pytest.raises(KeyError, match="PeriodicJob"):
        searchables.changed(PeriodicJob(task_path="x"))


def test_all_of_a_source_or_of_everything(quiet):
    before = quiet()
    searchables.changed_keys("seiten")
    searchables.everything_changed()
    assert noted() == [(before + 1, "seiten", ""), (before + 2, "", "")]


def test_the_fingerprint_tells_every_difference():
    entry = Entry(source="themen", key="1", title="Bauhof", url="/a/", pages=(PageText(1, "eins"),))
    same = Entry(source="themen", key="1", title="Bauhof", url="/a/", pages=(PageText(1, "eins"),))
    others = [
        Entry(source="themen", key="1", title="Bauhof", url="/a/", pages=(PageText(1, "zwei"),)),
        Entry(source="themen", key="1", title="Bauhof", url="/a/", pages=(PageText(2, "eins"),)),
        Entry(source="themen", key="1", title="Bauhof", url="/a/", confirmed_on=dt.date(2026, 1, 1)),
        Entry(source="themen", key="1", title="Bauhof", url="/a/", audience=("org:1",)),
    ]
    assert entry.fingerprint == same.fingerprint
    assert len({entry.fingerprint, *(other.fingerprint for other in others)}) == 5


def test_a_source_gives_the_entries_asked_for_and_no_others():
    first, second = make_topic("Bauhof"), make_topic("Standesamt")
    source = searchables.source("themen")
    assert [entry.title for entry in source.entries([str(second.pk), "999999", "kaputt"])] == ["Standesamt"]
    assert {entry.key for entry in source.entries()} >= {str(first.pk), str(second.pk)}
    assert {str(key) for key in Topic.objects.values_list("pk", flat=True)} == {e.key for e in source.entries()}
