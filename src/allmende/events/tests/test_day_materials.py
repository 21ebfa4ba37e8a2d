# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Materials: who may have them, from when on, what may be put there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from allmende.core import content_version
from allmende.events import materials
from allmende.events.models import EventState, Material, PlaceState
from allmende.events.services.materials import LARGEST, Source, add_material, remove_material
from allmende.events.tests.day_stories import make_member, make_today, seat
from allmende.events.tests.stories import make_event, make_session
from allmende.library.tests.document_stories import make_document
from tests.permissions.people import make_desk, make_person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture
def session():
    return make_today()


@pytest.fixture
def leader(session):
    return make_member(session)


def a_file(name="Folien „Grün“.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def put(at, by, *, title="Folien", **values):
    source = values.pop("source", None) or Source(upload=a_file())
    return add_material(event=at.event, title=title, source=source, by=by, **values)


def page_url(session):
    return reverse("events:materials", args=[session.event_id])


def file_url(material):
    return reverse("events:material_file", args=[material.pk])


def is_there(client, url):
    """Whether the file is given out; read to its end, so that it is closed."""
    answer = client.get(url)
    return answer.status_code == 200 and b"".join(answer.streaming_content) == PDF


def own_url(place, material):
    return reverse("events:own_material", args=[place.attendee.registration.secret, material.pk])


def test_a_file_is_put_there_and_fetched_with_its_name(client, session, leader):
    client.force_login(leader)
    answer = client.post(page_url(session), {"title": "Folien", "file": a_file()}, follow=True)
    assert "„Folien“ ist bei den Unterlagen." in answer.content.decode()
    material = Material.objects.get()
    assert "Folien" not in Path(material.file.path).name
    answer = client.get(file_url(material))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Folien%20%E2%80%9EGr%C3%BCn")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


def test_who_has_a_seat_gets_them(client, session, leader, django_assert_num_queries):
    material = put(session, leader)
    place = seat(session, "Jo Müller")
    with django_assert_num_queries(1):
        offers = materials.for_registration(place.attendee.registration)
    assert [(one.title, one.url) for one in offers] == [("Folien", own_url(place, material))]
    assert is_there(client, own_url(place, material))
    own = reverse("events:own_material", args=[place.attendee.secret, material.pk])
    assert is_there(client, own)


def test_with_an_account_they_are_there_too(client, session, leader):
    material = put(session, leader)
    user = make_person("teilnehmerin")
    client.force_login(user)
    assert client.get(file_url(material)).status_code == 404
    seat(session, "Jo Müller", user=user)
    assert is_there(client, file_url(material))


@pytest.mark.parametrize("state", [PlaceState.WAITING, PlaceState.CANCELLED])
def test_who_has_no_seat_gets_none(client, session, leader, state):
    material = put(session, leader)
    place = seat(session, "Jo Müller", state=PlaceState.WAITING)
    if state == PlaceState.CANCELLED:
        type(place).objects.filter(pk=place.pk).update(state=state, ended_at=timezone.now())
    assert materials.for_registration(place.attendee.registration) == []
    assert client.get(own_url(place, material)).status_code == 404
    assert client.get(file_url(material)).status_code == 404


def test_materials_of_one_day_are_for_that_day(client, session, leader):
    other = make_session(session.event)
    material = put(session, leader, session=other)
    here, there = seat(session, "Hier"), seat(other, "Dort")
    assert materials.for_registration(here.attendee.registration) == []
    assert client.get(own_url(here, material)).status_code == 404
    assert is_there(client, own_url(there, material))


def test_materials_of_other_events_are_not_there(client, session, leader):
    elsewhere = seat(make_today(event=make_event("Andere")), "Dort")
    assert client.get(own_url(elsewhere, put(session, leader))).status_code == 404


def test_what_comes_later_is_not_there_yet(client, session, leader):
    material = put(session, leader, available_from=timezone.now() + dt.timedelta(hours=1))
    place = seat(session, "Jo Müller")
    assert materials.for_registration(place.attendee.registration) == []
    assert client.get(own_url(place, material)).status_code == 404
    client.force_login(leader)
    assert is_there(client, file_url(material))
    Material.objects.update(available_from=timezone.now())
    client.logout()
    assert is_there(client, own_url(place, material))


def test_for_everybody_only_the_desk_puts_them(client, session, leader):
    desk = make_desk("redaktion")
    before = content_version.current()
    with pytest.raises(PermissionDenied):
        put(session, leader, is_public=True)
    client.force_login(leader)
    client.post(page_url(session), {"title": "Folien", "file": a_file(), "is_public": "on"})
    assert not Material.objects.get().is_public
    material = put(session, desk, is_public=True)
    assert content_version.current() > before
    client.logout()
    assert is_there(client, file_url(material))
    assert [one.material for one in materials.for_event(session.event)] == [material]
    session.event.state = EventState.DRAFT
    session.event.save()
    assert client.get(file_url(material)).status_code == 404


def test_an_address_of_our_library_is_the_document(client, session, leader, settings):
    document = make_document("Vertrag")
    client.force_login(leader)
    address = settings.BASE_URL.rstrip("/") + document.get_absolute_url()
    client.post(page_url(session), {"title": "Vertrag", "url": address})
    client.post(page_url(session), {"title": "Netz", "url": "https://www.example.org/folien"})
    place = seat(session, "Jo Müller")
    offers = materials.for_registration(place.attendee.registration)
    assert [one.url for one in offers] == [document.get_absolute_url(), "https://www.example.org/folien"]
    assert Material.objects.get(title="Vertrag").document == document
    document.published_at = None
    document.save()
    assert [one.title for one in materials.for_registration(place.attendee.registration)] == ["Netz"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"title": "Folien"}, "Bitte wählen Sie eine Datei"),
        ({"title": "", "file": a_file()}, "Bitte geben Sie einen Titel an."),
        ({"title": "Folien", "url": "javascript:alert(1)"}, "Das ist keine Adresse."),
        ({"title": "Folien", "url": "ftp://example.org/x"}, "url"),
        ({"title": "Folien", "file": a_file(), "url": "https://example.org"}, "eines von beiden"),
        ({"title": "Folien", "file": a_file("x.exe", b"MZ123")}, "Programm"),
        ({"title": "Folien", "file": a_file("x.pdf", b"kein PDF")}, "passt nicht"),
        ({"title": "Folien", "file": a_file("x.pdf", b"")}, "leer"),
        ({"title": "Fo\nlien", "file": a_file()}, "in eine Zeile"),
        ({"title": "Folien", "file": a_file(), "session": "999999"}, "session"),
    ],
)
def test_bad_input_is_told_and_nothing_is_kept(client, session, leader, data, told):
    client.force_login(leader)
    if "file" in data:
        data["file"].seek(0)
    answer = client.post(page_url(session), data)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Material.objects.exists()


