# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""„Aus den Kommunen“: from the forms of an organisation to the public pages, feeds, panels and the search."""

from __future__ import annotations

import datetime as dt
import json
from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from allmende.accounts import ownership
from allmende.accounts.models import User
from allmende.content.announcement_services import (
    hand_over_announcement,
    publish_announcement,
    withdraw_announcement,
)
from allmende.content.models import Announcement, AnnouncementSort
from allmende.content.searchables import AnnouncementSource
from allmende.content.tests.factories import editor, start_page
from allmende.cooperation.tests.factories import make_cooperation, make_rhineland, make_topic
from allmende.core import content_version
from allmende.core.models import AuditEntry
from allmende.moderation import kinds
from allmende.moderation.tests.stories import make_editor, make_person, make_town

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LIST = "/aus-den-kommunen/"


@pytest.fixture
def places(db):
    return make_rhineland()


@pytest.fixture
def town(places):
    return make_town("Stadt Mendig", places["071375004069"])


def at(days, hour=18):
    moment = timezone.localtime() + dt.timedelta(days=days)
    return moment.replace(hour=hour, minute=0, second=0, microsecond=0)


def make_news(owner, title="Gemeinsamer Bauhof startet", *, by=None, topics=(), **values):
    entered = {"title": title, "lead": "Zwei Orte, ein Bauhof.", "dated_on": timezone.localdate(), **values}
    return publish_announcement(sort="news", values=entered, topics=topics, owner=owner, by=by)


def make_event(owner, title="Werkstatt Zusammenarbeit", *, days=10, **values):
    entered = {
        "title": title, "lead": "Ein Nachmittag für alle.", "place": "Rathaus Mendig", "starts_at": at(days), **values,
    }  # fmt: skip
    return publish_announcement(sort="event", values=entered, owner=owner, by=None)


def news_content(**fields):
    kind = kinds.kind("news")
    typed = {
        "title": "Neuer Zweckverband", "lead": "Drei Gemeinden gründen ihn.", "dated_on": "2026-03-01",
        "text": "Erster Absatz.\n\nZweiter Absatz.", **fields,
    }  # fmt: skip
    return {"fields": {**dict.fromkeys(kind.parts(), ""), "topics": [], **typed}, "rows": {}}


def event_content(**fields):
    kind = kinds.kind("event")
    typed = {
        "title": "Werkstatt", "lead": "Ein Nachmittag.", "place": "Rathaus",
        "starts_at": f"{at(5):%Y-%m-%dT%H:%M}", **fields,
    }  # fmt: skip
    return {"fields": {**dict.fromkeys(kind.parts(), ""), "topics": [], **typed}, "rows": {}}


# What the database guards


