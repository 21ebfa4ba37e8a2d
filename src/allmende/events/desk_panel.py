# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""On the page of one's account: the events one leads, and what of them should be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.events.desk_listing import COMING, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

MOST_SHOWN = 3


class LedEvents:
    """The next dates one leads. Two queries."""

    order = 12
    template = "events/desk/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        rows = rows_of(request.user, {"zeit": COMING, "jahr": "", "stand": "", "q": ""})
        if not rows:
            return None
        open_matters = sum(bool(row.matters) for row in rows)
        return {
            "count": len(rows),
            "open_matters": open_matters,
            "rows": [row for row in rows if row.session][:MOST_SHOWN],
        }
