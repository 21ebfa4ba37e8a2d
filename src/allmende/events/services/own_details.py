# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What whoever registered adds or takes back afterwards: answers, cases, needs, consents.

``by=None`` is whoever has the secret address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from allmende.core import audit, sweeping
from allmende.events import answers, checks, rules
from allmende.events.errors import TooLateError
from allmende.events.models import ACTIVE, Answer, Attendee, ConsentGiven, Needs, Place, Question, Registration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

    from allmende.accounts.models import User


def open_questions(registration: Registration) -> QuerySet[Question]:
    """What can still be answered: the questions of events with a day that has not begun and is not given up."""
    days = Place.objects.filter(
        attendee__registration=registration, state__in=ACTIVE, session__starts_at__gt=timezone.now()
    )
    events = days.order_by().values("session__event")
    return Question.objects.filter(event__in=events).order_by("event", "position", "pk")


def save_answers(
    *, registration: Registration, values: Mapping[int, str | UploadedFile[bytes] | None], by: User | None
) -> list[Answer]:
    """Answer questions, by their keys, or answer them anew. An empty text takes an answer back, no file leaves the old.

    What no question of the registration is left out. Raises BookingError; then nothing has changed.
    """
    _check(by, registration)
    questions = [question for question in open_questions(registration) if question.pk in values]
    if not questions:
        raise TooLateError
    given = {key: value for key, value in values.items() if value is not None}
    found = answers.read(questions, given)
    answered = {answer.question_id for answer in found}
    emptied = [row.pk for row in questions if given.get(row.pk) == "" and not row.is_required]
    try:
        with transaction.atomic():
            Registration.objects.select_for_update().get(pk=registration.pk)
            _remove(Answer.objects.filter(registration=registration, question__in=[*answered, *emptied]))
            for answer in found:
                answer.registration = registration
                answer.save()
            after = {"answered": sorted(answered), "emptied": sorted(emptied)}
            audit.record("registration.answered", registration, by=by, after=after)
    except BaseException:
        for answer in found:
            if answer.file:
                answer.file.delete(save=False)
        raise
    return found


def forget_answers(*, registrations: QuerySet[Registration]) -> int:
    """Delete what was answered with these registrations, and the files, when they have been kept long enough."""
    with transaction.atomic():
        rows = Answer.objects.filter(registration__in=registrations.order_by().values("pk"))
        number = rows.count()
        _remove(rows)
    return number


def _remove(rows: QuerySet[Answer]) -> None:
    """Rows now, their files with the commit."""
    for answer in rows.exclude(file="").order_by("pk"):
        sweeping.remove_later(answer.file.storage, str(answer.file.name))
    rows.delete()


def change_needs(*, attendee: Attendee, accessibility: str, diet: str, by: User | None) -> None:
    """What a person needs to take part; nothing is kept of somebody who needs nothing."""
    _check(by, attendee.registration)
    needs = Needs(attendee=attendee, accessibility=accessibility.strip(), diet=diet.strip())
    with transaction.atomic():
        former = Needs.objects.filter(attendee=attendee).first()
        if (former.accessibility, former.diet) == (needs.accessibility, needs.diet) if former else not _is_any(needs):
            return
        Needs.objects.filter(attendee=attendee).delete()
        if _is_any(needs):
            checks.check_row(needs)
            needs.save()
        audit.record("attendee.needs_changed", attendee.registration, by=by)  # never what


def _is_any(needs: Needs) -> bool:
    return bool(needs.accessibility or needs.diet)


def withdraw_consent(*, given: ConsentGiven, by: User | None) -> bool:
    """Take a consent back (Art. 7(3) GDPR); that it was given until now stays proven. Whether it was open."""
    _check(by, given.registration)
    with transaction.atomic():
        rows = ConsentGiven.objects.filter(pk=given.pk, withdrawn_at=None)
        is_new = bool(rows.update(withdrawn_at=timezone.now()))
        if is_new:
            audit.record("registration.consent_withdrawn", given.registration, by=by)
    return is_new


def _check(by: User | None, registration: Registration) -> None:
    if by is not None and not rules.looks_after(by, registration):
        raise PermissionDenied
