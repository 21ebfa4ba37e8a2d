# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Main navigation and footer: each app says what of it belongs there, in ``AppConfig.ready()``.

``navigation.register(_("Kooperationen"), "cooperation:list", order=10)``
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from allmende.core.logging import SECRETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu. ``target`` is a URL name or, for an editorial page, an address that starts with „/“.

    ``badge`` counts what waits there for a user; it is asked for on every page, so at most one cheap query.
    """

    label: str | _StrPromise
    target: str
    order: int
    permission: str = ""
    icon: str = "edit"
    badge: Callable[[AbstractBaseUser], int] | None = None
    names_page: bool = False

    @property
    def url(self) -> str:
        """Where it leads; empty while no page of that name exists."""
        if self.target.startswith("/"):
            return self.target
        try:
            return reverse(self.target)
        except NoReverseMatch:
            return ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one page shows it. ``current`` is "page", "true" (a page below it) or empty: the aria value."""

    label: str | _StrPromise
    url: str
    current: str
    icon: str = "edit"
    badge: int = 0


MAIN = "main"
FOOTER = "footer"
ACCOUNT = "account"
"""Beside the name of who is signed in: where their work is done."""
_menus: dict[str, dict[str, Entry]] = {MAIN: {}, FOOTER: {}, ACCOUNT: {}}


def register(
    label: str | _StrPromise,
    target: str,
    order: int,
    *,
    menu: str = MAIN,
    permission: str = "",
    icon: str = "edit",
    badge: Callable[[AbstractBaseUser], int] | None = None,
    names_page: bool = False,
) -> None:
    """Add an entry to a menu (small ``order`` first); the same target again replaces the former entry.

    With a ``permission`` („app.codename“) only those who have it see the entry. With ``names_page`` the link says in
    ``?seite=`` on which page it stands: the same for everybody, so that pages can still be kept for all.
    """
    _menus[menu][target] = Entry(label, target, order, permission, icon, badge, names_page)


def without_token(path: str) -> str:
    """``path`` up to the secret by which its page knows somebody: who is told the page must not act as that person."""
    try:
        parts = resolve(path).kwargs
    except Resolver404:
        return path
    secret = next((str(parts[name]) for name in SECRETS if parts.get(name)), "")
    return path.partition(secret)[0] if secret else path


def links(path: str, menu: str = MAIN, *, user: AbstractBaseUser | AnonymousUser | None = None) -> list[Link]:
    """The entries of ``menu`` as the page at ``path`` shows them to ``user``."""
    shown = [
        (entry, url)
        for entry in sorted(_menus[menu].values(), key=lambda item: item.order)
        if (url := entry.url) and (not entry.permission or (user is not None and user.has_perm(entry.permission)))  # type: ignore[union-attr]
    ]
    # „/leitung/“ and „/leitung/foerderung/“: only the nearer one is the entry that the page is below.
    nearest = max((url for _entry, url in shown if path.startswith(url)), key=len, default="")
    found = []
    for entry, url in shown:
        current = ("page" if path == url else "true") if url == nearest else ""
        waiting = entry.badge(user) if entry.badge and user is not None and user.is_authenticated else 0
        address = f"{url}?{urlencode({'seite': without_token(path)})}" if entry.names_page else url
        found.append(Link(entry.label, address, current, entry.icon, waiting))
    return found
