# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Taking over a programme from a file: read it, answer what is not clear, enter everything as drafts at once."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.cooperation.models import Topic
from allmende.core import audit
from allmende.events import rules
from allmende.events.models import Event, ImportState, Package, ProgrammeImport, Session, Venue
from allmende.events.programme_reading.drafts import UPDATE, Table
from allmende.events.programme_reading.inquiry import Answer
from allmende.events.programme_reading.plan import make_plan, read_table
from allmende.events.programme_reading.values import CONTROL, one_line
from allmende.events.programme_surroundings import surroundings_of
from allmende.events.services.copying import EARLIEST_YEAR, LATEST_YEAR
from allmende.events.services.programme import change_event, create_event, require_plan
from allmende.events.services.seats import take_ledger
from allmende.events.services.sessions import change_session, create_session, save_package, save_venue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allmende.accounts.models import Organisation, User
    from allmende.events.programme_reading.drafts import DraftEvent, DraftSession, House, Plan
    from allmende.events.services.programme import EventValues
    from allmende.events.services.sessions import SessionValues
    from allmende.territory.models import Territory


def begin_import(
    *,
    content: bytes,
    filename: str,
    year: int,
    organiser: Organisation,
    land: Territory | None,
    by: User | None,
) -> ProgrammeImport:
    """Keep what a file says, with the questions it raises. Nothing of the programme is written yet.

    Raises FileRefusedError, with nothing written, for a file that is no programme.
    """
    require_plan(by, Event(organiser=organiser, land=land))
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValidationError({"year": _("Bitte geben Sie ein Jahr zwischen 2000 und 2100 an.")})
    table = read_table(content, filename)
    programme = ProgrammeImport(
        name=one_line(CONTROL.sub(" ", filename))[-200:] or _("Programm"),
        digest=hashlib.sha256(content).hexdigest(),
        year=year,
        organiser=organiser,
        land=land,
        headings=list(table.headings),
        rows=[{"number": number, "cells": list(cells)} for number, cells in table.rows],
        by=by,
    )
    with transaction.atomic():
        _note_questions(programme, plan_of(programme, by=by))
        programme.save()
        after = {"name": programme.name, "rows": len(programme.rows), "questions": len(programme.questions)}
        audit.record("programmeimport.created", programme, by=by, after=after)
    return programme


def plan_of(programme: ProgrammeImport, *, by: User | None) -> Plan:
    """What becomes of the file with the answers so far, and what is still asked."""
    table = _table_of(programme)
    answers = answers_of(programme)
    return make_plan(table, answers, surroundings_of(programme, table, answers, by))


def _table_of(programme: ProgrammeImport) -> Table:
    rows = tuple((int(row["number"]), tuple(row["cells"])) for row in programme.rows)
    return Table(tuple(programme.headings), rows)


def answers_of(programme: ProgrammeImport) -> dict[str, Answer]:
    return {key: Answer(**stored) for key, stored in programme.answers.items()}


def answer_questions(
    *, programme: ProgrammeImport, answers: Mapping[str, Answer | None], by: User | None
) -> ProgrammeImport:
    """Keep answers by the keys of their questions; None takes one back. One that its question does not have is refused.

    Answers may raise new questions.
    """
    with transaction.atomic():
        found = _still_asking(programme, by)
        doubts = {doubt.key: doubt for doubt in plan_of(found, by=by).doubts}
        before = dict(found.answers)
        for key, answer in answers.items():
            if answer is None:
                found.answers.pop(key, None)
            elif key not in doubts or not doubts[key].takes(answer):
                raise ValidationError(_("Diese Antwort passt nicht zur Frage. Bitte laden Sie die Seite neu."))
            else:
                found.answers[key] = asdict(answer)
        if before != found.answers:
            _note_questions(found, plan_of(found, by=by))
            found.save(update_fields=["answers", "questions"])
            after = {doubts[key].text: _told(doubts[key], answer) for key, answer in answers.items() if key in doubts}
            audit.record("programmeimport.answered", found, by=by, after=after)
    return found


def _told(doubt: Any, answer: Answer | None) -> str:
    return doubt.told(answer) if answer is not None else ""


def _note_questions(programme: ProgrammeImport, plan: Plan) -> None:
    programme.questions = [doubt.stored() for doubt in plan.doubts]


def _still_asking(programme: ProgrammeImport, by: User | None) -> ProgrammeImport:
    """The import as it is now, held. Raises PermissionDenied, ValidationError."""
    found = ProgrammeImport.objects.select_for_update(of=("self",)).select_related("organiser", "land")
    current = found.get(pk=programme.pk)
    if by is not None and not rules.may_plan(by, Event(organiser=current.organiser, land=current.land)):
        raise PermissionDenied
    if current.state != ImportState.ASKING:
        raise ValidationError(_("Dieser Import ist schon abgeschlossen."))
    return current


