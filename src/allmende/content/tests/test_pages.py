# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What visitors see of the editorial pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.base import ContentFile

from allmende.content.models import PortalDocument, PortalImage
from allmende.content.tests.factories import (
    faq_group,
    legal_page,
    news_page,
    standard_page,
    start_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")


def text_of(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def picture():
    return PortalImage.objects.create(
        title="datei.gif", description="Rathaus", credit="Stadtarchiv", file=ContentFile(PIXEL, "rathaus.gif")
    )


EVERY_BLOCK = [
    (
        ("heading", {"text": "Womit wir helfen", "level": "h2", "anchor": "hilfe"}),
        '<h2 id="hilfe">Womit wir helfen</h2>',
    ),
    (("text", "<p>Ein <b>fetter</b> Satz.</p>"), "Ein <b>fetter</b> Satz."),
    (("facts", {"title": "Kurz", "facts": [{"label": "Satz", "value": ""}]}), "Angabe fehlt"),
    (("facts", {"title": "", "facts": [{"label": "Ende", "value": "2026", "is_verified": False}]}), "nicht geprüft"),
    (("contact", {"note": "Wir antworten."}), "mailto:ikz@add.rlp.de"),
    (("accordion", {"sections": [{"title": "Idee", "text": "<p>Anfangen.</p>"}]}), "<summary"),
    (("quote", {"text": "Es lohnt sich.", "by": "Eine Bürgermeisterin"}), "<blockquote>"),
    (("links", {"title": "Quellen", "links": [{"label": "Karte", "address": "/karte/"}]}), 'href="/karte/"'),
    (("notice", {"kind": "warning", "title": "Prüfen", "text": "<p>Fragen Sie.</p>"}), "notice--warning"),
    (
        (
            "table",
            {
                "caption": "Runden",
                "columns": [{"type": "text", "heading": "Runde"}, {"type": "text", "heading": "Kommunen"}],
                "rows": [{"values": ["1", "39"]}, {"values": ["2", ""]}],
            },
        ),
        '<th scope="row">1</th>',
    ),
]


@pytest.mark.parametrize(("block", "expected"), EVERY_BLOCK, ids=[block[0] for block, _ in EVERY_BLOCK])
def test_each_block_is_shown(client, block, expected):
    standard_page(body=[block])
    assert expected in text_of(client, "/beratung/")


# Wagtail leaves the temporary file of a new rendition to the garbage collector.
scales_a_picture = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@scales_a_picture
def test_a_picture_says_what_it_shows_and_who_made_it(client):
    image = picture()
    standard_page(body=[("picture", {"image": {"image": image.pk, "alt_text": "Das Rathaus", "decorative": False}})])
    html = text_of(client, "/beratung/")
    assert 'alt="Das Rathaus"' in html
    assert "Stadtarchiv" in html
    rendition = image.renditions.get()
    response = client.get(rendition.url)
    assert response.headers["Content-Type"] == "image/webp"
    assert b"".join(response.streaming_content)
    assert client.get("/media/original_images/rathaus.gif").status_code == 404


@scales_a_picture
def test_a_decorative_picture_has_an_empty_alternative(client):
    standard_page(body=[("picture", {"image": {"image": picture().pk, "alt_text": "", "decorative": True}})])
    assert 'alt=""' in text_of(client, "/beratung/")


def test_a_document_can_be_fetched_without_a_sign_in(client):
    document = PortalDocument.objects.create(title="Muster", file=ContentFile(b"Text", "muster.txt"))
    standard_page(body=[("document", {"document": document.pk, "note": ""})])
    assert document.url in text_of(client, "/beratung/")
    assert b"".join(client.get(document.url).streaming_content) == b"Text"


def test_drafts_do_not_exist_for_visitors(client):
    standard_page(live=False)
    assert client.get("/beratung/").status_code == 404


def test_a_page_knows_its_way_and_what_is_below_it(client):
    parent = standard_page("Ratgeber", "ratgeber")
    standard_page("Pilotförderung", "pilot", parent=parent, lead="Geld für den Anfang")
    standard_page("Entwurf", "entwurf", parent=parent, live=False)
    above, below = text_of(client, "/ratgeber/"), text_of(client, "/ratgeber/pilot/")
    assert "Geld für den Anfang" in above
    assert "Entwurf" not in above
    assert '<a href="/ratgeber/">Ratgeber</a>' in below
    assert '<span aria-current="page">Pilotförderung</span>' in below


def test_the_start_page_offers_one_search_the_figures_and_the_news(client):
    start_page()
    news_page("Vier Kreise machen weiter", "weiter")
    html = text_of(client, "/")
    assert html.count("<h1>") == 1
    assert "data-combobox" in html
    assert "beteiligte Kommunen" in html
    assert "Vier Kreise machen weiter" in html


def test_news_come_newest_first_with_their_source(client):
    news_page("Ältere", "aeltere", dated_on=dt.date(2024, 12, 13))
    news_page("Neuere", "neuere", dated_on=dt.date(2025, 12, 19), source_url="https://example.org/quelle")
    index = text_of(client, "/aktuelles/")
    assert index.index("Neuere") < index.index("Ältere")
    page = text_of(client, "/aktuelles/neuere/")
    assert "https://example.org/quelle" in page
    assert "19. Dezember 2025" in page


def test_the_feed_tells_the_published_news(client):
    news_page("Neuere", "neuere", lead="Kurz gesagt")
    news_page("Entwurf", "entwurf", live=False)
    response = client.get("/aktuelles/feed.atom")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert b"Kurz gesagt" in response.content
    assert b"Entwurf" not in response.content


def test_questions_have_an_address_of_their_own(client):
    faq_group(questions=["Fällt Umsatzsteuer an?"])
    assert 'href="/fragen/geld/#faellt-umsatzsteuer-an"' in text_of(client, "/fragen/")
    assert 'id="faellt-umsatzsteuer-an"' in text_of(client, "/fragen/geld/")


def test_the_anchor_of_a_question_stays_when_the_question_changes(client):
    group = faq_group(questions=["Fällt Umsatzsteuer an?"])
    question = group.questions.get()
    question.question = "Wann fällt Umsatzsteuer an?"
    question.save()
    assert 'id="faellt-umsatzsteuer-an"' in text_of(client, "/fragen/geld/")


def test_the_accessibility_statement_names_who_enforces_it(client):
    legal_page(shows_enforcement=True)
    html = text_of(client, "/barrierefreiheit/")
    assert "Durchsetzungsstelle" in html
    assert "vom Betreiber noch zu prüfen" in html
    assert 'href="/barriere-melden/"' in html


@pytest.mark.parametrize("url", ["/", "/aktuelles/", "/fragen/", "/fragen/geld/", "/aktuelles/neuer-verbund/"])
def test_editorial_pages_can_be_kept_in_memory(client, url):
    news_page()
    faq_group()
    response = client.get(url)
    assert not response.cookies
    assert b"csrfmiddlewaretoken" not in response.content
    assert b"wagtail-userbar" not in response.content


@pytest.mark.parametrize(("url", "queries"), [("/", 19), ("/fragen/", 10), ("/fragen/geld/", 11), ("/aktuelles/", 12)])
def test_the_number_of_queries_does_not_grow_with_the_content(client, django_assert_num_queries, url, queries):
    for number in range(3):
        news_page(f"Meldung {number}", f"meldung-{number}")
        faq_group(f"Gruppe {number}", f"gruppe-{number}", questions=["Eins?", "Zwei?"])
    faq_group(questions=["Eins?", "Zwei?", "Drei?"])
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)