def test_an_event_has_a_start_and_ends_after_it(town):
    make_event(town)
    for change in ({"starts_at": None}, {"ends_at": at(9)}, {"sort": AnnouncementSort.NEWS}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Announcement.objects.update(**change)


# The kinds


def test_what_is_typed_comes_back_as_it_was_and_is_published(town):
    kind, topic = kinds.kind("news"), make_topic("Bauhof")
    content = news_content(topics=[str(topic.pk)], url="https://www.mendig.de/")
    assert kind.problems(content, obj=None) == []
    item = kind.publish(content, obj=None, organisation=town, by=None)
    assert (item.owner, item.slug, list(item.topics.all())) == (town, "neuer-zweckverband", [topic])
    assert kind.content_of(item) == content
    assert kind.object_at(item.get_absolute_url()) == item
    assert kinds.at(item.get_absolute_url()) == (kind, item)
    assert kinds.kind("event").object_of(item.pk) is None
    assert kind.areas_of(item) == ["071375004069"]


def test_an_event_keeps_its_time_of_day(town):
    kind = kinds.kind("event")
    content = event_content(starts_at="2027-03-28T18:30", ends_at="2027-03-28T20:00")
    item = kind.publish(content, obj=None, organisation=town, by=None)
    assert kind.content_of(item) == content
    assert timezone.localtime(item.starts_at).hour == 18
    words = {part.part: part.lines for part in kind.in_words(item)}
    assert words["starts_at"] == ("28. März 2027, 18:30 Uhr",)
    assert words["registration_url"] == ()


def test_a_change_is_the_same_page_with_its_address(town):
    kind = kinds.kind("news")
    item = kind.publish(news_content(), obj=None, organisation=town, by=None)
    published = item.published_at
    changed = kind.publish(news_content(title="Anderer Titel"), obj=item, organisation=town, by=None)
    assert (changed.pk, changed.slug, changed.published_at) == (item.pk, "neuer-zweckverband", published)
    entry = AuditEntry.objects.about(item).first()
    assert (entry.verb, entry.before, entry.after) == (
        "announcement.changed", {"title": "Neuer Zweckverband"}, {"title": "Anderer Titel"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "part", "is_missing"),
    [
        ({"title": ""}, "title", True),
        ({"lead": ""}, "lead", True),
        ({"dated_on": ""}, "dated_on", True),
        ({"dated_on": "31.02.2026"}, "dated_on", False),
        ({"dated_on": "0026-03-01"}, "dated_on", False),
        ({"title": "x" * 201}, "title", False),
        ({"text": "x" * 10_001}, "text", False),
        ({"title": "a\x01b"}, "title", False),
        ({"url": "javascript:alert(1)"}, "url", False),
        ({"url": "ftp://example.org/"}, "url", False),
        ({"url": "https://example.org/" + "x" * 600}, "url", False),
        ({"cooperation": "999999"}, "cooperation", False),
        ({"topics": ["999999"]}, "topics", False),
    ],
)
def test_what_is_wrong_or_missing_keeps_news_from_being_published(town, fields, part, is_missing):
    kind, content = kinds.kind("news"), news_content(**fields)
    found = kind.problems(content, obj=None)
    assert [(problem.part, problem.is_missing) for problem in found] == [(part, is_missing)]
    with pytest.raises(ValidationError):
        kind.publish(content, obj=None, organisation=town, by=None)
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"starts_at": ""}, "starts_at"),
        ({"starts_at": "morgen"}, "starts_at"),
        ({"starts_at": "2020-01-01T10:00"}, "starts_at"),
        ({"starts_at": "9999-01-01T10:00"}, "starts_at"),
        ({"starts_at": "2027-03-28T02:30"}, "starts_at"),  # does not exist: the clocks go forward
        ({"ends_at": f"{at(4):%Y-%m-%dT%H:%M}"}, "ends_at"),
        ({"place": ""}, "place"),
        ({"registration_url": "data:text/html,x"}, "registration_url"),
    ],
)
def test_what_keeps_an_event_from_being_published(town, fields, part):
    found = kinds.kind("event").problems(event_content(**fields), obj=None)
    assert [problem.part for problem in found] == [part]


def test_a_past_event_may_still_be_corrected(town):
    item = make_event(town, days=-3)
    kind = kinds.kind("event")
    content = kind.content_of(item)
    assert [problem.part for problem in kind.problems(content, obj=None)] == ["starts_at"]
    assert kind.problems(content, obj=item) == []


def test_only_the_parts_of_the_step_are_taken(town):
    kind = kinds.kind("news")
    data = QueryDict(mutable=True)
    data.update(
        {"title": "Neu", "owner": "1", "published_at": "2020-01-01", "url": "https://example.org/", "sort": "event"}
    )
    before = kind.begin(town)
    after = kind.typed(kind.steps[0], before, data)
    assert after["fields"]["title"] == "Neu"
    assert set(after["fields"]) == set(before["fields"])
    assert after["fields"]["url"] == ""
    page = kind.page(kind.steps[0], after, obj=None, data=data)
    assert page.form.is_valid()  # nothing typed is wrong; what is missing is another question


