# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of the library: who sees what, with every form of it: page, text, file, picture, JSON, list, search."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from allmende.accounts.models import User
from allmende.accounts.rules import LAND_EDITORS_GROUP
from allmende.cooperation.tests.factories import make_cooperation, make_rhineland, make_topic
from allmende.core import searchables
from allmende.core.models import SearchChange
from allmende.legal.models import LegalForm
from allmende.library.models import Access, Document
from allmende.library.searchables import DocumentSource
from allmende.library.services.documents import (
    OTHER_PAGES,
    mark_document_unconfirmed,
    publish_document,
    withdraw_document,
)
from allmende.library.services.reading import read_file
from allmende.library.services.versions import store_version
from allmende.library.tests.document_stories import make_document, make_version
from allmende.moderation.tests.draft_stories import make_place_town, signed_in
from allmende.moderation.tests.stories import make_desk, make_editor, make_person, make_town
from allmende.territory.naming import free_slug

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return make_rhineland()


@pytest.fixture
def mendig(places):
    return make_place_town(places["071375004"], "Mendig")


@pytest.fixture
def shelf(places, mendig):
    """One document of each sort of visibility."""
    values = {"land": places["07"], "owner": mendig.organisation}
    found = {
        "public": make_document("Offener Vertrag", **values),
        "organisations": make_document("Vertrag für Organisationen", access=Access.ORGANISATIONS, **values),
        "withdrawn": make_document("Zurückgezogener Vertrag", published=False, **values),
        "elsewhere": make_document("Hessischer Entwurf", published=False, land=places["06"]),
        "nowhere": make_document("Entwurf von nirgendwo", published=False),
    }
    for document in found.values():
        make_version(document, f"Der Wortlaut von {document.title}.")
    return found


@pytest.fixture
def crowd(places, mendig):
    """Everybody who may come along."""
    gone = make_person("weg@example.org")
    gone.is_active = False
    gone.save()
    waiting = make_town("Noch nicht geprüft")
    type(waiting).objects.filter(pk=waiting.pk).update(confirmed_at=None)
    return {
        "anonymous": AnonymousUser(),
        "citizen": make_person("buerger@example.org"),
        "member": mendig.editor,
        "other_member": make_editor(make_town("Fremd"), "fritz@example.org"),
        "unchecked": make_editor(waiting, "ute@example.org"),
        "desk": make_desk(),
        "desk_rp": make_desk("rp@example.org", places["07"]),
        "desk_he": make_desk("he@example.org", places["06"]),
        "desk_kreis": make_desk("kreis@example.org", places["07137"]),
        "desk_forgotten": _without_areas(make_desk("vergessen@example.org")),
        "operator": User.objects.create_superuser("betrieb@example.org", password=None),
        "gone": gone,
    }


def _without_areas(user):
    """At the desk of a Land, but nobody has said of which."""
    user.groups.add(Group.objects.get_or_create(name=LAND_EDITORS_GROUP)[0])
    return User.objects.get(pk=user.pk)


def test_the_search_shows_exactly_what_the_pages_show(shelf, crowd):
    audience = {entry.key: set(entry.audience) for entry in DocumentSource().entries()}
    for name, user in crowd.items():
        tokens = set(searchables.audiences_of(user))
        found = {key for key, wanted in audience.items() if wanted & tokens}
        seen = {str(pk) for pk in Document.objects.visible_to(user).values_list("pk", flat=True)}
        assert found == seen, name


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("anonymous", {"public"}),
        ("citizen", {"public"}),
        ("gone", {"public"}),
        ("other_member", {"public", "organisations"}),
        ("member", {"public", "organisations", "withdrawn"}),
        ("desk", {"public", "organisations", "withdrawn", "elsewhere", "nowhere"}),
        ("desk_rp", {"public", "organisations", "withdrawn"}),
        ("desk_he", {"public", "organisations", "elsewhere"}),
        ("desk_kreis", {"public", "organisations", "withdrawn"}),
        ("desk_forgotten", {"public", "organisations"}),
    ],
)
def test_what_is_not_seen_does_not_exist(shelf, crowd, who, seen):
    user = crowd[who]
    assert {name for name, item in shelf.items() if Document.objects.visible_to(user).filter(pk=item.pk)} == seen
    if who == "gone":
        return
    client = signed_in(user) if user.is_authenticated else Client()
    for name, document in shelf.items():
        for below in ("", "text/", "datei/1/", "dokument.json"):
            response = client.get(f"{document.get_absolute_url()}{below}")
            response.getvalue()  # consumed, as a server does
            assert response.status_code == (200 if name in seen else 404), (name, below)
    listed = client.get("/bibliothek/dokumente.json").json()["documents"]
    assert {item["title"] for item in listed} == {shelf[n].title for n in seen & {"public", "organisations"}}


