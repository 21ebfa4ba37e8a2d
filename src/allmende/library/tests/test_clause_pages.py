# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of clauses through HTTP: finding, reading, correcting, comparing, checking; what is hidden stays so."""

from __future__ import annotations

import pytest
from django.urls import reverse

from allmende.accounts.services import EDITORS_GROUP
from allmende.content.services import prepare_editors_group
from allmende.cooperation.tests.factories import make_territory, make_topic, make_user
from allmende.library.clauses.comparing import Kind, differences
from allmende.library.models import Access, Clause, DocumentSort, Licence, Subject
from allmende.library.passages import passages
from allmende.library.tests.clause_stories import ARCHIV, BAUHOF, clause, clauses, make_contract, make_legal_form

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LIST, COMPARE = "/bibliothek/klauseln/", "/bibliothek/klauseln/vergleich/"


@pytest.fixture
def desk():
    prepare_editors_group()
    return make_user("desk@example.org", groups=(EDITORS_GROUP,))


@pytest.fixture
def bauhof():
    return make_contract()


@pytest.fixture
def archiv():
    return make_contract("archiv", ARCHIV)


def page(client, address, **params):
    response = client.get(address, params)
    assert response.status_code == 200, address
    return response.content.decode()


def test_clauses_are_found_by_subject_also_where_it_is_a_side_matter(client, bauhof, archiv):
    found = page(client, LIST, gegenstand="notice")
    assert "2 Klauseln" in found
    assert "§ 3 Kündigung" in found
    assert "§ 2 Kündigung und Auseinandersetzung" in found
    assert "1 Klausel" in page(client, LIST, gegenstand="cost")


def test_the_desks_word_counts_in_filter_and_counts(client, bauhof):
    Clause.objects.filter(pk=clause(bauhof, "Kosten").pk).update(corrected="vat")
    assert "Umsatzsteuer (1)" in page(client, LIST)
    assert "Dazu gibt es noch keine Klausel" in page(client, LIST, gegenstand="cost")


def test_filters_of_the_library_narrow(client, bauhof):
    land = make_territory("07", "Rheinland-Pfalz")
    other = make_contract("kita", land=land, legal_form=make_legal_form(land), dated_on="2019-01-01")
    other.topics.add(make_topic("Kita"))
    for params in ({"land": "07"}, {"jahr": "2019"}, {"thema": "kita"}):
        found = page(client, LIST, gegenstand="cost", **params)
        assert "Vertrag Kita" in found
        assert "Vertrag Bauhof" not in found


@pytest.mark.parametrize(
    "values", [{"published": False}, {"access": Access.ORGANISATIONS}, {"sort": DocumentSort.PRESS}]
)
def test_hidden_documents_have_no_clauses_anywhere(client, desk, bauhof, values):
    hidden = make_contract("geheim", BAUHOF, **values)
    keys = list(Clause.objects.filter(version__document=hidden).values_list("pk", flat=True)) or [999]
    assert "Geheim" not in page(client, LIST)
    assert "Geheim" not in page(client, "/bibliothek/klauseln.json")
    assert "Geheim" not in page(client, COMPARE, klausel=[keys[0], clause(bauhof, "Kosten").pk])
    assert "Geheim" not in page(client, COMPARE, dokument=["geheim", "bauhof"], gegenstand="cost")
    assert "Geheim" not in page(client, "/bibliothek/gliederung/", teil=keys)
    for name in ("document_clauses", "document_clauses_json", "checklist"):
        assert client.get(reverse(f"library:{name}", args=["geheim"])).status_code == 404
    if values.get("sort") is None:
        client.force_login(desk)
        assert "Geheim" in page(client, COMPARE, dokument=["geheim", "bauhof"], gegenstand="cost")


def test_text_that_may_only_be_read_is_not_handed_to_programs(client):
    make_contract("frei")
    make_contract("lesen", licence=Licence.READING_ONLY)
    told = client.get("/bibliothek/klauseln.json", {"gegenstand": "cost"}).json()
    assert {row["document"]["title"]: row["text"] for row in told["clauses"]} == {
        "Vertrag Frei": "Die Gemeinde erstattet die Kosten nach Einwohnern.",
        "Vertrag Lesen": None,
    }
    assert told["total"] == 2
    assert told["next"] is None


def test_the_clauses_of_a_document_say_who_found_the_subject(client, bauhof):
    Clause.objects.filter(pk=clause(bauhof, "Kosten").pk).update(corrected="vat")
    shown = page(client, "/bibliothek/bauhof/klauseln/")
    assert "das kann falsch sein" in shown
    assert shown.count("von der Redaktion zugeordnet") == 1
    assert "berichtigen" not in shown


