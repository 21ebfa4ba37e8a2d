# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""On the page of one's account: what waits for the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.moderation import rules
from allmende.moderation.desk.queue import Age
from allmende.moderation.models import Change, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


class WaitingForDesk:
    """How many changes wait for review, how many of them for oneself, and since when the oldest waits. Two queries."""

    order = 5
    template = "moderation/desk/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        if not rules.is_desk(request.user):
            return None
        waiting = (
            Change.objects.for_review_by(request.user).filter(state=State.SUBMITTED).order_by("submitted_at", "pk")
        )
        rows = list(waiting.values_list("submitted_at", "assigned_to"))
        return {
            "waiting": len(rows),
            "mine": sum(assigned == request.user.pk for _at, assigned in rows),
            "age": Age.since(rows[0][0]) if rows else None,
        }
