# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the page of a cooperation or alliance offers to who looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from allmende.cooperation import rules

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from allmende.accounts.models import User
    from allmende.cooperation.models import Alliance, Cooperation


def tools_for(user: User | AnonymousUser, subject: Cooperation | Alliance) -> dict[str, Any]:
    """For the templates: the desk changes at once, who acts for the owner confirms and suggests changes."""
    if rules.may_change(user, subject):
        return {"may_change": True, "may_confirm": subject.published_at is not None, "change_url": ""}
    is_own = rules.owns(user, subject)
    query = urlencode({"art": subject._meta.model_name, "gegenstand": subject.pk})
    return {
        "may_change": False,
        "may_confirm": is_own and subject.published_at is not None,
        "change_url": f"{reverse('moderation:change_new')}?{query}" if is_own else "",
    }
