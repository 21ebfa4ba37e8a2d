# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Collecting an outline in the address, and taking it along as DOCX."""

from __future__ import annotations

import io
from urllib.parse import parse_qs, urlsplit

import pytest
from docx import Document as Docx

from allmende.library.clauses.outline import ADAPT, EXAMPLE, REFERENCE_ONLY
from allmende.library.models import Licence
from allmende.library.tests.clause_stories import clause, clauses, make_contract

pytestmark = pytest.mark.django_db
ADDRESS = "/bibliothek/gliederung/"


def after(client, **params):
    """The parts of the outline after what is asked for, and the fragment that takes the focus."""
    response = client.get(ADDRESS, params)
    assert response.status_code == 302
    parts = urlsplit(response["Location"])
    return parse_qs(parts.query).get("teil", []), parts.fragment


def paragraphs(response):
    assert response.status_code == 200
    file = Docx(io.BytesIO(response.content))
    return file, [(each.style.name, each.text) for each in file.paragraphs]


def test_collecting_ordering_removing(client):
    one, two, three = [str(each.pk) for each in clauses(make_contract())[1:]]
    assert after(client, klausel=[one, two, one]) == ([one, two], "teil-2")
    assert after(client, teil=[one, two], klausel=[two, three]) == ([one, two, three], "teil-3")
    assert after(client, teil=[one, two], ueberschrift=" Eigenes\x00\n Kapitel ") == (
        [one, two, "u:Eigenes Kapitel"],
        "teil-3",
    )
    assert after(client, teil=[one, two, three], hoch=three) == ([one, three, two], "teil-2")
    assert after(client, teil=[one, two, three], runter=one) == ([two, one, three], "teil-2")
    assert after(client, teil=[one, two], hoch=one) == ([one, two], "teil-1")
    assert after(client, teil=[one, two, three], weg=two) == ([one, three], "teil-2")


def test_asked_twice_only_one_goes(client):
    one, two = [str(each.pk) for each in clauses(make_contract())[1:3]]
    kept, _ = after(client, teil=[one, two], weg=one)
    assert after(client, teil=kept, weg=one)[0] == [two]


def test_whatever_comes_is_an_outline(client):
    assert after(client, klausel=["x", "-1", "0", "1e9", "9" * 60], ueberschrift=["", "  "])[0] == []
    assert after(client, klausel=[str(key) for key in range(1, 401)])[0] == [str(key) for key in range(1, 201)]
    assert len(after(client, ueberschrift=[f"Kapitel {number}" for number in range(90)])[0]) == 40
    page = client.get(ADDRESS, {"teil": [str(key) for key in range(1, 300)]}).content.decode()
    assert "höchstens 200" in page
    assert "Noch nichts gesammelt" in page
    assert "&lt;b&gt;" in client.get(ADDRESS, {"teil": "u:<b>"}).content.decode()


def test_two_hundred_parts_cost_no_more_queries_than_one(client, django_assert_max_num_queries):
    keys = [each.pk for number in range(50) for each in clauses(make_contract(f"vertrag-{number}"))]
    with django_assert_max_num_queries(3):
        page = client.get(ADDRESS, {"teil": keys}).content.decode()
    assert page.count('class="outline-part"') == 200


def test_the_draft_holds_text_source_and_the_warning(client):
    found = clause(make_contract(is_example=True), "Kosten")
    response = client.get(f"{ADDRESS}entwurf.docx", {"teil": ["u:Vorspruch", str(found.pk)]})
    file, rows = paragraphs(response)
    texts = [text for _, text in rows]
    assert any(ADAPT in text for text in texts)
    assert [row for row in rows if row[0] == "Heading 1"] == [("Heading 1", "Vorspruch"), ("Heading 1", "§ 2 Kosten")]
    assert "Die Gemeinde erstattet die Kosten nach Einwohnern." in texts
    assert any("Vertrag Bauhof, 2024" in text and "http://testserver/bibliothek/bauhof/" in text for text in texts)
    assert EXAMPLE in texts
    assert file.core_properties.language == "de-DE"
    assert 'w:val="de-DE"' in file.styles.element.xml
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize("licence", [Licence.READING_ONLY, Licence.UNKNOWN])
def test_text_that_may_only_be_read_is_cited_without_words(client, licence):
    found = clause(make_contract(licence=licence), "Kosten")
    _, rows = paragraphs(client.get(f"{ADDRESS}entwurf.docx", {"teil": found.pk}))
    texts = [text for _, text in rows]
    assert REFERENCE_ONLY in texts
    assert not any("Einwohnern" in text for text in texts)
    assert any("Vertrag Bauhof" in text for text in texts)


def test_the_checklist_asks_about_every_subject_and_names_models(client):
    found = clause(make_contract(), "Kosten")
    _, rows = paragraphs(client.get(f"{ADDRESS}checkliste.docx", {"teil": [str(found.pk), "u:Wappen klären"]}))
    assert len([text for _, text in rows if text.startswith("☐")]) == 13
    assert any(style == "List Bullet" and "§ 2 Kosten – Vertrag Bauhof" in text for style, text in rows)


def test_files_of_hidden_clauses_and_of_nothing(client):
    hidden = clause(make_contract(published=False), "Kosten")
    _, rows = paragraphs(client.get(f"{ADDRESS}entwurf.docx", {"teil": hidden.pk}))
    assert not any("Kosten" in text for _, text in rows)
    assert client.get(f"{ADDRESS}anderes.docx").status_code == 404


def test_control_characters_and_long_texts_are_no_obstacle(client):
    text = "§ 1 Aufgabe\nText\x01 mit \ud7ff Zeichen.\n\n§ 2 Kosten\n" + "Die Kosten werden geteilt. " * 38_000
    found = clause(make_contract("lang", text), "Kosten")
    first = clause(found.version.document, "Aufgabe")
    _, rows = paragraphs(client.get(f"{ADDRESS}entwurf.docx", {"teil": [found.pk, first.pk]}))
    assert any("Text mit" in text for _, text in rows)
