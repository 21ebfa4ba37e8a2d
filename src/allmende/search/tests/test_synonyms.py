# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Synonyms: what the desk teaches the search, what comes with the software, what a query is turned into."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from allmende.cooperation.tests.factories import make_cooperation, make_rhineland
from allmende.core.content_version import current
from allmende.core.models import AuditEntry
from allmende.search import synonym_services, synonyms
from allmende.search.models import SynonymGroup
from allmende.search.synonym_services import (
    SYNONYMS_FILE,
    change_synonyms,
    clean_words,
    create_synonyms,
    delete_synonyms,
    load_synonyms,
    restore_synonyms,
)
from tests.permissions.people import make_desk, make_desk_of, make_person

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from allmende.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def desk() -> User:
    return make_desk("Redaktion")


@pytest.fixture
def at_desk(client: Client, desk: User) -> Client:
    client.force_login(desk)
    return client


class TestWhatTheSearchKnows:
    def test_words_of_a_group_stand_for_each_other(self, desk: User) -> None:
        create_synonyms(words="Bauhof, Betriebshof , Baubetriebshof", by=desk)
        known = synonyms.mapping()
        assert known["bauhof"] == ("Betriebshof", "Baubetriebshof")
        assert known["betriebshof"] == ("Bauhof", "Baubetriebshof")

    def test_one_way_only_the_first_stands_for_the_others(self, desk: User) -> None:
        create_synonyms(words="Schwimmbad, Freibad", is_one_way=True, by=desk)
        assert synonyms.mapping() == {"schwimmbad": ("Freibad",)}

    def test_a_word_of_two_groups_stands_for_both(self, desk: User) -> None:
        create_synonyms(words="VG, Verbandsgemeinde", by=desk)
        create_synonyms(words="VG, Verwaltungsgemeinschaft", by=desk)
        assert set(synonyms.mapping()["vg"]) == {"Verbandsgemeinde", "Verwaltungsgemeinschaft"}

    def test_several_words_are_one_key_however_they_are_written(self, desk: User) -> None:
        create_synonyms(words="E-Akte, elektronische  Akte, Straßen-Akte", by=desk)
        assert {"e akte", "elektronische akte", "strassen akte"} == set(synonyms.mapping())

    def test_a_change_and_a_deletion_act_at_once(self, desk: User) -> None:
        group = create_synonyms(words="Bauhof, Betriebshof", by=desk)
        assert "bauhof" in synonyms.mapping()
        change_synonyms(group=group, words="Kita, Kindergarten", by=desk)
        assert set(synonyms.mapping()) == {"kita", "kindergarten"}
        delete_synonyms(group=group, by=desk)
        assert synonyms.mapping() == {}

    def test_it_is_asked_with_one_query(self, desk: User, django_assert_num_queries: Any) -> None:
        create_synonyms(words="Bauhof, Betriebshof", by=desk)
        synonyms.mapping()
        with django_assert_num_queries(1):
            synonyms.mapping()

    def test_the_search_uses_them_at_the_next_request(self, at_desk: Client, desk: User) -> None:
        land = make_rhineland()
        make_cooperation("Gemeinsamer Betriebshof", land["071375004"])
        assert at_desk.get("/suche.json?q=gemeindewerkstatt").json()["total"] == 0
        create_synonyms(words="Gemeindewerkstatt, Betriebshof", by=desk)
        hits = at_desk.get("/suche.json?q=gemeindewerkstatt").json()["hits"]
        assert [hit["title"] for hit in hits] == ["Gemeinsamer Betriebshof"]


