# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Building the index anew, and an index that was damaged, deleted or made by another version."""

from __future__ import annotations

import json
import shutil
import threading
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError

from allmende.config import demo
from allmende.config.management.commands.serve import Command as Serve
from allmende.core.models import LoadedData
from allmende.search import following, index, locking, rebuilding, stamp, upkeep
from allmende.search.builds import Node
from allmende.search.tests.noun import FAILING, Notes, publish, withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notes")]


def titles() -> set[str]:
    view = following.catch_up()
    told = view.searcher.terms_with_prefix("id", f"{Notes.key}:", view.allowed(["public"]))
    return {name.partition(":")[2] for name, _ in told}


def join(name: str) -> None:
    """Wait for the thread called so, if it runs."""
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(30)


def test_the_old_index_answers_while_the_new_one_is_built_and_no_change_is_lost(node) -> None:
    publish("Archiv", "Bauhof")
    assert titles() == {"Archiv", "Bauhof"}
    seen = []

    def meanwhile(progress: rebuilding.Progress) -> None:
        if progress.label == str(Notes.label):  # all notes have been read for the new index
            publish("Kita")
            withdraw("Archiv")
            seen.append(titles())

    rebuilding.rebuild(node, say=meanwhile)
    assert seen == [{"Bauhof", "Kita"}]
    assert titles() == {"Bauhof", "Kita"}
    assert following.catch_up().is_complete


def test_a_view_stays_as_it_is_when_another_build_takes_its_place(node) -> None:
    publish("Archiv")
    view = following.catch_up()
    rebuilding.rebuild(node)
    withdraw("Archiv")
    assert titles() == set()
    assert view.searcher.search(view.allowed(["public"])).hits, "whoever has begun with it can finish"


def test_only_one_process_rebuilds(node) -> None:
    with locking.held(node.lock("rebuild")):
        with pytest.raises(rebuilding.AlreadyRunningError):
            rebuilding.rebuild(node)
        with pytest.raises(CommandError, match="gerade schon"):
            call_command("search_rebuild")
        assert upkeep.status().is_rebuilding
        publish("Bauhof")
        assert titles() == {"Bauhof"}


@pytest.mark.parametrize("damage", ["deleted", "pointer", "meta", "segment", "build"])
def test_a_damaged_index_is_built_anew(node: Node, damage: str) -> None:
    assert node.directory is not None
    publish("Bauhof")
    assert titles() == {"Bauhof"}
    opened = index.reader().build
    assert opened is not None
    assert opened.path is not None
    if damage == "deleted":
        shutil.rmtree(node.directory)
    elif damage == "pointer":
        (node.directory / "current").write_text("{")
    elif damage == "meta":
        (opened.path / "meta.json").write_text("")
    elif damage == "segment":
        for file in opened.path.glob("*.idx"):
            file.unlink()
    else:
        shutil.rmtree(opened.path)
    index.use(node)  # as a process that starts now
    assert titles() == set()
    assert not following.catch_up().is_there
    assert upkeep.problem()
    upkeep.make_ready()
    assert titles() == {"Bauhof"}
    assert upkeep.problem() == ""


def test_an_index_deleted_under_a_running_process_is_built_anew(node) -> None:
    publish("Bauhof")
    assert titles() == {"Bauhof"}
    shutil.rmtree(node.directory)
    assert titles() == set()
    upkeep.make_ready()
    assert titles() == {"Bauhof"}


def test_an_index_of_other_fields_is_not_read(node) -> None:
    publish("Bauhof")
    titles()
    pointer = json.loads((node.directory / "current").read_text())
    pointer["stamp"]["schema"] = "older"
    (node.directory / "current").write_text(json.dumps(pointer))
    index.use(node)  # as a process of the new version
    assert not following.catch_up().is_there
    upkeep.make_ready()
    assert titles() == {"Bauhof"}


def test_an_index_of_another_analysis_answers_until_it_is_built_anew(node, monkeypatch) -> None:
    publish("Bauhof")
    titles()
    former, now = index.reader().build, stamp.current()
    monkeypatch.setattr(stamp, "current", lambda: replace(now, contents="newer"))
    asked: list[Node] = []
    monkeypatch.setattr(following, "_work_off", asked.append)
    assert titles() == {"Bauhof"}
    assert asked == [node]
    assert not upkeep.status().fits
    upkeep.make_able(lambda _: pytest.fail("the old one answers"))
    upkeep.make_ready()
    assert titles() == {"Bauhof"}
    assert index.reader().build is not former
    assert asked == [node], "once it is done nobody is asked again"


