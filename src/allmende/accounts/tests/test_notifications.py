# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Notifications: everybody once, in the inbox and by mail as they chose; nothing of a write that did not happen."""

from __future__ import annotations

import pytest
from django.core import mail as outbox
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from allmende.accounts import digest, services
from allmende.accounts.models import Delivery, DeliveryChoice, InboxMessage
from allmende.accounts.notifications import CATEGORIES, notify
from allmende.accounts.tests.inbox_stories import ALL, GATHERED, NEEDED, TOWN_NEWS, Told, person
from allmende.core.models import AuditEntry
from allmende.core.tests.test_jobs import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("told")]


def letters():
    work()
    return outbox.outbox


def test_everybody_gets_one_message_and_one_letter():
    eva, bert = person(), person("bert@example.org", "Bert")
    notify(Told(eva, bert, eva))
    assert [(row.user, row.title, row.text, row.url) for row in InboxMessage.objects.order_by("user__email")] == [
        (bert, "Neues aus Mendig", "Der Bauhof zieht um.", "/orte/"),
        (eva, "Neues aus Mendig", "Der Bauhof zieht um.", "/orte/"),
    ]
    found = {letter.to[0]: letter for letter in letters()}
    assert set(found) == {"eva@example.org", "bert@example.org"}
    letter = found["eva@example.org"]
    assert letter.subject == "Neues aus Mendig"
    assert letter.body.startswith("Guten Tag, Eva Muster!\n\nDer Bauhof zieht um.\n\n")
    assert "http://127.0.0.1:8000/orte/" in letter.body
    assert "„Neues vom Ort“" in letter.body
    assert "/konto/benachrichtigungen/" in letter.body
    assert letter.alternatives[0][1] == "text/html"


def test_a_closed_account_gets_nothing():
    notify(Told(person(is_active=False)))
    assert not InboxMessage.objects.exists()
    assert letters() == []


def test_nobody_to_tell_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        notify(Told())


def test_what_did_not_happen_is_not_told():
    eva = person()
    with pytest.raises(RuntimeError), transaction.atomic():
        notify(Told(eva))
        raise RuntimeError
    assert not InboxMessage.objects.exists()
    assert not DBTaskResult.objects.exists()
    assert letters() == []


def test_everybody_chooses_how_it_comes():
    at_once, gathered, never, unsaid = (person(f"{name}@example.org") for name in "abcd")
    for user, way in ((at_once, Delivery.AT_ONCE), (gathered, Delivery.DIGEST), (never, Delivery.NEVER)):
        services.choose_deliveries(user=user, choices={TOWN_NEWS.key: way}, by=user)
    notify(Told(at_once, gathered, never, unsaid))
    assert InboxMessage.objects.count() == 4
    assert sorted(letter.to[0] for letter in letters()) == ["a@example.org", "d@example.org"]
    assert [row.user for row in InboxMessage.objects.filter(awaits_digest=True)] == [gathered]


def test_what_is_needed_always_comes_and_names_no_way_out():
    eva = person()
    DeliveryChoice.objects.create(user=eva, category=NEEDED.key, delivery=Delivery.NEVER)
    notify(Told(eva, category=NEEDED))
    (letter,) = letters()
    assert "List-Unsubscribe" not in letter.extra_headers
    assert "/abbestellen/" not in letter.body
    assert "nicht abbestellen" in letter.body


def test_a_letter_names_the_way_out_in_its_head():
    notify(Told(person()))
    (letter,) = letters()
    head = letter.extra_headers
    assert head["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/abbestellen/")
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert head["Auto-Submitted"] == "auto-generated"
    assert head["List-Unsubscribe"].strip("<>") in letter.body
    assert head["List-Unsubscribe"].encode() in letter.message().as_bytes().replace(b"\n ", b" ")


def test_the_text_is_text_and_stays_so_in_html():
    notify(Told(person(), title='<script>alert("1")</script> & mehr', text="<b>fett</b> & 'so'"))
    row = InboxMessage.objects.get()
    assert (row.title, row.text) == ('<script>alert("1")</script> & mehr', "<b>fett</b> & 'so'")
    (letter,) = letters()
    assert letter.subject == '<script>alert("1")</script> & mehr'
    assert "<b>" in letter.body
    html = letter.alternatives[0][0]
    assert "<b>" not in html
    assert "<script>" not in html


def test_a_title_never_becomes_a_header_and_is_cut():
    notify(Told(person(), title="x" * 400 + "\nBcc: alle@example.org"))
    (letter,) = letters()
    assert len(InboxMessage.objects.get().title) == 250
    assert letter.bcc == []
    assert "Bcc" not in letter.subject


