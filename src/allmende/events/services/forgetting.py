# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Taking persons out of registrations: their seats go to those who wait, the numbers of past days stay as they were."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from allmende.core import audit, sweeping
from allmende.events import checks
from allmende.events.models import Answer, Attendee, Needs, Place, PlaceState, Registration
from allmende.events.models.booking import new_secret
from allmende.events.orders import normal_email
from allmende.events.services import filling

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from django.db.models import QuerySet


def forget_person(*, user_key: int, addresses: Collection[str]) -> int:
    """Take out whoever has this account or one of these proven addresses. Returns how many rows concerned the person.

    Places that have not begun are given up. Colleagues whom the person registered keep theirs.
    """
    known = [normal_email(address) for address in addresses if address]
    attendees = Q(user=user_key) | Q(email__in=known)
    registrations = Q(user=user_key) | Q(contact_email__in=known)
    with transaction.atomic():
        filling.take_ledger()
        number = _forget_attendees(Attendee.objects.filter(attendees))
        number += _forget_contacts(Registration.objects.filter(registrations))
    return number


def forget_attendees(*, attendees: QuerySet[Attendee]) -> int:
    """The same for these attendees, when they have been kept long enough."""
    with transaction.atomic():
        filling.take_ledger()
        return _forget_attendees(attendees)


def forget_contacts(*, registrations: QuerySet[Registration]) -> int:
    """Take out whoever made these registrations, with what she wrote, when they have been kept long enough."""
    with transaction.atomic():
        filling.take_ledger()
        return _forget_contacts(registrations)


def drop_unconfirmed(*, before: dt.datetime) -> int:
    """Delete registrations of guests who have not confirmed their address, with everything in them."""
    with transaction.atomic():
        filling.take_ledger()  # a guest who confirms at this moment comes first, or finds nothing
        keys = list(Registration.objects.filter(number=None, created_at__lt=before).values_list("pk", flat=True))
        _remove_answers(Answer.objects.filter(registration__in=keys))
        Registration.objects.filter(pk__in=keys).delete()
    return len(keys)


def _forget_attendees(rows: QuerySet[Attendee]) -> int:
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    active = Place.objects.active().filter(attendee__in=keys)
    related = active.select_related("attendee__registration__organisation", "session").order_by("number", "pk")
    ending = [place for place in related if checks.is_open(place)]
    freed = filling.end(ending, PlaceState.CANCELLED)
    if ending:
        filling.note_places("registration.cancelled", ending, by=None)
    Needs.objects.filter(attendee__in=keys).delete()
    for key in keys:
        nobody = f"|{uuid.uuid4()}"  # so that two who are forgotten are not the same person
        Attendee.objects.filter(pk=key).update(
            user=None, name=_("gelöscht"), email="", position="", person_key=nobody, secret=new_secret()
        )
        Place.objects.filter(attendee=key).update(person_key=nobody)
    if ending:
        filling.tell(filling.fill(freed | filling.waited_for(ending)))
    return len(keys)


def _forget_contacts(rows: QuerySet[Registration]) -> int:
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    _remove_answers(Answer.objects.filter(registration__in=keys))
    for registration in Registration.objects.filter(pk__in=keys).order_by("pk"):
        audit.record("attendee.forgotten", registration, by=None)
        if registration.number is None:
            registration.delete()
            continue
        Registration.objects.filter(pk=registration.pk).update(
            user=None, contact_name=_("gelöscht"), contact_email="", secret=new_secret()
        )
    return len(keys)


def _remove_answers(rows: QuerySet[Answer]) -> None:
    """Rows now, their files with the commit."""
    for answer in rows.exclude(file="").order_by("pk"):
        sweeping.remove_later(answer.file.storage, str(answer.file.name))
    rows.delete()
