# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The inbox: one's own messages and nobody else's; how mails come; the way out without signing in."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from allmende.accounts import services, unsubscribing
from allmende.accounts.models import Delivery, DeliveryChoice, InboxMessage, User
from allmende.accounts.notifications import notify
from allmende.accounts.tests.inbox_stories import FRAME, GATHERED, NEEDED, TOWN_NEWS, Told, person
from allmende.core.models import AuditEntry
from allmende.core.panels import panels_of
from allmende.core.tests.test_jobs import work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told"), pytest.mark.one_database]
INBOX = "/konto/nachrichten/"
DELIVERIES = "/konto/benachrichtigungen/"
BADGE = re.compile(r'tool-link__badge">(\d+)<')


@pytest.fixture
def eva(client):
    user = person()
    client.force_login(user)
    return user


def text_of(response):
    return response.content.decode()


def only_message():
    return InboxMessage.objects.get()


# The list


def test_unread_messages_stand_first(client, eva):
    for title in ("Erste", "Zweite", "Dritte"):
        notify(Told(eva, title=title))
    services.mark_read(message=InboxMessage.objects.get(title="Dritte"), by=eva)
    page = client.get(INBOX)
    assert [row.title for row in page.context["page"]] == ["Zweite", "Erste", "Dritte"]
    assert text_of(page).count("letter--unread") == 2


def test_nobody_sees_what_others_are_told(client, eva):
    notify(Told(person("bert@example.org"), title="Geheim"))
    found = only_message()
    assert "Geheim" not in text_of(client.get(INBOX))
    assert "Geheim" not in text_of(client.get(f"{INBOX}nachrichten.json"))
    assert client.get(f"{INBOX}{found.pk}/").status_code == 404
    assert client.post(f"{INBOX}{found.pk}/loeschen/").status_code == 404
    client.post(f"{INBOX}gelesen/")
    found.refresh_from_db()
    assert found.read_at is None


def test_a_key_beyond_every_database_is_missing(client, eva):
    assert client.get(f"{INBOX}{10**30}/").status_code == 404


def test_the_list_can_be_narrowed(client, eva):
    notify(Told(eva, title="Vom Ort"))
    notify(Told(eva, title="Kleines", category=GATHERED))
    services.mark_read(message=InboxMessage.objects.get(title="Kleines"), by=eva)
    titles = {
        query: [row.title for row in client.get(f"{INBOX}?{query}").context["page"]]
        for query in (f"art={GATHERED.key}", "ungelesen=on", f"art={GATHERED.key}&ungelesen=on", "art=unsinn")
    }
    assert titles[f"art={GATHERED.key}"] == ["Kleines"]
    assert titles["ungelesen=on"] == ["Vom Ort"]
    assert titles[f"art={GATHERED.key}&ungelesen=on"] == []
    assert titles["art=unsinn"] == ["Vom Ort", "Kleines"]


def test_the_list_has_pages_and_asks_little(client, eva, django_assert_num_queries):
    for number in range(21):
        notify(Told(eva, title=f"Nr. {number}"))
    with django_assert_num_queries(FRAME + 2):  # count, messages
        page = client.get(INBOX)
    assert len(page.context["page"]) == 20
    assert len(client.get(f"{INBOX}?seite=2").context["page"]) == 1


def test_an_empty_inbox_says_so(client, eva):
    assert "Sie haben noch keine Nachrichten" in text_of(client.get(INBOX))
    assert "Keine Nachricht passt" in text_of(client.get(f"{INBOX}?ungelesen=on"))


def test_a_message_of_a_category_that_is_no_more_is_still_shown(client, eva):
    InboxMessage.objects.create(user=eva, category="vergangen", title="Alt", text="x")
    assert "Sonstiges" in text_of(client.get(INBOX))


# One message


