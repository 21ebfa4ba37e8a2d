# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Pages and questions in the search."""

from __future__ import annotations

import pytest

from allmende.content.tests.factories import faq_group, news_page, standard_page

pytestmark = pytest.mark.django_db


def found(client, q, kind="seiten"):
    hits = client.get("/suche.json", {"q": q, "art": kind}).json()["hits"]
    return [(hit["title"], "/" + hit["url"].split("/", 3)[3]) for hit in hits]


def test_a_page_is_found_by_its_blocks_and_its_facts(client):
    facts = [{"label": "Grundlage", "value": "Fördergrundsätze"}]
    body = [("text", "<p>Hilfe für <b>Gemeinden</b></p>"), ("facts", {"title": "", "facts": facts})]
    standard_page("Beratung", body=body)
    for q in ("gemeinden hilfe", "GEMEINDE FÜR", "foerdergrundsatz"):
        assert found(client, q) == [("Beratung", "/beratung/")], q


def test_the_title_counts_more_than_the_text(client):
    standard_page("Allerlei", "allerlei", body=[("text", "<p>Auch zur Förderung.</p>")])
    news_page("Förderung bewilligt", "bewilligt")
    assert [title for title, _url in found(client, "Förderung")] == ["Förderung bewilligt", "Allerlei"]


def test_a_question_leads_straight_to_its_answer_and_drafts_are_not_found(client):
    standard_page(live=False)
    faq_group(questions=["Fällt Umsatzsteuer an?"])
    faq_group("Entwurf", "entwurf", questions=["Umsatzsteuer im Entwurf?"], live=False)
    assert found(client, "Beratung") == []
    answer = "/fragen/geld/#faellt-umsatzsteuer-an"
    assert found(client, "umsatzsteuer", "fragen") == [("Fällt Umsatzsteuer an?", answer)]
