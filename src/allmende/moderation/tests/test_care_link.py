# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The link in a letter of care: one click without sign-in, and nothing for anybody else."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from allmende.accounts.models import MembershipState
from allmende.cooperation import services
from allmende.cooperation.models import Cooperation
from allmende.core.models import AuditEntry
from allmende.moderation.care_jobs import ask_whether_still_right
from allmende.moderation.care_tokens import Bearer, TokenExpiredError, TokenForgedError, read, token_for
from allmende.moderation.models import CareRequest
from allmende.moderation.tests.care_stories import ASKED, at, letters_to, links_in, make_entry, make_member, make_owner

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def owner():
    return make_owner()


@pytest.fixture
def anna(owner):
    return make_member(owner)


@pytest.fixture
def entry(owner, anna):
    entry = make_entry(owner, summary="Ein Archiv für alle.")
    with at(ASKED):
        ask_whether_still_right.func()
    return entry


@pytest.fixture
def link(entry, anna):
    return links_in(letters_to(anna)[0])[0]


@pytest.fixture(autouse=True)
def _some_days_later():
    with at("2027-01-20T10:00:00+01:00"):
        yield


def trace():
    return AuditEntry.objects.count(), CareRequest.objects.open().count()


def test_looking_changes_nothing_however_often(client, link, entry):
    before = trace()
    for method in (client.get, client.head, client.get):
        assert method(link).status_code == 200
    assert trace() == before
    entry.refresh_from_db()
    assert entry.confirmed_on is None
    html = client.get(link).content.decode()
    assert "Stimmt das noch?" in html
    assert "Ein Archiv für alle." in html
    assert "confirm-when-seen.js" in html


def test_who_reports_something_about_the_page_gives_nobody_its_token(client, link):
    token = link.strip("/").rpartition("/")[2]
    html = client.get(link).content.decode()
    ways = re.findall(r'href="([^"]*[?]seite=[^"]*)"', html)
    assert ways
    for way in ways:
        assert "stimmt-noch" in way
        assert token not in way


def test_one_click_confirms_for_the_person_without_sign_in(client, link, entry, anna, owner):
    answer = client.post(link, {"antwort": "stimmt"})
    assert (answer.status_code, answer.headers["Location"]) == (302, link)
    entry.refresh_from_db()
    assert entry.confirmed_on == timezone.localdate()
    row = AuditEntry.objects.get(verb="cooperation.confirmed")
    assert (row.actor_id, row.organisation_key) == (anna.pk, str(owner.pk))
    assert CareRequest.objects.get().answered_by == anna
    html = client.get(link).content.decode()
    assert "Danke!" in html
    assert "confirm-when-seen.js" not in html
    assert "_auth_user_id" not in client.session


def test_a_used_link_changes_nothing_more(client, link):
    client.post(link, {"antwort": "stimmt"})
    before = trace()
    for answer in ("stimmt", "weg"):
        assert client.post(link, {"antwort": answer}).status_code == 302
    assert trace() == before
    assert "Danke!" in client.get(link).content.decode()


def test_gone_is_told_and_the_page_says_so(client, link, entry):
    assert client.post(link, {"antwort": "weg"}).status_code == 302
    html = client.get(link).content.decode()
    assert "Danke für den Hinweis" in html
    assert "confirm-when-seen.js" not in html
    assert 'value="weg"' not in html
    entry.refresh_from_db()
    assert entry.published_at is not None
    client.post(link, {"antwort": "stimmt"})
    assert not CareRequest.objects.open().exists()


@pytest.mark.parametrize("answer", ["", "ja", "confirm", "stimmt "])
def test_an_answer_we_do_not_know_is_no_answer(client, link, answer):
    before = trace()
    page = client.post(link, {"antwort": answer, "by": "1", "on": "2020-01-01"})
    assert page.status_code == 422
    assert "Bitte wählen Sie eine der Antworten." in page.content.decode()
    assert trace() == before


def test_more_fields_than_the_form_has_count_for_nothing(client, link, entry):
    client.post(link, {"antwort": "stimmt", "title": "Gekapert", "owner": "1", "confirmed_on": "2020-01-01"})
    entry.refresh_from_db()
    assert (entry.title, entry.confirmed_on) == ("Gemeinsames Archiv", timezone.localdate())


