# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write about events: what they say, who speaks, what they ask, and the steps from draft to held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.core import audit
from allmende.core.searchables import changed
from allmende.events import letters, rules
from allmende.events.models import (
    ConsentText,
    Event,
    EventState,
    Package,
    Question,
    QuestionKind,
    Registration,
    Session,
    Speaker,
)
from allmende.events.plain_texts import check_texts
from allmende.events.services.seats import take_ledger
from allmende.events.services.sessions import end_session
from allmende.events.workflow import STEPS
from allmende.territory.naming import free_slug

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from allmende.accounts.models import Organisation, User
    from allmende.cooperation.models import Topic
    from allmende.territory.models import Territory

OTHER_PAGES: Final = frozenset(
    {"archiv", "export", "feed", "kalender", "karte", "leitung", "liste", "meine", "neu", "suche", "vergangen"}
)
"""Addresses below ``/veranstaltungen/`` that are, or may become, pages of their own."""
MOST_SPEAKERS: Final = 40
MOST_CHOICES: Final = 30


class EventValues(TypedDict, total=False):
    """What is entered about an event."""

    kind: str
    year: int
    number: int | None
    title: str
    summary: str
    description: str
    target_group: str
    bring: str
    cost_note: str
    funding_note: str
    notes: str
    organiser: Organisation
    contact_email: str
    land: Territory | None
    dates_note: str
    expected_from: dt.date | None
    expected_until: dt.date | None
    offer_hours: int | None
    max_attendees: int
    asks_needs: bool
    source_url: str
    is_example: bool


class QuestionValues(TypedDict, total=False):
    """What is entered about a question."""

    kind: str
    text: str
    help_text: str
    choices: list[str]
    is_required: bool
    is_case: bool
    position: int


COLUMNS: Final = (
    "kind", "year", "number", "title", "summary", "description", "target_group", "bring", "cost_note", "funding_note",
    "notes", "organiser_id", "contact_email", "land_id", "dates_note", "expected_from", "expected_until", "offer_hours",
    "max_attendees", "asks_needs", "source_url", "is_example",
)  # fmt: skip


def require_plan(by: User | None, event: Event | None = None) -> None:
    """Raises PermissionDenied for whoever does not plan ``event``; None is the portal itself."""
    if by is not None and not rules.may_plan(by, event):
        raise PermissionDenied


def create_event(
    *,
    values: EventValues,
    topics: Sequence[Topic] = (),
    speakers: Sequence[tuple[str, str]] = (),
    copied_from: Event | None = None,
    by: User | None,
) -> Event:
    """A draft of a new event. ``speakers`` are names with their institutions, in their order."""
    event = Event(copied_from=copied_from)
    for name, value in values.items():
        setattr(event, name, value)
    require_plan(by, event)
    with transaction.atomic():
        event.slug = free_slug(event.title, Event.objects.all(), other_pages=OTHER_PAGES)
        _check(event)
        event.save()
        event.topics.set(topics)
        _set_speakers(event, speakers)
        audit.record("event.created", event, by=by, after=_told(event))
        changed(event)
    return event


def change_event(
    *,
    event: Event,
    values: EventValues,
    topics: Sequence[Topic] | None = None,
    speakers: Sequence[tuple[str, str]] | None = None,
    by: User | None,
) -> Event:
    """Make ``event`` what the values say; topics and speakers only if they are given. Its address stays.

    Whoever answers for some Länder only can neither take over the event of another one nor give one away.
    """
    with transaction.atomic():
        found = Event.objects.select_for_update().get(pk=event.pk)
        require_plan(by, found)
        before = _told(found)
        for name, value in values.items():
            setattr(found, name, value)
        require_plan(by, found)
        _check(found)
        found.save()
        if topics is not None:
            found.topics.set(topics)
        if speakers is not None:
            _set_speakers(found, speakers)
        after = _told(found)
        if before != after:
            names = [name for name in after if before[name] != after[name]]
            old, new = ({name: told[name] for name in names} for told in (before, after))
            audit.record("event.changed", found, by=by, before=old, after=new)
            changed(found)
    return found


def delete_event(*, event: Event, by: User | None) -> None:
    """Take away a draft that nobody has registered for; what was published is cancelled instead."""
    require_plan(by, event)
    with transaction.atomic():
        found = Event.objects.select_for_update().get(pk=event.pk)
        if found.state != EventState.DRAFT or Registration.objects.filter(session__event=found).exists():
            raise ValidationError(_("Nur ein Entwurf ohne Anmeldungen lässt sich löschen. Sonst sagen Sie bitte ab."))
        for package in Package.objects.filter(sessions__event=found).distinct():
            if package.registrations.exists():
                raise ValidationError(_("Ein Termin gehört zu einem Paket, für das es Anmeldungen gibt."))
            package.delete()
        audit.record("event.deleted", found, by=by, before=_told(found))
        changed(found)
        found.delete()


