# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Surveys: written by those who lead, answered once per place, closed for good.

Whoever answers is not written down, neither in the audit log nor beside the answers.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.core.outgoing import absolute
from allmende.events import letters, rules
from allmende.events.errors import BookingError
from allmende.events.models import (
    SCALE,
    ItemKind,
    Place,
    PlaceState,
    Survey,
    SurveyBox,
    SurveyItem,
    SurveyKind,
    SurveyTicket,
)
from allmende.events.plain_texts import check_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from allmende.accounts.models import User
    from allmende.events.models import Event
    from allmende.events.survey_presets import Preset

BETWEEN_LETTERS: Final = dt.timedelta(hours=24)
LONGEST_TEXT: Final = 2000
MOST_ITEMS: Final = 60


class AlreadyAnsweredError(BookingError):
    """This place has answered before."""

    def __init__(self) -> None:
        super().__init__(_("Für diesen Platz wurde die Umfrage schon beantwortet."))


class SurveyClosedError(BookingError):
    """It is not open now, or nobody can be invited now."""


def audience(survey: Survey) -> QuerySet[Place]:
    """Who may answer: whoever was there; a needs assessment also everybody with a seat, before the day already.

    Where nobody was checked in at a session that is over, everybody with a seat counts as having been there.
    """
    places = Place.objects.filter(session__event=survey.event_id, state=PlaceState.SEATED)
    if survey.kind == SurveyKind.NEEDS:
        return places
    noted = Place.objects.filter(session__event=survey.event_id, attended_at__isnull=False).order_by()
    unnoted = Q(session__ends_at__lt=timezone.now()) & ~Q(session__in=noted.values("session"))
    return places.filter(Q(attended_at__isnull=False) | unnoted)


def create_survey(*, event: Event, preset: Preset, by: User) -> Survey:
    """A draft with the questions of ``preset``."""
    if not rules.may_lead(by, event):
        raise PermissionDenied
    with transaction.atomic():
        survey = Survey.objects.create(event=event, kind=preset.kind, title=preset.title, intro=preset.intro)
        SurveyBox.objects.create(survey=survey)
        SurveyItem.objects.bulk_create(
            SurveyItem(
                survey=survey, kind=question.kind, section=question.section, text=question.text,
                low_label=question.labels[0], high_label=question.labels[1], choices=list(question.choices),
                position=number * 10,
            )
            for number, question in enumerate(preset.questions, start=1)
        )  # fmt: skip
        audit.record("survey.created", survey, by=by, after={"event": str(event), "title": survey.title})
    return survey


def change_survey(*, survey: Survey, values: Mapping[str, Any], by: User) -> Survey:
    """Title, introduction and the time in which it is open. A closed one that was answered stays closed."""
    with transaction.atomic():
        current = _locked(survey, by)
        before = {name: getattr(current, name) for name in values}
        moved = {"opens_at", "closes_at"} & {name for name in values if before[name] != values[name]}
        if moved and current.is_closed(timezone.now()) and current.tickets.exists():
            raise ValidationError({"closes_at": _("Die Umfrage ist geschlossen und bleibt es: Es gibt Antworten.")})
        for name, value in values.items():
            setattr(current, name, value)
        if current.opens_at and not current.items.exists():
            raise ValidationError({"opens_at": _("Die Umfrage hat noch keine Fragen.")})
        check_texts(current, ("title", "intro"))
        current.full_clean()
        current.save()
        audit.record("survey.changed", current, by=by, before=before, after=dict(values))
    return current


def close_survey(*, survey: Survey, by: User) -> Survey:
    """Close an open survey now; from then on its results are shown."""
    with transaction.atomic():
        current = _locked(survey, by)
        now = timezone.now()
        if not current.is_open(now):
            raise SurveyClosedError(_("Die Umfrage ist nicht offen."))
        current.closes_at = now
        current.save(update_fields=["closes_at"])
        audit.record("survey.closed", current, by=by)
    return current


def delete_survey(*, survey: Survey, by: User) -> None:
    """Only one that nobody has answered."""
    with transaction.atomic():
        current = _locked(survey, by)
        _check_unanswered(current)
        audit.record("survey.deleted", current, by=by, before={"title": current.title})
        current.delete()


def save_item(*, item: SurveyItem, by: User) -> SurveyItem:
    """Add or change a question, as long as nobody has answered."""
    with transaction.atomic():
        survey = _locked(item.survey, by)
        _check_unanswered(survey)
        is_new = item.pk is None
        if is_new and survey.items.count() >= MOST_ITEMS:
            raise ValidationError(_("Mehr als %(n)s Fragen beantwortet niemand.") % {"n": MOST_ITEMS})
        if item.kind != ItemKind.SCALE:
            item.low_label = item.high_label = ""
        if item.kind != ItemKind.CHOICE:
            item.choices = []
        elif len(item.choices) < 2:
            raise ValidationError({"choices": _("Eine Auswahl braucht mindestens zwei Antworten, je Zeile eine.")})
        check_texts(item, ("section", "text", "low_label", "high_label"))
        item.full_clean()
        item.save()
        told = {"survey": str(survey), "text": item.text, "kind": item.kind}
        audit.record("surveyitem.created" if is_new else "surveyitem.changed", item, by=by, after=told)
    return item


