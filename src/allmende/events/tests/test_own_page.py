# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The own page of a registration: what it shows to whom, and every step that can be taken from it."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from allmende.core.models import AuditEntry
from allmende.events.models import (
    Answer,
    Attendee,
    CalendarAddress,
    ConsentGiven,
    ConsentText,
    EventKind,
    Material,
    Needs,
    Place,
    PlaceState,
    Question,
    QuestionKind,
    Registration,
    Session,
)
from allmende.events.my_events import my_events
from allmende.events.services import booking, moving, saved_dates
from allmende.events.services.calendar_addresses import make_calendar_address
from allmende.events.services.forgetting import forget_person
from allmende.events.tests.booking_stories import PDF, letters_to, make_member, registered, signed_in
from allmende.events.tests.stories import an_order, at, make_event, make_package, make_session

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FRAME = 6
"""Queries of the frame for somebody signed in."""


def html(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def own(registration: Registration, tail: str = "") -> str:
    return registration.get_absolute_url() + tail


def state_of(name: str) -> str:
    return Place.objects.filter(attendee__name=name).latest("pk").state


def test_each_person_and_day_in_plain_words(client):
    event = make_event(kind=EventKind.WORKSHOP)
    full = make_session(event, capacity=1, days=30)
    online = make_session(event, capacity=9, days=31, online_url="https://konferenz.example/raum")
    registered(full, "Erste")
    registered(full, "Zweite")
    package = make_package(full, online)
    registration = registered(package, "Rosa Beispiel", "Kim Beispiel")
    page = client.get(own(registration))
    text = html(page)
    for words in ("Rosa Beispiel", "Kim Beispiel", "Stelle 2.", "Sie haben einen Platz.", "konferenz.example/raum"):
        assert words in text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert 'geben/?seite=%2Fanmeldung%2F"' in text  # a hint about this page does not tell its address


def test_the_online_address_is_for_those_with_a_seat(client):
    session = make_session(capacity=1, online_url="https://konferenz.example/raum")
    registered(session, "Erste")
    waiting = registered(session, "Zweite")
    assert "konferenz.example" not in html(client.get(own(waiting)))
    Place.objects.filter(attendee__name="Erste").update(state=PlaceState.CANCELLED, ended_at=timezone.now())
    first = Registration.objects.get(contact_name="Erste")
    assert "konferenz.example" not in html(client.get(own(first)))


def test_unconfirmed_leads_to_confirming_and_nothing_else(client):
    registration = booking.register(order=an_order(make_session()), by=None)
    assert client.get(own(registration)).headers["Location"].endswith("/bestaetigen/")
    for tail in ("abmelden/", "umbuchen/", "fragen/"):
        assert client.get(own(registration, tail)).status_code == 404
    assert client.get(registration.attendees.get().get_absolute_url()).status_code == 404  # leads nowhere yet


def test_one_person_sees_only_herself(client):
    session = make_session(make_event(max_attendees=3))
    registration = registered(session, "Rosa Beispiel", "Kim Beispiel", email="")
    rosa, kim = registration.attendees.order_by("pk")
    text = html(client.get(kim.get_absolute_url()))
    assert "Kim Beispiel" in text
    assert "Rosa Beispiel hat Sie angemeldet" in text
    for foreign in (rosa.secret, registration.secret, registration.contact_email, rosa.email):
        assert foreign not in text
    for tail in (f"uebertragen/{rosa.pk}/", f"aendern/{rosa.pk}/", "bestaetigen/", "fragen/"):
        assert client.get(f"/anmeldung/{kim.secret}/{tail}").status_code == 404
    place = rosa.places.get()
    client.post(f"/anmeldung/{kim.secret}/abmelden/", {"platz": place.pk})
    assert state_of("Rosa Beispiel") == PlaceState.SEATED
    client.post(f"/anmeldung/{kim.secret}/abmelden/", {"platz": kim.places.get().pk})
    assert state_of("Kim Beispiel") == PlaceState.CANCELLED


def test_cancelling_says_first_what_it_means(client):
    session = make_session(capacity=2)
    registration = registered(session, "Rosa Beispiel", "Kim Beispiel")
    registered(session, "Toni Beispiel")
    kim = Place.objects.get(attendee__name="Kim Beispiel")
    page = html(client.get(own(registration, f"abmelden/?platz={kim.pk}")))
    assert "Rückgängig machen lässt sich das nicht" in page
    assert re.search(rf'value="{kim.pk}" checked', page)
    assert page.count("checked") == 1
    assert state_of("Kim Beispiel") == PlaceState.SEATED

    assert client.post(own(registration, "abmelden/"), {}).status_code == 422
    foreign = Place.objects.get(attendee__name="Toni Beispiel")
    response = client.post(own(registration, "abmelden/"), {"platz": [kim.pk, foreign.pk, "x", "9" * 30]}, follow=True)
    assert "Ein Platz ist abgemeldet." in html(response)
    assert (state_of("Kim Beispiel"), state_of("Rosa Beispiel")) == (PlaceState.CANCELLED, PlaceState.SEATED)
    assert state_of("Toni Beispiel") == PlaceState.SEATED  # moved up
    client.post(own(registration, "abmelden/"), {"platz": [kim.pk]})  # a second click
    assert Session.objects.get().seats_taken == 2


def test_nothing_is_cancelled_after_it_has_begun(client):
    registration = registered(make_session(), "Rosa")
    Session.objects.update(starts_at=at(-1, 9), ends_at=at(-1, 16))
    response = client.post(own(registration, "abmelden/"), {"platz": Place.objects.get().pk}, follow=True)
    assert "Es gibt nichts mehr" in html(response)
    assert Place.objects.get().state == PlaceState.SEATED


def offered(**values) -> Registration:
    """Somebody who has moved up and must answer."""
    session = make_session(make_event(offer_hours=48), capacity=1, **values)
    first = registered(session, "Erste")
    registration = registered(session, "Zweite")
    booking.cancel(places=Place.objects.filter(attendee__registration=first), by=None)
    return registration


@pytest.mark.parametrize(("answer", "state"), [("annehmen", PlaceState.SEATED), ("ablehnen", PlaceState.CANCELLED)])
def test_an_offer_is_answered(client, answer, state):
    registration = offered()
    page = html(client.get(own(registration)))
    assert "Angebot gilt bis" in page
    place = Place.objects.get(attendee__registration=registration)
    assert client.get(own(registration, "angebot/")).status_code == 405  # nothing happens by looking
    response = client.post(own(registration, "angebot/"), {"platz": place.pk, "antwort": answer}, follow=True)
    assert "Danke" in html(response)
    assert state_of("Zweite") == state
    client.post(own(registration, "angebot/"), {"platz": place.pk, "antwort": answer})  # a second click
    assert state_of("Zweite") == state


def test_an_offer_that_is_over(client):
    registration = offered()
    Place.objects.filter(state=PlaceState.OFFERED).update(offered_until=timezone.now())
    place = Place.objects.get(attendee__registration=registration)
    response = client.post(own(registration, "angebot/"), {"platz": place.pk, "antwort": "annehmen"}, follow=True)
    assert "gilt nicht mehr" in html(response)
    response = client.post(own(registration, "angebot/"), {"antwort": "annehmen"}, follow=True)
    assert "mindestens einen Platz" in html(response)
    other = offered()
    client.post(own(other, "angebot/"), {"platz": place.pk, "antwort": "annehmen"})
    assert Place.objects.get(pk=place.pk).state == PlaceState.OFFERED  # that of another registration


def test_rebooking(client):
    event = make_event()
    here = make_session(event, days=30)
    there, full = make_session(event, days=40), make_session(event, days=50, capacity=1)
    elsewhere = make_session(days=45)
    registered(full, "Erste")
    registration = registered(here, "Rosa Beispiel")
    page = html(client.get(own(registration, "umbuchen/")))
    assert f"termin-{there.pk}" in page
    assert "ausgebucht, Warteliste" in page
    assert f"termin-{elsewhere.pk}" not in page
    assert f"termin-{here.pk}" not in page
    for target in (f"termin-{elsewhere.pk}", f"termin-{here.pk}", "x", ""):
        assert client.post(own(registration, "umbuchen/"), {"ziel": target}).status_code == 422

    response = client.post(own(registration, "umbuchen/"), {"ziel": f"termin-{there.pk}"})
    new = Registration.objects.latest("pk")
    assert response.headers["Location"] == new.get_absolute_url()
    assert (new.session, state_of("Rosa Beispiel")) == (there, PlaceState.SEATED)
    assert Place.objects.get(session=here).state == PlaceState.MOVED

    response = client.post(own(new, "umbuchen/"), {"ziel": f"termin-{full.pk}"}, follow=True)
    assert "Sie behalten Ihre Plätze" in html(response)
    assert Place.objects.get(session=there).state == PlaceState.SEATED


def test_one_person_rebooks_herself_only(client):
    event = make_event()
    here, there = make_session(event, days=30), make_session(event, days=40)
    registration = registered(here, "Rosa Beispiel", "Kim Beispiel")
    kim = registration.attendees.get(name="Kim Beispiel")
    response = client.post(f"/anmeldung/{kim.secret}/umbuchen/", {"ziel": f"termin-{there.pk}"})
    moved = Attendee.objects.filter(name="Kim Beispiel").latest("pk")
    assert response.headers["Location"] == moved.get_absolute_url()
    assert state_of("Rosa Beispiel") == PlaceState.SEATED
    assert list(Place.objects.filter(session=there).values_list("attendee__name", flat=True)) == ["Kim Beispiel"]


def test_transfer_to_a_colleague(client):
    session = make_session()
    registration = registered(session, "Rosa Beispiel")
    rosa = registration.attendees.get()
    Needs.objects.create(attendee=rosa, diet="vegan")
    url = own(registration, f"uebertragen/{rosa.pk}/")
    assert "genau diese Plätze" in html(client.get(url))
    assert client.post(url, {"name": "Kim\nBcc: x", "email": "kim@example.org"}).status_code == 422
    assert client.post(url, {"name": "", "email": "kim"}).status_code == 422
    response = client.post(url, {"name": "Kim <b>Beispiel", "email": "kim@example.org"}, follow=True)
    assert "Kim &lt;b&gt;Beispiel" in html(response)
    assert Place.objects.get().attendee.name == "Kim <b>Beispiel"
    assert not Needs.objects.exists()
    assert letters_to("kim@example.org")
    again = registered(session, "Toni Beispiel").attendees.get()
    response = client.post(
        f"/anmeldung/{again.secret}/uebertragen/{again.pk}/", {"name": "Neu", "email": "n@example.org"}
    )
    assert response.headers["Location"] == session.event.get_absolute_url()


def test_a_colleague_who_is_there_already(client):
    session = make_session()
    registration = registered(session, "Rosa Beispiel")
    other = registered(session, "Kim Beispiel").attendees.get()
    url = own(registration, f"uebertragen/{registration.attendees.get().pk}/")
    response = client.post(url, {"name": other.name, "email": other.email})
    assert response.status_code == 422
    assert "schon angemeldet" in html(response)


def test_correcting_names_and_needs(client):
    session = make_session()
    registration = registered(session, "Rosa Bespiel")
    attendee = registration.attendees.get()
    url = own(registration, f"aendern/{attendee.pk}/")
    client.post(url, {"name": "Rosa Beispiel", "position": "Bauamt", "diet": "vegan", "email": "fremd@example.org"})
    attendee.refresh_from_db()
    assert (attendee.name, attendee.position, attendee.needs.diet) == ("Rosa Beispiel", "Bauamt", "vegan")
    assert attendee.email != "fremd@example.org"
    assert 'value="vegan"' in html(client.get(url))
    assert "vegan" not in html(client.get(own(registration)))
    client.post(url, {"name": "Rosa Beispiel", "position": "", "diet": "", "accessibility": ""})
    assert not Needs.objects.exists()
    entries = AuditEntry.objects.filter(verb="attendee.needs_changed")
    assert entries.count() == 2
    assert not any("vegan" in f"{entry.before}{entry.after}" for entry in entries)
    assert client.post(url, {"name": "Rosa\r\nBeispiel"}).status_code == 422
    Session.objects.update(starts_at=at(-1, 9), ends_at=at(-1, 16))
    assert client.post(url, {"name": "Jemand anderes"}).status_code == 302
    attendee.refresh_from_db()
    assert attendee.name == "Rosa Beispiel"


def test_a_case_is_handed_in_and_replaced_until_it_begins(client):
    event = make_event()
    session = make_session(event)
    case = Question.objects.create(event=event, text="Ihr Fall", kind=QuestionKind.FILE, is_case=True)
    why = Question.objects.create(event=event, text="Warum?")
    foreign = Question.objects.create(event=make_event(), text="Fremd")
    registration = registered(session, "Rosa")
    assert "2 Fragen zur Veranstaltung sind noch offen" in html(client.get(own(registration)))
    url = own(registration, "fragen/")
    bad = client.post(url, {f"frage-{case.pk}": SimpleUploadedFile("x.pdf", b"<html>")})
    assert bad.status_code == 422
    client.post(url, {f"frage-{case.pk}": SimpleUploadedFile("fall.pdf", PDF), f"frage-{foreign.pk}": "x"})
    answer = Answer.objects.get()
    storage, path = answer.file.storage, answer.file.name
    file = client.get(own(registration, f"datei/{answer.pk}/"))
    assert b"".join(file.streaming_content) == PDF
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert (file.headers["X-Content-Type-Options"], file.headers["Cache-Control"]) == ("nosniff", "private, no-store")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    other = registered(make_session(event, days=33), "Kim")
    assert client.get(own(other, f"datei/{answer.pk}/")).status_code == 404

    client.post(url, {f"frage-{why.pk}": "Weil <b>."})  # the file stays
    assert Answer.objects.get(question=case).file.name == path
    assert "Weil &lt;b&gt;." in html(client.get(own(registration)))
    client.post(url, {f"frage-{why.pk}": "", f"frage-{case.pk}": SimpleUploadedFile("neu.pdf", PDF + b"2")})
    assert Answer.objects.get().file_name == "neu.pdf"
    assert storage.exists(path)  # until the transaction is through
    Session.objects.update(starts_at=at(-1, 9), ends_at=at(-1, 16))
    assert client.post(url, {f"frage-{why.pk}": "Zu spät"}).status_code == 302
    assert not Answer.objects.filter(text="Zu spät").exists()


def test_a_required_answer_cannot_be_emptied(client):
    event = make_event()
    registration = registered(make_session(event), "Rosa")
    must = Question.objects.create(event=event, text="Muss", is_required=True)
    url = own(registration, "fragen/")
    assert client.post(url, {f"frage-{must.pk}": " "}).status_code == 422
    client.post(url, {f"frage-{must.pk}": "Ja"})
    assert client.post(url, {f"frage-{must.pk}": ""}).status_code == 422
    assert Answer.objects.get().text == "Ja"


def test_consents_are_withdrawn(client):
    event = make_event()
    consent = ConsentText.objects.create(event=event, text="Fotos <i>ja</i>")
    session = make_session(event)
    registration = booking.register(order=an_order(session, "Rosa", consents=(consent,)), by=None)
    booking.confirm(registration=registration)
    other = registered(session, "Kim")
    given = ConsentGiven.objects.get()
    assert client.post(own(other, f"einwilligung/{given.pk}/")).status_code == 404
    assert client.get(own(registration, f"einwilligung/{given.pk}/")).status_code == 405
    assert "Fotos &lt;i&gt;ja" in html(client.get(own(registration)))
    client.post(own(registration, f"einwilligung/{given.pk}/"))
    given.refresh_from_db()
    first = given.withdrawn_at
    assert first is not None
    client.post(own(registration, f"einwilligung/{given.pk}/"))
    given.refresh_from_db()
    assert given.withdrawn_at == first
    assert "Widerrufen am" in html(client.get(own(registration)))


def test_materials_are_for_those_with_a_seat(client):
    session = make_session(capacity=1)
    Material.objects.create(event=session.event, title="Folien", url="https://folien.example/x")
    Material.objects.create(event=session.event, title="Später", url="https://x.example", available_from=at(3))
    seated, waiting = registered(session, "Erste"), registered(session, "Zweite")
    text = html(client.get(own(seated)))
    assert "Folien" in text
    assert "Später" not in text
    assert "Folien" not in html(client.get(own(waiting)))


def test_everything_posted_is_protected():
    registration = registered(make_session(), "Rosa")
    strict = Client(enforce_csrf_checks=True)
    pk = registration.attendees.get().pk
    for tail in ("abmelden/", "umbuchen/", "angebot/", f"uebertragen/{pk}/", f"aendern/{pk}/", "fragen/"):
        assert strict.post(own(registration, tail), {"platz": Place.objects.get().pk}).status_code == 403, tail


def test_somebody_else_signed_in_may_use_the_address_and_is_not_written_down():
    registration = registered(make_session(), "Rosa")
    other = signed_in(make_member())
    response = other.post(own(registration, "abmelden/"), {"platz": Place.objects.get().pk})
    assert response.status_code == 302
    assert state_of("Rosa") == PlaceState.CANCELLED
    assert AuditEntry.objects.get(verb="registration.cancelled").actor is None


def test_my_events_coming_past_saved_and_calendar():
    user = make_member()
    client = signed_in(user)
    assert "Sie sind gerade zu nichts angemeldet" in html(client.get("/konto/veranstaltungen/"))
    coming, past = make_session(make_event("Kommt noch")), make_session(make_event("War schon"))
    for session in (coming, past):
        booking.register(order=an_order(session, "Kim Beispiel", user=user, email="kim@example.org"), by=user)
    Session.objects.filter(pk=past.pk).update(starts_at=at(-3, 9), ends_at=at(-3, 16))
    registered(make_session(make_event("Fremd")), "Fremde Person")
    by_colleague = registered(make_session(make_event("Vom Kollegen")), "Mara Beispiel", email=user.email)
    saved_dates.save_date(event=make_event("Bald", state="save_the_date"), email="", by=user)
    page = html(client.get("/konto/veranstaltungen/"))
    head, tail = page.split("Vergangene und abgemeldete")
    for title in ("Kommt noch", "Vom Kollegen", "Bald"):
        assert title in head
    assert "War schon" in tail
    assert "Fremd<" not in page
    assert by_colleague.secret not in page  # she has a page of her own
    assert by_colleague.attendees.get().secret in page
    assert "Kalenderadresse anlegen" in page
    client.post("/konto/veranstaltungen/kalender/neu/")
    assert CalendarAddress.objects.get().secret in html(client.get("/konto/veranstaltungen/"))
    assert "Als Nächstes" in html(client.get("/konto/"))


def test_an_address_that_only_looks_the_same_opens_nothing_of_others(client):
    """A database that ignores case takes „ı“ for „i“, and the domain with „ı“ can be bought."""
    mine = make_member("Rosa Beispiel")
    mine.email = "rosa@stadt-mıtte.example"
    mine.save()
    registration = registered(make_session(), "Rosa Richtig", email="Rosa@Stadt-Mitte.example")
    assert Attendee.objects.get().email == registration.contact_email == "rosa@stadt-mitte.example"
    address = make_calendar_address(user=mine, by=mine)
    assert "VEVENT" not in html(client.get(f"/kalender/{address.secret}.ics"))
    assert not my_events(mine).coming
    forget_person(user_key=mine.pk, addresses=[mine.email])
    assert state_of("Rosa Richtig") == PlaceState.SEATED
    mine.email = "Rosa@STADT-mitte.example"
    assert len(my_events(mine).coming) == 1


def test_the_pages_ask_little(client, django_assert_num_queries):
    event = make_event(max_attendees=10)
    registration = registered(make_package(*(make_session(event, days=30 + n) for n in range(4))), *"ABCDEFGH")
    client.get(own(registration))
    with django_assert_num_queries(10):
        client.get(own(registration))
    user = make_member()
    mine = signed_in(user)
    for number in range(4):
        booking.register(order=an_order(make_session(event, days=60 + number), user=user), by=user)
    mine.get("/konto/")
    with django_assert_num_queries(FRAME + 4):
        mine.get("/konto/veranstaltungen/")


@pytest.mark.parametrize("tail", ["", "umbuchen/", "termine.ics"])
@pytest.mark.parametrize("start", ["anmeldung/%00/", "anmeldung/a%00b/"])
def test_addresses_that_no_database_takes_are_not_found(client, start, tail):
    assert client.get(f"/{start}{tail}").status_code == 404


def test_addresses_that_no_database_takes_elsewhere(client):
    pk = make_session(make_event(kind=EventKind.BARCAMP)).pk
    for address in ("vormerkung/%00/", "kalender/%00.ics", f"anmeldung/%00/barcamp/{pk}/", "nachweis/%00/"):
        assert client.get(f"/{address}").status_code == 404
    assert client.get("/veranstaltungen/kalender.ics?thema=%00&land=%00").status_code == 200


def test_moving_keeps_the_address_of_who_stays(client):
    session = make_session()
    registration = registered(session, "Rosa", "Kim")
    kim = registration.attendees.get(name="Kim")
    former = kim.get_absolute_url()
    moving.transfer(attendee=kim, to=an_order(session, "Toni").people[0], by=None)
    assert client.get(former).status_code == 404  # the former person sees nothing of the new one
    assert "Toni" in html(client.get(own(registration)))


def test_no_secret_is_written_to_the_log(client, caplog):
    registration = registered(make_session(), "Rosa")
    attendee = registration.attendees.get()
    with caplog.at_level("INFO"):
        for path in (own(registration), own(registration, "abmelden/"), attendee.get_absolute_url()):
            assert client.get(path).status_code == 200
    assert "/anmeldung/…/abmelden/" in caplog.text
    for secret in (registration.secret, attendee.secret):
        assert secret not in caplog.text


def test_what_goes_wrong_tells_the_log_no_secret_either(client, caplog):
    """Django itself names the address of what it did not find, did not allow or took for forged."""
    registration = registered(make_session(), "Rosa")
    assert client.get(own(registration, "angebot/")).status_code == 405
    assert client.get(own(registration, "datei/1/")).status_code == 404
    assert client.get(own(registration, ").")).status_code == 404
    assert client.get(own(registration).rstrip("/")).status_code == 301
    assert Client(enforce_csrf_checks=True).post(own(registration, "abmelden/")).status_code == 403
    assert "Not Found: /anmeldung/…/datei/1/" in caplog.text
    assert registration.secret not in caplog.text