def test_no_trace_of_hidden_ones_in_lists_and_counts(shelf):
    client = Client()
    for address in ("/bibliothek/", "/bibliothek/feed.rss", "/bibliothek/dokumente.csv", "/bibliothek/dokumente.json"):
        text = client.get(address).content.decode()
        assert "Offener Vertrag" in text
        assert "Vertrag für Organisationen" not in text
        assert "Zurückgezogener" not in text
    assert "Rheinland-Pfalz (1)" in client.get("/bibliothek/").content.decode()


def test_the_file_is_handed_out_so_that_no_browser_runs_it(shelf):
    document = shelf["public"]
    make_version(document, name="seite.html", content="<script>alert(1)</script>", media_type="text/html")
    response = Client().get(f"{document.get_absolute_url()}datei/2/")
    assert response["Content-Disposition"] == 'attachment; filename="seite.html"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-cache", "no file takes the room of pages in the page cache"
    assert response.getvalue() == b"<script>alert(1)</script>"
    assert Client().get(f"{document.get_absolute_url()}datei/3/").status_code == 404


def test_text_only_for_reading_is_not_handed_to_programs(shelf):
    document = shelf["public"]
    address = f"{document.get_absolute_url()}dokument.json"
    texts = {}
    for licence in ("cc0", "reading_only", "unknown"):
        Document.objects.filter(pk=document.pk).update(licence=licence)
        texts[licence] = [page["text"] for page in Client().get(address).json()["pages"]]
    assert all(texts["cc0"])
    assert texts["reading_only"] == texts["unknown"] == [None] * len(texts["cc0"])


def test_no_title_breaks_the_feed(shelf):
    Document.objects.filter(pk=shelf["public"].pk).update(title="]]>\x0b\ufffe\uffff<b>Vertrag", summary="\x1f\uffff")
    feed = Client().get("/bibliothek/feed.rss").content.decode()
    assert "<title>]]&gt;&lt;b&gt;Vertrag</title>" in feed
    assert not set("\x0b\x1f\ufffe\uffff") & set(feed), "no XML may hold them"


def test_a_file_that_is_gone_is_no_error_of_the_portal(shelf):
    version = shelf["public"].versions.get()
    version.file.storage.delete(version.file.name)
    assert Client().get(f"{shelf['public'].get_absolute_url()}datei/1/").status_code == 404


def test_a_picture_only_where_there_is_one(shelf):
    document = shelf["public"]
    address = f"{document.get_absolute_url()}vorschau/1/"
    assert Client().get(address).status_code == 404
    version = document.versions.get()
    version.thumbnail.save("bild.webp", ContentFile(b"RIFF"))
    response = Client().get(address)
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.getvalue() == b"RIFF"
    version.thumbnail.save("bild.svg", ContentFile(b"<svg/>"))
    assert Client().get(address).status_code == 404


def test_detail_tells_everything(places, mendig):
    topic = make_topic("Archivwesen")
    document = make_document(
        "Vertrag <b>Archiv</b>",
        land=places["07"],
        source="Stadt Andernach",
        is_example=True,
        dated_on=timezone.localdate().replace(2024, 3, 1),
        link_url="https://www.andernach.de/archiv",
        cooperation=make_cooperation("Gemeinsames Archiv", places["071375004"], published=False),
        owner=mendig.organisation,
    )
    document.topics.add(topic)
    document.partners.add(places["071375004"])
    make_version(document, "alt", note="", content="alt")
    make_version(document, "neu", note="§ 3 neu", content="neu")
    page = Client().get(document.get_absolute_url()).content.decode()
    assert "Vertrag &lt;b&gt;Archiv&lt;/b&gt;" in page
    assert "<b>Archiv" not in page
    for told in (
        "Rheinland-Pfalz",
        "Stadt Andernach",
        "1. März 2024",
        "Archivwesen",
        "Beispiel",
        "§ 3 neu",
        "datei/2/",
    ):
        assert told in page
    assert "datei/1/" in page
    assert "nicht angegeben" in page
    assert "https://www.andernach.de/archiv" in page
    assert "Gemeinsames Archiv" not in page, "a draft is nobody's business"
    assert "Zurückziehen" not in page


