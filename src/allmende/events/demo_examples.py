# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Events of the demo to try things out. All are examples, persons and dates are invented; dates count from today.

Whoever books and checks in are the accounts of the demo, through the services. Where time has passed since somebody
booked, the demo moves the date.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from allmende.accounts.models import Membership, Organisation, OrganisationKind, User
from allmende.cooperation.models import Topic
from allmende.events.local_times import moment
from allmende.events.models import Event, Place, PlaceState, Session, Survey, Venue
from allmende.events.models.programme import TIME_ZONE, zone
from allmende.events.orders import Contact, Order, Person
from allmende.events.services import booking, day, programme, saved_dates, sessions, survey
from allmende.events.services.certificates import issue_certificates
from allmende.events.services.materials import Source, add_material
from allmende.events.survey_presets import FEEDBACK, NEEDS
from allmende.library.models import Document
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allmende.events.models import Package, Registration

ORGANISER: Final = "Beratungsstelle (Beispiel)"
DESK: Final = "redaktion@example.org"
CITIZEN: Final = "buergerin@example.org"
FIRST_NAMES: Final = (
    "Rosa", "Emil", "Frieda", "Anton", "Ida", "Karl", "Martha", "Otto", "Paula", "Bruno", "Clara", "Hugo", "Elsa",
    "Gustav", "Helene", "Jakob", "Käthe", "Ludwig", "Mathilde", "Oskar", "Johanna", "Richard", "Sophie", "Theo",
    "Ursula", "Viktor", "Wilma", "Xaver", "Yvonne", "Zacharias", "Agnes", "Berthold", "Cäcilie", "Dietrich", "Edith",
    "Friedrich", "Greta", "Heinrich", "Irma", "Julius",
)  # fmt: skip
PLACES: Final = {
    "Neuwied": ("Tagungshaus Beispiel", "Beispielstraße 1", "56564", "Ebener Eingang, Aufzug, Toilette ohne Stufen."),
    "Wittlich": ("Bürgersaal Beispiel", "Beispielgasse 2", "54516", "Rampe am Nebeneingang; bitte läuten."),
    "Landau in der Pfalz": ("Alte Schule Beispiel", "Beispielring 3", "76829", ""),
    "Trier": ("Haus der Beispiele", "Beispielplatz 4", "54290", "Stufenlos, mit Höranlage im Saal."),
    "Mainz": ("Beispielhaus", "Beispielallee 5", "55116", "Aufzug; Stellplätze für Menschen mit Behinderung."),
}
"""Invented houses in real cities: name, street, postcode, how to get in."""


@dataclass(slots=True)
class Cast:
    """The accounts that book, and the names of the persons they book for."""

    desk: User
    citizen: User
    editors: dict[str, Membership]
    names: Iterator[str]

    def book(self, target: Session | Package, who: str, number: int, **more: Any) -> Registration:
        """``number`` invented colleagues of one municipality of the demo, registered by its editor."""
        member = self.editors[who]
        contact = Contact(member.user.name, member.user.email, organisation=member.organisation)
        people = tuple(_person(next(self.names)) for _ in range(number))
        return booking.register(order=Order(target, contact, people, **more), by=member.user)


def _person(name: str) -> Person:
    needs = {"Rosa": ("Rollstuhl", ""), "Ida": ("", "vegan"), "Oskar": ("Höranlage", "")}.get(name, ("", ""))
    return Person(f"{name} Beispiel", "", accessibility=needs[0], diet=needs[1])


def load() -> None:
    """Made once; what is there already stays."""
    cast = _cast()
    if cast is None or Event.objects.filter(title=TITLES["double"]).exists():
        return
    with transaction.atomic():
        _double_event(cast)
        _save_the_date(cast)
        _today(cast)
        _held(cast)


TITLES: Final = {
    "double": "Beispiel: Verwaltung aus Sicht der Bürgerinnen und Bürger",
    "second": "Beispiel: Mit KI gemeinsam arbeiten",
    "save": "Beispiel: Methoden für die ersten Schritte",
    "today": "Beispiel: Sprechtag zur Umsatzsteuer",
    "held": "Beispiel: Veränderungen begleiten",
}


def _cast() -> Cast | None:
    desk, citizen = (User.objects.filter(email=email).first() for email in (DESK, CITIZEN))
    editors = {
        key: member
        for key in ("mendig", "herxheim", "donnersberg")
        if (member := Membership.objects.acting().filter(user__email=f"bearbeitung.{key}@example.org").first())
    }
    if desk is None or citizen is None or len(editors) < 3:
        return None
    return Cast(desk, citizen, editors, iter(FIRST_NAMES * 3))