def test_the_desk_corrects_several_at_once(client, desk, bauhof):
    client.force_login(desk)
    address = reverse("library:clause_correct", args=["bauhof"])
    kosten, end = clause(bauhof, "Kosten"), clause(bauhof, "Kündigung")
    assert "automatisch: Kosten" in page(client, address)
    sent = {f"klausel-{kosten.pk}": "vat", f"klausel-{end.pk}": "exit", "klausel-99999": "vat", "corrected": "staff"}
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    assert [each.corrected for each in clauses(bauhof)] == ["", "", "vat", "exit"]
    assert client.post(address, {f"klausel-{kosten.pk}": "<b>"}).status_code == 422
    assert [each.corrected for each in clauses(bauhof)] == ["", "", "vat", "exit"]


def test_nobody_else_corrects(client, bauhof):
    address, sent = (
        reverse("library:clause_correct", args=["bauhof"]),
        {f"klausel-{clause(bauhof, 'Kosten').pk}": "vat"},
    )
    assert client.post(address, sent).status_code == 302
    client.force_login(make_user())
    assert client.post(address, sent).status_code == 404
    assert not Clause.objects.exclude(corrected="").exists()


def test_comparing_marks_what_goes_and_what_comes(client, bauhof, archiv):
    keys = [clause(bauhof, "Kündigung").pk, clause(archiv, "Kündigung und Auseinandersetzung").pk]
    shown = page(client, COMPARE, klausel=keys)
    assert '<del><span class="visually-hidden">[entfällt: </span>zwei Jahren' in shown
    assert '<ins><span class="visually-hidden">[neu: </span>einem Jahr' in shown
    assert shown.index("Vertrag Bauhof") < shown.index("Vertrag Archiv")
    turned = page(client, COMPARE, klausel=keys, basis=keys[1])
    assert turned.index("Vertrag Archiv</h2>") < turned.index("Vertrag Bauhof</h2>")
    assert "[entfällt: </span>einem Jahr" in turned


def test_comparing_a_subject_of_documents_says_what_was_not_found(client, bauhof, archiv):
    shown = page(client, COMPARE, dokument=["bauhof", "archiv"], gegenstand="cost")
    assert "Das heißt nicht, dass nichts geregelt ist" in shown
    assert '<option value="cost" selected>' in shown


def test_what_is_collected_stays_collected_on_the_way_through_the_comparison(client, bauhof, archiv):
    keys = [each.pk for each in clauses(bauhof)]
    shown = page(client, COMPARE, dokument=["bauhof", "archiv"], gegenstand="notice", teil=keys[:2])
    assert f'href="{LIST}?gegenstand=notice&amp;teil={keys[0]}&amp;teil={keys[1]}"' in shown
    assert shown.count('<input type="hidden" name="teil"') == 2


def test_a_clause_far_back_leads_to_the_stretch_of_the_text_it_stands_in(client):
    make_contract("dick", *["Vorwort"] * 50, BAUHOF)
    shown = page(client, "/bibliothek/dick/klauseln/")
    assert 'href="/bibliothek/dick/text/?seite=2#seite-51"' in shown
    assert 'id="seite-51"' in page(client, "/bibliothek/dick/text/", seite=2)


def test_what_begins_on_a_page_of_the_text_always_has_a_name(client):
    text = "Zwischen A und B\n\n§ 1 Aufgabe\nSie betreiben einen Bauhof.\n\n§ 2 Kosten\nDie Kosten werden geteilt."
    make_contract("kopf", text)
    shown = page(client, "/bibliothek/kopf/text/")
    assert ">Eingang<" in shown
    assert "<h3>§ 1 Aufgabe</h3>" in shown


def test_a_page_is_cut_at_its_headings_and_nothing_else_is_lost():
    text = "7\n§ 3\nKosten  und mehr\nNach § 4 Ende.\n\n§ 4 Ende\nAus.\n§ 4 Ende\n7"
    assert passages(text, ["§ 3 Kosten und mehr", "§ 4 Ende", ""], page="7") == [
        ("§ 3 Kosten und mehr", True),
        ("Nach § 4 Ende.", False),
        ("§ 4 Ende", True),
        ("Aus.\n§ 4 Ende", False),
    ]
    assert passages("7\nSo.", [])[0].text == "7\nSo."
    assert passages("7", [], page="7") == []


def test_filtering_in_place_brings_a_short_address_and_the_title_of_the_page(client, bauhof):
    asked = {"gegenstand": "cost", "land": "", "thema": ""}
    response = client.get(LIST, asked, headers={"HX-Request": "true"})
    assert response.headers["HX-Push-Url"] == f"{LIST}?gegenstand=cost"
    title = "Klauseln (Gegenstand: Kosten)"
    assert f'data-page-title="{title}' in response.content.decode()
    assert f"<title>{title}" in page(client, LIST, **asked)