def test_the_link_expires(client, link, settings):
    with at("2027-03-14T10:00:00+01:00"):
        page = client.get(link)
        assert page.status_code == 410
        assert "abgelaufen" in page.content.decode()
        assert "/pflege/" in page.content.decode()
        assert "Gemeinsames Archiv" not in page.content.decode()
        assert client.post(link, {"antwort": "stimmt"}).status_code == 410
    settings.CARE_LINK_DAYS = 5
    assert client.get(link).status_code == 410
    assert CareRequest.objects.open().count() == 1


@pytest.mark.parametrize(
    "token",
    ["x", "1-1", "1-1.abc.def", "1-1.1tKx9Q.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%00", "a" * 3000],
)
def test_a_forged_link_opens_nothing(client, entry, token):
    before = trace()
    for method in (client.get, client.post):
        page = method(f"/pflege/stimmt-noch/{token}/")
        assert page.status_code == 404
        assert "Gemeinsames Archiv" not in page.content.decode()
    assert trace() == before


def test_nobody_changes_whose_or_what_the_link_is(client, link, entry, anna):
    token = link.split("/")[-2]
    value, rest = token.split(".", 1)
    request = CareRequest.objects.get()
    other = make_entry(entry.owner, "Vergabestelle")
    second = CareRequest.objects.create(
        kind="cooperation", object_key=other.pk, organisation=entry.owner, asked_at=timezone.now()
    )
    assert value == f"{anna.pk}-{request.pk}"
    for forged in (f"{anna.pk}-{second.pk}", f"{anna.pk + 1}-{request.pk}"):
        assert client.post(f"/pflege/stimmt-noch/{forged}.{rest}/", {"antwort": "stimmt"}).status_code == 404
    assert CareRequest.objects.open().count() == 2


def test_without_a_token_there_is_no_page(client):
    assert client.post("/pflege/stimmt-noch/", {"antwort": "stimmt"}).status_code == 404


def test_a_post_from_elsewhere_is_refused(link):
    strict = Client(enforce_csrf_checks=True)
    strict.get(link)
    assert strict.post(link, {"antwort": "stimmt"}).status_code == 403
    assert CareRequest.objects.open().count() == 1


@pytest.mark.parametrize("how", ["account closed", "left", "organisation ended", "owner changed", "withdrawn"])
def test_who_no_longer_answers_for_it_cannot_use_the_link(client, link, entry, anna, owner, how):
    if how == "account closed":
        anna.is_active = False
        anna.save()
    elif how == "left":
        anna.memberships.update(state=MembershipState.ENDED)
    elif how == "organisation ended":
        owner.deactivated_at = timezone.now()
        owner.save()
    elif how == "owner changed":
        services.set_owner(subject=entry, owner=make_owner("Stadt Andernach"), by=None)
    else:
        services.withdraw(subject=entry, by=None)
    before = trace()
    page = client.get(link)
    assert page.status_code == 404
    assert "Dieser Link gilt nicht" in page.content.decode()
    assert "Gemeinsames Archiv" not in page.content.decode()
    assert client.post(link, {"antwort": "stimmt"}).status_code == 404
    assert trace() == before


def test_somebody_elses_link_is_not_for_who_is_signed_in(client, link, owner, anna):
    bert = make_member(owner, "bert@example.org")
    client.force_login(bert)
    assert client.get(link).status_code == 403
    assert client.post(link, {"antwort": "stimmt"}).status_code == 403
    assert CareRequest.objects.open().count() == 1
    client.force_login(anna)
    assert client.get(link).status_code == 200


def test_nobody_keeps_the_page_or_finds_it(client, link):
    page = client.get(link)
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_the_log_of_requests_holds_no_link(client, link, caplog):
    caplog.set_level("INFO")
    client.get(link)
    assert "/pflege/stimmt-noch/" in caplog.text
    assert link.split("/")[-2] not in caplog.text


def test_html_in_a_title_stays_text(client, link, entry):
    Cooperation.objects.filter(pk=entry.pk).update(title="<script>alert(1)</script>", summary="<img src=x>")
    html = client.get(link).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x>" not in html


def test_the_page_takes_few_queries(client, link, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        client.get(link)


def test_a_token_says_whose_it_is_and_nothing_else():
    token = token_for(Bearer(3, 4))
    assert read(token) == Bearer(3, 4)
    assert ":" not in token
    with pytest.raises(TokenForgedError):
        read(token + "x")
    with at("2029-01-01T00:00:00Z"), pytest.raises(TokenExpiredError):
        read(token)
