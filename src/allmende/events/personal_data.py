# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What events hold about persons: who registered, who took part, what they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from allmende.core import personal_data
from allmende.core.traces import GONE
from allmende.events import privacy_rules
from allmende.events.models import (
    Attendee,
    CalendarAddress,
    Certificate,
    GroupLetter,
    Interest,
    Place,
    Proposal,
    Registration,
    SavedDate,
)
from allmende.events.orders import normal_email
from allmende.events.services.forgetting import forget_person

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import QuerySet

    from allmende.core.personal_data import Identity


class Events:
    """Places that have not begun are given up; past ones stay as numbers without the person.

    What was registered for a proven mail address of the person is hers, whoever registered it.
    """

    name = "events"

    def export(self, user: AbstractBaseUser) -> dict[str, Any]:
        address = str(getattr(user, user.get_email_field_name()))
        registrations = Registration.objects.filter(_hers("", user.pk, [address], email="contact_email"))
        attendees = Attendee.objects.filter(_hers("", user.pk, [address]))
        return {
            "Anmeldungen zu Veranstaltungen": [_registration(row) for row in _with_all(registrations)],
            "Teilnahme an Veranstaltungen": [
                _attendee(row) for row in attendees.select_related("needs").prefetch_related("places__session__event")
            ],
            "Teilnahmebescheinigungen": [
                {"Veranstaltung": row.event_title, "Beginn": _said(row.starts_at), "Code": row.shown_code}
                for row in Certificate.objects.filter(_hers("place__attendee__", user.pk, [address]))
            ],
            "Vorgemerkte Termine": [
                {"Veranstaltung": row.event.title, "Adresse": row.email, "Am": _said(row.created_at)}
                for row in SavedDate.objects.filter(_hers("", user.pk, [address])).select_related("event")
            ],
            "Kalenderadresse": [
                {"Angelegt am": _said(row.created_at)} for row in CalendarAddress.objects.filter(user=user.pk)
            ],
            "Rundschreiben an Teilnehmende": [
                {"Betreff": row.subject, "Text": row.text, "Am": _said(row.sent_at)}
                for row in GroupLetter.objects.filter(by=user.pk)
            ],
            "Am Einlass vermerkte Personen": [
                {"Termin": str(row.session), "Am": _said(row.attended_at)}
                for row in Place.objects.filter(checked_in_by=user.pk).select_related("session__event")
            ],
        }

    def erase(self, user: AbstractBaseUser, identity: Identity) -> None:
        mine = Attendee.objects.filter(_hers("", identity.key, identity.addresses))
        Interest.objects.filter(attendee__in=mine).delete()  # also of those whom somebody else registered
        Proposal.objects.filter(proposer__in=mine).update(proposer=None)
        Certificate.objects.filter(place__attendee__in=mine).update(name=GONE, organisation_name="", place=None)
        SavedDate.objects.filter(_hers("", identity.key, identity.addresses)).delete()
        forget_person(user_key=identity.key, addresses=identity.addresses)


def _hers(path: str, key: int, addresses: Iterable[str], *, email: str = "email") -> Q:
    """Rows of the account ``key``, or of one of its proven addresses."""
    known = [normal_email(address) for address in addresses if address]
    return Q(**{f"{path}user": key}) | Q(**{f"{path}{email}__in": known})


def _with_all(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    related = ("attendees", "answers__question", "consents")
    return registrations.select_related("session__event", "package").prefetch_related(*related).order_by("pk")


def _registration(row: Registration) -> dict[str, Any]:
    return {
        "Für": str(row.session or row.package),
        "Name": row.contact_name,
        "E-Mail-Adresse": row.contact_email,
        "Organisation": row.organisation_name,
        "Eingang": row.number,
        "Angelegt am": _said(row.created_at),
        "Bestätigt am": _said(row.confirmed_at),
        "Angemeldete Personen": [attendee.name for attendee in row.attendees.all()],
        "Antworten": [f"{answer.question.text}: {answer.text or answer.file_name}" for answer in row.answers.all()],
        "Einwilligungen": [
            f"{given.wording} – {'widerrufen' if given.withdrawn_at else 'erteilt'}" for given in row.consents.all()
        ],
    }


def _attendee(row: Attendee) -> dict[str, Any]:
    needs = getattr(row, "needs", None)
    return {
        "Name": row.name,
        "E-Mail-Adresse": row.email,
        "Funktion": row.position,
        "Barrierefreiheit": needs.accessibility if needs else "",
        "Essen": needs.diet if needs else "",
        "Termine": [f"{place.session}: {place.get_state_display()}" for place in row.places.all()],
        "Eingecheckt am": [_said(place.attended_at) for place in row.places.all() if place.attended_at],
    }


def _said(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def register() -> None:
    """Called when the app is ready."""
    personal_data.register_holder(Events())
    personal_data.register_shared("events.*")
    privacy_rules.register()
