# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes about who belongs to an organisation: asking, deciding, roles, leaving, handing over.

Every one of them first locks the organisation's row, so that of two people who decide at once one comes after the
other and sees what the first one did. They raise ``PermissionDenied`` for who may not, ``MembershipRefusedError`` with
a message for what cannot be done now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts import rules
from allmende.accounts.models import Membership, MembershipState, Organisation, Role, User
from allmende.accounts.notifications import notify
from allmende.accounts.organisation_notifications import (
    CentreTakesOver,
    ManagementHandedOver,
    MembershipConfirmed,
    MembershipDeclined,
    MembershipRemoved,
    MembershipRequested,
    RolesChanged,
)
from allmende.accounts.rate_limit import Limit, is_exceeded, note_attempt
from allmende.accounts.services.organisations import locked
from allmende.core import audit

if TYPE_CHECKING:
    from collections.abc import Collection

MOST_WAITING = 5
"""So many requests of one person may wait at once; nobody fills the desk's list alone."""
REQUESTS = Limit("membership_request", count=10, minutes=60)
"""Each request writes to people; who takes theirs back and asks again does not write to them without end."""


class MembershipRefusedError(ValidationError):
    """It cannot be done now; the message says why in words. Nothing has changed."""


class DecidedError(MembershipRefusedError):
    """Somebody else was faster."""


class LastManagerError(MembershipRefusedError):
    """The last manager hands over first."""


def request_membership(
    *, organisation: Organisation, roles: Collection[Role | str], message: str = "", by: User
) -> Membership:
    """Ask to act for ``organisation``; the roles are a wish. A second click gets the same request.

    After a merger the request goes to the organisation that goes on.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # two clicks come one after the other
        organisation = locked(organisation)
        if organisation.merged_into_id is not None:  # perhaps just now
            organisation = locked(organisation.leads_to)
        if organisation.deactivated_at is not None:
            raise MembershipRefusedError(_("Die Organisation ist stillgelegt. Bitte wenden Sie sich an die Redaktion."))
        mine = Membership.objects.filter(user=by)
        known = mine.live().filter(organisation=organisation).first()
        if known is not None and known.is_active:
            raise MembershipRefusedError(_("Sie gehören schon zu dieser Organisation."))
        if known is not None:
            return known
        if mine.requested().count() >= MOST_WAITING:
            raise MembershipRefusedError(
                _("Sie warten schon auf %(count)d Antworten. Bitte ziehen Sie eine Anfrage zurück oder warten Sie ab.")
                % {"count": MOST_WAITING}
            )
        if is_exceeded(REQUESTS, str(by.pk)):
            raise MembershipRefusedError(
                _("Das waren viele Anfragen hintereinander. Bitte versuchen Sie es in einer Stunde noch einmal.")
            )
        membership = Membership(user=by, organisation=organisation, message=message.strip()[:500])
        membership.roles = roles
        if not membership.roles:
            raise MembershipRefusedError(_("Bitte mindestens eine Rolle wählen."))
        note_attempt(REQUESTS, str(by.pk))
        membership.save()
        _record("membership.requested", membership, by, after={"roles": _roles(membership)})
        notify(MembershipRequested(membership))
    return membership


def confirm_membership(*, membership: Membership, roles: Collection[Role | str], by: User) -> Membership:
    """Let the person in, with the roles the one who confirms gives, whatever was wished."""
    with transaction.atomic():
        membership = _decided_by(by, membership, rules.may_confirm, MembershipState.REQUESTED)
        membership.roles = roles
        if not membership.roles:
            raise MembershipRefusedError(_("Bitte mindestens eine Rolle wählen."))
        _decide(membership, MembershipState.ACTIVE, by)
        _record("membership.confirmed", membership, by, after={"roles": _roles(membership)})
        notify(MembershipConfirmed(membership))
    return membership


def decline_membership(*, membership: Membership, answer: str, by: User) -> Membership:
    """Do not let the person in; they read why."""
    with transaction.atomic():
        membership = _decided_by(by, membership, rules.may_decline, MembershipState.REQUESTED)
        membership.answer = answer.strip()[:500]
        _decide(membership, MembershipState.DECLINED, by)
        _record("membership.declined", membership, by)
        notify(MembershipDeclined(membership))
    return membership


def change_roles(*, membership: Membership, roles: Collection[Role | str], by: User) -> Membership:
    """Give other roles to a member. Nobody does that for oneself."""
    with transaction.atomic():
        membership = _decided_by(by, membership, rules.may_change_roles, MembershipState.ACTIVE)
        before = _roles(membership)
        membership.roles = roles
        if not membership.roles:
            raise MembershipRefusedError(_("Bitte mindestens eine Rolle wählen."))
        after = _roles(membership)
        if before == after:
            return membership
        membership.save(update_fields=["is_editor", "is_signatory", "is_manager"])
        _record("membership.roles_changed", membership, by, before={"roles": before}, after={"roles": after})
        notify(RolesChanged(membership))
    return membership


def remove_member(*, membership: Membership, by: User) -> Membership:
    """End somebody else's membership."""
    with transaction.atomic():
        membership = _decided_by(by, membership, rules.may_remove, MembershipState.ACTIVE)
        _end(membership, by)
        _record("membership.removed", membership, by)
        notify(MembershipRemoved(membership))
    return membership