def test_a_text_that_has_nothing_in_common_is_shown_without_marks(client, bauhof, archiv):
    keys = [clause(bauhof, "Kosten").pk, clause(archiv, "Kündigung und Auseinandersetzung").pk]
    shown = page(client, COMPARE, klausel=keys)
    assert "Durchweg anderer Wortlaut" in shown
    assert "[entfällt:" not in shown


def test_comparing_takes_four_at_most_and_whatever_comes(client, bauhof):
    keys = [each.pk for each in clauses(bauhof)]
    make_contract("zwei")
    more = [each.pk for each in Clause.objects.exclude(pk__in=keys)]
    shown = page(client, COMPARE, klausel=[*keys, *more])
    assert "höchstens 4" in shown
    assert shown.count('class="clause-column"') == 4
    for params in (
        {},
        {"klausel": ["x", "-1", "9" * 40, "0"]},
        {"klausel": keys[0]},
        {"gegenstand": "x", "dokument": "\0"},
    ):
        assert "mindestens zwei" in page(client, COMPARE, **params)


def test_markup_in_a_text_stays_text(client, bauhof):
    evil = make_contract(
        "evil", BAUHOF.replace("Die Gemeinde erstattet", "<script>alert(1)</script> Die Gemeinde erstattet")
    )
    keys = [clause(bauhof, "Kosten").pk, clause(evil, "Kosten").pk]
    for address, params in ((LIST, {}), (COMPARE, {"klausel": keys}), ("/bibliothek/evil/klauseln/", {})):
        assert "<script>alert" not in page(client, address, **params)


def test_the_checklist_keeps_law_and_hints_apart(client):
    form = make_legal_form(key="eingetragener-verein")
    make_contract(
        "verein", "§ 1 Zweck\nZweck ist die Werbung.\n\n§ 2 Beiträge\nJedes Mitglied zahlt Beiträge.", legal_form=form
    )
    shown = page(client, "/bibliothek/verein/pruefliste/")
    law, _, hints = shown.partition("Hinweise, nicht am Gesetz geprüft")
    assert "§ 57 Abs. 1 BGB" in law
    assert "beweist nicht" in law
    assert "Datenschutz" in hints
    assert "Datenschutz: wer" not in law
    assert "nicht gefunden" in law


def test_a_word_in_the_heading_is_found_whatever_the_rules_say_the_clause_is_about(client):
    text = "§ 1 Firma, Sitz\nSie heißt so.\n\n§ 2 Stammkapital\nViel."
    contract = make_contract("gmbh", text, legal_form=make_legal_form(key="gmbh"))
    Clause.objects.filter(pk=clause(contract, "Stammkapital").pk).update(corrected="parties")
    law, _, _ = page(client, "/bibliothek/gmbh/pruefliste/").partition("Hinweise, nicht am Gesetz geprüft")
    assert "§ 2 Stammkapital" in law


def test_without_legal_form_there_is_nothing_to_check(client, bauhof):
    assert "Die Rechtsform ist nicht angegeben" in page(client, "/bibliothek/bauhof/pruefliste/")


def test_queries_do_not_grow_with_what_is_found(client, bauhof, archiv, django_assert_max_num_queries):
    page(client, LIST)
    for number in range(6):
        make_contract(f"mehr-{number}")
    with django_assert_max_num_queries(16):
        page(client, LIST, gegenstand="cost")
    with django_assert_max_num_queries(7):
        page(client, COMPARE, dokument=["bauhof", "archiv", "mehr-1", "mehr-2"], gegenstand="cost")


def test_differences_make_both_texts():
    base, other = (
        "Die Kosten trägt die Stadt.\nSie zahlt jährlich.",
        "Die Kosten trägt der Kreis. Er zahlt jährlich im März.",
    )
    segments = differences(base, other)

    def told(kind):
        return " ".join(segment.text for segment in segments if segment.kind in {Kind.SAME, kind}).split()

    assert told(Kind.GONE) == base.split()
    assert told(Kind.NEW) == other.split()


@pytest.mark.parametrize(("base", "other"), [("", ""), ("", "Text"), ("Text", ""), ("a " * 9000, "b " * 9000)])
def test_differences_of_anything_keep_the_other_text(base, other):
    kept = " ".join(segment.text for segment in differences(base, other) if segment.kind != Kind.GONE)
    assert kept.split() == other.split()


def test_every_subject_has_a_name():
    assert all(subject.label for subject in Subject)
