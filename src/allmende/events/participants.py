# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Participants for the accounts of an event: who was registered on which day, who came, and sums for the kitchen.

What a person needs is in none of it; diets are counted, without names. The last sheet says what each column means.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.core import pdf
from allmende.events.models import Needs, Place, PlaceState
from allmende.events.papers import words
from allmende.events.papers.lists import counted, organisation_of
from allmende.events.regions import Regions, ars_of
from allmende.events.spreadsheets import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.events.models import Event, Session

COLUMNS: Final = (
    ("Veranstaltung", "Titel der Veranstaltung"),
    ("Datum", "Tag des Termins in der Zeitzone des Termins"),
    ("Bezeichnung", "Bezeichnung des Termins, falls es mehrere am selben Tag gibt"),
    ("Ort", "Veranstaltungsort, oder „online“"),
    ("Name", "Name der Person; „gelöscht“, wenn die Angaben zur Person nicht mehr gespeichert sind"),
    ("Funktion", "Funktion, wie bei der Anmeldung angegeben"),
    ("Organisation", "Kommune oder Einrichtung"),
    ("Art", "Art der Einrichtung"),
    ("Kreis", "Landkreis oder kreisfreie Stadt der Einrichtung, wo ihr Gebiet bekannt ist"),
    ("Land", "Land der Einrichtung, wo ihr Gebiet bekannt ist"),
    ("Stand", "Stand des Platzes: angemeldet, Warteliste, abgemeldet, umgebucht …"),
    ("angemeldet am", "Tag, an dem die Anmeldung galt (bei Gästen: die Adresse bestätigt war)"),
    ("anwesend", "ja oder nein; leer, solange am Termin niemand eingecheckt wurde"),
    ("vor Ort aufgenommen", "ja: die Person kam ohne Anmeldung"),
    ("abgemeldet am", "Tag, an dem der Platz endete"),
    ("Bescheinigung", "ja: eine gültige Teilnahmebescheinigung ist ausgestellt"),
    ("Tage angemeldet", "an wie vielen Terminen dieser Veranstaltung die Person einen Platz hat"),
    ("Tage anwesend", "an wie vielen Terminen dieser Veranstaltung die Person eingecheckt wurde"),
)


@dataclass(frozen=True, slots=True)
class Days:
    """At how many sessions of the event a person has a seat, and was seen."""

    registered: int
    attended: int


def tables_of(event: Event, session: Session | None = None) -> list[Table]:
    """The workbook about ``event``, or about one of its sessions. Eight queries."""
    places = _places(event)
    days = _days(places)
    if session is not None:
        places = [place for place in places if place.session_id == session.pk]
    regions = Regions(ars_of(place.attendee.registration) for place in places)
    noted = {place.session_id for place in places if place.attended_at}
    rows = [_row(place, days, regions, is_noted=place.session_id in noted) for place in places]
    sessions = [session] if session is not None else list(event.sessions.select_related("venue", "event"))
    return [
        Table("Teilnehmende", [name for name, _meaning in COLUMNS], rows),
        _sums(sessions, places),
        _diets(sessions),
        Table("Spalten", ("Spalte", "Bedeutung"), COLUMNS),
    ]


def _places(event: Event) -> list[Place]:
    """All places of confirmed registrations, by session and surname."""
    rows = Place.objects.filter(session__event=event).select_related(
        "attendee__registration__organisation__territory", "attendee__registration__territory",
        "session__event", "session__venue", "certificate",
    )  # fmt: skip
    return sorted(rows, key=lambda row: (row.session.starts_at, row.session_id, words.surname_first(row.attendee.name)))


def _days(places: Sequence[Place]) -> dict[str, Days]:
    """By person."""
    registered = Counter(place.person_key for place in places if place.state == PlaceState.SEATED)
    attended = Counter(place.person_key for place in places if place.attended_at)
    return {key: Days(registered[key], attended[key]) for key in {place.person_key for place in places}}