class TestWriting:
    def test_every_write_is_in_the_log_and_raises_the_version(self, desk: User) -> None:
        before = current()
        group = create_synonyms(words="Bauhof, Betriebshof", by=desk)
        change_synonyms(group=group, words="Bauhof, Werkhof", by=desk)
        delete_synonyms(group=group, by=desk)
        rows = AuditEntry.objects.filter(object_type="search.synonymgroup").order_by("pk")
        assert [row.verb for row in rows] == ["synonyms.created", "synonyms.changed", "synonyms.deleted"]
        assert (rows[1].before or {})["words"] == "Bauhof, Betriebshof"
        assert current() == before + 3

    def test_the_same_again_changes_nothing(self, desk: User) -> None:
        group = create_synonyms(words="Bauhof, Betriebshof", by=desk)
        version = current()
        change_synonyms(group=group, words=" Bauhof ,Betriebshof", by=desk)
        assert current() == version

    @pytest.mark.parametrize(
        "words",
        [
            "", "Bauhof", "Bauhof, bauhof", "Straße, Strasse", "a" * 90 + ", b", "Bauhof, <script>", "Bauhof, -Hof",
            'Bauhof, "Hof"', "Bauhof, ort:Mendig", "Bauhof, ***", "Bauhof, \x00Hof",
            ", ".join(f"Wort{number}" for number in range(30)),
        ],
    )  # fmt: skip
    def test_what_is_no_group_is_refused(self, desk: User, words: str) -> None:
        with pytest.raises(ValidationError):
            create_synonyms(words=words, by=desk)
        assert not SynonymGroup.objects.exists()

    @pytest.mark.parametrize("words", ["E-Akte, elektronische Akte", "§ 2b UStG, Paragraf 2b", "GkG (NRW), GkG"])
    def test_what_officials_write_is_accepted(self, words: str) -> None:
        assert ", ".join(clean_words(words)) == words

    def test_a_group_is_there_once(self, desk: User) -> None:
        create_synonyms(words="Bauhof, Betriebshof", by=desk)
        with pytest.raises(ValidationError):
            create_synonyms(words="betriebshof, BAUHOF", by=desk)
        create_synonyms(words="Bauhof, Betriebshof", is_one_way=True, by=desk)

    def test_only_the_desk_without_a_limit_may_write(self, desk: User) -> None:
        group = create_synonyms(words="Bauhof, Betriebshof", by=desk)
        limited = make_desk_of("Hessen", make_rhineland()["06"])
        for stranger in (limited, make_person("Bürgerin")):
            for write in (
                lambda by: create_synonyms(words="Kita, Kindergarten", by=by),
                lambda by: change_synonyms(group=group, words="Kita, Hort", by=by),
                lambda by: delete_synonyms(group=group, by=by),
                lambda by: restore_synonyms(group=group, by=by),
            ):
                with pytest.raises(PermissionDenied):
                    write(stranger)
        assert SynonymGroup.objects.get().words == "Bauhof, Betriebshof"


