# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The programme finder: what each filter leaves, what a card says, and that nothing typed into it breaks it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse

from allmende.accounts.tests.organisation_stories import desk
from allmende.cooperation.tests.factories import make_rhineland, make_territory, make_topic
from allmende.funding.finding.listing import first_sentence
from allmende.funding.models import Scope
from allmende.funding.tests.building import amount, when
from allmende.funding.tests.finder_stories import make_call, make_directive, make_profile

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def places(db):
    return make_rhineland()


def names(client, **params):
    answer = client.get(reverse("funding:finder"), params)
    assert answer.status_code == 200
    return [card.profile.programme.name for card in answer.context["page"].object_list]


def page(client, **params):
    return client.get(reverse("funding:finder"), params).content.decode()


@pytest.fixture
def three(places):
    """One of Rheinland-Pfalz, one of Hessen, one of the federal level."""
    make_profile("Pilotförderung", places["07"])
    make_profile("Förderung Hessen", places["06"])
    make_profile("Bundesprogramm", scope=Scope.FEDERAL)


def test_a_place_leaves_its_land_and_what_is_for_all(client, three):
    assert names(client, ort="Mendig") == ["Pilotförderung", "Bundesprogramm"]
    assert names(client, ort="065350006006") == ["Förderung Hessen", "Bundesprogramm"]
    assert names(client, ort="Mendig", ars="071375004069", ebene="bund") == ["Bundesprogramm"]
    assert names(client, land="06") == ["Förderung Hessen", "Bundesprogramm"]
    assert names(client) == ["Pilotförderung", "Förderung Hessen", "Bundesprogramm"]


def test_namesakes_in_two_laender_are_asked_about(client, places, three):
    make_territory("065350009009", "Bell", "Gemeinde")

    html = page(client, ort="Bell")

    assert "„Bell“ gibt es in mehreren Ländern" in html
    assert 'href="/foerderung/?ort=065350009009"' in html
    assert 'value="Bell"' in html
    assert len(names(client, ort="Bell")) == 3


def test_an_unknown_place_says_so_and_narrows_nothing(client, three):
    html = page(client, ort="Xyzzyhausen")
    assert "Einen Ort „Xyzzyhausen“ finden wir nicht" in html
    assert len(names(client, ort="Xyzzyhausen")) == 3


def test_a_topic_leaves_what_names_it_and_what_is_open_to_all(client, places):
    sub = make_topic("Bauhof", parent="Infrastruktur")
    make_profile("Nur Bauhof", topics=[sub])
    make_profile("Nur Archive", topics=[make_topic("Archive")])
    make_profile("Für alles")

    assert names(client, thema="bauhof") == ["Nur Bauhof", "Für alles"]
    assert names(client, thema="infrastruktur") == ["Nur Bauhof", "Für alles"]
    make_profile("Infrastruktur", topics=[sub.parent])
    assert set(names(client, thema="bauhof")) == {"Nur Bauhof", "Infrastruktur", "Für alles"}
    assert set(names(client, thema="archive")) == {"Nur Archive", "Für alles"}


def test_costs_leave_what_pays_them_first_and_what_does_not_say(client, places):
    make_profile("Sagt nichts")
    make_profile("Zahlt Personal", cost_kinds=["project_staff"])
    make_profile("Zahlt Technik", cost_kinds=["it"])

    assert names(client, kostenart="personal") == ["Zahlt Personal", "Sagt nichts"]


@pytest.mark.parametrize(
    ("frist", "found"),
    [
        ("offen", ["Endet heute", "Endet bald", "Endet spät", "Laufend"]),
        ("bald", ["Endet heute", "Endet bald", "Kommt und endet"]),
        ("ohne", ["Laufend"]),
    ],
)
def test_deadlines(client, places, frist, found):
    make_call(make_profile("Endet heute"), -10, 0)
    make_call(make_profile("Endet bald"), None, 92)
    make_call(make_profile("Endet spät"), -10, 93)
    make_call(make_profile("Laufend"), None, None, is_rolling=True)
    make_call(make_profile("Kommt und endet"), 1, 30)
    make_call(make_profile("War gestern"), -30, -1)
    make_call(make_profile("Unbekannt"), None, None)
    make_profile("Ohne Antragsphase")

    assert names(client, frist=frist) == found


def test_a_text_is_found_as_in_the_search(client, places):
    make_profile("Pilotförderung", places["07"], summary="Ein Zuschuss zum Start.")
    make_profile("Anderes", summary="Für Kläranlagen.")

    assert names(client, q="Zuschuss") == ["Pilotförderung"]
    assert names(client, q="Klaeranlage") == ["Anderes"]


def test_a_card_says_who_gives_what_until_when_and_how_sure_it_is(client, places):
    profile = make_profile(
        "Pilotförderung",
        places["07"],
        funder="Land Rheinland-Pfalz",
        summary="Das Land beteiligt sich an den Anlaufkosten. Mehr steht auf der Seite.",
        is_verified=True,
    )
    make_call(profile, -3, 5, is_verified=True)
    make_directive(
        profile,
        amount(when("partners_in_land", "equals", 3), cap="210000"),
        amount(when("partners_in_land", "at_least", 4), key="four", cap="320000", is_ceiling=True),
    )
    make_profile("Nur kurz", scope=Scope.EU)

    html = page(client)
    first, second = html.split("<article")[1:]
    assert "Regeln hinterlegt" in first
    assert "Land Rheinland-Pfalz" in first
    assert "Das Land beteiligt sich an den Anlaufkosten.</p>" in first
    assert "bis zu 320.000\xa0€ (ab 4 Partnern)" in first
    assert "noch 5 Tage" in first
    assert "ungeprüft" not in first
    assert "nur Kurzbeschreibung" in second
    assert "ungeprüft" in second
    assert second.count("Angabe fehlt") == 3


