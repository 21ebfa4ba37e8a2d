# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The events of the demo: the published programme of 2026, taken over by the import, and examples to try out.

The facts of the programme are those of public pages of the ADD Rheinland-Pfalz, in our own words. What its table leaves
open is answered in a file beside it, with the reasons; both are kept with the import.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from allmende.accounts.models import Organisation, OrganisationKind
from allmende.events import demo_examples
from allmende.events.models import ProgrammeImport
from allmende.events.programme_reading.inquiry import Answer
from allmende.events.services.importing import answer_questions, apply_import, begin_import, plan_of
from allmende.events.services.programme import take_step
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.events.models import Event
    from allmende.events.programme_reading.inquiry import Doubt

DATA: Final = settings.PACKAGE_DIR / "events/data"
PROGRAMME: Final = DATA / "programm-2026.csv"
ANSWERS: Final = DATA / "programm-2026-antworten.json"
YEAR: Final = 2026
EXAMPLE: Final = DATA / "beispiel-programm.csv"
EXAMPLE_YEAR: Final = 2100
"""So far away that its weekdays and questions stay the same."""
LAND: Final = "07"
CENTRE: Final = "Transfer- und Beratungsstelle IKZ, ADD Rheinland-Pfalz"


def load_demo_events() -> int:
    """Make what is missing; returns how many events the programme has. Refuses outside the demo."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Nobody has registered for the events of the demo: they belong to the demo only.")
    programme = _load_programme()
    demo_examples.load()
    _begin_example()
    return programme.events.count()


def _load_programme() -> ProgrammeImport:
    """The published programme, as a desk would take it over. A changed file is taken over once more by hand."""
    known = ProgrammeImport.objects.filter(name=PROGRAMME.name, by=None).order_by("pk").first()
    if known is not None:
        return known
    programme = begin_import(
        content=PROGRAMME.read_bytes(),
        filename=PROGRAMME.name,
        year=YEAR,
        organiser=_centre(),
        land=Territory.objects.filter(ars=LAND).first(),
        by=None,
    )
    answers = json.loads(ANSWERS.read_text())
    while given := _answers_to(plan_of(programme, by=None).open, answers):
        programme = answer_questions(programme=programme, answers=given, by=None)
    for event in apply_import(programme=programme, by=None):
        _publish(event)
    return programme


def _begin_example() -> None:
    """A table full of contradictions that nobody has answered yet, for the year that the table speaks of."""
    organiser = Organisation.objects.filter(name=demo_examples.ORGANISER).first()
    if organiser is None or ProgrammeImport.objects.filter(name=EXAMPLE.name).exists():
        return
    begin_import(
        content=EXAMPLE.read_bytes(),
        filename=EXAMPLE.name,
        year=EXAMPLE_YEAR,
        organiser=organiser,
        land=Territory.objects.filter(ars=LAND).first(),
        by=None,
    )


def _centre() -> Organisation:
    return Organisation.objects.get_or_create(
        name=CENTRE,
        defaults={
            "kind": OrganisationKind.CENTRE,
            "territory": Territory.objects.filter(ars=LAND).first(),
            "confirmed_at": timezone.now(),
        },
    )[0]


def _answers_to(doubts: Sequence[Doubt], answers: list[dict[str, Any]]) -> dict[str, Answer | None]:
    """The answers of the file to these questions, by kind and rows; without rows it is for any."""
    given: dict[str, Answer | None] = {}
    for doubt in doubts:
        for said in answers:
            if said["kind"] == doubt.kind and tuple(said.get("rows", doubt.rows)) == doubt.rows:
                given[doubt.key] = Answer(said["choice"], said.get("value", ""), said["why"])
    return given


def _publish(event: Event) -> None:
    """To be saved while something of it may still come, else without registration: nobody has checked what was held."""
    now = timezone.now()
    is_coming = event.sessions.filter(ends_at__gte=now).exists()
    if not event.sessions.exists():
        is_coming = event.expected_until >= now.date() if event.expected_until else event.year >= now.year
    take_step(event=event, step="announce" if is_coming else "list", by=None)
