# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Drafts on other pages: on one's own page, and „Änderung vorschlagen“ where something is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allmende.accounts.acting import own_memberships
from allmende.moderation import draft_reading, kinds, rules
from allmende.moderation.draft_access import membership_of, visitor
from allmende.moderation.models import OPEN, Change
from allmende.moderation.services.drafting import may_begin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

SHOWN = 5


class OwnDrafts:
    """Slot "account": what is open at one's organisation."""

    order: ClassVar = 20
    template: ClassVar = "moderation/draft/_panel_account.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        if not own_memberships(request):
            return None
        changes = draft_reading.for_list(draft_reading.own_changes(request).filter(state__in=OPEN))
        return {"rows": draft_reading.rows(changes[:SHOWN])}


class ProposeChange:
    """Slot "tools": for partners of what nobody owns yet. Owners have tools of their own, the desk changes at once."""

    order: ClassVar = 10
    template: ClassVar = "moderation/draft/_panel_propose.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        if not request.user.is_authenticated or subject.owner_id is not None or rules.is_desk(request.user):
            return None
        kind = next((item for item in kinds.all_kinds() if item.model is type(subject)), None)
        acting = membership_of(request)
        mine = [acting] if acting else own_memberships(request)
        if kind is None or not any(
            may_begin(kind, subject, membership.organisation, visitor(request)) for membership in mine
        ):
            return None
        found = Change.objects.open().filter(kind=kind.name, object_key=subject.pk).only("organisation_id").first()
        keys = {membership.organisation_id for membership in mine}
        return {
            "kind": kind,
            "own": found.pk if found is not None and found.organisation_id in keys else None,
            "is_taken": found is not None,
            "organisation": acting.organisation if acting else None,
        }