def test_opening_marks_read_and_leads_to_the_matter(client, eva, django_assert_num_queries):
    notify(Told(eva, title="<b>Neu</b>", text="Guten Tag\n\n<script>alert(1)</script>"))
    address = f"{INBOX}{only_message().pk}/"
    with django_assert_num_queries(FRAME + 2):  # message, read
        page = client.get(address)
    said = text_of(page)
    assert "&lt;b&gt;Neu&lt;/b&gt;" in said
    assert "<script>alert" not in said
    assert 'href="/orte/"' in said
    first = only_message().read_at
    assert first is not None
    client.get(f"{INBOX}{only_message().pk}/")
    assert only_message().read_at == first


def test_a_message_can_be_deleted_but_not_by_opening_an_address(client, eva):
    notify(Told(eva))
    address = f"{INBOX}{only_message().pk}/loeschen/"
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert not InboxMessage.objects.exists()
    assert client.post(address).status_code == 404


def test_all_can_be_marked_read(client, eva):
    for _number in range(3):
        notify(Told(eva))
    assert client.get(f"{INBOX}gelesen/").status_code == 405
    assert "3 Nachrichten als gelesen markiert" in text_of(client.post(f"{INBOX}gelesen/", follow=True))
    assert not InboxMessage.objects.unread().exists()
    assert "Es war nichts ungelesen" in text_of(client.post(f"{INBOX}gelesen/", follow=True))


# Beside the name, on the start page, for other programs


def test_the_header_counts_what_is_unread_for_who_is_signed_in(client, eva):
    for _number in range(2):
        notify(Told(eva))
    notify(Told(person("bert@example.org")))
    assert set(BADGE.findall(text_of(client.get(INBOX)))) == {"2"}
    services.mark_all_read(by=eva)
    assert not BADGE.findall(text_of(client.get(INBOX)))


def test_a_visitor_is_counted_nothing(client):
    with CaptureQueriesContext(connection) as seen:
        client.get("/suche/")
    assert not [query for query in seen if "inboxmessage" in query["sql"]]


def test_the_start_page_of_the_account_shows_the_newest(rf, eva, django_assert_num_queries):
    (panel,) = [item for item in panels_of("account") if item.template == "accounts/panels/inbox.html"]
    for number in range(7):
        notify(Told(eva, title=f"Nr. {number}"))
    with django_assert_num_queries(1):
        newest = panel.context(rf.get("/konto/"), eva)["newest"]
    assert [row.title for row in newest] == ["Nr. 6", "Nr. 5", "Nr. 4", "Nr. 3", "Nr. 2"]


def test_another_program_reads_the_inbox(client, eva, django_assert_num_queries):
    notify(Told(eva))
    notify(Told(eva, title="Zweite", url=""))
    with django_assert_num_queries(5):  # session, account, count, messages, unread
        answer = client.get(f"{INBOX}nachrichten.json")
    assert answer.headers["Content-Type"] == "application/json"
    said = answer.json()
    assert (said["unread"], said["page"], said["pages"]) == (2, 1, 1)
    assert [(row["title"], row["url"], row["read_at"]) for row in said["messages"]] == [
        ("Zweite", None, None),
        ("Neues aus Mendig", "http://127.0.0.1:8000/orte/", None),
    ]
    assert Client().get(f"{INBOX}nachrichten.json").status_code == 302


# How mails come


def test_the_form_asks_for_each_category_that_leaves_a_choice(client, eva):
    page = text_of(client.get(DELIVERIES))
    assert "Neues vom Ort" in page
    assert "Was warten kann." in page
    assert f"art-{NEEDED.key}" not in page
    assert "Kommt immer sofort" in page


def test_a_choice_is_kept_and_shown(client, eva):
    choice = {f"art-{TOWN_NEWS.key}": "digest", f"art-{GATHERED.key}": "never"}
    assert client.post(DELIVERIES, choice).status_code == 302
    kept = dict(DeliveryChoice.objects.filter(user=eva).values_list("category", "delivery"))
    assert kept == {TOWN_NEWS.key: "digest", GATHERED.key: "never"}
    client.post(DELIVERIES, choice)
    assert AuditEntry.objects.filter(verb="user.deliveries_chosen").count() == 1
    form = client.get(DELIVERIES).context["form"]
    assert form[f"art-{TOWN_NEWS.key}"].value() == "digest"


