# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Hints on one's own page: how many wait. Nothing for whom there never was one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Count, Q

from allmende.moderation.models import UNSETTLED, Hint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


class WaitingHints:
    """Slot "account": the number of hints whose page it is that somebody should answer."""

    order: ClassVar = 35
    template: ClassVar = "moderation/hint/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        found = Hint.objects.visible_to(subject).aggregate(
            every=Count("pk"), waiting=Count("pk", filter=Q(state__in=UNSETTLED))
        )
        return {"waiting": found["waiting"]} if found["every"] else None
