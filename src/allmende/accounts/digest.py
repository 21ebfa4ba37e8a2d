# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The collection: once a day one letter to each person who wants some categories gathered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext
from django_tasks import task

from allmende.accounts import unsubscribing
from allmende.accounts.models import Delivery, DeliveryChoice, InboxMessage, User
from allmende.accounts.notifications import AUTOMATIC, CATEGORIES
from allmende.core import jobs, mail
from allmende.core.outgoing import absolute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.accounts.notifications import Category

logger = structlog.get_logger(__name__)
MOST: Final = 50
"""So many messages stand in one letter; of the rest it only says how many there are."""


@jobs.every(hours=24)
@task()
def send_collections() -> int:
    """Send everybody what has been gathered for them; the job's result is how many letters. Safe to run again."""
    waiting = InboxMessage.objects.filter(awaits_digest=True).order_by("user").values_list("user", flat=True).distinct()
    letters = 0
    for key in list(waiting):
        try:
            letters += collect_for(key)
        except Exception:
            # One person's letter must not keep the others from theirs; what waits is tried again tomorrow.
            logger.exception("collection.failed", user=key)
    return letters


def collect_for(user_key: int) -> bool:
    """Send one person what waits for them, each message once; returns whether there was a letter.

    What was read in the portal meanwhile has left the collection already. Categories switched off since are left out.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_key)
        waiting = list(InboxMessage.objects.of(user).filter(awaits_digest=True))
        InboxMessage.objects.filter(pk__in=[item.pk for item in waiting]).update(awaits_digest=False)
        off = set(DeliveryChoice.objects.filter(user=user, delivery=Delivery.NEVER).values_list("category", flat=True))
        wanted = [item for item in waiting if item.category in CATEGORIES and item.category not in off]
        if not wanted or not user.is_active:
            return False
        _send(user, wanted)
    return True


def _send(user: User, messages: Sequence[InboxMessage]) -> None:
    shown = messages[:MOST]
    groups = [
        (category, [(item, absolute(item.url) if item.url else "") for item in items])
        for category in CATEGORIES.values()
        if (items := [item for item in shown if item.category == category.key])
    ]
    token = _token(user, [category for category, _items in groups])
    with translation.override(settings.LANGUAGE_CODE):
        subject = ngettext("Eine Mitteilung aus Allmende", "%(count)d Mitteilungen aus Allmende", len(messages))
        mail.send(
            to=[user.email],
            subject=subject % {"count": len(messages)},
            template="accounts/mail/collection.txt",
            context={
                "name": user.name,
                "groups": groups,
                "more": len(messages) - len(shown),
                "inbox_link": absolute(reverse("accounts:inbox")),
                "settings_link": absolute(reverse("accounts:deliveries")),
                "unsubscribe_link": unsubscribing.address(token),
            },
            headers=AUTOMATIC | unsubscribing.headers(token),
        )


def _token(user: User, categories: Sequence[Category]) -> str:
    return unsubscribing.token_for(user.pk, [category.key for category in categories])