def discard_import(*, programme: ProgrammeImport, by: User | None) -> ProgrammeImport:
    """Take nothing over. What was read is forgotten, that it was is not."""
    with transaction.atomic():
        found = _still_asking(programme, by)
        found.state = ImportState.DISCARDED
        found.headings, found.rows, found.questions, found.answers = [], [], [], {}
        found.save(update_fields=["state", "headings", "rows", "questions", "answers"])
        audit.record("programmeimport.discarded", found, by=by)
    return found


def apply_import(*, programme: ProgrammeImport, by: User | None) -> list[Event]:
    """Enter everything: venues, drafts of events with their sessions, packages. All or nothing, and only once.

    Raises ValidationError while something is not answered, with the questions that have come up in the meantime.
    """
    with transaction.atomic():
        take_ledger()  # two imports of one file come one after another, and the second sees the events of the first
        applied = ProgrammeImport.objects.filter(pk=programme.pk, state=ImportState.APPLIED)
        if (applied if by is None else applied.visible_to(by)).exists():
            return list(programme.events.order_by("pk"))
        found = _still_asking(programme, by)
        plan = plan_of(found, by=by)
        if not plan.is_ready:
            raise ValidationError(_("Es gibt noch offene Fragen, oder es bliebe nichts zu übernehmen."))
        venues = {house.key: _enter(house, by) for house in plan.new_houses}
        sessions: dict[int, Session] = {}
        events = [_write(event, found, venues, sessions, by) for event in plan.written]
        _write_packages(plan, sessions, by)
        _note_questions(found, plan)
        found.state, found.applied_at = ImportState.APPLIED, timezone.now()
        found.save(update_fields=["state", "applied_at", "questions"])
        found.events.set(events)
        after = {"events": len(events), "sessions": len(sessions), "packages": len(plan.packages)}
        audit.record("programmeimport.applied", found, by=by, after=after)
    return events


def _enter(house: House, by: User | None) -> Venue:
    return save_venue(
        values={
            "name": house.name,
            "street": house.street,
            "postcode": house.postcode,
            "city": house.city,
            "accessibility": house.accessibility,
        },
        by=by,
    )


def _write(
    draft: DraftEvent,
    programme: ProgrammeImport,
    venues: Mapping[tuple[str, str, str], Venue],
    sessions: dict[int, Session],
    by: User | None,
) -> Event:
    values = _values_of(draft, programme)
    topics = list(Topic.objects.filter(pk__in=draft.topics).order_by("pk"))
    if draft.action == UPDATE:
        event = Event.objects.get(pk=draft.known or 0)
        said: Any = {name: value for name, value in values.items() if value not in {"", None}}
        del said["organiser"], said["year"]
        event = change_event(event=event, values=said, topics=topics or None, speakers=draft.speakers or None, by=by)
    else:
        event = create_event(values=values, topics=topics, speakers=draft.speakers, by=by)
    for session in draft.sessions:
        sessions[session.row] = _write_session(session, event, venues, by)
    return event


def _values_of(draft: DraftEvent, programme: ProgrammeImport) -> EventValues:
    texts = draft.texts
    return {
        "kind": draft.kind,
        "year": programme.year,
        "number": draft.number,
        "title": draft.title,
        "summary": texts["summary"],
        "description": texts["description"],
        "target_group": texts["target_group"],
        "bring": texts["bring"],
        "cost_note": texts["cost"],
        "funding_note": texts["funding"],
        "notes": texts["notes"],
        "organiser": programme.organiser,
        "contact_email": texts["contact"],
        "land": programme.land,
        "dates_note": draft.dates_note,
        "expected_from": draft.expected_from,
        "expected_until": draft.expected_until,
        "source_url": texts["source"],
    }


def _write_session(
    draft: DraftSession, event: Event, venues: Mapping[tuple[str, str, str], Venue], by: User | None
) -> Session:
    venue = None
    if draft.house is not None:
        venue = Venue.objects.get(pk=draft.house.pk) if draft.house.pk is not None else venues[draft.house.key]
    values: SessionValues = {
        "label": draft.label,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "time_zone": draft.zone,
        "venue": venue,
        "room": draft.room,
        "online_url": draft.online_url,
        "capacity": draft.capacity,
        "minimum_number": draft.minimum_number,
        "organisation_limit": draft.organisation_limit,
        "opens_at": draft.opens_at,
        "closes_at": draft.closes_at,
    }
    if draft.known is None:
        return create_session(event=event, values=values, by=by)
    said: Any = {name: value for name, value in values.items() if value not in {"", None}}
    return change_session(session=Session.objects.get(pk=draft.known), values=said, by=by)


def _write_packages(plan: Plan, sessions: Mapping[int, Session], by: User | None) -> None:
    """What is offered together already is left as it is."""
    for draft in plan.packages:
        members = [sessions[session.row] for session in draft.sessions]
        if not _is_offered(members):
            save_package(title=draft.title, sessions=members, by=by)


def _is_offered(sessions: Iterable[Session]) -> bool:
    wanted = {session.pk for session in sessions}
    packages = Package.objects.filter(sessions__in=wanted).distinct().prefetch_related("sessions")
    return any({session.pk for session in package.sessions.all()} == wanted for package in packages)
