# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes about one's own inbox, and about how mails come.

Reading and deleting one's own messages leaves no audit row: it concerns nobody else, and the log is no diary of who
read what. What somebody has chosen or switched off does, so that it can be shown later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts.models import Delivery, DeliveryChoice, InboxMessage, User
from allmende.accounts.notifications import CATEGORIES
from allmende.core import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def mark_read(*, message: InboxMessage, by: User) -> None:
    """``by`` has opened ``message``. The first time counts; it is not mailed in the next collection any more."""
    InboxMessage.objects.of(by).unread().filter(pk=message.pk).update(read_at=timezone.now(), awaits_digest=False)


def mark_all_read(*, by: User) -> int:
    """Everything that ``by`` has not opened yet counts as read; returns how many that were."""
    return InboxMessage.objects.of(by).unread().update(read_at=timezone.now(), awaits_digest=False)


def delete_message(*, message: InboxMessage, by: User) -> None:
    """Take ``message`` out of the inbox of ``by``; somebody else's stays."""
    InboxMessage.objects.of(by).filter(pk=message.pk).delete()


def choose_deliveries(*, user: User, choices: Mapping[str, str], by: User) -> bool:
    """Keep how ``user`` wants mails of these categories (key → ``Delivery``); returns whether anything changed.

    Raises ValidationError for a category that does not exist or always comes, and for an unknown way.
    """
    if by.pk != user.pk:
        raise PermissionDenied
    for key, delivery in choices.items():
        category = CATEGORIES.get(key)
        if category is None or not category.may_opt_out or delivery not in Delivery.values:
            raise ValidationError(_("Diese Einstellung gibt es nicht."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two clicks come at once: one after the other
        before = deliveries_of_person(user)
        changed = {key: value for key, value in choices.items() if before[key] != value}
        for key, value in changed.items():
            DeliveryChoice.objects.update_or_create(user=user, category=key, defaults={"delivery": value})
        if changed:
            former = {key: before[key] for key in changed}
            audit.record("user.deliveries_chosen", user, by=by, before=former, after=changed)
    return bool(changed)


def unsubscribe(*, user: User, categories: Iterable[str]) -> bool:
    """Send ``user`` no more mails of these categories; the inbox still gets everything. Doing it again is harmless.

    Whoever holds the signed address from the letter speaks for the person. What always comes is left out.
    """
    known = [key for key in categories if key in CATEGORIES and CATEGORIES[key].may_opt_out]
    return choose_deliveries(user=user, choices=dict.fromkeys(known, Delivery.NEVER), by=user)


def deliveries_of_person(user: User) -> dict[str, str]:
    """How ``user`` gets mails of every category that leaves a choice."""
    chosen = dict(DeliveryChoice.objects.filter(user=user).values_list("category", "delivery"))
    return {key: chosen.get(key, item.default.value) for key, item in CATEGORIES.items() if item.may_opt_out}
