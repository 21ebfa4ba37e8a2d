# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The search page: what results look like, what helps when there are none, what stands in its addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from allmende.content.models import PortalSettings
from allmende.cooperation.tests.factories import make_cooperation, make_rhineland
from allmende.search import feeds, statistics, views
from allmende.search.facets import FacetValue
from allmende.search.filtering import Place
from allmende.search.highlighting import Part
from allmende.search.query import SearchQuery
from allmende.search.results import Hit, Instead, Relaxed, Results

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from allmende.territory.models import Territory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HTMX = {"HX-Request": "true"}

NASTY = [
    "'; DROP TABLE core_auditentry; --", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
    "{{ settings.SECRET_KEY }}", "%", "\\", "a\x00b", "\u202eneustadt", "ﬁ" * 300, "🏘️🏘️", "neustadt " * 500,
    "()*?[]+|^$", "„", "ort:", "-", "land:land:land:", "a AND OR NOT (b",
]  # fmt: skip

HIT = Hit(
    source="kooperationen",
    source_label="Kooperation",
    key="7",
    title="Gemeinsamer Bauhof",
    url="/kooperationen/gemeinsamer-bauhof/",
    note="Mendig und Polch",
    title_parts=(Part("Gemeinsamer "), Part("Bauhof", is_hit=True)),
    snippet=(Part("… der "), Part("Bauhof", is_hit=True), Part(" <b>beider</b> Gemeinden")),
    page=None,
    distance_km=None,
    is_public=True,
    is_exact=False,
    is_partial=False,
    score=1.0,
)


@pytest.fixture
def land() -> dict[str, Territory]:
    return make_rhineland()


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[SearchQuery]]:
    """Let every search give these results; gives the list of what was asked."""

    def give(**values: Any) -> list[SearchQuery]:
        asked: list[SearchQuery] = []

        def search(query: SearchQuery, **_: Any) -> Results:
            asked.append(query)
            return Results(query=query, **values)

        monkeypatch.setattr(views, "search", search)
        monkeypatch.setattr(feeds, "search", search)
        return asked

    return give


def html(client: Client, query: str = "", **more: Any) -> str:
    response = client.get(f"/suche/?{query}", **more)
    assert response.status_code == 200
    return response.content.decode()


def facet(*values: tuple[str, str, int], selected: str = "") -> tuple[FacetValue, ...]:
    return tuple(FacetValue(value, label, count, value == selected) for value, label, count in values)


FACETS = {
    "art": facet(("kooperationen", "Kooperationen", 12), ("orte", "Orte", 3)),
    "land": facet(("07", "Rheinland-Pfalz", 9), ("06", "Hessen", 3), selected="07"),
    "jahr": facet(*[(str(year), str(year), 1) for year in range(2025, 2010, -1)]),
    "status": facet(("laufend", "laufend", 12)),
}


