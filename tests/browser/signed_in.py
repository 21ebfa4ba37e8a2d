# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Accounts of the demo that have signed in once; each test takes over their session instead of typing again."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from allmende.accounts.demo import PASSWORD
from tests.browser.portal import Portal

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor

SIGN_IN = "/konto/anmelden/"
FRESH_FOR = 200
"""Seconds. After 300 the portal wants the password again before it shows what is delicate."""


def session_of(base: str, email: str) -> dict[str, str]:
    """The cookies of a new session, got as a client without JavaScript gets them."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    with opener.open(base + SIGN_IN, timeout=30) as answer:
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())[0]
    typed = urlencode({"csrfmiddlewaretoken": token, "login": email, "password": PASSWORD})
    with opener.open(base + SIGN_IN, typed.encode(), timeout=30) as answer:
        if SIGN_IN in answer.url:
            raise PermissionError(f"The demo does not let in {email}.")
    return {cookie.name: cookie.value or "" for cookie in jar}


@dataclass(slots=True)
class Sessions:
    """Whose session there is already."""

    base: str
    _cookies: dict[str, tuple[float, dict[str, str]]] = field(default_factory=dict)

    def cookies(self, email: str) -> dict[str, str]:
        since, cookies = self._cookies.get(email, (0.0, {}))
        if not cookies or time.monotonic() - since > FRESH_FOR:
            self._cookies[email] = time.monotonic(), session_of(self.base, email)
        return self._cookies[email][1]

    def portal(self, email: str) -> Portal:
        """The portal as this account sees it without JavaScript; read anew at every call."""
        return Portal(self.base, cookies="; ".join(f"{name}={value}" for name, value in self.cookies(email).items()))

    def become(self, visitor: Visitor, email: str) -> Visitor:
        """Give the window the session of this account."""
        visitor.context.clear_cookies()
        visitor.context.add_cookies(
            [{"name": name, "value": value, "url": self.base} for name, value in self.cookies(email).items()]
        )
        return visitor
