# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Merging two organisations after a territorial reform: everything goes to one, the other leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts import ownership, rules
from allmende.accounts.models import Membership, MembershipState, Organisation
from allmende.accounts.notifications import notify
from allmende.accounts.organisation_notifications import OrganisationsMerged
from allmende.accounts.services.organisations import OrganisationRefusedError
from allmende.core import audit
from allmende.core.content_version import content_changed

if TYPE_CHECKING:
    from allmende.accounts.models import User


def check_merger(source: Organisation, target: Organisation) -> None:
    """Refuses what would lead nowhere, with the reason."""
    if source.pk == target.pk:
        raise OrganisationRefusedError(_("Bitte wählen Sie eine andere Organisation als Ziel."))
    if source.merged_into_id is not None:
        raise OrganisationRefusedError(_("Die Organisation ist schon in einer anderen aufgegangen."))
    if not target.is_active:
        raise OrganisationRefusedError(_("Das Ziel ist stillgelegt oder noch nicht geprüft."))


def merge_organisations(*, source: Organisation, target: Organisation, by: User | None) -> Organisation:
    """Move all of ``source`` to ``target``: members, what waits, what it owns. ``source`` then leads to ``target``.

    Of two mergers that would lead in a circle one wins. Returns the target.
    """
    with transaction.atomic():
        wanted = {source.pk, target.pk}
        rows = Organisation.objects.select_for_update().filter(pk__in=wanted).order_by("pk")  # always in this order
        found = {row.pk: row for row in rows}
        source, target = found[source.pk], found[target.pk]
        if by is not None and not (rules.may_keep(by, source) and rules.may_keep(by, target)):
            raise PermissionDenied
        check_merger(source, target)
        moved: dict[str, int] = {"members": _unite_members(source, target)}
        for owned in ownership.all_owned():
            count = owned.move(source=source, target=target, by=by)
            if count:
                moved[owned.key] = count
        source.merged_into = target
        source.deactivated_at = source.deactivated_at or timezone.now()
        source.save(update_fields=["merged_into", "deactivated_at"])
        source.merged.update(merged_into=target)
        after = {"into": target.name, "into_key": target.pk, "moved": moved}
        audit.record("organisation.merged", source, by=by, organisation=source, after=after)
        taken = {"from": source.name, "from_key": source.pk, "moved": moved}
        audit.record("organisation.took_in", target, by=by, organisation=target, after=taken)
        notify(OrganisationsMerged(source, target))
        content_changed()
    return target


def _unite_members(source: Organisation, target: Organisation) -> int:
    """Who belongs to both keeps one membership with the roles of both; ended ones stay where they were."""
    there = {membership.user_id: membership for membership in Membership.objects.live().filter(organisation=target)}
    count = 0
    for membership in Membership.objects.live().filter(organisation=source).order_by("pk"):
        count += 1
        known = there.get(membership.user_id)
        if known is None:
            membership.organisation = target
            membership.save(update_fields=["organisation"])
            continue
        if membership.is_active and known.is_requested:  # one of the two is decided: that one counts
            known.state, known.roles = MembershipState.ACTIVE, membership.roles
            known.decided_at, known.decided_by = membership.decided_at, membership.decided_by
        elif membership.state == known.state:
            known.roles = known.roles | membership.roles
        known.save()
        membership.state, membership.ended_at = MembershipState.ENDED, timezone.now()
        membership.save(update_fields=["state", "ended_at"])
    return count