class TestHits:
    def test_a_hit_says_what_it_is_and_marks_the_words(self, client: Client, answer: Any) -> None:
        answer(hits=(HIT,), total=1, found=1)
        page = html(client, "q=bauhof")
        assert "Ein Treffer für „bauhof“" in page
        assert '<a href="/kooperationen/gemeinsamer-bauhof/">Gemeinsamer <mark>Bauhof</mark>' in page
        assert "Mendig und Polch" in page
        assert "nur für Organisationen" not in page

    def test_text_of_an_entry_is_never_html(self, client: Client, answer: Any) -> None:
        answer(hits=(replace(HIT, title_parts=(Part("<script>", is_hit=True),)),), total=1)
        page = html(client, "q=bauhof")
        assert "<mark>&lt;script&gt;</mark>" in page
        assert "&lt;b&gt;beider&lt;/b&gt;" in page

    def test_the_page_of_a_document_leads_to_it(self, client: Client, answer: Any) -> None:
        answer(hits=(replace(HIT, page=7),), total=1)
        page = html(client, "q=bauhof")
        assert 'href="/kooperationen/gemeinsamer-bauhof/#seite-7"' in page
        assert "Seite 7" in page

    def test_the_distance_and_who_sees_it(self, client: Client, answer: Any) -> None:
        answer(hits=(replace(HIT, distance_km=4.25, is_public=False), replace(HIT, distance_km=112.4)), total=2)
        page = html(client, "q=bauhof&ort=07137")
        assert "4,2 km entfernt" in page
        assert "112 km entfernt" in page
        assert page.count("nur für Organisationen") == 1

    def test_hits_with_only_some_of_the_words_follow_and_it_is_said(self, client: Client, answer: Any) -> None:
        answer(hits=(HIT, replace(HIT, url="/teilweise/", is_partial=True)), total=2)
        page = html(client, "q=bauhof+quanten")
        assert page.index(HIT.url) < page.index("nur einen Teil der Wörter") < page.index("/teilweise/")

    def test_a_snippet_that_repeats_the_note_is_left_out(self, client: Client, answer: Any) -> None:
        answer(hits=(replace(HIT, snippet=(Part("Mendig und Polch"),)),), total=1)
        assert "hit__snippet" not in html(client, "q=bauhof")

    def test_a_source_that_is_gone_still_shows(self, client: Client, answer: Any) -> None:
        answer(hits=(replace(HIT, source="gibt-es-nicht", page=3),), total=1)
        assert "Gemeinsamer" in html(client, "q=bauhof")

    def test_an_exact_place_stands_on_top_once(self, client: Client, answer: Any) -> None:
        place = replace(HIT, source="orte", key="07137", title="Mayen-Koblenz", url="/orte/07137-x/", is_exact=True)
        answer(hits=(place, HIT), total=2)
        page = html(client, "q=mayen-koblenz")
        assert page.count('href="/orte/07137-x/"') == 1
        assert 'href="/suche/?ort=07137"' in page
        assert 'href="/karte/?gebiet=07137"' in page

    def test_a_place_that_is_only_near_is_a_hit_like_others(self, client: Client, answer: Any) -> None:
        answer(hits=(replace(HIT, source="orte", key="07137"),), total=1)
        assert "place-hit" not in html(client, "q=mayen")


class TestKindsAndFilters:
    def test_kinds_are_tabs_with_counts(self, client: Client, answer: Any) -> None:
        answer(hits=(HIT,), total=15, facets=FACETS)
        page = html(client, "q=bauhof&land=07")
        assert 'href="/suche/?q=bauhof&amp;art=kooperationen&amp;land=07"' in page
        assert page.index('id="art-alle"') < page.index('id="art-kooperationen"') < page.index('id="art-orte"')
        assert ">15<" in page[page.index('id="art-alle"') :]

    def test_values_of_a_filter_are_boxes_and_the_rest_is_folded(self, client: Client, answer: Any) -> None:
        answer(hits=(HIT,), total=15, facets=FACETS)
        page = html(client, "q=bauhof&land=07")
        assert 'id="land-07" name="land" value="07" checked' in page
        assert page.index('id="mehr-jahr"') < page.index('id="jahr-2015"')
        assert page.index('id="jahr-2025"') < page.index('id="mehr-jahr"')
        assert 'id="filter-status"' not in page, "a filter with one value tells nothing apart"

    def test_active_filters_can_be_taken_away_one_by_one_or_all(self, client: Client, answer: Any) -> None:
        place = Place("07137", "Landkreis Mayen-Koblenz", (7.3, 50.3))
        answer(hits=(HIT,), total=15, facets=FACETS, place=place)
        page = html(client, "q=bauhof&art=kooperationen&land=07&ort=07137&radius=20")
        assert "Land: Rheinland-Pfalz" in page
        assert "20 km um Landkreis Mayen-Koblenz" in page
        assert 'href="/suche/?q=bauhof&amp;art=kooperationen&amp;land=07"' in page
        assert 'class="chips__clear" href="/suche/?q=bauhof&amp;art=kooperationen"' in page

    def test_hundreds_of_values_make_no_page_of_megabytes(self, client: Client, answer: Any) -> None:
        values = [f"{number:05}" for number in range(200)]
        page = client.get("/suche/", {"q": "bauhof", "kreis": values, "thema": values, "status": values})
        assert page.status_code == 200
        assert len(page.content) < 1_000_000
        assert "Filter (600 aktiv)" in page.content.decode()

    def test_the_kind_and_the_order_go_along_with_the_form(self, client: Client, answer: Any) -> None:
        answer(hits=(HIT,), total=2)
        page = html(client, "q=bauhof&art=orte&sortierung=neueste")
        assert '<input type="hidden" name="art" value="orte" form="suchformular">' in page
        assert '<input type="hidden" name="sortierung" value="neueste" form="suchformular">' in page

    def test_by_distance_only_around_a_place(self, client: Client, answer: Any) -> None:
        answer(hits=(HIT, HIT), total=2)
        assert "sortierung=entfernung" not in html(client, "q=bauhof")
        assert "sortierung=entfernung" in html(client, "q=bauhof&ort=07137")


