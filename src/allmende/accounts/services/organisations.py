# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes about organisations: how they come into being, what the desk keeps of them, when they act no more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts import ownership, rules
from allmende.accounts.models import Membership, MembershipState, Organisation, OrganisationKind
from allmende.accounts.naming import kind_of, names_of
from allmende.core import audit, searchables
from allmende.core.content_version import content_changed
from allmende.territory.finding import is_city
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from allmende.accounts.models import User

NAMED_BY_USERS = tuple(
    kind for kind in OrganisationKind if kind not in {OrganisationKind.MUNICIPALITY, OrganisationKind.CENTRE}
)
"""Municipalities come from the register; that there is a centre, the centre itself says."""
SHORTEST_NAME = 3
WEB_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)
"""What a user calls an organisation is written to others before anybody has looked: no web address in it."""


class OrganisationRefusedError(ValidationError):
    """It cannot be done now; the message says why in words. Nothing has changed."""


class OpenWorkError(OrganisationRefusedError):
    """The organisation still answers for something."""

    def __init__(self, work: list[ownership.OpenWork]) -> None:
        super().__init__(_("Es gibt noch offene Arbeit. Bitte übergeben oder schließen Sie sie zuerst."))
        self.work = work


class OrganisationValues(TypedDict):
    """What the desk keeps about an organisation."""

    name: str
    kind: str
    territory: Territory | None
    seat: str
    homepage: str
    mail_domain: str
    is_trusted: bool


def create_organisation(
    *, name: str, kind: str, territory: Territory | None = None, seat: str = "", homepage: str = "", by: User | None
) -> Organisation:
    """Enter an organisation that the centre knows: a Zweckverband, a university. Its name exists only once."""
    if by is not None and not rules.may_enter_organisations(by):
        raise PermissionDenied
    return _enter(
        Organisation(
            name=name, kind=kind, territory=territory, seat=seat, homepage=homepage, confirmed_at=timezone.now()
        ),
        by=by,
    )


def organisation_of(*, territory: Territory, by: User | None) -> Organisation:
    """The administration of ``territory``; made when it is asked for the first time. The register vouches for it.

    A kreisfreie Stadt is one organisation, whichever of its two units is named; a dissolved unit leads to its only
    successor. Two people asking at once get the same one.
    """
    place = acting_territory(territory)
    kind = kind_of(place)
    found = administration_of(place)
    if found is not None:
        return found
    organisation = Organisation(kind=kind, territory=place, seat=place.seat, confirmed_at=timezone.now())
    for name in names_of(place):
        organisation.name = name
        if not Organisation.objects.filter(name=name).exists():
            break
    try:
        return _enter(organisation, by=by)
    except (IntegrityError, ValidationError):
        found = administration_of(place)
        if found is None:
            raise
        return found


def administration_of(place: Territory) -> Organisation | None:
    """Who acts for exactly this territory, if anybody has ever asked for it."""
    kind = kind_of(place)
    acting = Organisation.objects.filter(territory=place, kind=kind, deactivated_at=None)
    if kind == OrganisationKind.MUNICIPALITY:
        return acting.select_related("territory").first()
    return acting.filter(name__in=list(names_of(place))).select_related("territory").order_by("pk").first()


def acting_territory(territory: Territory) -> Territory:
    """The territory whose administration acts for ``territory`` now; refuses where there is none or more than one."""
    seen = {territory.pk}
    while territory.dissolved_on is not None:
        successors = list(territory.successors.order_by("ars"))
        if len(successors) != 1 or successors[0].pk in seen:
            message = _("%(place)s gibt es nicht mehr. Bitte wählen Sie das Gebiet, das heute besteht.")
            raise OrganisationRefusedError(message % {"place": territory.name})
        territory = successors[0]
        seen.add(territory.pk)
    if territory.is_unincorporated:
        raise OrganisationRefusedError(_("Ein gemeindefreies Gebiet hat keine eigene Verwaltung."))
    if territory.level == Level.KREIS and is_city(territory.kind):
        cities = list(
            Territory.objects.current()
            .filter(level=Level.GEMEINDE, ars__startswith=territory.ars, is_unincorporated=False)
            .order_by("ars")[:2]
        )
        if len(cities) == 1:
            return cities[0]
    return territory


def name_organisation(
    *, name: str, kind: str, seat: str = "", territory: Territory | None = None, by: User
) -> Organisation:
    """Name an organisation that the portal does not know; the centre looks before it can act.

    Whoever names one that is there already gets that one.
    """
    if kind not in NAMED_BY_USERS:
        raise ValidationError({"kind": _("Diese Art kann hier nicht angelegt werden.")})
    name = " ".join(name.split())
    if len(Organisation.folded(name)) < SHORTEST_NAME:
        raise ValidationError({"name": _("Bitte nennen Sie den vollen Namen.")})
    if WEB_ADDRESS.search(name):
        raise ValidationError({"name": _("Bitte nur den Namen, ohne Internetadresse.")})
    known = Organisation.objects.filter(search_name=Organisation.folded(name)).order_by("pk").first()
    if known is not None:
        return known
    return _enter(Organisation(name=name, kind=kind, seat=seat, territory=territory), by=by)


def _enter(organisation: Organisation, *, by: User | None) -> Organisation:
    with transaction.atomic():
        organisation.full_clean()
        organisation.save()
        territory = organisation.territory
        after = {
            "name": organisation.name,
            "kind": organisation.kind,
            "territory": territory.ars if territory else None,
            "confirmed": organisation.confirmed_at is not None,
        }
        audit.record("organisation.created", organisation, by=by, organisation=organisation, after=after)
    return organisation


