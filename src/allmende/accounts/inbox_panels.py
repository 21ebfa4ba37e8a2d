# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The inbox on other pages: the newest messages on one's start page, the number of unread ones in the header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allmende.accounts.models import InboxMessage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest

NEWEST = 5


class NewestMessages:
    """Slot "account": the newest messages of whose page it is."""

    order: ClassVar = 10
    template: ClassVar = "accounts/panels/inbox.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        return {"newest": list(InboxMessage.objects.of(subject)[:NEWEST])}


def count_unread(user: AbstractBaseUser) -> int:
    """What the header shows beside „Nachrichten“."""
    return InboxMessage.objects.filter(user_id=user.pk).unread().count()
