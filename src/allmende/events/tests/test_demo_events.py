# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The events of the demo: the published programme through the import, and examples of everything to try out."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from allmende.accounts.demo import load_demo_users
from allmende.accounts.models import Organisation, User
from allmende.cooperation.services.catalogue import load_topics
from allmende.cooperation.tests.factories import make_rhineland
from allmende.events import demo
from allmende.events.models import (
    Certificate,
    Event,
    EventState,
    ImportState,
    Package,
    Place,
    PlaceState,
    ProgrammeImport,
    SavedDate,
    Session,
    Survey,
)
from allmende.territory.models import Territory
from tests.permissions.people import make_desk

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def made(settings):
    """Everything, on a day when all of the programme but its open dates is over."""
    settings.DEMO = True
    places = make_rhineland()
    for ars, name in (("073375004", "Herxheim"), ("07333", "Donnersbergkreis")):
        if not Territory.objects.filter(ars=ars).exists():
            Territory.objects.create(
                ars=ars, name=name, kind="Verwaltung", official_name=name, slug=name.lower(), level="kreis",
                parent=places["07"], as_of=dt.date(2026, 1, 1), search_name=name.lower(),
            )  # fmt: skip
    load_topics()
    make_desk("andere")  # gives the desk its rights
    load_demo_users()
    with time_machine.travel(NOON, tick=True):
        demo.load_demo_events()
        yield


def test_the_events_of_the_demo(made):
    """All in one, since making them is dear."""
    the_programme_came_through_the_import_with_its_contradiction()
    the_programme_says_what_is_known_and_nothing_else()
    the_examples_show_every_situation()
    made_again_nothing_changes()
    an_import_is_left_to_answer()


def the_programme_came_through_the_import_with_its_contradiction():
    programme = ProgrammeImport.objects.get(year=2026)
    assert programme.state == ImportState.APPLIED
    (weekday,) = [stored for stored in programme.questions if stored["kind"] == "weekday"]
    assert "„Dienstag“ passt nicht zum Datum. Der 22.04.2026 ist ein Mittwoch." in weekday["text"]
    given = programme.answers[weekday["key"]]
    assert given["choice"] == "keep"
    assert "wie es gedruckt ist" in given["note"]
    session = Session.objects.get(event__number=3, event__is_example=False, venue__city="Ingelheim am Rhein")
    assert f"{session.local_start:%A %d.%m.%Y %H:%M}" == "Wednesday 22.04.2026 09:00"

    client = Client()
    client.force_login(User.objects.get(email="redaktion@example.org"))
    page = client.get(reverse("events:import", args=[programme.pk])).content.decode()
    assert "passt nicht zum Datum" in page
    assert "wie es gedruckt ist" in page


def the_programme_says_what_is_known_and_nothing_else():
    programme = Event.objects.filter(is_example=False).order_by("number")
    assert [event.number for event in programme] == [1, 2, 3, 4, 5, 6, 7]
    assert {event.organiser.name for event in programme} == {demo.CENTRE}
    assert {event.contact_email for event in programme} == {"ikz@add.rlp.de"}
    assert set(Session.objects.filter(event__in=programme).values_list("capacity", flat=True)) == {None}
    states = dict(programme.values_list("number", "state"))
    assert [states[number] for number in (1, 2, 3, 4)] == [EventState.CLOSED] * 4
    assert [states[number] for number in (5, 6, 7)] == [EventState.SAVE_THE_DATE] * 3
    assert programme.get(number=5).expected_until == dt.date(2026, 12, 31)
    assert "nicht geprüft" in programme.get(number=1).notes
    assert [topic.name for topic in programme.get(number=3).topics.all()] == ["Steuern und Abgaben"]
    packages = Package.objects.filter(sessions__event__in=programme).distinct().order_by("title")
    assert [package.title.split(":")[0] for package in packages] == ["Landau", "Neuwied", "Wittlich"]
    assert [str(speaker) for speaker in programme.get(number=2).speakers.all()] == [
        "Prof. Block (Trier)",
        "Prof. Lampe (Kassel)",
    ]


def the_examples_show_every_situation():
    states = {}
    for city in ("Neuwied", "Wittlich", "Landau in der Pfalz"):
        session = Session.objects.get(event__number=1, event__is_example=True, venue__city=city)
        waiting = session.places.filter(state=PlaceState.WAITING).count()
        states[city] = (session.capacity, session.seats_taken, waiting)
    assert states == {"Neuwied": (12, 11, 0), "Wittlich": (8, 8, 2), "Landau in der Pfalz": (15, 0, 0)}
    assert Place.objects.filter(state=PlaceState.OFFERED).exists()
    assert SavedDate.objects.filter(confirmed_at__isnull=False).count() == 4
    today = Session.objects.get(event__title__contains="Sprechtag")
    there = today.places.exclude(attended_at=None).count()
    assert (there, today.places.count()) == (5, 10)
    held = Event.objects.get(title__contains="Veränderungen begleiten", is_example=True)
    assert held.state == EventState.HELD
    assert Certificate.objects.filter(place__session__event=held).count() == 10
    assert sorted(survey.tickets.count() for survey in Survey.objects.filter(event=held)) == [3, 10]
    assert held.materials.count() >= 1
    examples = Event.objects.filter(is_example=True)
    assert all(event.title.startswith("Beispiel: ") for event in examples)
    assert {event.organiser.name for event in examples} == {"Beratungsstelle (Beispiel)"}


def made_again_nothing_changes():
    before = (Event.objects.count(), Session.objects.count(), Place.objects.count(), Organisation.objects.count())
    demo.load_demo_events()
    after = (Event.objects.count(), Session.objects.count(), Place.objects.count(), Organisation.objects.count())
    assert after == before


def an_import_is_left_to_answer():
    left = ProgrammeImport.objects.get(state=ImportState.ASKING)
    asked = {stored["kind"] for stored in left.questions}
    assert asked >= {"heading", "weekday", "order", "capacity", "address"}


def test_every_answer_of_the_file_says_why():
    for said in json.loads(demo.ANSWERS.read_text()):
        assert said["why"].endswith(".")


def test_the_events_belong_to_the_demo_only(settings):
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        demo.load_demo_events()
    assert not Event.objects.exists()
