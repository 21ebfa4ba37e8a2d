# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The index follows the database: what is published is found at the next request, what is withdrawn is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import tantivy
from django.db import transaction

from allmende.core import searchables
from allmende.core.content_version import content_changed
from allmende.core.models import ContentVersion, LoadedData, SearchChange
from allmende.core.searchables import EVERYTHING, PUBLIC
from allmende.search import changes, following, index, locking, schema, upkeep
from allmende.search.tests.noun import FAILING, HIDDEN, Notes, publish, withdraw

if TYPE_CHECKING:
    from allmende.search.builds import Node

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notes")]

Must = tantivy.Occur.Must


def found(word: str = "text", *, audiences: tuple[str, ...] = (PUBLIC,), pages: bool = False) -> set[str]:
    """The titles of the notes with ``word``, as these audiences find them now."""
    view = following.catch_up()
    query = tantivy.Query.boolean_query(
        [
            (Must, view.allowed(audiences, pages=pages)),
            (Must, tantivy.Query.term_query(view.schema, schema.TEXT_EXACT, word)),
        ]
    )
    hits = view.searcher.search(query, limit=1000).hits
    return {schema.shown(view.searcher.doc(address)).title for _, address in hits}


@pytest.mark.parametrize("where", ["memory", "disk"])
def test_what_is_published_is_found_and_what_is_withdrawn_is_gone(where: str, request) -> None:
    if where == "disk":
        request.getfixturevalue("node")
    publish("Bauhof", "Archiv")
    assert found() == {"Bauhof", "Archiv"}
    publish("Bauhof", text="anders")
    assert found() == {"Archiv"}
    assert found("anders") == {"Bauhof"}
    withdraw("Archiv")
    assert found() == set()
    assert following.catch_up().is_complete


def test_pages_come_and_go_with_their_document(node) -> None:
    publish("Vertrag", text="page eins")
    assert found("eins", pages=True) == {"Vertrag"}
    publish("Vertrag", text="page zwei")
    assert found("eins", pages=True) == set()
    withdraw("Vertrag")
    assert found("zwei", pages=True) == set()
    assert following.catch_up().searcher.num_docs == 1, "only the position"


def test_who_may_find_it_follows_too(node) -> None:
    publish("Plan")
    assert found() == {"Plan"}
    publish("Plan", text=f"{HIDDEN}Text")
    assert found() == set()
    assert found(audiences=(PUBLIC, "org:1")) == {"Plan"}


def test_what_is_rolled_back_was_never_there(node) -> None:
    assert found() == set()
    with pytest.raises(RuntimeError), transaction.atomic():
        publish("Bauhof")
        raise RuntimeError
    assert found() == set()


def test_what_may_still_be_rolled_back_stays_out_of_the_index(node) -> None:
    publish("Archiv")
    assert found() == {"Archiv"}
    with transaction.atomic():
        publish("Bauhof")
        withdraw("Archiv")
        assert found() == set()
        assert not following.catch_up().is_complete
    assert found() == {"Bauhof"}


def test_looking_costs_one_query_and_nothing_new_is_not_written(node, django_assert_num_queries) -> None:
    publish("Bauhof")
    following.catch_up()
    with django_assert_num_queries(1):
        following.catch_up()
    seen = node.seen(index.reader().build)
    content_changed()
    with django_assert_num_queries(2):
        assert following.catch_up().is_complete
    with django_assert_num_queries(1):
        following.catch_up()
    assert node.seen(index.reader().build) == seen


def test_one_change_costs_few_queries(node, django_assert_num_queries) -> None:
    following.catch_up()
    publish("Bauhof", "Archiv", "Kita")
    with django_assert_num_queries(4):  # version, changes, changes again under the lock, the entries
        following.catch_up()


def test_a_source_that_may_have_changed_as_a_whole_is_written_anew(node) -> None:
    publish("Bauhof", "Archiv")
    assert len(found()) == 2
    LoadedData.objects.filter(pk="Archiv").delete()
    LoadedData.objects.create(pk="Kita", version="Text")
    searchables.changed_keys(Notes.key)
    assert found() == {"Bauhof", "Kita"}


@pytest.mark.parametrize("where", ["memory", "disk"])
def test_when_everything_changed_the_index_is_built_anew(where: str, request) -> None:
    made = request.getfixturevalue("node") if where == "disk" else None
    publish("Bauhof")
    assert found() == {"Bauhof"}
    former = index.reader().build
    LoadedData.objects.create(pk="Kita", version="Text")
    searchables.everything_changed()
    if made is not None:
        assert found() == {"Bauhof"}
        assert not following.catch_up().is_complete
        upkeep.make_ready()
    assert found() == {"Bauhof", "Kita"}
    assert index.reader().build is not former
    assert following.catch_up().is_complete


def test_while_another_process_writes_what_changed_is_left_out(node, monkeypatch) -> None:
    publish("Bauhof", "Archiv")
    assert len(found()) == 2
    monkeypatch.setattr(following, "PATIENCE", 0)
    with locking.held(node.lock("writer")):
        withdraw("Archiv")
        publish("Kita")
        assert found() == {"Bauhof"}
        assert found(pages=True) == set()
        assert not following.catch_up().is_complete
    assert found() == {"Bauhof", "Kita"}
    assert following.catch_up().is_complete