def test_a_file_too_large_is_refused(session, leader, monkeypatch):
    monkeypatch.setattr("allmende.events.services.materials.LARGEST", 10)
    with pytest.raises(Exception, match="zu groß"):
        put(session, leader)
    assert LARGEST == 25 * 1024 * 1024


def test_a_session_of_another_event_is_refused(session, leader):
    with pytest.raises(Exception, match="anderen Veranstaltung"):
        put(session, leader, session=make_today(event=make_event("Andere")))


def test_removing_takes_the_file_from_the_disk(client, session, leader, django_capture_on_commit_callbacks):
    material = put(session, leader)
    path = Path(material.file.path)
    assert path.exists()
    client.force_login(leader)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("events:material_remove", args=[material.pk]))
    assert not path.exists()
    assert not Material.objects.exists()


def test_materials_are_looked_after_by_those_who_lead(client, session, leader):
    material = put(session, leader)
    stranger = make_person("fremd")
    client.force_login(stranger)
    assert client.get(page_url(session)).status_code == 404
    assert client.post(reverse("events:material_remove", args=[material.pk])).status_code == 404
    for call in (lambda: put(session, stranger), lambda: remove_material(material=material, by=stranger)):
        with pytest.raises(PermissionDenied):
            call()


def test_the_page_of_materials_asks_little(client, session, leader, django_assert_num_queries):
    for number in range(3):
        put(session, leader, title=f"Folien {number}")
        make_session(session.event, days=40 + number)
    client.force_login(leader)
    with django_assert_num_queries(10):
        page = client.get(page_url(session)).content.decode()
    assert "Folien 2" in page
    assert "alle Angemeldeten" in page