def test_strangers_on_the_machine_cannot_read_it(node) -> None:
    assert node.directory.stat().st_mode & 0o007 == 0


def test_what_is_in_order_is_left_alone(node) -> None:
    publish("Bauhof")
    titles()
    former = index.reader().build
    upkeep.make_ready(lambda _: pytest.fail("nothing was to be done"))
    assert index.reader().build is former


def test_what_a_build_that_died_has_left_goes_with_the_next_one(node) -> None:
    node.begin()
    assert len(list(node.directory.glob("build-*"))) == 2
    rebuilding.rebuild(node)
    assert len(list(node.directory.glob("build-*"))) == 1


def test_a_node_without_an_index_starts_one_in_the_background(tmp_path, monkeypatch) -> None:
    index.use(Node(tmp_path / "new"))
    marker = tmp_path / "ran"
    monkeypatch.setattr(following, "COMMAND", ("touch", str(marker)))
    assert not following.catch_up().is_there
    join("search-work-off")
    assert marker.exists()


def test_the_server_builds_a_missing_index_before_it_starts(tmp_path, capsys, monkeypatch) -> None:
    publish("Bauhof")
    index.use(Node(tmp_path / "new"))
    monkeypatch.setattr("allmende.config.management.commands.serve.connections.close_all", lambda: None)
    Serve()._make_index_ready()
    assert "Suchindex: Notizen: 1" in capsys.readouterr().out
    assert titles() == {"Bauhof"}
    Serve()._make_index_ready()
    assert capsys.readouterr().out == ""


def test_the_server_starts_without_a_database(tmp_path, capsys, monkeypatch) -> None:
    def away(_say: object) -> None:
        raise OperationalError("secret host")

    monkeypatch.setattr(upkeep, "make_able", away)
    monkeypatch.setattr("allmende.config.management.commands.serve.connections.close_all", lambda: None)
    Serve()._make_index_ready()
    assert "OperationalError" in capsys.readouterr().err


def test_the_demo_builds_its_index(tmp_path, monkeypatch, settings) -> None:
    publish("Bauhof")
    index.use(Node(tmp_path / "new"))
    monkeypatch.setattr(demo, "PARTS", ())
    monkeypatch.setattr(demo, "call_command", lambda *_args, **_options: None)
    monkeypatch.setattr(demo, "_collect_static", lambda say: None)
    settings.VAR_DIR = settings.MEDIA_ROOT = settings.STATIC_ROOT = tmp_path / "var"
    said: list[str] = []
    demo.prepare(said.append)
    assert "Suchindex: Notizen: 1" in said
    assert LoadedData.objects.filter(pk="Bauhof").exists()
    assert titles() == {"Bauhof"}


def test_many_small_segments_are_joined_beside_the_visitors(node) -> None:
    for number in range(9):
        publish(f"Archiv {number}")
        following.catch_up()
        join("search-settle")
    assert len(titles()) == 9
    assert index.reader().view(afresh=True).searcher.num_segments < 8


def test_rebuilding_says_how_far_it_is(node, capsys) -> None:
    publish("Bauhof", "Archiv")
    call_command("search_rebuild")
    said = capsys.readouterr().out
    assert "Notizen: 2" in said
    assert "Fertig: " in said
    assert str(rebuilding.Progress("Orte", 1200, 12_917, 2.0)) == "Orte: 1.200 von etwa 12.917 (600 je Sekunde)"


def test_a_source_that_fails_leaves_an_index_of_the_others(node) -> None:
    publish("Bauhof")
    publish("Schlecht", text=FAILING)
    rebuilding.rebuild(node)
    view = following.catch_up()
    assert view.is_there
    assert view.owed.keys() == {Notes.key}
    upkeep.make_ready()
    assert following.catch_up().owed, "it fails still"
    publish("Schlecht")
    upkeep.make_ready()
    assert titles() == {"Bauhof", "Schlecht"}
    assert following.catch_up().is_complete
