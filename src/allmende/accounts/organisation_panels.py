# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Organisations on other pages: for whom one acts in the page frame, what waits on one's start page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allmende.accounts import acting, rules
from allmende.accounts.models import Membership, Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


class ActingFor:
    """Slot "frame": „Sie handeln für: …“ for everybody who belongs to an organisation."""

    order: ClassVar = 10
    template: ClassVar = "accounts/organisations/frame.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        mine = acting.own_memberships(request)
        if not mine:
            return None
        return {"acting": acting.acting(request), "count": len(mine), "way_back": request.get_full_path()}


class MyOrganisations:
    """Slot "account": my organisations, and the requests that wait for me to decide."""

    order: ClassVar = 20
    template: ClassVar = "accounts/organisations/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        mine = acting.own_memberships(request)
        managed = [membership.organisation_id for membership in mine if membership.is_manager]
        requests = Membership.objects.requested().filter(organisation__in=managed).order_by("requested_at", "pk")
        waiting = list(requests.values_list("organisation", flat=True)) if managed else []
        desk = Organisation.objects.kept_by(subject).with_requests() if rules.is_desk(subject) else None
        return {
            "mine": mine,
            "is_desk": desk is not None,
            "own_requests": Membership.objects.requested().filter(user=subject).count(),
            "waiting": len(waiting),
            "waiting_at": waiting[0] if waiting else None,
            "desk_waiting": desk.count() if desk is not None else 0,
        }