def test_letters_are_german_whoever_acts():
    with translation.override("en"):
        notify(Told(person(name="")))
    (letter,) = letters()
    assert letter.body.startswith("Guten Tag!\n")


@pytest.mark.parametrize("url", ["https://böse.example/", "//evil.example/", "javascript:alert(1)", "orte/"])
def test_a_message_leads_only_into_the_portal(url):
    with pytest.raises(ValueError, match="leads to a page of the portal"):
        notify(Told(person(), url=url))


def test_telling_many_asks_little(django_assert_num_queries):
    people = [person(f"p{number}@example.org") for number in range(5)]
    for user in people:
        services.choose_deliveries(user=user, choices={TOWN_NEWS.key: Delivery.DIGEST}, by=user)
    with django_assert_num_queries(4):  # begin, choices, messages, commit
        notify(Told(*people))


# The collection


def test_the_collection_is_one_letter_by_category():
    eva, bert = person(), person("bert@example.org", "Bert")
    services.choose_deliveries(user=eva, choices={TOWN_NEWS.key: Delivery.DIGEST}, by=eva)
    notify(Told(eva, title="Erstes"))
    notify(Told(eva, title="Kleines", category=GATHERED))
    notify(Told(eva, title="Zweites"))
    notify(Told(bert, title="Für Bert", category=GATHERED))
    assert letters() == []

    assert digest.send_collections.func() == 2

    found = {letter.to[0]: letter for letter in letters()}
    letter = found["eva@example.org"]
    assert letter.subject == "3 Mitteilungen aus Allmende"
    assert found["bert@example.org"].subject == "Eine Mitteilung aus Allmende"
    places = [letter.body.index(text) for text in ("Neues vom Ort", "Zweites", "Erstes", "Kleinigkeiten", "Kleines")]
    assert places == sorted(places)
    assert "Für Bert" not in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_collection_comes_once():
    notify(Told(person(), category=GATHERED))
    assert digest.send_collections.func() == 1
    assert digest.send_collections.func() == 0
    assert len(letters()) == 1


def test_what_was_read_or_switched_off_meanwhile_is_not_collected():
    eva, bert, off = person(), person("bert@example.org"), person("off@example.org")
    notify(Told(eva, bert, off, category=GATHERED))
    services.mark_all_read(by=eva)
    services.unsubscribe(user=bert, categories=[GATHERED.key])
    off.is_active = False
    off.save()
    assert digest.send_collections.func() == 0
    assert letters() == []
    assert not InboxMessage.objects.filter(awaits_digest=True).exists()


def test_a_collection_that_fails_does_not_stop_the_others(monkeypatch):
    notify(Told(person(), person("bert@example.org"), category=GATHERED))
    send = digest._send

    def fails_for_eva(user, messages):
        if user.email == "eva@example.org":
            raise RuntimeError
        send(user, messages)

    with monkeypatch.context() as patch:
        patch.setattr(digest, "_send", fails_for_eva)
        assert digest.send_collections.func() == 1
    assert digest.send_collections.func() == 1
    assert sorted(letter.to[0] for letter in letters()) == ["bert@example.org", "eva@example.org"]


def test_a_long_collection_says_how_much_is_left(monkeypatch):
    monkeypatch.setattr(digest, "MOST", 2)
    eva = person()
    for number in range(5):
        notify(Told(eva, title=f"Nr. {number}", category=GATHERED))
    digest.send_collections.func()
    (letter,) = letters()
    assert "Und 3 weitere Mitteilungen." in letter.body
    assert "Nr. 4" in letter.body
    assert "Nr. 1" not in letter.body


# Choosing


def test_a_choice_is_kept_and_told_to_the_log_once():
    eva = person()
    assert services.choose_deliveries(user=eva, choices={TOWN_NEWS.key: Delivery.NEVER}, by=eva)
    assert not services.choose_deliveries(user=eva, choices={TOWN_NEWS.key: Delivery.NEVER}, by=eva)
    (row,) = AuditEntry.objects.about(eva)
    assert (row.verb, row.before, row.after) == (
        "user.deliveries_chosen",
        {TOWN_NEWS.key: "at_once"},
        {TOWN_NEWS.key: "never"},
    )


@pytest.mark.parametrize("choices", [{"nothing": "never"}, {NEEDED.key: "never"}, {TOWN_NEWS.key: "weekly"}])
def test_what_cannot_be_chosen_is_refused(choices):
    eva = person()
    with pytest.raises(ValidationError):
        services.choose_deliveries(user=eva, choices=choices, by=eva)
    assert not DeliveryChoice.objects.exists()


def test_the_categories_of_the_tests_are_alone():
    assert list(CATEGORIES) == [category.key for category in ALL]