def test_a_draft_cooperation_can_neither_be_chosen_nor_is_it_named(town, client):
    hidden = make_cooperation("Geheimer Plan", published=False)
    found = kinds.kind("news").problems(news_content(cooperation=str(hidden.pk)), obj=None)
    assert [problem.part for problem in found] == ["cooperation"]
    item = make_news(town, cooperation=hidden)
    assert "Geheimer Plan" not in client.get(item.get_absolute_url()).content.decode()
    assert "Geheimer Plan" not in client.get(f"{LIST}feed.json").content.decode()
    assert "Geheimer Plan" not in str(kinds.kind("news").public_words(item))


def test_the_preview_is_the_public_page(town):
    item = make_news(town)
    request = RequestFactory().get(item.get_absolute_url())
    request.user = editor()
    html = kinds.kind("news").preview(request, item).content.decode()
    assert "Gemeinsamer Bauhof startet</h1>" in html


# Services


def test_only_the_desk_of_the_area_publishes_withdraws_and_hands_over(town, places):
    desk = editor()
    limited = editor("hessen@example.org")
    limited.desk_areas.add(places["06"])
    item = make_news(town, by=desk)
    for person in (make_editor(town), make_person("fremd@example.org"), User.objects.get(pk=limited.pk)):
        with pytest.raises(PermissionDenied):
            make_news(town, by=person)
        with pytest.raises(PermissionDenied):
            withdraw_announcement(announcement=item, by=person)
        with pytest.raises(PermissionDenied):
            hand_over_announcement(announcement=item, owner=make_town(f"Ort {person.pk}"), by=person)
    item.refresh_from_db()
    assert (item.owner, Announcement.objects.count()) == (town, 1)


def test_publishing_and_withdrawing_are_seen_at_once_and_logged(town, client):
    before = content_version.current()
    item = make_news(town)
    assert content_version.current() > before
    assert item.title in client.get(LIST).content.decode()
    withdraw_announcement(announcement=item, by=editor())
    assert client.get(item.get_absolute_url()).status_code == 404
    assert item.title not in client.get(LIST).content.decode()
    with pytest.raises(ValidationError):
        withdraw_announcement(announcement=item, by=None)
    verbs = AuditEntry.objects.about(item).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["announcement.published", "announcement.withdrawn"]


def test_withdrawing_by_hand(town, client, places):
    item, desk = make_news(town), editor()
    address = f"{item.get_absolute_url()}zurueckziehen/"
    limited = editor("hessen@example.org")
    limited.desk_areas.add(places["06"])
    for person in (make_editor(town), limited):
        client.force_login(person)
        assert client.post(address).status_code == 404
        assert "zurueckziehen" not in client.get(item.get_absolute_url()).content.decode()
    client.force_login(desk)
    assert client.get(address).status_code == 405
    assert "zurueckziehen" in client.get(item.get_absolute_url()).content.decode()
    response = client.post(address, follow=True)
    assert "nicht mehr öffentlich" in response.content.decode()
    assert "schon zurückgezogen" in client.post(address, follow=True).content.decode()


def test_a_withdrawn_one_is_seen_by_its_organisation_and_the_desk_alone(town, client, places):
    item = withdraw_announcement(announcement=make_news(town), by=None)
    foreign = make_editor(make_town("Andernach", places["071370003003"]), "anna@andernach.example")
    hesse = editor("hessen@example.org")
    hesse.desk_areas.add(places["06"])
    for person, status in {make_editor(town): 200, editor(): 200, foreign: 404, hesse: 404}.items():
        client.force_login(person)
        assert client.get(item.get_absolute_url()).status_code == status
    client.logout()
    assert client.get(item.get_absolute_url()).status_code == 404


def test_namesakes_get_addresses_of_their_own(town):
    assert [make_news(town, "Neu!").slug for _ in range(3)] == ["neu", "neu-2", "neu-3"]
    assert make_news(town, "???").slug == "ohne-titel"