class TestWhatIsSupplied:
    def test_every_group_is_one(self) -> None:
        rows = json.loads(SYNONYMS_FILE.read_text())
        assert len(rows) >= 60
        report = load_synonyms()
        assert report.created == len(rows)
        known = synonyms.mapping()
        assert "Verbandsgemeinde" in known["vg"]
        assert "Niederschrift" in known["protokoll"]
        assert {"Kindergarten", "Kindertagesstätte"} <= set(known["kita"])
        assert "Datenschutzbeauftragter" in known["dsb"]

    def test_loading_twice_changes_nothing(self) -> None:
        load_synonyms()
        version, rows = current(), AuditEntry.objects.count()
        report = load_synonyms()
        assert (report.created, report.changed, report.removed) == (0, 0, 0)
        assert (current(), AuditEntry.objects.count()) == (version, rows)

    def test_a_new_version_leaves_alone_what_the_desk_has_touched(
        self, desk: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        rows = [
            {"key": key, "words": words, "is_one_way": False, "note": ""}
            for key, words in (("a", ["A1", "A2"]), ("b", ["B1", "B2"]), ("c", ["C1", "C2"]), ("d", ["D1", "D2"]))
        ]
        file = tmp_path / "synonyms.json"
        monkeypatch.setattr(synonym_services, "SYNONYMS_FILE", file)
        file.write_text(json.dumps(rows))
        load_synonyms()
        by_key = {group.supplied_key: group for group in SynonymGroup.objects.all()}
        change_synonyms(group=by_key["a"], words="A1, Eigenes", by=desk)
        delete_synonyms(group=by_key["b"], by=desk)
        rows[2]["words"] = ["C1", "C3"]
        file.write_text(json.dumps(rows[:3]))
        report = load_synonyms()
        assert (report.created, report.changed, report.removed, report.kept) == (0, 1, 1, 2)
        assert set(synonyms.mapping()) == {"a1", "eigenes", "c1", "c3"}

    def test_a_deleted_one_can_be_brought_back(self, at_desk: Client) -> None:
        load_synonyms()
        group = SynonymGroup.objects.get(supplied_key="bauhof")
        at_desk.post(f"/suche/synonyme/{group.pk}/loeschen/")
        assert "bauhof" not in synonyms.mapping()
        assert "Wieder einsetzen" in at_desk.get("/suche/synonyme/").content.decode()
        assert at_desk.post(f"/suche/synonyme/{group.pk}/wieder-einsetzen/").status_code == 302
        assert "bauhof" in synonyms.mapping()


class TestThePages:
    def test_a_group_is_added_changed_and_deleted(self, at_desk: Client) -> None:
        added = at_desk.post("/suche/synonyme/neu/", {"words": "Bauhof, Betriebshof", "note": "überall"}, follow=True)
        assert "Die Suche kennt die Wörter ab sofort." in added.content.decode()
        group = SynonymGroup.objects.get()
        address = f"/suche/synonyme/{group.pk}/"
        assert "Bauhof, Betriebshof" in at_desk.get(address).content.decode()
        at_desk.post(address, {"words": "Bauhof, Werkhof", "is_one_way": "on", "is_supplied": "on", "pk": "99"})
        group.refresh_from_db()
        assert (group.words, group.is_one_way, group.is_supplied) == ("Bauhof, Werkhof", True, False)
        assert "Bauhof, Werkhof" in at_desk.get(f"{address}loeschen/").content.decode()
        at_desk.post(f"{address}loeschen/")
        assert at_desk.post(f"{address}loeschen/").status_code == 404
        assert not SynonymGroup.objects.exists()

    def test_what_is_refused_stays_in_the_form(self, at_desk: Client) -> None:
        response = at_desk.post("/suche/synonyme/neu/", {"words": "nur eines <b>"})
        page = response.content.decode()
        assert response.status_code == 422
        assert "nur eines &lt;b&gt;</textarea>" in page
        assert "Bitte prüfen Sie Ihre Eingaben" in page
        assert "<title>Fehler:" in page

    def test_a_double_post_makes_one_group(self, at_desk: Client) -> None:
        statuses = [at_desk.post("/suche/synonyme/neu/", {"words": "A, B"}).status_code for _ in range(2)]
        assert statuses == [302, 422]

    def test_it_can_be_tried_out(self, at_desk: Client) -> None:
        load_synonyms()
        page = at_desk.get("/suche/synonyme/", {"probe": 'Bauhofvertrag häufige Fragen -Friedhof "zwei Wörter"'})
        html = page.content.decode()
        assert "bauhof + vertrag" in html
        assert "FAQ" in html[html.index("ausprobieren") : html.index('id="gruppen"')]
        assert "darf nicht vorkommen" in html
        assert "zwei Wörter" in html

    def test_a_slip_of_the_pen_is_shown(self, at_desk: Client) -> None:
        make_cooperation("Zweckverband Abwasser", make_rhineland()["071375004"])
        html = at_desk.get("/suche/synonyme/", {"probe": "Zweckverbnd"}).content.decode()
        assert "andere Schreibweise" in html
        assert "zweckverband" in html

    def test_the_number_of_queries_does_not_grow(self, at_desk: Client, django_assert_max_num_queries: Any) -> None:
        load_synonyms()
        with django_assert_max_num_queries(16):
            at_desk.get("/suche/synonyme/")
