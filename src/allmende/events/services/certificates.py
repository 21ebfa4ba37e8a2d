# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Certificates of attendance: issued once per day that somebody was there, frozen, revoked when issued by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts.rules import desk_areas, is_desk
from allmende.core import audit
from allmende.events import rules
from allmende.events.errors import BookingError
from allmende.events.models import Certificate, Place, PlaceState, Session
from allmende.events.papers.lists import organisation_of
from allmende.events.papers.words import place_of
from allmende.events.services.filling import take_ledger

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from allmende.accounts.models import User

ISSUED, REVOKED, ALL_ISSUED = "certificate.issued", "certificate.revoked", "session.certificates_issued"


class NoCertificateError(BookingError):
    """There is none: the person was not there, the session has not begun, or it was revoked."""

    code = "no_certificate"


def issue_certificate(*, place: Place, by: User | None) -> Certificate:
    """The certificate of ``place``, made now if there is none. None as ``by`` is whoever has the secret address.

    What was revoked is issued anew only by those who lead the event; the old paper stays revoked.
    """
    if by is not None and not rules.may_give_up(by, place):
        raise PermissionDenied
    there = Certificate.objects.filter(place=place.pk, revoked_at=None).first()
    if there is not None:
        return there
    with transaction.atomic():
        take_ledger()
        current = _attended(place.session).filter(pk=place.pk).first()
        if current is None:
            raise NoCertificateError(_("Für diesen Tag gibt es keine Bescheinigung: Es ist keine Teilnahme vermerkt."))
        known: Certificate | None = getattr(current, "certificate", None)
        if known is not None and known.is_valid:
            return known
        if known is not None and (by is None or not rules.may_lead(by, current.session.event)):
            raise NoCertificateError(_("Die Bescheinigung für diesen Tag wurde widerrufen."))
        made = _make(current, known)
        registration = current.attendee.registration
        after = {"session": current.session_id, "place": current.pk}
        audit.record(ISSUED, made, by=by, organisation=registration.organisation, after=after)
    return made


def issue_certificates(*, session: Session, by: User) -> list[Certificate]:
    """The certificates of all who were there, in the order of the places; those that are missing are made now."""
    if not rules.may_lead(by, session.event):
        raise PermissionDenied
    with transaction.atomic():
        take_ledger()
        issued, made = [], []
        for place in _attended(session).order_by("number", "pk"):
            known: Certificate | None = getattr(place, "certificate", None)
            if known is None:
                made.append(_make(place, None))
                issued.append(made[-1])
            elif known.is_valid:
                issued.append(known)
        if not issued:
            raise NoCertificateError(_("Es ist noch keine Teilnahme vermerkt."))
        if made:
            audit.record(ALL_ISSUED, session, by=by, after={"certificates": [one.pk for one in made]})
    return issued


def revoke_certificate(*, certificate: Certificate, by: User) -> Certificate:
    """It was issued by mistake. From now on the check says so."""
    place = certificate.place
    if place is not None and not rules.may_lead(by, place.session.event):
        raise PermissionDenied
    if place is None and (not is_desk(by) or desk_areas(by)):
        raise PermissionDenied  # nobody can tell any more whose event it was
    with transaction.atomic():
        if Certificate.objects.filter(pk=certificate.pk, revoked_at=None).update(revoked_at=timezone.now()):
            audit.record(REVOKED, certificate, by=by)
    certificate.refresh_from_db()
    return certificate


def withdraw_for_place(place: Place, *, by: User) -> None:
    """What says that somebody was there who was not. Runs in the caller's transaction."""
    for certificate in Certificate.objects.filter(place=place, revoked_at=None):
        certificate.revoked_at = timezone.now()
        certificate.save(update_fields=["revoked_at"])
        audit.record(REVOKED, certificate, by=by)


def _attended(session: Session) -> QuerySet[Place]:
    """Places whose person was there, at a session that has begun and was not called off."""
    rows = Place.objects.filter(session=session, state=PlaceState.SEATED, attended_at__isnull=False)
    if session.is_cancelled or session.starts_at > timezone.now():
        return rows.none()
    return rows.select_related(
        "attendee__registration__organisation",
        "session__event__organiser",
        "session__event__land",
        "session__venue",
        "certificate",
    )


def _make(place: Place, former: Certificate | None) -> Certificate:
    """A certificate as the event and the person are now; ``former`` no longer belongs to the place."""
    if former is not None:
        Certificate.objects.filter(pk=former.pk).update(place=None)
    session, event = place.session, place.session.event
    return Certificate.objects.create(
        place=place,
        name=place.attendee.name,
        organisation_name=organisation_of(place.attendee.registration)[:200],
        event_title=event.title,
        session_label=session.label,
        contents=event.summary,
        organiser_name=event.organiser.name[:200],
        venue=place_of(session)[:600],
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
    )