class TestThePlaceOfTheFilter:
    def test_a_name_becomes_a_place(self, client: Client, answer: Any, land: Any) -> None:
        asked = answer(total=0)
        html(client, "q=bauhof&ortsname=Mendig&ort=&radius=20")
        assert asked[0].ort.startswith("071375004")
        assert asked[0].radius == 20

    def test_a_new_name_counts_more_than_the_old_key(self, client: Client, answer: Any, land: Any) -> None:
        asked = answer(total=0)
        html(client, "q=bauhof&ortsname=Kusel&ort=071375004")
        assert asked[0].ort not in {"", "071375004"}
        html(client, "q=bauhof&ortsname=&ort=071375004")
        assert asked[1].ort == ""

    def test_an_unknown_name_is_said_at_the_field(self, client: Client, answer: Any, land: Any) -> None:
        asked = answer(total=0)
        page = html(client, "q=bauhof&ortsname=Xyzzyhausen")
        assert asked[0].ort == ""
        assert 'value="Xyzzyhausen"' in page
        assert 'aria-describedby="ortsname-fehler"' in page


class TestNothingFound:
    def test_it_says_which_filter_is_to_blame(self, client: Client, answer: Any) -> None:
        other = SearchQuery(q="bauhof")
        answer(total=0, instead=(Instead("ohne „Land: Hessen“", other, 12),))
        page = html(client, "q=bauhof&land=06")
        assert "Nichts gefunden für „bauhof“" in page
        assert '<a href="/suche/?q=bauhof">ohne „Land: Hessen“</a>' in page
        assert "12 Treffer" in page

    def test_it_offers_the_words_one_by_one_and_people_to_ask(self, client: Client, answer: Any) -> None:
        portal = PortalSettings.load()
        portal.centre_email = "ikz@example.org"
        portal.save()
        answer(total=0)
        page = html(client, "q=quantencomputer+bauhof+-friedhof")
        assert 'href="/suche/?q=quantencomputer"' in page
        assert 'href="/suche/?q=bauhof"' in page
        assert "q=friedhof" not in page
        assert "mailto:ikz@example.org" in page
        assert 'href="/karte/"' in page

    def test_did_you_mean_keeps_the_filters(self, client: Client, answer: Any) -> None:
        answer(total=0, did_you_mean="Zweckverband")
        page = html(client, "q=Zweckverbnd&land=07")
        assert '<a href="/suche/?q=Zweckverband&amp;land=07">Zweckverband</a>?' in page

    def test_a_looser_search_is_explained(self, client: Client, answer: Any) -> None:
        answer(hits=(HIT,), total=1, relaxed=Relaxed("Gezeigt wird die Suche ohne „quanten“.", ("quanten",)))
        page = html(client, "q=bauhof+quanten")
        assert "Gezeigt wird die Suche ohne „quanten“." in page
        assert "Treffer für „bauhof quanten“" not in page

    def test_problems_are_said(self, client: Client, answer: Any) -> None:
        answer(total=0, problems=("Die Eingabe war zu lang.",))
        assert "Die Eingabe war zu lang." in html(client, "q=x")


