# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Comparing index and database, mending, and what is done every night."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from allmende.config import cli
from allmende.core.content_version import content_changed
from allmende.core.models import ContentVersion, LoadedData, SearchChange
from allmende.search import changes, checking, following, index, index_jobs, upkeep
from allmende.search.builds import Node
from allmende.search.tests.noun import HIDDEN, Notes, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notes")]


@pytest.fixture
def differing(node: Node) -> Node:
    """Somebody has written past the services: one note is missing, two are stale, one is too many, one is twice."""
    publish("Archiv", "Bauhof", "Kita", "Plan", "Schule")
    following.catch_up()
    LoadedData.objects.filter(pk="Archiv").delete()
    LoadedData.objects.filter(pk="Bauhof").update(version="anders")
    LoadedData.objects.filter(pk="Plan").update(version=f"{HIDDEN}Text")
    LoadedData.objects.create(pk="Neu", version="Text")
    (twice,) = Notes().entries(["Schule"])
    build = index.reader().build
    assert build is not None
    with build.writing() as batch:
        changes.add(batch, twice)
    index.reader().view(afresh=True)
    return node


def names(*keys: str) -> list[tuple[str, str]]:
    return [(Notes.key, key) for key in keys]


def test_every_difference_is_found_and_mended(differing) -> None:
    report = checking.check()
    assert report.entries >= 5
    assert report.missing == names("Neu")
    assert report.stale == names("Bauhof", "Plan", "Schule")
    assert report.hidden == names("Plan")
    assert report.surplus == names("Archiv")
    assert report.differing[:2] == names("Archiv", "Plan"), "what must not be found comes first"
    checking.repair(report)
    assert checking.check().is_same
    assert changes.count(following.catch_up().searcher, Notes.key) == 5


def test_what_changes_while_it_is_compared_is_no_difference(node, monkeypatch) -> None:
    publish("Archiv", "Bauhof")
    following.catch_up()
    entries = Notes.entries

    def changing(self, keys=None):
        for entry in entries(self, keys):
            yield entry
            if keys is None and entry.key == "Archiv":
                publish("Archiv", "Bauhof", text="anders")

    monkeypatch.setattr(Notes, "entries", changing)
    assert checking.check().is_same


def test_the_command_ends_with_one_where_something_differs(differing, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("search_check")
    assert ended.value.code == 1
    said = capsys.readouterr().out
    for line in ("fehlt im Index: 1", "  notes:Neu", "veraltet: 3", "zu viel im Index: 1", "--repair"):
        assert line in said
    call_command("search_check", repair=True)
    assert "In Ordnung gebracht." in capsys.readouterr().out
    call_command("search_check")
    assert "stimmen überein" in capsys.readouterr().out


def test_without_an_index_there_is_nothing_to_compare(tmp_path, capsys) -> None:
    index.use(Node(tmp_path / "new"))
    with pytest.raises(CommandError, match="search rebuild"):
        call_command("search_check")
    call_command("search_status")
    assert "noch kein Index" in capsys.readouterr().out
    assert index_jobs.compare_index_with_database.call() == {"entries": 0}


def test_the_state_says_what_is_not_applied_yet(node, capsys) -> None:
    publish("Archiv", "Bauhof")
    following.catch_up()
    content_changed()
    call_command("search_status")
    said = capsys.readouterr().out
    assert "1 hinter der Datenbank" in said
    assert "2  Notizen" in said
    assert str(node.directory) in said


def test_every_night_differences_are_mended_on_all_nodes(differing) -> None:
    before = changes.published().number
    result = index_jobs.compare_index_with_database.call()
    assert result["mended"] == 5
    assert checking.check().is_same
    noted = SearchChange.objects.filter(number__gt=before).order_by("key").values_list("key", flat=True)
    assert list(noted) == ["Archiv", "Bauhof", "Neu", "Plan", "Schule"]
    assert index_jobs.compare_index_with_database.call()["mended"] == 0


def test_changes_are_forgotten_after_a_week(node) -> None:
    publish("Archiv")
    old = changes.published().number
    publish("Bauhof")
    SearchChange.objects.filter(number=old).update(at=timezone.now() - dt.timedelta(days=8))
    following.catch_up()
    assert index_jobs.forget_old_changes.call() == {"changes": 1}
    assert list(SearchChange.objects.order_by("pk").values_list("key", flat=True)) == ["Bauhof"]
    assert ContentVersion.objects.get().forgotten_up_to == old
    assert following.catch_up().is_complete, "who has followed misses nothing"
    assert upkeep.forget_old_changes() == 0


@pytest.mark.parametrize("name", ["rebuild", "check", "status"])
def test_the_commands_are_called_in_two_words(name: str) -> None:
    assert cli.IN_TWO_WORDS["search", name] == f"search_{name}"
    assert f"search {name}" in cli.HELP