def take_step(*, event: Event, step: str, reason: str = "", by: User | None) -> Event:
    """Take one step of the workflow, with all that follows from it. One of two at once wins.

    Opening tells who saved the date; cancelling ends every place and tells everybody why.
    Raises ValidationError when the step cannot be taken now.
    """
    taken = STEPS[step]
    reason = reason.strip()
    require_plan(by, event)
    if taken.needs_reason and not reason:
        raise ValidationError(_("Bitte schreiben Sie den Grund dazu. Er steht auf der Seite und in den Mails."))
    with transaction.atomic():
        if taken.target == EventState.CANCELLED:
            take_ledger()
        found = Event.objects.select_for_update().get(pk=event.pk)
        before = found.state
        if before not in taken.sources:
            raise ValidationError(_("Das geht nicht mehr: Die Veranstaltung ist inzwischen in einem anderen Stand."))
        planned = Session.objects.planned().filter(event=found).order_by("pk")
        sessions = list(planned.select_for_update() if taken.target == EventState.CANCELLED else planned)
        if problem := what_hinders(found, step, sessions):
            raise ValidationError(problem)
        found.state = taken.target
        found.state_reason = reason if taken.needs_reason else ""
        found.published_at = None if taken.target == EventState.DRAFT else found.published_at or timezone.now()
        check_texts(found, ("state_reason",))
        found.save(update_fields=["state", "state_reason", "published_at", "updated_at"])
        if taken.target == EventState.CANCELLED:
            for session in sessions:
                end_session(session, reason=reason)
        after = {"state": found.state} | ({"reason": reason} if taken.needs_reason else {})
        audit.record(VERBS[step], found, by=by, before={"state": before}, after=after)
        changed(found)
        if taken.target == EventState.OPEN:
            letters.tell_now_open(found)
    return found


VERBS: Final = {
    "announce": "event.announced",
    "open": "event.opened",
    "list": "event.listed",
    "close": "event.closed",
    "hold": "event.held",
    "cancel": "event.called_off",
    "retract": "event.retracted",
}
"""What the steps are called in the audit log."""
UNCHECKED: Final = gettext_lazy(
    "Es gibt Termine mit dem Vermerk „Termin prüfen“. Bitte sehen Sie sie an und speichern Sie sie."
)
NO_DATE: Final = gettext_lazy(
    "Bitte legen Sie erst einen Termin an, oder schreiben Sie bei „Termine noch offen“, wann etwa."
)
NOTHING_COMING: Final = gettext_lazy("Zum Öffnen der Anmeldung fehlt ein Termin, der noch bevorsteht.")
NO_CAPACITY: Final = gettext_lazy("Bei einem Termin fehlt noch die Zahl der Plätze.")
NOTHING_HELD: Final = gettext_lazy("Es gibt keinen Termin, der stattgefunden hat.")
NOT_OVER: Final = gettext_lazy("Der letzte Termin ist noch nicht vorbei.")
HAS_BEGUN: Final = gettext_lazy("Ein Termin hat schon begonnen. Bitte sagen Sie die übrigen Termine einzeln ab.")


def what_hinders(event: Event, step: str, sessions: Sequence[Session]) -> str:
    """Why ``step`` cannot be taken although the state allows it; empty when it can. ``sessions``: the planned ones."""
    now = timezone.now()
    hindrances = {
        "announce": (
            (any(session.needs_check for session in sessions), UNCHECKED),
            (not sessions and not event.dates_note, NO_DATE),
        ),
        "open": (
            (any(session.needs_check for session in sessions), UNCHECKED),
            (not any(session.starts_at > now for session in sessions), NOTHING_COMING),
            (any(session.capacity is None and session.starts_at > now for session in sessions), NO_CAPACITY),
        ),
        "list": (
            (any(session.needs_check for session in sessions), UNCHECKED),
            (not sessions and not event.dates_note, NO_DATE),
        ),
        "hold": (
            (not sessions, NOTHING_HELD),
            (any(not session.is_over(now) for session in sessions), NOT_OVER),
        ),
        "cancel": ((any(session.starts_at <= now for session in sessions), HAS_BEGUN),),
    }
    return next((str(words) for applies, words in hindrances.get(step, ()) if applies), "")