class TestThePage:
    def test_nothing_asked_shows_what_can_be_asked(self, client: Client) -> None:
        page = html(client)
        assert "Was suchen Sie?" in page
        assert "Kooperationen" in page
        assert "ort:Mendig" in page

    def test_htmx_gets_exactly_the_part_that_the_page_includes(self, client: Client, answer: Any) -> None:
        answer(hits=(HIT,), total=60, pages=3)
        page = html(client, "q=bauhof")
        part = client.get("/suche/?q=bauhof", headers=HTMX).content.decode()
        assert "<html" not in part
        assert part.strip() in page

    def test_page_numbers_link_to_the_canonical_address(self, client: Client, answer: Any) -> None:
        answer(hits=(HIT,), total=60, pages=3)
        page = html(client, "ortsname=&unsinn=1&q=bauhof&radius=0")
        assert 'href="/suche/?q=bauhof&amp;seite=2"' in page
        assert "unsinn" not in page[page.index("<main") :]

    def test_the_results_can_be_taken_along(self, client: Client, answer: Any) -> None:
        answer(hits=(HIT,), total=1)
        page = html(client, "q=bauhof&land=07")
        assert page.count('href="/suche.rss?q=bauhof&amp;land=07"') == 2
        assert page.count('href="/suche.json?q=bauhof&amp;land=07"') == 2

    def test_an_answer_of_an_incomplete_index_is_kept_nowhere(self, client: Client, answer: Any) -> None:
        answer(hits=(HIT,), total=1, is_complete=False)
        for path in ("/suche/", "/suche.json", "/suche.rss"):
            assert "no-store" in client.get(path, {"q": "bauhof"}).headers["Cache-Control"]

    def test_search_is_only_for_reading(self, client: Client) -> None:
        assert client.post("/suche/").status_code == 405

    def test_nasty_input_is_answered_and_escaped(self, client: Client) -> None:
        for query in NASTY:
            more = {"seite": "999999999999", "land": ["x"] * 300, "jahr": "9" * 99, "ortsname": query[:200]}
            page = client.get("/suche/", {"q": query, **more})
            feed = client.get("/suche.rss", {"q": query, **more})
            for text in (page.content.decode(), feed.content.decode()):
                assert "<script>alert" not in text
                assert "<img src=x" not in text
            for path in ("/suche.json", "/suche/vorschlaege/"):
                response = client.get(path, {"q": query, **more})
                assert response.headers["Content-Type"] == "application/json"
                assert response.headers["X-Content-Type-Options"] == "nosniff"


class TestWhatIsCounted:
    @pytest.fixture
    def noted(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, bool]]:
        rows: list[tuple[str, int, bool]] = []
        monkeypatch.setattr(statistics, "note", lambda query, *, found, relaxed: rows.append((query, found, relaxed)))
        return rows

    def test_a_whole_page_counts_once_and_typing_does_not(self, client: Client, answer: Any, noted: Any) -> None:
        answer(hits=(HIT,), total=5, found=5)
        html(client, "q=bauhof")
        client.get("/suche/?q=bauh", headers=HTMX)
        assert noted == [("bauhof", 5, False)]

    def test_filters_and_further_pages_do_not_count(self, client: Client, answer: Any, noted: Any) -> None:
        answer(hits=(HIT,), total=50, page=2, pages=3)
        html(client, "q=bauhof&seite=2")
        html(client, "q=bauhof&land=07")
        client.get("/suche.json?q=bauhof")
        assert noted == []

    def test_a_looser_search_counts_as_nothing_found(self, client: Client, answer: Any, noted: Any) -> None:
        answer(hits=(HIT,), total=5, found=0, relaxed=Relaxed("lockerer"))
        html(client, "q=bauhof")
        assert noted == [("bauhof", 0, True)]

    def test_few_hits_filled_up_count_as_found(self, client: Client, answer: Any, noted: Any) -> None:
        answer(hits=(HIT, replace(HIT, is_partial=True)), total=1, found=1, relaxed=Relaxed("Danach folgen andere."))
        assert "Ein Treffer für „bauhof vertrag“" in html(client, "q=bauhof+vertrag")
        assert noted == [("bauhof vertrag", 1, False)]


def test_a_published_cooperation_is_found_and_a_draft_is_not(client: Client, land: Any) -> None:
    make_cooperation("Gemeinsamer Bauhof Mendig", land["071375004"])
    make_cooperation("Geheimer Bauhof", land["071375004"], published=False)
    page = html(client, "q=bauhof")
    assert "Ein Treffer für „bauhof“" in page
    assert "Geheimer" not in page


def test_the_number_of_queries_does_not_grow_with_the_hits(
    client: Client, land: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_cooperation(f"Bauhof {number}", land["071375004"])
    html(client, "q=bauhof")
    with django_assert_max_num_queries(10):
        html(client, "q=bauhof")
