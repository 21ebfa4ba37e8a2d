# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Why events process personal data, and how long they keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from allmende.core import personal_data
from allmende.core.personal_data import Processing, RetentionRule
from allmende.events.models import ACTIVE, Attendee, Certificate, Event, EventState, Needs, Registration, SavedDate
from allmende.events.services.forgetting import drop_unconfirmed, forget_attendees, forget_contacts
from allmende.events.services.own_details import forget_answers

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet


def forget_needs(before: dt.datetime) -> int:
    """Delete what was needed for sessions that are over, or that nobody of the registration comes to."""
    coming = Q(attendee__places__state__in=ACTIVE, attendee__places__session__ends_at__gte=before)
    waiting = Q(attendee__registration__number=None)
    kept = Needs.objects.filter(coming | waiting).order_by().values("pk")
    return Needs.objects.exclude(pk__in=kept).delete()[0]


def forget_unconfirmed(before: dt.datetime) -> int:
    """Delete what guests have not confirmed: registrations and saved dates."""
    saved = SavedDate.objects.filter(confirmed_at=None, created_at__lt=before).delete()[0]
    return drop_unconfirmed(before=before) + saved


def forget_saved(before: dt.datetime) -> int:
    """Delete saved dates whose person has been told, or will never be."""
    over = Event.objects.filter(state__in=[EventState.HELD, EventState.CANCELLED], updated_at__lt=before)
    return SavedDate.objects.filter(Q(told_at__lt=before) | Q(event__in=over.order_by().values("pk"))).delete()[0]


def forget_old_answers(before: dt.datetime) -> int:
    return forget_answers(registrations=_over(before))


def forget_persons(before: dt.datetime) -> int:
    """Take the persons out of registrations whose days are long over; the numbers stay."""
    over = _over(before)
    gone = Q(name=gettext("gelöscht"), email="", user=None)
    people = Attendee.objects.filter(registration__in=over.order_by().values("pk")).exclude(gone)
    contacts = over.exclude(contact_email="", user=None)
    contact_keys = list(contacts.order_by().values_list("pk", flat=True))
    number = forget_attendees(attendees=people) if people.exists() else 0
    if contact_keys:
        number += forget_contacts(registrations=Registration.objects.filter(pk__in=contact_keys))
    return number


def forget_certificates(before: dt.datetime) -> int:
    return Certificate.objects.filter(issued_at__lt=before).delete()[0]


def _over(before: dt.datetime) -> QuerySet[Registration]:
    """Confirmed registrations all of whose days are over."""
    later = Q(attendees__places__session__ends_at__gte=before)
    kept = Registration.objects.filter(later).order_by().values("pk")
    return Registration.objects.confirmed().filter(confirmed_at__lt=before).exclude(pk__in=kept)


RULES = (
    RetentionRule(
        "events.unconfirmed",
        _("Unbestätigte Anmeldungen und Vormerkungen von Gästen, ab dem Eingang"),
        2,
        1,
        forget_unconfirmed,
    ),
    RetentionRule(
        "events.needs",
        _("Bedarf an Barrierefreiheit und Essen, ab dem letzten Termin oder der Abmeldung"),
        7,
        1,
        forget_needs,
    ),
    RetentionRule("events.saved", _("Vorgemerkte Termine, ab der Nachricht oder dem Ende"), 7, 0, forget_saved),
    RetentionRule(
        "events.answers",
        _("Antworten und eingereichte Fälle zu Anmeldungen, ab dem letzten Termin"),
        365,
        7,
        forget_old_answers,
    ),
    RetentionRule("events.persons", _("Personen an Anmeldungen, ab dem letzten Termin"), 1095, 90, forget_persons),
    RetentionRule(
        "events.certificates", _("Teilnahmebescheinigungen, ab dem Ausstellen"), 3650, 1095, forget_certificates
    ),
)
PROCESSINGS = (
    Processing(
        key="event_registrations",
        label=_("Anmeldungen zu Veranstaltungen"),
        purpose=_("Veranstaltungen durchführen, Plätze gerecht vergeben, abrechnen und gegenüber Förderern nachweisen"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO (Aufgabe im öffentlichen Interesse)"),
        persons=_("Personen, die sich oder andere anmelden; Personen, die teilnehmen"),
        data=_(
            "Name, E-Mail-Adresse, Funktion, Organisation, Antworten auf Fragen der Veranstaltung, eingereichte Fälle, "
            "Einwilligungen, Stand auf der Warteliste, Anwesenheit, Bescheinigungen"
        ),
        recipients=_("Wer die Veranstaltung leitet; Prüfstellen der Förderung"),
        rules=("events.unconfirmed", "events.answers", "events.persons", "events.certificates"),
    ),
    Processing(
        key="event_needs",
        label=_("Barrierefreiheit und Essen bei Veranstaltungen"),
        purpose=_("Allen die Teilnahme möglich machen"),
        legal_basis=_("Art. 9 Abs. 2 Buchst. a DSGVO (ausdrückliche Einwilligung)"),
        persons=_("Personen, die teilnehmen und etwas angeben"),
        data=_("Was eine Person braucht; kann auf Gesundheit oder Religion schließen lassen"),
        recipients=_("Wer die Veranstaltung leitet; an Küche und Haus nur Anzahlen ohne Namen"),
        rules=("events.needs",),
    ),
    Processing(
        key="event_saved_dates",
        label=_("Vorgemerkte Termine"),
        purpose=_("Einmal mitteilen, dass eine Anmeldung geöffnet ist"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. a DSGVO (Einwilligung)"),
        persons=_("Personen, die einen Termin vormerken"),
        data=_("E-Mail-Adresse, Veranstaltung, Zeitpunkt"),
        recipients=_("niemand"),
        rules=("events.saved", "events.unconfirmed"),
    ),
)


def register() -> None:
    for rule in RULES:
        personal_data.register_rule(rule)
    for processing in PROCESSINGS:
        personal_data.register_processing(processing)