def test_a_link_alone_leads_outside(places):
    document = make_document("Gesetz", link_url="https://example.org/gesetz")
    page = Client().get(document.get_absolute_url()).content.decode()
    assert "auf einer anderen Website" in page
    assert "Original herunterladen" not in page
    assert Client().get(f"{document.get_absolute_url()}text/").status_code == 404
    assert Client().get(f"{document.get_absolute_url()}dokument.json").json()["file_url"] is None


def test_text_page_by_page():
    document = make_document()
    make_version(document, "Seite eins.\n\n<script>x</script>", "", media_type="application/pdf")
    page = Client().get(document.get_text_url()).content.decode()
    assert 'id="seite-1"' in page
    assert 'id="seite-2"' in page
    assert "&lt;script&gt;x" in page
    assert "Auf dieser Seite steht kein Text" in page
    assert document.get_text_url(7).endswith("/text/#seite-7")
    assert document.get_text_url(51).endswith("/text/?seite=2#seite-51")


def test_long_documents_in_stretches(django_assert_num_queries):
    document = make_document()
    make_version(document, *[f"Blatt {number}" for number in range(1, 121)])
    with django_assert_num_queries(6):
        page = Client().get(f"{document.get_absolute_url()}text/?seite=3").content.decode()
    assert 'id="seite-101"' in page
    assert 'id="seite-100"' not in page


@pytest.mark.parametrize("reading", ["scanned", "waiting", "empty", "failed"])
def test_it_is_said_where_no_text_is(reading):
    document = make_document()
    make_version(document, "", reading=reading, reading_note="Warum auch immer.")
    page = Client().get(document.get_absolute_url()).content.decode()
    words = {"scanned": "gescannt", "waiting": "noch gelesen", "empty": "kein Text", "failed": "Warum auch immer."}
    assert words[reading] in page
    assert "Text lesen" not in page
    assert "Original herunterladen" in page


def test_filters_narrow_and_count(places, django_assert_max_num_queries):
    archive, yard = make_topic("Archivwesen"), make_topic("Bauhof")
    form = LegalForm.objects.create(key="rp-zv", name="Zweckverband", land=places["07"])
    other = LegalForm.objects.create(key="he-zv", name="Zweckverband", land=places["06"])
    one = make_document("Eins", land=places["07"], legal_form=form, dated_on="2024-01-01")
    two = make_document("Zwei", land=places["06"], legal_form=other, dated_on="2023-01-01", sort="statute")
    one.topics.add(archive, yard)
    two.topics.add(archive)

    def titles(query: str) -> list[str]:
        return [item["title"] for item in Client().get(f"/bibliothek/dokumente.json?{query}").json()["documents"]]

    assert titles("") == ["Eins", "Zwei"]
    assert titles("land=07") == ["Eins"]
    assert titles("thema=archivwesen") == ["Eins", "Zwei"]
    assert titles("thema=bauhof") == ["Eins"]
    assert titles("rechtsform=zweckverband") == ["Eins", "Zwei"]
    assert titles("rechtsform=zweckverband&land=06") == ["Zwei"]
    assert titles("art=statute") == ["Zwei"]
    assert titles("jahr=2024") == ["Eins"]
    assert titles("sortierung=datum") == ["Eins", "Zwei"]
    with django_assert_max_num_queries(14):
        page = Client().get("/bibliothek/?land=07").content.decode()
    for option in ("Archivwesen (1)", "Hessen (1)", "Zweckverband (1)", "Vertrag (1)", "2024 (1)"):
        assert option in page
    assert "Satzung (" not in page


@pytest.mark.parametrize(
    "query",
    [
        "land=xx&jahr=0000&art=nix",
        "seite=1000000000",
        "thema=%00",
        "rechtsform=" + "a" * 5000,
        "jahr=²024&land=٠٧",
        "land=07&" * 200,
    ],
)
def test_nonsense_in_the_address_shows_a_list(query):
    make_document("Eins")
    response = Client().get(f"/bibliothek/?{query}")
    assert response.status_code == 200
    assert '<h2 id="ergebnis"' in response.content.decode()


def test_csv_is_safe_in_spreadsheets():
    make_document("=HYPERLINK()")
    rows = list(
        csv.reader(io.StringIO(Client().get("/bibliothek/dokumente.csv").content.decode("utf-8-sig")), delimiter=";")
    )
    assert rows[1][0] == "'=HYPERLINK()"