def delete_item(*, item: SurveyItem, by: User) -> None:
    with transaction.atomic():
        survey = _locked(item.survey, by)
        _check_unanswered(survey)
        if survey.opens_at and survey.items.count() == 1:
            raise ValidationError(_("Das ist die letzte Frage einer geöffneten Umfrage."))
        audit.record("surveyitem.deleted", item, by=by, before={"survey": str(survey), "text": item.text})
        item.delete()


def invite(*, survey: Survey, by: User) -> int:
    """Write to everybody who may answer and has not, each with an own address. Returns how many letters.

    At most once a day, so that two clicks send one letter.
    """
    with transaction.atomic():
        current = _locked(survey, by)
        now = timezone.now()
        if not current.is_open(now):
            raise SurveyClosedError(_("Eingeladen wird zu einer offenen Umfrage."))
        if current.invited_at and now - current.invited_at < BETWEEN_LETTERS:
            raise SurveyClosedError(_("Es wurde heute schon eingeladen. Erinnern können Sie ab morgen."))
        people = letters.receivers(open_places(current))
        for place in people:
            _write(current, place)
        current.invited_at = now
        current.save(update_fields=["invited_at"])
        audit.record("survey.invited", current, by=by, after={"letters": len(people)})
    return len(people)


def open_places(survey: Survey) -> QuerySet[Place]:
    """Places of the audience that have not answered yet."""
    return audience(survey).exclude(_has_answered(survey))


def answered(survey: Survey, places: Iterable[Place]) -> set[int]:
    """Those of ``places``, by their keys, that have answered or cannot any more."""
    keys = [place.pk for place in places]
    return set(Place.objects.filter(_has_answered(survey), pk__in=keys).values_list("pk", flat=True))


def _has_answered(survey: Survey) -> Q:
    """With a ticket; or the person has one for a seat that she gave up: whoever rebooks to and fro answers once."""
    tickets = survey.tickets.order_by()
    gone = tickets.exclude(place__state=PlaceState.SEATED)
    return Q(pk__in=tickets.values("place")) | Q(person_key__in=gone.values("place__person_key"))


def _write(survey: Survey, place: Place) -> None:
    attendee = place.attendee
    address = reverse("events:survey_own", kwargs={"pk": survey.pk, "secret": attendee.secret})
    context = {
        "name": attendee.name,
        "survey": survey,
        "event": survey.event,
        "is_reminder": survey.invited_at is not None,
        "until": timezone.localtime(survey.closes_at),
        "link": absolute(address),
    }
    if attendee.letter_address:
        letters.send("events/mail/survey.txt", to=attendee.letter_address, event=survey.event, context=context)


def answer(*, survey: Survey, place: Place, values: Mapping[int, int | str], by: User | None) -> None:
    """Put a sheet into the box, and note that ``place`` has answered.

    ``values`` by the key of the question; what is left out was skipped. None as ``by`` is whoever has the secret
    address. Raises AlreadyAnsweredError and SurveyClosedError.
    """
    if by is not None and place.attendee.user_id != by.pk:
        raise PermissionDenied
    with transaction.atomic():
        current = Survey.objects.select_for_update().get(pk=survey.pk)
        if not current.is_open(timezone.now()):
            raise SurveyClosedError(_("Die Umfrage ist nicht mehr offen."))
        if not audience(current).filter(pk=place.pk).exists():
            raise PermissionDenied
        given = checked(current, values)
        if answered(current, [place]):
            raise AlreadyAnsweredError
        try:
            with transaction.atomic():
                SurveyTicket.objects.create(survey=current, place=place)
        except IntegrityError as error:
            raise AlreadyAnsweredError from error
        box = SurveyBox.objects.get(survey=current)
        kind = place.attendee.registration.organisation_kind
        box.sheets.append({"session": place.session_id, "kind": kind, "values": given})
        random.SystemRandom().shuffle(box.sheets)
        box.save(update_fields=["sheets"])
        audit.record("survey.answered", current, by=None)


def checked(survey: Survey, values: Mapping[int, int | str]) -> dict[str, int | str]:
    """What of ``values`` answers a question of ``survey``. Raises ValidationError for what cannot be an answer."""
    kept: dict[str, int | str] = {}
    for item in survey.items.all():
        value = values.get(item.pk, "")
        if value == "":
            continue
        if item.kind == ItemKind.TEXT:
            text = str(value).strip()
            if len(text) > LONGEST_TEXT or "\x00" in text:
                raise ValidationError({str(item.pk): _("Bitte fassen Sie sich kürzer.")})
            if text:
                kept[str(item.pk)] = text
            continue
        most = SCALE[-1] if item.kind == ItemKind.SCALE else len(item.choices)
        if not isinstance(value, int) or not 1 <= value <= most:
            raise ValidationError({str(item.pk): _("Diese Antwort gibt es nicht.")})
        kept[str(item.pk)] = value
    if not kept:
        raise ValidationError(_("Bitte beantworten Sie mindestens eine Frage."))
    return kept


def _locked(survey: Survey, by: User) -> Survey:
    """The survey as it is now, for somebody who leads its event; whoever answers waits."""
    if not rules.may_lead(by, survey.event):
        raise PermissionDenied
    return Survey.objects.select_for_update(of=("self",)).select_related("event").get(pk=survey.pk)


def _check_unanswered(survey: Survey) -> None:
    if survey.tickets.exists():
        raise ValidationError(_("Es gibt schon Antworten: Die Fragen bleiben, wie sie sind."))
