# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Notifications: one class each, with a category that a person may get at once, gathered once a day, or not by mail.

The inbox in the portal gets every notification. ``notify`` is called inside the transaction of the write it tells of:
inbox row and letter exist if the write does. Letters are German, whatever language the one who acts has chosen.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from django.db import transaction
from django.template import Context, engines
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from allmende.accounts import unsubscribing
from allmende.accounts.models import Delivery, DeliveryChoice, InboxMessage
from allmende.core import mail
from allmende.core.outgoing import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

    from allmende.accounts.models import User

TITLE_LENGTH: Final = 250
AUTOMATIC: Final = {"Auto-Submitted": "auto-generated"}
"""So that no absence note answers (RFC 3834)."""


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


class Notification(ABC):
    """Something the portal tells to people.

    ``template`` is a plain text file: the first line is the subject, the rest the text. It holds neither greeting nor
    web address; the letter adds both. Nothing is escaped in it, so no ``autoescape`` is needed.
    """

    category: ClassVar[Category]
    template: ClassVar[str]

    @abstractmethod
    def recipients(self) -> Iterable[User]:
        """Whom it concerns; closed accounts are left out by ``notify``."""

    @abstractmethod
    def context(self) -> dict[str, Any]:
        """What the template needs."""

    def url(self) -> str:
        """Where in the portal the matter is; a path that begins with „/“."""
        return ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A notification in words. ``url`` is a path of the portal or empty."""

    title: str
    text: str
    url: str


def write(notification: Notification) -> Letter:
    """The words of ``notification``."""
    url = notification.url()
    if url and not (url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)):
        raise ValueError(f"A notification leads to a page of the portal, not to {url!r}.")
    with translation.override(settings.LANGUAGE_CODE):
        rendered = plain_text(notification.template, {**notification.context(), "url": url})
    title, _newline, text = rendered.partition("\n")
    return Letter(title.strip()[:TITLE_LENGTH], text.strip(), url)


def plain_text(template: str, context: dict[str, Any]) -> str:
    """``template`` rendered as text, not as HTML: nothing is escaped."""
    engine = engines["django"].engine  # type: ignore[attr-defined]
    return str(engine.get_template(template).render(Context(context, autoescape=False))).strip()


def notify(notification: Notification) -> None:
    """Tell it to everybody it concerns, each once. Closed accounts get nothing."""
    category = notification.category
    people = {person.pk: person for person in notification.recipients() if person.is_active}
    if not people:
        return
    letter = write(notification)
    with transaction.atomic():
        deliveries = deliveries_of(category, people)
        InboxMessage.objects.bulk_create(
            InboxMessage(
                user=user,
                category=category.key,
                title=letter.title,
                text=letter.text,
                url=letter.url,
                awaits_digest=deliveries[key] == Delivery.DIGEST,
            )
            for key, user in people.items()
        )
        for key, user in people.items():
            if deliveries[key] == Delivery.AT_ONCE:
                _send(letter, category, user)


def deliveries_of(category: Category, user_keys: Iterable[int]) -> dict[int, str]:
    """How each of these people gets mails of ``category``: their choice, else its default."""
    if not category.may_opt_out:
        return dict.fromkeys(user_keys, Delivery.AT_ONCE)
    chosen = DeliveryChoice.objects.filter(category=category.key, user__in=user_keys)
    return dict.fromkeys(user_keys, category.default) | dict(chosen.values_list("user", "delivery"))


def _send(letter: Letter, category: Category, user: User) -> None:
    token = unsubscribing.token_for(user.pk, [category.key]) if category.may_opt_out else ""
    with translation.override(settings.LANGUAGE_CODE):
        mail.send(
            to=[user.email],
            subject=letter.title,
            template="accounts/mail/notification.txt",
            context={
                "name": user.name,
                "letter": letter,
                "link": absolute(letter.url) if letter.url else "",
                "category": category,
                "settings_link": absolute(reverse("accounts:deliveries")),
                "unsubscribe_link": unsubscribing.address(token) if token else "",
            },
            headers=AUTOMATIC | (unsubscribing.headers(token) if token else {}),
        )