def _row(place: Place, days: dict[str, Days], regions: Regions, *, is_noted: bool) -> list[str | int | None]:
    session, attendee = place.session, place.attendee
    registration = attendee.registration
    region = regions.of(ars_of(registration))
    certificate = getattr(place, "certificate", None)
    attended = _yes(place.attended_at) if is_noted and place.state == PlaceState.SEATED else None
    return [
        session.event.title, f"{session.local_start:%d.%m.%Y}", session.label, words.place_of(session), attendee.name,
        attendee.position, organisation_of(registration), str(registration.get_organisation_kind_display()),
        region.kreis, region.land, str(place.get_state_display()), _day(registration.confirmed_at), attended,
        _yes(registration.is_walk_in), _day(place.ended_at), _yes(certificate and certificate.revoked_at is None),
        days[place.person_key].registered, days[place.person_key].attended,
    ]  # fmt: skip


def _sums(sessions: Sequence[Session], places: Sequence[Place]) -> Table:
    headings = (
        "Datum", "Bezeichnung", "Ort", "Plätze", "angemeldet", "anwesend", "nicht erschienen", "vor Ort aufgenommen",
        "abgemeldet", "Warteliste", "Bescheinigungen",
    )  # fmt: skip
    rows = []
    for session in sessions:
        mine = [place for place in places if place.session_id == session.pk]
        seated = [place for place in mine if place.state == PlaceState.SEATED]
        there = sum(place.attended_at is not None for place in seated)
        is_noted = there > 0
        certificates = [getattr(place, "certificate", None) for place in mine]
        rows.append([
            f"{session.local_start:%d.%m.%Y}", session.label, words.place_of(session), session.capacity, len(seated),
            there if is_noted else None, len(seated) - there if is_noted else None,
            sum(place.attendee.registration.is_walk_in for place in seated),
            sum(place.state == PlaceState.CANCELLED for place in mine),
            sum(place.state == PlaceState.WAITING for place in mine),
            sum(one is not None and one.revoked_at is None for one in certificates),
        ])  # fmt: skip
    return Table("Summen", headings, rows)


def _diets(sessions: Sequence[Session]) -> Table:
    """How many with a seat eat what, as long as it is kept."""
    seats: dict[int, list[str]] = {session.pk: [] for session in sessions}
    rows = Place.objects.filter(session__in=seats).seated().order_by("pk")
    needs = Needs.objects.filter(attendee__places__in=rows.order_by()).exclude(diet="").distinct()
    diets = dict(needs.values_list("attendee", "diet"))
    for key, attendee in rows.values_list("session", "attendee"):
        if attendee in diets:
            seats[key].append(diets[attendee])
    lines: list[list[str | int]] = []
    for session in sessions:
        for told in counted(seats[session.pk]):
            day = f"{session.local_start:%d.%m.%Y}"
            lines.append([day, session.label, str(told["text"]).replace("\u200b", ""), int(told["number"])])
    return Table("Essen (nur Summen)", ("Datum", "Bezeichnung", "Essen", "Anzahl"), lines)


def _day(moment: Any) -> str | None:
    return f"{timezone.localtime(moment):%d.%m.%Y}" if moment else None


def _yes(told: object) -> str:
    return "ja" if told else "nein"


def proof_pdf(session: Session) -> bytes:
    """Who was there, for whoever gave the money: name, organisation, Kreis, and since when. Signed by the organiser."""
    rows = Place.objects.filter(session=session, attended_at__isnull=False).seated()
    rows = rows.select_related("attendee__registration__organisation__territory", "attendee__registration__territory")
    places = sorted(rows, key=lambda place: words.surname_first(place.attendee.name))
    regions = Regions(ars_of(place.attendee.registration) for place in places)
    people = []
    for place in places:
        registration = place.attendee.registration
        region = regions.of(ars_of(registration))
        people.append(
            {
                "name": pdf.breakable(place.attendee.name),
                "organisation": pdf.breakable(organisation_of(registration)),
                "region": region.kreis or region.land or "",
                "time": f"{timezone.localtime(place.attended_at, session.local_start.tzinfo):%H:%M}",
            }
        )
    event = session.event
    facts = [
        *words.facts_of(session),
        ("Dauer", words.duration(session.local_start, session.local_end)),
        ("Veranstaltet von", event.organiser.name),
        ("Teilgenommen", _("1 Person") if len(people) == 1 else _("%(n)s Personen") % {"n": len(people)}),
        ("Stand", f"{timezone.localtime():%d.%m.%Y}"),
    ]
    data = {"event": pdf.breakable(event.title), "facts": facts, "people": people}
    return pdf.render(
        words.FOLDER / "attendance_proof.typ",
        data,
        title=f"Teilnahmenachweis: {event.title}",
        author=event.organiser.name,
    )
