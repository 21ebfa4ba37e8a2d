# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Saving a date: with an account, as a guest, and taking it back."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from allmende.core.models import AuditEntry
from allmende.events import letters as event_letters
from allmende.events.models import EventState, SavedDate
from allmende.events.saved_date_views import PER_ADDRESS
from allmende.events.services import saved_dates
from allmende.events.tests.booking_stories import letters, letters_to, make_member, signed_in
from allmende.events.tests.stories import at, make_event, make_session

pytestmark = pytest.mark.django_db


def html(response) -> str:
    return str(response.content.decode())


def make_announced(**values):
    return make_event(state=EventState.SAVE_THE_DATE, **values)


def url(event) -> str:
    return f"/veranstaltungen/{event.slug}/vormerken/"


def test_one_button_with_an_account():
    event, user = make_announced(), make_member()
    client = signed_in(user)
    assert "mara@example.org" in html(client.get(url(event)))
    assert not SavedDate.objects.exists()
    for _click in range(2):
        response = client.post(url(event), {"email": "fremd@example.org"})
        assert response.headers["Location"] == "/konto/veranstaltungen/"
    saved = SavedDate.objects.get()
    assert (saved.user, saved.email) == (user, user.email)
    assert saved.confirmed_at is not None
    assert letters() == []
    assert "schon vorgemerkt" in html(client.get(url(event)))


def test_a_guest_confirms_and_is_told_once(client):
    event = make_announced()
    sent = client.post(url(event), {"email": " Rosa@Example.org "})
    assert "Link geschickt" in html(client.get(sent.headers["Location"]))
    saved = SavedDate.objects.get()
    assert (saved.email, saved.confirmed_at) == ("rosa@example.org", None)
    [letter] = letters_to("rosa@example.org")
    way = re.search(r"/vormerkung/\w+/", letter["text"])
    assert way is not None
    page = client.get(way[0])
    assert "Ja, vormerken" in html(page)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert SavedDate.objects.get().confirmed_at is None
    event.state = EventState.OPEN
    event.save()
    make_session(event)
    assert event_letters.tell_now_open(event) == 0  # the address is not proven
    assert "Vorgemerkt" in html(client.post(way[0], {"antwort": "stimmt"}, follow=True))
    assert event_letters.tell_now_open(event) == 1
    assert event_letters.tell_now_open(event) == 0
    assert "geschrieben" in html(client.get(way[0]))


def test_it_is_taken_back_with_the_link(client):
    saved = saved_dates.save_date(event=make_announced(), email="rosa@example.org", by=None)
    way = f"/vormerkung/{saved.secret}/"
    assert client.post(way, {"antwort": "loeschen"}).headers["Location"] == saved.event.get_absolute_url()
    assert not SavedDate.objects.exists()
    assert client.get(way).status_code == 404
    assert not AuditEntry.objects.filter(object_label__contains="rosa").exists()


def test_whoever_asks_twice_looks_the_same(client):
    event = make_announced()
    saved = saved_dates.save_date(event=event, email="rosa@example.org", by=None)
    saved_dates.confirm_saved_date(saved=saved)
    known = client.post(url(event), {"email": "rosa@example.org"})
    unknown = client.post(url(event), {"email": "neu@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert len(letters_to("rosa@example.org")) == 1


def test_a_guest_takes_nothing_from_an_account():
    event, user = make_announced(), make_member()
    saved_dates.save_date(event=event, email="", by=user)
    Client().post(url(event), {"email": user.email})
    assert SavedDate.objects.get().user == user
    assert letters() == []


@pytest.mark.parametrize(
    ("state", "opens", "can"),
    [
        (EventState.SAVE_THE_DATE, None, True),
        (EventState.OPEN, at(3), True),
        (EventState.OPEN, None, False),
        (EventState.CLOSED, None, False),
        (EventState.CANCELLED, None, False),
        (EventState.HELD, None, False),
    ],
)
def test_only_while_nobody_can_register(client, state, opens, can):
    event = make_event(state=state)
    make_session(event, opens_at=opens)
    response = client.post(url(event), {"email": "rosa@example.org"})
    assert (response.status_code == 302) is can
    assert SavedDate.objects.exists() is can
    if not can:
        assert "geht hier nicht mehr" in html(client.get(url(event)))
        with pytest.raises(ValidationError):
            saved_dates.save_date(event=event, email="x@example.org", by=None)


def test_drafts_and_wrong_secrets_are_not_found(client):
    assert client.get(url(make_event(state=EventState.DRAFT))).status_code == 404
    assert client.get("/vormerkung/falsch/").status_code == 404


@pytest.mark.parametrize("email", ["", "rosa", "rosa@example.org\nBcc: x@example.org", "a@example.org, b@example.org"])
def test_bad_addresses(client, email):
    event = make_announced()
    assert client.post(url(event), {"email": email}).status_code == 422
    assert letters() == []


def test_spam_and_floods(client):
    event = make_announced()
    assert client.post(url(event), {"email": "a@example.org", "website": "x"}).status_code == 302
    assert letters() == []
    for _try in range(PER_ADDRESS.count):
        assert client.post(url(event), {"email": "rosa@example.org"}).status_code == 302
    assert client.post(url(event), {"email": "rosa@example.org"}).status_code == 429
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(url(event), {"email": "b@example.org"}).status_code == 403


def test_nobody_deletes_that_of_others():
    user, other = make_member(), make_member("Otto Beispiel", of="Stadt Andersdorf")
    saved = saved_dates.save_date(event=make_announced(), email="", by=user)
    with pytest.raises(PermissionDenied):
        saved_dates.forget_date(saved=saved, by=other)
    saved_dates.forget_date(saved=saved, by=user)
    assert not SavedDate.objects.filter(confirmed_at__lt=timezone.now()).exists()