def test_panels_on_cooperation_and_places(places):
    cooperation = make_cooperation("Gemeinsames Archiv", places["071375004"])
    of_it = make_document("Vertrag zum Archiv", cooperation=cooperation, land=places["07"])
    of_it.partners.add(places["071375004"])
    make_document("Verborgenes", cooperation=cooperation, access=Access.ORGANISATIONS)
    for address in (
        cooperation.get_absolute_url(),
        places["071375004"].get_absolute_url(),
        places["07"].get_absolute_url(),
    ):
        page = Client().get(address).content.decode()
        assert "Vertrag zum Archiv" in page, address
        assert "Verborgenes" not in page


def test_the_desk_takes_it_back_once(shelf, crowd):
    document = shelf["public"]
    address = f"{document.get_absolute_url()}zurueckziehen/"
    for who in ("citizen", "member", "desk_he"):
        assert signed_in(crowd[who]).post(address).status_code == 404
    client = signed_in(crowd["desk_rp"])
    assert "Zurückziehen" in client.get(document.get_absolute_url()).content.decode()
    assert client.post(address).status_code == 302
    assert Client().get(document.get_absolute_url()).status_code == 404
    assert SearchChange.objects.filter(source="dokumente", key=str(document.pk)).exists()
    page = client.post(address, follow=True).content.decode()
    assert "schon zurückgezogen" in page


def test_owners_confirm(shelf, crowd):
    document = shelf["public"]
    mark_document_unconfirmed(document=document, since=timezone.localdate())
    assert "niemand bestätigt" in Client().get(document.get_absolute_url()).content.decode()
    assert signed_in(crowd["other_member"]).post(f"{document.get_absolute_url()}bestaetigen/").status_code == 404
    assert signed_in(crowd["member"]).post(f"{document.get_absolute_url()}bestaetigen/").status_code == 302
    document.refresh_from_db()
    assert document.confirmed_on == timezone.localdate()
    assert document.unconfirmed_since is None


def test_slugs_are_free_and_never_a_page_of_the_library():
    def free(title):
        return free_slug(title, Document.objects.all(), other_pages=OTHER_PAGES)

    assert free("Klauseln") == "klauseln-2"
    make_document("Vertrag")
    assert free("Vertrag") == "vertrag-2"
    assert free("???") == "ohne-titel"


def test_entries_hold_the_pages_of_the_current_version(places, django_assert_num_queries):
    for number in range(3):
        document = make_document(f"Vertrag {number}", land=places["07"])
        make_version(document, "veraltet")
        make_version(document, "eins", "", "drei")
    with django_assert_num_queries(5):
        entries = list(DocumentSource().entries())
    assert [(page.number, page.text) for page in entries[0].pages] == [(1, "eins"), (3, "drei")]
    assert entries[0].places == ("07",)
    assert "Rheinland-Pfalz" in entries[0].keywords, "the name of the Land is a word to find it by"
    assert DocumentSource().page_url("/bibliothek/x/", 60) == "/bibliothek/x/text/?seite=2#seite-60"


def test_a_real_file_is_read_and_found(django_capture_on_commit_callbacks):
    version = store_version(
        file=ContentFile(b"Die Parteien gr\xc3\xbcnden ein Archiv."), name="v.txt", by=None, organisation=None
    )
    read_file.func(version.pk)
    document = publish_document(values={"title": "Archivvertrag", "sort": "contract"}, version=version, by=None)
    assert "gründen ein Archiv" in Client().get(document.get_text_url()).content.decode()
    withdraw_document(document=document, by=None)
    assert Client().get(document.get_text_url()).status_code == 404


def test_query_counts_of_list_and_detail(shelf, django_assert_num_queries):
    with django_assert_num_queries(11):
        Client().get("/bibliothek/")
    document = shelf["public"]
    with django_assert_num_queries(6):
        Client().get(document.get_absolute_url())
    assert json.loads(Client().get(f"{document.get_absolute_url()}dokument.json").content)["pages"][0]["number"] == 1


def test_a_date_is_told_as_precisely_as_it_is_known(client, places):
    document = make_document(
        "Alte Satzung", dated_on=dt.date(2019, 1, 1), dated_precision="year", link_url="https://example.org/"
    )
    page = client.get(document.get_absolute_url()).content.decode()
    assert "2019" in page
    assert "1. Januar 2019" not in page
    publish_document(document=document, values={"dated_on": dt.date(2019, 1, 1)}, by=None)
    assert str(Document.objects.get().dated) == "2019"
    publish_document(document=document, values={"dated_on": dt.date(2019, 3, 1)}, by=None)
    assert str(Document.objects.get().dated) == "1. März 2019"