def test_what_cannot_be_written_is_left_out(node, monkeypatch) -> None:
    publish("Bauhof", "Archiv")
    following.catch_up()
    with monkeypatch.context() as patch:

        def full(*_args: object, **_options: object) -> None:
            raise OSError("No space left on device")

        patch.setattr(changes, "apply", full)
        withdraw("Archiv")
        assert found() == {"Bauhof"}
    assert found() == {"Bauhof"}
    assert following.catch_up().is_complete


def test_much_is_taken_out_at_once_and_comes_back_in_the_background(node, monkeypatch) -> None:
    publish("Bauhof", "Archiv", "Kita", "Schule")
    assert len(found()) == 4
    asked: list[Node] = []
    monkeypatch.setattr(following, "AT_ONCE", 2)
    monkeypatch.setattr(following, "_work_off", asked.append)
    LoadedData.objects.filter(pk="Kita").delete()
    publish("Bauhof", "Archiv", text="neuer Text")
    searchables.changed_keys(Notes.key, ["Kita"])
    assert found() == {"Schule"}
    assert not following.catch_up().is_complete
    assert asked[0] is node
    upkeep.make_ready()
    assert found() == {"Bauhof", "Archiv", "Schule"}
    assert found("neuer") == {"Bauhof", "Archiv"}
    assert following.catch_up().is_complete


def test_a_large_source_answers_as_before_until_it_is_worked_off(node, monkeypatch) -> None:
    publish("Bauhof", "Archiv", "Kita")
    following.catch_up()
    monkeypatch.setattr(following, "AT_ONCE", 2)
    LoadedData.objects.filter(pk="Kita").update(version="anders")
    searchables.changed_keys(Notes.key)
    withdraw("Archiv")
    assert found() == {"Bauhof", "Kita"}, "what is named is gone at once all the same"
    assert following.catch_up().owed.keys() == {Notes.key}
    publish("Schule")
    assert found() == {"Bauhof", "Kita", "Schule"}, "small changes go on"
    upkeep.make_ready()
    assert found() == {"Bauhof", "Schule"}
    assert following.catch_up().is_complete


def test_a_source_that_fails_does_not_hold_up_the_others(node) -> None:
    publish("Bauhof")
    following.catch_up()
    publish("Schlecht", text=FAILING)
    publish("Bauhof", text=f"{HIDDEN}Text")
    assert found() == set()
    view = following.catch_up()
    assert view.number == changes.published().number
    assert not view.is_complete
    LoadedData.objects.filter(pk="Schlecht").delete()
    upkeep.make_ready()
    assert found(audiences=("org:1",)) == {"Bauhof"}
    assert following.catch_up().is_complete


def test_changes_of_a_source_that_is_gone_are_passed_over(node) -> None:
    content_changed()
    SearchChange.objects.create(number=changes.published().number, source="vanished", key="1")
    publish("Bauhof")
    assert found() == {"Bauhof"}


@pytest.mark.parametrize("how", ["forgotten", "restored"])
def test_an_index_that_cannot_follow_shows_nothing_until_it_is_built_anew(node, how: str) -> None:
    for title in ("Bauhof", "Archiv"):
        publish(title)
    assert len(found()) == 2
    LoadedData.objects.filter(pk="Archiv").delete()
    if how == "restored":
        ContentVersion.objects.update(value=1)
    else:
        ContentVersion.objects.update(value=100, forgotten_up_to=99)
    assert found() == set()
    assert not following.catch_up().is_there
    upkeep.make_ready()
    assert found() == {"Bauhof"}


def test_a_database_that_is_away_is_not_the_end(node, monkeypatch) -> None:
    publish("Bauhof")
    assert found() == {"Bauhof"}

    def away() -> None:
        raise RuntimeError

    monkeypatch.setattr(changes, "published", away)
    assert found() == {"Bauhof"}
    assert not following.catch_up().is_complete


def test_words_of_hidden_and_of_withdrawn_entries_are_unknown(node) -> None:
    publish("Akte", text=f"{HIDDEN}Geheimplan")
    publish("Archiv", text="Bücherei")
    words = following.catch_up().vocabulary
    assert (words.size, words.known("bucherei", "exact"), words.known("geheimplan", "exact")) == (1, 1, 0)
    assert words.near("geheimplann") == words.starting("geheim") == []
    assert words.near("bucherie") == words.starting("bu") == ["bucherei"]
    inside = following.catch_up().vocabulary_for((PUBLIC, "org:1"))
    assert inside.near("geheimplann") == inside.starting("geheim") == ["geheimplan"]
    withdraw("Archiv")
    words = following.catch_up().vocabulary
    assert words.near("bucherie") == words.starting("bu") == []
    assert words.known("bucherei", "exact") == 0


def test_words_withheld_are_unknown_too(node, monkeypatch) -> None:
    publish("Archiv", text="Bücherei")
    following.catch_up()
    monkeypatch.setattr(following, "PATIENCE", 0)
    with locking.held(node.lock("writer")):
        withdraw("Archiv")
        assert following.catch_up().vocabulary.known("bucherei", "exact") == 0


def test_everything_is_no_key(node) -> None:
    searchables.changed_keys(Notes.key, [EVERYTHING, "1"])
    assert following.catch_up().is_complete
