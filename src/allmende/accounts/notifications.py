# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Notifications: one class each, with a category that a person may get at once, gathered once a day, or not by mail.

The inbox in the portal gets every notification. ``notify`` is called inside the transaction of the write it tells of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.template.loader import render_to_string

from allmende.accounts.models import Delivery, InboxMessage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

    from allmende.accounts.models import User


@dataclass(frozen=True, slots=True)
class Category:
    """What notifications have in common for those who get them. Without ``may_opt_out`` the mail always comes."""

    key: str
    label: _StrPromise
    description: _StrPromise
    default: Delivery = Delivery.AT_ONCE
    may_opt_out: bool = True


CATEGORIES: dict[str, Category] = {}


def register_category(category: Category) -> Category:
    """Make ``category`` known, so that a person can choose how it comes."""
    CATEGORIES[category.key] = category
    return category


class Notification:
    """Something the portal tells to people. ``template`` is a plain text file whose first line is the subject."""

    category: ClassVar[Category]
    template: ClassVar[str]

    def recipients(self) -> Iterable[User]:
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """What the template needs."""
        raise NotImplementedError

    def url(self) -> str:
        """Where in the portal the matter is; a path that begins with „/“."""
        return ""


def notify(notification: Notification) -> None:
    """Tell it to everybody it concerns, each once."""
    letter = render_to_string(notification.template, {**notification.context(), "url": notification.url()}).strip()
    title, _newline, text = letter.partition("\n")
    for user in {person.pk: person for person in notification.recipients()}.values():
        InboxMessage.objects.create(
            user=user,
            category=notification.category.key,
            title=title.strip()[:250],
            text=text.strip(),
            url=notification.url(),
        )