def _event(title: str, *, topic: str = "", values: programme.EventValues) -> Event:
    organiser = Organisation.objects.get_or_create(
        name=ORGANISER,
        defaults={"kind": OrganisationKind.CENTRE, "confirmed_at": timezone.now()},
    )[0]
    return programme.create_event(
        values={
            "kind": "workshop",
            "title": title,
            "year": timezone.localdate().year,
            "organiser": organiser,
            "land": Territory.objects.filter(ars="07").first(),
            "contact_email": "beratungsstelle@example.org",
            "target_group": "Beschäftigte und Ehrenamtliche von Kommunen",
            "cost_note": "Die Teilnahme ist kostenfrei.",
            "is_example": True,
            **values,
        },
        topics=list(Topic.objects.filter(name=topic)),
        speakers=[("Dr. Rosa Beispiel", "Hochschule Beispiel")],
        by=None,
    )


def _session(event: Event, city: str, days: int, *, capacity: int, label: str = "") -> Session:
    """From 9 to 16 o'clock, ``days`` from today."""
    name, street, postcode, accessibility = PLACES[city]
    venue = Venue.objects.get_or_create(
        name=name, city=city, street=street, defaults={"postcode": postcode, "accessibility": accessibility}
    )[0]
    on = timezone.localdate() + dt.timedelta(days=days)
    return sessions.create_session(
        event=event,
        values={
            "label": label,
            "starts_at": moment(on, dt.time(9), TIME_ZONE),
            "ends_at": moment(on, dt.time(16), TIME_ZONE),
            "venue": venue,
            "capacity": capacity,
        },
        by=None,
    )


def _double_event(cast: Cast) -> None:
    """Two events at three places on two days each: one nearly full, one full with a waiting list, one empty."""
    first = _event(
        TITLES["double"],
        topic="Digitale Verwaltungsleistungen",
        values={
            "number": 1,
            "summary": "Einen Ablauf in Schritte zerlegen und mit den Augen der Bürgerinnen und Bürger ansehen.",
            "bring": "Einen Ablauf aus Ihrer Verwaltung, der Sie ärgert.",
            "offer_hours": 48,
        },
    )
    second = _event(
        TITLES["second"],
        topic="Künstliche Intelligenz und offene Daten",
        values={
            "number": 2,
            "summary": "Ideen für künstliche Intelligenz nach Nutzen, Machbarkeit und Datenlage bewerten.",
            "offer_hours": 48,
        },
    )
    programme.save_question(
        event=first,
        values={
            "kind": "text",
            "text": "Welchen Ablauf bringen Sie mit?",
            "help_text": "Die Referentin liest das vorher.",
            "is_case": True,
        },
        by=None,
    )
    to_tuesday = (1 - timezone.localdate().weekday()) % 7
    days: dict[str, list[Session]] = {}
    packages = {}
    for city, offset, capacity in (("Neuwied", 35, 12), ("Wittlich", 42, 8), ("Landau in der Pfalz", 49, 15)):
        days[city] = [
            _session(event, city, offset + to_tuesday + number, capacity=capacity, label=f"Tag {number + 1}")
            for number, event in enumerate((first, second))
        ]
        packages[city] = sessions.save_package(title=f"Beispiel: beide Tage in {city}", sessions=days[city], by=None)
    for event in (first, second):
        programme.take_step(event=event, step="open", by=None)
    cast.book(packages["Neuwied"], "mendig", 5)
    cast.book(packages["Neuwied"], "herxheim", 4)
    cast.book(days["Neuwied"][0], "donnersberg", 2)
    cast.book(packages["Wittlich"], "mendig", 4)
    leaving = cast.book(packages["Wittlich"], "herxheim", 4)
    cast.book(packages["Wittlich"], "donnersberg", 2, takes_parts=False)
    cast.book(days["Wittlich"][0], "mendig", 1)
    attendee = leaving.attendees.order_by("pk")[0]
    booking.cancel(places=list(attendee.places.all()), by=leaving.user)


def _save_the_date(cast: Cast) -> None:
    """Announced for a time to come; four persons want to be told when registration opens."""
    today = timezone.localdate()
    first = (today.replace(day=1) + dt.timedelta(days=150)).replace(day=1)
    event = _event(
        TITLES["save"],
        values={
            "summary": "Stärken, Schwächen und Tragfähigkeit einer Zusammenarbeit in kleinen Gruppen einschätzen.",
            "year": first.year,
            "dates_note": f"etwa ab {first:%m/%Y}",
            "expected_from": first,
            "expected_until": first + dt.timedelta(days=90),
        },
    )
    event = programme.take_step(event=event, step="announce", by=None)
    for user in (cast.citizen, cast.editors["mendig"].user):
        saved_dates.save_date(event=event, email="", by=user)
    for email in ("frieda.beispiel@example.org", "otto.beispiel@example.org"):
        saved_dates.confirm_saved_date(saved=saved_dates.save_date(event=event, email=email, by=None))