def test_announcements_move_with_a_merger_and_coming_events_end_with_their_organisation(town):
    other = make_town("Verbandsgemeinde Mendig")
    make_news(town)
    event = make_event(town)
    owned = ownership.owned("announcements")
    assert (owned.count(town), owned.open_count(town)) == (2, 1)
    assert [item.label for item in owned.open_items(town)] == [event.title]
    assert owned.move(source=town, target=other, by=None) == 2
    assert owned.close(organisation=other, by=None) == 1
    event.refresh_from_db()
    assert (event.owner, event.published_at) == (other, None)
    assert owned.open_count(other) == 0


# Pages


def test_the_list_shows_coming_events_news_and_folds_past_events_away(town, client):
    make_news(town, "Alte Meldung", dated_on=dt.date(2024, 5, 1))
    make_news(town, "Neue Meldung")
    make_event(town, "Später", days=20)
    make_event(town, "Bald", days=2)
    make_event(town, "Läuft gerade", days=-1, ends_at=at(1))
    make_event(town, "Vorbei", days=-30)
    html = client.get(LIST).content.decode()
    order = ["Läuft gerade", "Bald", "Später", "Neue Meldung", "Alte Meldung", "<details", "Vorbei"]
    start = html.index("<main")
    positions = [html.index(word, start) for word in order]
    assert positions == sorted(positions)