def locked(organisation: Organisation) -> Organisation:
    """The row as it is now; nobody else changes it or who belongs to it until the transaction ends."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def check_keeper(organisation: Organisation, by: User | None) -> None:
    """``by=None`` is the portal itself."""
    if by is not None and not rules.may_keep(by, organisation):
        raise PermissionDenied


def confirm_organisation(*, organisation: Organisation, by: User | None) -> Organisation:
    """The centre has looked: the organisation exists and may act. A second click changes nothing."""
    with transaction.atomic():
        organisation = locked(organisation)
        check_keeper(organisation, by)
        if organisation.confirmed_at is not None:
            return organisation
        if organisation.deactivated_at is not None:
            raise OrganisationRefusedError(_("Die Organisation ist stillgelegt."))
        organisation.confirmed_at = timezone.now()
        organisation.save(update_fields=["confirmed_at"])
        audit.record("organisation.confirmed", organisation, by=by, organisation=organisation)
    return organisation


def change_organisation(*, organisation: Organisation, values: OrganisationValues, by: User | None) -> Organisation:
    """Correct what is kept about an organisation. A name that visitors see is theirs at once.

    A desk user of one Land cannot move it out of the areas they answer for.
    """
    with transaction.atomic():
        organisation = locked(organisation)
        check_keeper(organisation, by)
        before = _kept(organisation)
        for name, value in values.items():
            setattr(organisation, name, value)
        check_keeper(organisation, by)
        organisation.full_clean()
        after = _kept(organisation)
        changed = [key for key in before if before[key] != after[key]]
        if not changed:
            return organisation
        organisation.save()
        audit.record(
            "organisation.changed",
            organisation,
            by=by,
            organisation=organisation,
            before={key: before[key] for key in changed},
            after={key: after[key] for key in changed},
        )
        if {"name", "kind", "territory"} & set(changed):
            searchables.changed(organisation)
    return organisation


def _kept(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.name,
        "kind": organisation.kind,
        "territory": organisation.territory.ars if organisation.territory else None,
        "seat": organisation.seat,
        "homepage": organisation.homepage,
        "mail_domain": organisation.mail_domain,
        "is_trusted": organisation.is_trusted,
    }


def deactivate_organisation(*, organisation: Organisation, by: User | None) -> Organisation:
    """It acts no more. Refused while work is open; requests that wait are declined, members stay as a record."""
    with transaction.atomic():
        organisation = locked(organisation)
        check_keeper(organisation, by)
        if organisation.deactivated_at is not None:
            raise OrganisationRefusedError(_("Die Organisation ist schon stillgelegt."))
        work = ownership.open_work(organisation)
        if work:
            raise OpenWorkError(work)
        organisation.deactivated_at = timezone.now()
        organisation.save(update_fields=["deactivated_at"])
        declined = decline_waiting(organisation, answer=_("Die Organisation ist stillgelegt."), by=by)
        after = {"declined_requests": declined}
        audit.record("organisation.deactivated", organisation, by=by, organisation=organisation, after=after)
    return organisation


def decline_waiting(organisation: Organisation, *, answer: str, by: User | None) -> int:
    """End all requests to an organisation that will not decide about them any more."""
    waiting = Membership.objects.requested().filter(organisation=organisation)
    return waiting.update(state=MembershipState.DECLINED, decided_at=timezone.now(), decided_by=by, answer=answer[:500])


def reactivate_organisation(*, organisation: Organisation, by: User | None) -> Organisation:
    """It acts again, with the members it had; not after a merger."""
    with transaction.atomic():
        organisation = locked(organisation)
        check_keeper(organisation, by)
        if organisation.deactivated_at is None:
            raise OrganisationRefusedError(_("Die Organisation ist nicht stillgelegt."))
        if organisation.merged_into_id is not None:
            raise OrganisationRefusedError(_("Die Organisation ist in einer anderen aufgegangen."))
        organisation.deactivated_at = None
        organisation.full_clean()  # in the meantime its territory may have got another one
        organisation.save(update_fields=["deactivated_at"])
        audit.record("organisation.reactivated", organisation, by=by, organisation=organisation)
    return organisation


def hand_over_work(*, organisation: Organisation, target: Organisation, sort: str, by: User | None) -> int:
    """Make everything of one sort another organisation's; returns how many things."""
    owned = ownership.owned(sort)
    with transaction.atomic():
        organisation, target = locked(organisation), locked(target)
        check_keeper(organisation, by)
        check_keeper(target, by)
        if owned is None or organisation.pk == target.pk or not target.is_active:
            raise OrganisationRefusedError(_("Die Arbeit kann nicht an diese Organisation übergeben werden."))
        count = owned.move(source=organisation, target=target, by=by)
        after = {"sort": sort, "count": count, "to": target.name}
        audit.record("organisation.work_handed_over", organisation, by=by, organisation=organisation, after=after)
        content_changed()
    return count


def close_work(*, organisation: Organisation, sort: str, by: User | None) -> int:
    """End what is open of one sort, because somebody says so; returns how many things."""
    owned = ownership.owned(sort)
    with transaction.atomic():
        organisation = locked(organisation)
        check_keeper(organisation, by)
        if owned is None or not owned.closing:
            raise OrganisationRefusedError(_("Das kann nur übergeben werden."))
        count = owned.close(organisation=organisation, by=by)
        after = {"sort": sort, "count": count}
        audit.record("organisation.work_closed", organisation, by=by, organisation=organisation, after=after)
        content_changed()
    return count