def withdraw_request(*, membership: Membership, by: User) -> Membership:
    """Take back one's own request. If somebody has decided in the meantime, that stands."""
    with transaction.atomic():
        membership = _own(membership, by)
        if not rules.may_withdraw(by, membership):
            raise DecidedError(_("Über diese Anfrage ist schon entschieden."))
        _end(membership, by)
        _record("membership.withdrawn", membership, by)
    return membership


def leave(*, membership: Membership, by: User) -> Membership:
    """End one's own membership. The last manager hands over first, to a member or to the centre."""
    with transaction.atomic():
        membership = _own(membership, by)
        if not membership.is_active:
            raise DecidedError(_("Diese Mitgliedschaft ist schon beendet."))
        if not rules.may_leave(by, membership, has_other_manager=has_other_manager(membership)):
            raise LastManagerError(
                _("Sie verwalten die Organisation als Letzte oder Letzter. Bitte übergeben Sie die Verwaltung zuerst.")
            )
        _end(membership, by)
        _record("membership.left", membership, by)
    return membership


def hand_over(*, membership: Membership, to: Membership | None, by: User) -> Membership:
    """Give one's role of manager to another member, or with ``to=None`` to the centre; one stays a member."""
    with transaction.atomic():
        membership = _own(membership, by)
        if not rules.may_hand_over(by, membership):
            raise PermissionDenied
        successor = None
        if to is not None:
            successor = _fresh(to)
            if successor.organisation_id != membership.organisation_id or successor.pk == membership.pk:
                raise PermissionDenied
            if not successor.is_active or not successor.user.is_active:
                raise MembershipRefusedError(_("Diese Person gehört nicht mehr zur Organisation."))
            successor.is_manager = True
            successor.save(update_fields=["is_manager"])
        membership.is_manager = False
        membership.is_editor = membership.is_editor or not membership.is_signatory  # a member has some role
        membership.save(update_fields=["is_manager", "is_editor"])
        after = {"to_user": successor.user_id if successor else None, "to_centre": successor is None}
        _record("membership.handed_over", membership, by, after=after)
        notify(ManagementHandedOver(successor) if successor else CentreTakesOver(membership.organisation))
    return membership


def has_other_manager(membership: Membership) -> bool:
    """Whether somebody besides this member manages the organisation now."""
    managers = Membership.objects.managers().filter(organisation=membership.organisation_id)
    return managers.exclude(pk=membership.pk).exists()


def membership_in(organisation: Organisation, user: User) -> Membership | None:
    """By what ``user`` belongs to ``organisation`` now."""
    return Membership.objects.active().filter(organisation=organisation, user=user).first()


def _fresh(membership: Membership) -> Membership:
    """The row as it is now, with its organisation locked."""
    organisation = locked(Organisation(pk=membership.organisation_id))
    current = Membership.objects.select_related("user").get(pk=membership.pk)
    if current.organisation_id != organisation.pk:  # merged in the meantime
        organisation = locked(Organisation(pk=current.organisation_id))
    current.organisation = organisation
    return current


def _own(membership: Membership, by: User) -> Membership:
    current = _fresh(membership)
    if current.user_id != by.pk:
        raise PermissionDenied
    return current


def _decided_by(by: User, membership: Membership, rule: Any, state: MembershipState) -> Membership:
    """The membership as it is now, if ``by`` may decide about it so; says who was faster."""
    membership = _fresh(membership)
    own = membership_in(membership.organisation, by)
    if own is not None:
        own.organisation = membership.organisation
    standing: Any = {"own": own, "has_other_manager": has_other_manager(membership)}
    if not rules.may_decide(by, membership, **standing):
        raise PermissionDenied
    if membership.state != state:
        raise DecidedError(_too_late(membership))
    if not rule(by, membership, **standing):
        raise MembershipRefusedError(_("Die Organisation kann noch nicht oder nicht mehr handeln."))
    return membership


def _too_late(membership: Membership) -> str:
    who = membership.decided_by or _("jemand anderes")
    texts = {
        MembershipState.ACTIVE: _("Darüber hat %(who)s schon entschieden: aufgenommen."),
        MembershipState.DECLINED: _("Darüber hat %(who)s schon entschieden: abgelehnt."),
        MembershipState.ENDED: _("Die Anfrage oder Mitgliedschaft ist schon beendet."),
    }
    return texts.get(MembershipState(membership.state), _("Der Stand hat sich geändert.")) % {"who": who}


def _decide(membership: Membership, state: MembershipState, by: User) -> None:
    membership.state = state
    membership.decided_at, membership.decided_by = timezone.now(), by
    membership.save()


def _end(membership: Membership, by: User) -> None:
    membership.state = MembershipState.ENDED
    membership.ended_at = timezone.now()
    if by.pk != membership.user_id:
        membership.decided_by = by
    membership.save(update_fields=["state", "ended_at", "decided_by"])


def _roles(membership: Membership) -> list[str]:
    return sorted(membership.roles)


def _record(verb: str, membership: Membership, by: User, **values: Any) -> None:
    """The person is named by key only: the log outlives the account."""
    after = {"user": membership.user_id, **values.pop("after", {})}
    audit.record(verb, membership, by=by, organisation=membership.organisation, after=after, **values)