def test_the_words_of_the_desk_come_before_the_reckoned_amount(client, places):
    profile = make_profile("Programm", places["07"], amount_text="Höchstens drei Viertel der Kosten.")
    make_directive(profile, amount(cap="1000"))
    html = page(client)
    assert "Höchstens drei Viertel der Kosten." in html
    assert "bis zu 1.000" not in html


def test_nothing_left_says_which_filter_to_drop(client, three):
    html = page(client, land="06", ebene="eu")
    assert "Kein Förderprogramm gefunden" in html
    assert "ohne „Ebene: Europäische Union“" in html
    assert 'href="/foerderung/?land=06"' in html
    assert "heißt nicht, dass es nichts gibt" in html
    assert "alle Filter zurücksetzen (3 Förderprogramme)" in html


def test_an_empty_portal_says_so(client, places):
    assert "Hier ist noch kein Förderprogramm eingetragen." in page(client)


@pytest.mark.parametrize(
    "query",
    [
        "land=99", "land=0x", "thema=gibt-es-nicht", "thema=%00", "ort=%00", "ort=" + "9" * 400, "kostenart=gold",
        "frist=immer", "ebene=mond", "seite=-1", "seite=1e9", "ort=%3Cscript%3E", "q=%22", "q=" + "a" * 3000,
        "ars=%27%20OR%201", "ort=Mendig&ars=06", "land=07&land=06",
    ],
)  # fmt: skip
def test_nonsense_shows_a_list(client, three, query):
    answer = client.get(f"{reverse('funding:finder')}?{query}")
    assert answer.status_code == 200
    assert b"<script>" not in answer.content


def test_what_is_not_understood_is_named(client, three):
    html = page(client, land="99", frist="immer")
    assert "Land: „99“ kennen wir nicht." in html
    assert "Frist: „immer“ kennen wir nicht." in html


def test_the_fragment_is_part_of_the_page(client, three):
    whole = client.get(reverse("funding:finder"), {"land": "07"}).content.decode()
    part = client.get(reverse("funding:finder"), {"land": "07"}, headers=HTMX)
    assert part.content.decode().strip() in whole
    assert part.headers["HX-Push-Url"] == "/foerderung/?land=07"


def test_drafts_are_for_the_desk(client, places):
    make_profile("Noch geheim", is_published=False)
    assert "Noch geheim" not in page(client)
    client.force_login(desk())
    assert "Noch geheim" in page(client)
    assert names(client) == []


def test_queries(client, places, django_assert_num_queries):
    for number in range(25):
        profile = make_profile(f"Programm {number}", places["07"], topics=[make_topic(f"Thema {number}")])
        make_call(profile, 0, number)
        make_directive(profile, amount(cap="1000"), key=f"key-{number}")
    page(client)
    with django_assert_num_queries(6):  # directives, programmes, calls, topics; topics and Länder of the filters
        page(client, seite=1)


class TestFeeds:
    def test_json_states_everything_and_null_for_what_is_unknown(self, client, places):
        profile = make_profile("Pilotförderung", places["07"], cost_kinds=["it"], topics=[make_topic("Bauhof")])
        make_call(profile, 1, 2, budget="5000000")
        make_directive(profile, key="pilot")

        answer = json.loads(client.get(reverse("funding:feed", args=["json"]), {"land": "07"}).content)

        assert answer["total"] == 1
        [found] = answer["programmes"]
        assert found["url"].endswith("/foerderung/pilotfoerderung/")
        assert (found["land"], found["authority"], found["topics"]) == ("07", None, ["bauhof"])
        assert found["calls"][0]["budget"] == "5000000.00"
        assert found["calls"][0]["standing"] == "coming"
        assert found["directives"][0]["file_url"].endswith("/richtlinien/pilot.json")
        assert found["directives"][0]["valid_until"] is None

    def test_rss_tells_programmes_calls_and_versions(self, client, places):
        profile = make_profile("A & B\x0b <i>", places["07"])
        make_call(profile, 1, 2, title="Erste Phase")
        make_directive(profile, key="neu", title="Richtlinie 2026")
        make_profile("Anderes", places["06"])

        feed = ET.fromstring(client.get(reverse("funding:feed", args=["rss"]), {"land": "07"}).content)  # noqa: S314

        titles = {item.findtext("title") for item in feed.iter("item")}
        assert titles == {"A & B <i>", "A & B <i>: Erste Phase", "Neue Fassung: Richtlinie 2026"}

    def test_other_kinds_do_not_exist(self, client):
        assert client.get(reverse("funding:feed", args=["pdf"])).status_code == 404


@pytest.mark.parametrize(
    ("whole", "first"),
    [
        ("", ""),
        ("Ein Satz ohne Ende", "Ein Satz ohne Ende"),
        ("Das Land zahlt bis zu 90 Prozent. Mehr dazu hier.", "Das Land zahlt bis zu 90 Prozent."),
        (
            "Seit dem 31. Mai 2024 gibt es Geld für Verbünde. Danach nicht.",
            "Seit dem 31. Mai 2024 gibt es Geld für Verbünde.",
        ),
    ],
)
def test_first_sentence(whole, first):
    assert first_sentence(whole) == first


def test_a_very_long_sentence_is_cut_at_a_word():
    cut = first_sentence("Wort " * 200)
    assert cut.endswith("Wort …")
    assert len(cut) < 250