def _move(session: Session, days: int) -> Session:
    """Time has passed: the session is ``days`` from today."""
    on = timezone.localdate() + dt.timedelta(days=days)
    Session.objects.filter(pk=session.pk).update(
        starts_at=moment(on, dt.time(9), TIME_ZONE), ends_at=moment(on, dt.time(16), TIME_ZONE)
    )
    session.refresh_from_db()
    return session


def _check_in(session: Session, places: Sequence[Place], by: User) -> None:
    """They have come in time."""
    ago = max(timezone.now() - session.starts_at, dt.timedelta(0))
    day.take_notes(session=session, notes=[day.Note(place.pk, came=True, ago=ago) for place in places], by=by)


def _seated(session: Session) -> list[Place]:
    return list(Place.objects.filter(session=session, state=PlaceState.SEATED).order_by("pk"))


def _today(cast: Cast) -> None:
    """Half of those who registered are there; early in the morning it is yesterday's, whose door is still open."""
    event = _event(
        TITLES["today"],
        topic="Steuern und Abgaben",
        values={"kind": "info", "summary": "Eigene Fälle zu § 2b des Umsatzsteuergesetzes besprechen."},
    )
    session = _session(event, "Mainz", 30, capacity=14)
    programme.take_step(event=event, step="open", by=None)
    for who, number in (("mendig", 4), ("herxheim", 3), ("donnersberg", 3)):
        cast.book(session, who, number)
    is_early = timezone.localtime(timezone.now(), zone(TIME_ZONE)).hour < 8
    _move(session, -1 if is_early else 0)
    _check_in(session, _seated(session)[::2], cast.desk)


def _held(cast: Cast) -> None:
    """Over: who was there has a certificate, papers, and has answered the survey; at one of two places too few."""
    event = _event(
        TITLES["held"],
        topic="Personal",
        values={"summary": "Bereitschaft und Widerstände erkennen und den Bedarf an Unterstützung ermitteln."},
    )
    held = [_session(event, "Trier", 31, capacity=20), _session(event, "Mainz", 32, capacity=20)]
    programme.take_step(event=event, step="open", by=None)
    cast.book(held[0], "mendig", 4)
    cast.book(held[0], "herxheim", 4)
    cast.book(held[1], "donnersberg", 3)
    programme.take_step(event=event, step="close", by=None)
    there: list[Place] = []
    for session, days, missing in zip(held, (-14, -13), (1, 0), strict=True):
        _move(session, days)
        places = _seated(session)
        there += places[: len(places) - missing]
        _check_in(session, places[: len(places) - missing], cast.desk)
        issue_certificates(session=session, by=cast.desk)
    programme.take_step(event=event, step="hold", by=None)
    _materials(event, cast.desk)
    _surveys(event, there, cast.desk)


def _materials(event: Event, by: User) -> None:
    text = "Beispiel: Was an der Pinnwand stand.\n\n- früh informieren\n- Personalräte beteiligen\n- klein anfangen\n"
    upload = SimpleUploadedFile("pinnwand.txt", text.encode(), content_type="text/plain")
    add_material(event=event, title="Beispiel: Notizen von der Pinnwand", source=Source(upload=upload), by=by)
    document = Document.objects.filter(is_example=True).order_by("pk").first()
    if document is not None:
        source = Source(document=document)
        add_material(event=event, title=document.title, source=source, is_public=True, by=by)


def _surveys(event: Event, places: Sequence[Place], by: User) -> None:
    """One closed with its results, one open that three have answered so far."""
    feedback = _open(survey.create_survey(event=event, preset=FEEDBACK, by=by), by)
    for number, place in enumerate(places):
        survey.answer(survey=feedback, place=place, values=_sheet(feedback, number), by=None)
    survey.close_survey(survey=feedback, by=by)
    needs = _open(survey.create_survey(event=event, preset=NEEDS, by=by), by)
    for number, place in enumerate(places[:3]):
        survey.answer(survey=needs, place=place, values=_sheet(needs, number), by=None)


def _open(found: Survey, by: User) -> Survey:
    now = timezone.now()
    values = {"opens_at": now - dt.timedelta(minutes=1), "closes_at": now + dt.timedelta(days=21)}
    return survey.change_survey(survey=found, values=values, by=by)


def _sheet(found: Survey, number: int) -> dict[int, int | str]:
    """What the person ``number`` answers; texts only now and then."""
    values: dict[int, int | str] = {}
    for place, item in enumerate(found.items.order_by("position", "pk")):
        if item.kind == "scale":
            values[item.pk] = 3 + (number * 2 + place) % 3
        elif item.kind == "choice":
            values[item.pk] = 1 + (number + place) % min(3, len(item.choices))
        elif (number + place) % 4 == 0:
            values[item.pk] = "Beispiel: mehr Zeit für den Austausch in kleinen Gruppen."
    return values