def test_the_list_is_filtered_by_sort_and_land_and_takes_no_nonsense(town, client, places):
    make_news(town, "Aus Mendig")
    make_news(make_town("Stadt Grebenau", places["065350006006"]), "Aus Grebenau")
    make_event(town, "Werkstatt")

    def shown(**query):
        html = client.get(LIST, query).content.decode()
        return {title for title in ("Aus Mendig", "Aus Grebenau", "Werkstatt") if f">{title}</a>" in html}

    assert shown() == {"Aus Mendig", "Aus Grebenau", "Werkstatt"}
    assert shown(art="meldungen") == {"Aus Mendig", "Aus Grebenau"}
    assert shown(art="veranstaltungen") == {"Werkstatt"}
    assert shown(art="vergangene") == set()
    assert shown(land="06") == {"Aus Grebenau"}
    assert shown(land="07", art="veranstaltungen") == {"Werkstatt"}
    assert shown(land="'; drop", art="<b>", seite="minus") == {"Aus Mendig", "Aus Grebenau", "Werkstatt"}
    fragment = client.get(LIST, {"land": "06"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "Aus Grebenau" in fragment
    feed = client.get(f"{LIST}feed.json", {"land": "06"}).json()
    assert [item["title"] for item in feed["announcements"]] == ["Aus Grebenau"]


def test_the_empty_list_says_so(client, db):
    assert "Noch keine Meldungen" in client.get(LIST).content.decode()
    assert "Dazu gibt es nichts" in client.get(LIST, {"art": "veranstaltungen"}).content.decode()


def test_the_list_has_pages(town, client):
    for number in range(14):
        make_news(town, f"Meldung {number}", dated_on=dt.date(2025, 1, 1 + number))
    make_event(town)
    assert ">Meldung 0</a>" not in client.get(LIST).content.decode()
    second = client.get(LIST, {"seite": "2"}).content.decode()
    assert ">Meldung 0</a>" in second
    assert "Werkstatt Zusammenarbeit" not in second


def test_pages_cost_a_fixed_number_of_queries_and_may_be_kept_for_everybody(
    town, client, django_assert_max_num_queries
):
    for number in range(8):
        make_news(town, f"Meldung {number}")
        make_event(town, f"Termin {number}", days=number + 1)
    with django_assert_max_num_queries(7):
        response = client.get(LIST)
    assert not response.cookies
    assert b"csrfmiddlewaretoken" not in response.content
    item = Announcement.objects.first()
    with django_assert_max_num_queries(3):
        response = client.get(item.get_absolute_url())
    assert not response.cookies
    assert b"csrfmiddlewaretoken" not in response.content
    with django_assert_max_num_queries(5):
        client.get(f"{LIST}feed.rss")


def test_the_page_of_an_event(town, client):
    cooperation = make_cooperation("Bauhof")
    item = make_event(
        town, ends_at=at(10, 20), registration_url="https://www.mendig.de/anmeldung", cooperation=cooperation,
        text="Erster Absatz.\n\nZweiter\nAbsatz.",
    )  # fmt: skip
    html = client.get(item.get_absolute_url()).content.decode()
    for word in (
        "Rathaus Mendig", "18:00 Uhr", "20:00 Uhr", 'href="https://www.mendig.de/anmeldung"', "Stadt Mendig",
        "/orte/071375004069", f'href="{cooperation.get_absolute_url()}"', "<p>Zweiter<br>Absatz.</p>",
    ):  # fmt: skip
        assert word in html
    past = make_event(town, "Früher", days=-5, registration_url="https://www.mendig.de/alt")
    html = client.get(past.get_absolute_url()).content.decode()
    assert "vorbei" in html
    assert "https://www.mendig.de/alt" not in html


def test_html_in_any_text_stays_text(town, client):
    evil = "<script>alert(1)</script>"
    item = make_event(town, f"T{evil}", lead=evil, text=evil, place=evil)
    withdrawn = make_news(make_town(f"Ort {evil}"), f"N{evil}", lead=evil, text=evil)
    start_page()
    for address in (LIST, item.get_absolute_url(), withdrawn.get_absolute_url(), "/", "/suche/?q=alert"):
        assert evil not in client.get(address).content.decode(), address


def test_rss_and_json(town, client):
    make_news(town, "Bauhof & Co", topics=[make_topic("Bauhof")])
    make_event(town, ends_at=at(10, 20))
    response = client.get(f"{LIST}feed.rss")
    assert response.headers["Content-Type"].startswith("application/rss+xml")
    titles = [node.text for node in ET.fromstring(response.content).iter("title")]  # noqa: S314 - our own feed
    assert "Bauhof & Co" in titles
    records = json.loads(client.get(f"{LIST}feed.json").content)["announcements"]
    assert {record["sort"] for record in records} == {"news", "event"}
    news = next(record for record in records if record["sort"] == "news")
    assert (news["organisation"], news["ars"], news["topics"]) == ("Stadt Mendig", "071375004069", ["Bauhof"])
    assert (news["starts_at"], news["place"]) == (None, None)


# On other pages


def test_shown_where_they_belong_and_only_there(town, client, places):
    cooperation = make_cooperation("Bauhof", places["071375004008"])
    start_page()
    for address in ("/", cooperation.get_absolute_url(), places["07137"].get_absolute_url()):
        assert "Aus den Kommunen" not in client.get(address).content.decode(), address
    item = make_news(town, cooperation=cooperation)
    for address in ("/", cooperation.get_absolute_url(), *(places[ars].get_absolute_url() for ars in ("07", "07137"))):
        assert item.title in client.get(address).content.decode(), address
    for ars in ("06", "071370003003"):
        assert item.title not in client.get(places[ars].get_absolute_url()).content.decode()


def test_found_by_the_search_and_in_the_sitemap(town, client):
    item = make_news(town, "Straßenreinigung gemeinsam")
    hidden = withdraw_announcement(announcement=make_news(town, "Straßenreinigung geheim"), by=None)
    html = client.get("/suche/", {"q": "strassenreinigung mendig"}).content.decode()
    assert item.get_absolute_url() in html
    assert hidden.get_absolute_url() not in html
    sitemap = client.get("/sitemap.xml").content.decode()
    assert item.get_absolute_url() in sitemap
    assert hidden.get_absolute_url() not in sitemap


def test_a_main_area_is_named_by_the_announcements_of_its_sub_topics(town):
    topic = make_topic("Bauhof", parent="Bauen")
    item, _other = make_news(town, topics=[topic]), make_news(town, "Ohne Thema")
    assert AnnouncementSource().related_keys(topic.parent) == {item.pk} == AnnouncementSource().related_keys(topic)