def test_extra_fields_change_nothing(client, eva):
    bert = person("bert@example.org")
    choice = {f"art-{TOWN_NEWS.key}": "never", f"art-{GATHERED.key}": "digest"}
    client.post(DELIVERIES, choice | {f"art-{NEEDED.key}": "never", "user": bert.pk, "art-fremd": "never"})
    assert list(DeliveryChoice.objects.values_list("user", "category", "delivery")) == [
        (eva.pk, TOWN_NEWS.key, "never")
    ]


@pytest.mark.parametrize("value", ["", "weekly"])
def test_a_missing_or_unknown_choice_is_said_at_its_field(client, eva, value):
    answer = client.post(DELIVERIES, {f"art-{TOWN_NEWS.key}": value, f"art-{GATHERED.key}": "never"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [f"art-{TOWN_NEWS.key}"]
    assert not DeliveryChoice.objects.exists()


# Unsubscribing


@pytest.fixture
def way_out():
    return f"/abbestellen/{unsubscribing.token_for(person().pk, [TOWN_NEWS.key])}/"


def test_the_way_out_asks_first(client, way_out):
    page = client.get(way_out)
    said = text_of(page)
    assert page.status_code == 200
    assert "Neues vom Ort" in said
    assert "Kleinigkeiten" not in said
    assert "eva@example.org" not in said
    assert "Muster" not in said
    assert "no-store" in page.headers["Cache-Control"]
    assert client.head(way_out).status_code == 200
    assert not DeliveryChoice.objects.exists()


def test_a_mail_program_switches_off_with_one_post(way_out):
    """RFC 8058: no cookie, no csrf token, no redirect."""
    from_outside = Client(enforce_csrf_checks=True)
    for _again in range(2):
        answer = from_outside.post(way_out, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Abbestellt" in text_of(answer)
    assert list(DeliveryChoice.objects.values_list("category", "delivery")) == [(TOWN_NEWS.key, Delivery.NEVER)]
    assert AuditEntry.objects.filter(verb="user.deliveries_chosen").count() == 1
    assert "<button" not in text_of(from_outside.get(way_out)).partition("<main")[2].partition("</main")[0]


@pytest.mark.django_db(transaction=True)
def test_the_letter_and_the_page_agree(client, mailoutbox):
    notify(Told(person()))
    work()
    address = mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    assert client.post(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert DeliveryChoice.objects.get().category == TOWN_NEWS.key


def test_a_token_can_do_only_what_it_names(client):
    eva = person()
    token = unsubscribing.token_for(eva.pk, [GATHERED.key, NEEDED.key, "vergangen"])
    client.post(f"/abbestellen/{token}/", {"art": TOWN_NEWS.key, "user": "1"})
    assert list(DeliveryChoice.objects.values_list("user", "category")) == [(eva.pk, GATHERED.key)]


def broken_tokens():
    good = unsubscribing.token_for(1, [TOWN_NEWS.key])
    return {
        "nonsense": "unsinn",
        "cut": good[:-4],
        "changed": good.replace(good[3], "A" if good[3] != "A" else "B", 1),
        "of another purpose": signing.dumps({"u": 1, "c": [TOWN_NEWS.key]}),
        "of another shape": signing.dumps(["u"], salt=unsubscribing.SALT),
        "of nobody": unsubscribing.token_for(10**6, [TOWN_NEWS.key]),
    }


@pytest.mark.parametrize("name", broken_tokens())
def test_a_broken_token_changes_nothing_and_says_so_kindly(client, name):
    person()
    address = f"/abbestellen/{broken_tokens()[name]}/"
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 404
        assert "Dieser Link gilt nicht mehr" in text_of(answer)
    assert not DeliveryChoice.objects.exists()


def test_an_old_token_and_one_of_a_closed_account_count_no_more(client, way_out):
    with time_machine.travel(timezone.now() + dt.timedelta(days=366)):
        assert client.post(way_out).status_code == 404
    User.objects.update(is_active=False)
    assert client.post(way_out).status_code == 404
    assert not DeliveryChoice.objects.exists()
