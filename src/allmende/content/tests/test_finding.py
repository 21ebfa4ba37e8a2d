# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Pages and questions in the search box."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from allmende.content.finding import PageFinding, QuestionFinding
from allmende.content.tests.factories import faq_group, news_page, standard_page

pytestmark = pytest.mark.django_db


def found(findable, query, limit=5):
    hits, total = findable.find(query, user=AnonymousUser(), limit=limit)
    return [(hit.title, hit.url) for hit in hits], total


def test_a_page_is_found_by_its_blocks_and_by_other_spellings():
    standard_page("Beratung", body=[("text", "<p>Hilfe für <b>Gemeinden</b></p>")])
    expected = ([("Beratung", "/beratung/")], 1)
    assert found(PageFinding(), "gemeinden fuer") == expected
    assert found(PageFinding(), "GEMEINDEN FÜR") == expected


def test_facts_are_found():
    standard_page(body=[("facts", {"title": "", "facts": [{"label": "Grundlage", "value": "Fördergrundsätze"}]})])
    assert found(PageFinding(), "foerdergrundsaetze")[1] == 1


def test_the_title_counts_more_than_the_text():
    standard_page("Allerlei", "allerlei", body=[("text", "<p>Auch zur Förderung.</p>")])
    news_page("Förderung bewilligt", "bewilligt")
    assert [title for title, _url in found(PageFinding(), "Förderung")[0]] == ["Förderung bewilligt", "Allerlei"]


def test_drafts_and_empty_questions_find_nothing():
    standard_page(live=False)
    assert found(PageFinding(), "Beratung") == ([], 0)
    assert found(PageFinding(), "…") == ([], 0)
    assert found(QuestionFinding(), "") == ([], 0)


def test_no_more_than_the_limit_but_the_true_number():
    faq_group(questions=[f"Frage {number}?" for number in range(4)])
    hits, total = found(QuestionFinding(), "frage", limit=2)
    assert len(hits) == 2
    assert total == 4


def test_a_question_leads_straight_to_its_answer():
    faq_group(questions=["Fällt Umsatzsteuer an?"])
    faq_group("Entwurf", "entwurf", questions=["Umsatzsteuer im Entwurf?"], live=False)
    assert found(QuestionFinding(), "umsatzsteuer") == (
        [("Fällt Umsatzsteuer an?", "/fragen/geld/#faellt-umsatzsteuer-an")],
        1,
    )


def test_the_search_page_shows_both(client):
    standard_page("Umsatzsteuer im Überblick", "umsatzsteuer")
    faq_group()
    html = client.get("/suche/", {"q": "umsatzsteuer"}).content.decode()
    assert "Umsatzsteuer im Überblick" in html
    assert "#faellt-umsatzsteuer-an" in html
