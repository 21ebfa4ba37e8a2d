# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the page of an account shows of care."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.moderation import rules
from allmende.moderation.care_listing import Selection, desk_keys, own_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


class CarePanel:
    """How many entries wait for an answer, and how many name dead links."""

    order = 40
    template = "moderation/care/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        user: Any = request.user
        if not user.is_authenticated:
            return None
        context = {
            "all": len(own_keys(user, Selection())),
            "waiting": len(own_keys(user, Selection("offen"))),
            "links": len(own_keys(user, Selection("links"))),
            "is_desk": rules.is_desk(user),
        }
        if context["is_desk"]:
            context["for_desk"] = len(desk_keys(user, Selection()))
        return context if context["all"] or context["is_desk"] else None