def save_question(
    *, event: Event, question: Question | None = None, values: QuestionValues, by: User | None
) -> Question:
    """A new question of ``event``, or a changed one. What kind of answer it wants stays once somebody has answered."""
    require_plan(by, event)
    with transaction.atomic():
        found = Question(event=event, position=event.questions.count()) if question is None else question
        if found.event_id != event.pk:
            raise PermissionDenied
        before = None if question is None else _question_told(found)
        for name, value in values.items():
            setattr(found, name, value)
        found.choices = [" ".join(text.split()) for text in found.choices] if found.kind == QuestionKind.CHOICE else []
        found.choices = list(dict.fromkeys(text for text in found.choices if text))
        _check_question(found, before)
        found.save()
        told = {"question": _question_told(found)}
        audit.record("event.changed", event, by=by, before={"question": before} if before else None, after=told)
        changed(event)
    return found


def _check_question(question: Question, before: dict[str, Any] | None) -> None:
    if question.kind == QuestionKind.CHOICE and not 2 <= len(question.choices) <= MOST_CHOICES:
        raise ValidationError(
            {"choices": _("Eine Auswahl braucht 2 bis 30 Möglichkeiten, jede in einer eigenen Zeile.")}
        )
    if any(len(text) > 200 for text in question.choices):
        raise ValidationError({"choices": _("Eine Möglichkeit ist zu lang: höchstens 200 Zeichen.")})
    if before is not None and before["kind"] != question.kind and question.answers.exists():
        raise ValidationError({"kind": _("Es gibt schon Antworten. Bitte stellen Sie dafür eine neue Frage.")})
    check_texts(question, ("text", "help_text"))
    question.full_clean()


def delete_question(*, question: Question, by: User | None) -> None:
    """Ask it no more. With answers it stays, so that nothing handed in is lost."""
    event = question.event
    require_plan(by, event)
    with transaction.atomic():
        if question.answers.exists():
            raise ValidationError(_("Diese Frage ist schon beantwortet worden und bleibt deshalb stehen."))
        audit.record("event.changed", event, by=by, before={"question": _question_told(question)})
        question.delete()
        changed(event)


def save_consent(
    *, event: Event, consent: ConsentText | None = None, text: str, is_required: bool, by: User | None
) -> ConsentText:
    """A new consent to ask for, or other words. What was agreed to keeps its words in ``ConsentGiven``."""
    require_plan(by, event)
    with transaction.atomic():
        found = ConsentText(event=event, position=event.consent_texts.count()) if consent is None else consent
        if found.event_id != event.pk:
            raise PermissionDenied
        before = {"consent": found.text, "is_required": found.is_required} if consent else None
        found.text, found.is_required = text, is_required
        check_texts(found, ("text",))
        found.full_clean()
        found.save()
        after = {"consent": found.text, "is_required": found.is_required}
        audit.record("event.changed", event, by=by, before=before, after=after)
        changed(event)
    return found


def delete_consent(*, consent: ConsentText, by: User | None) -> None:
    """Ask for it no more; that somebody agreed, and to which words, is kept."""
    event = consent.event
    require_plan(by, event)
    with transaction.atomic():
        audit.record("event.changed", event, by=by, before={"consent": consent.text})
        consent.delete()
        changed(event)


def _check(event: Event) -> None:
    check_texts(event, [field.name for field in event._meta.concrete_fields if not field.is_relation])
    if event.organiser_id and not event.organiser.is_active:
        raise ValidationError({"organiser": _("Diese Organisation kann zurzeit nicht handeln.")})
    event.full_clean()


def _set_speakers(event: Event, speakers: Sequence[tuple[str, str]]) -> None:
    if len(speakers) > MOST_SPEAKERS:
        raise ValidationError(_("Höchstens 40 Referentinnen und Referenten."))
    event.speakers.all().delete()
    for position, (name, institution) in enumerate(speakers):
        speaker = Speaker(event=event, name=name, institution=institution, position=position)
        check_texts(speaker, ("name", "institution"))
        speaker.full_clean()
        speaker.save()


def _told(event: Event) -> dict[str, Any]:
    state = {name: getattr(event, name) for name in COLUMNS}
    if event.pk:
        state["topics"] = sorted(event.topics.values_list("slug", flat=True))
        state["speakers"] = [str(speaker) for speaker in event.speakers.all()]
    return state


def _question_told(question: Question) -> dict[str, Any]:
    return {
        name: getattr(question, name) for name in ("kind", "text", "help_text", "choices", "is_required", "is_case")
    }
