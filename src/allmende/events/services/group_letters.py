# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Letters of the organiser to a group of participants: who is in a group, and sending once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.events import letters, rules
from allmende.events.models import TAKES_SEAT, Event, GroupLetter, LetterGroup, Place, PlaceState, Registration
from allmende.events.plain_texts import check_texts

if TYPE_CHECKING:
    import uuid

    from django.db.models import QuerySet

    from allmende.accounts.models import User
    from allmende.events.models import Session


def places_of(event: Event, group: str, session: Session | None = None) -> QuerySet[Place]:
    """The places of those who belong to ``group``, at one session or at all of ``event``."""
    places = Place.objects.filter(session=session) if session else Place.objects.filter(session__event=event)
    narrowed = {
        LetterGroup.SEATED: Q(state__in=TAKES_SEAT),
        LetterGroup.WAITING: Q(state=PlaceState.WAITING),
        LetterGroup.ATTENDED: Q(state=PlaceState.SEATED, attended_at__isnull=False),
        LetterGroup.ABSENT: Q(state=PlaceState.SEATED, attended_at=None, session__ends_at__lt=timezone.now()),
        LetterGroup.CANCELLED: Q(state__in=[PlaceState.CANCELLED, PlaceState.SESSION_CANCELLED]),
        LetterGroup.WITHOUT_ANSWER: Q(state__in=TAKES_SEAT),
    }
    found = places.filter(narrowed[LetterGroup(group)])
    if group == LetterGroup.WITHOUT_ANSWER:
        answered = Registration.objects.filter(answers__question__event=event).annotate(answered=Count("answers"))
        complete = answered.filter(answered__gte=event.questions.count()).order_by().values("pk")
        found = found.exclude(attendee__registration__in=complete) if event.questions.exists() else found.none()
    if group == LetterGroup.CANCELLED:
        active = Place.objects.active().filter(session__event=event)
        found = found.exclude(person_key__in=active.values("person_key"))
    return found


def send_letter(
    *,
    event: Event,
    group: str,
    subject: str,
    text: str,
    form_key: uuid.UUID,
    session: Session | None = None,
    by: User | None,
) -> GroupLetter:
    """Send a letter to everybody in the group, each once; the same form sent twice sends it once.

    Raises ValidationError when nobody is in the group.
    """
    if by is not None and not rules.may_lead(by, event):
        raise PermissionDenied
    if session is not None and session.event_id != event.pk:
        raise PermissionDenied
    with transaction.atomic():
        # Two clicks at once come one after another; the second then finds the letter.
        event = Event.objects.select_for_update().get(pk=event.pk)
        there = GroupLetter.objects.filter(form_key=form_key).first()
        if there is not None:
            if there.event_id != event.pk:
                raise PermissionDenied
            return there
        letter = GroupLetter(event=event, session=session, group=group, subject=subject, text=text, form_key=form_key)
        letter.by = by
        check_texts(letter, ("subject", "text"))
        letter.full_clean(exclude=["by"])
        places = list(places_of(event, group, session))
        if not places:
            raise ValidationError({"group": _("In dieser Gruppe ist zurzeit niemand.")})
        letter.save()
        letter.recipients = letters.send_group_letter(letter, places)
        letter.save(update_fields=["recipients"])
        told = {"group": group, "session": str(session) if session else "", "recipients": letter.recipients}
        audit.record("event.letter_sent", event, by=by, after={"subject": subject, **told})
    return letter
