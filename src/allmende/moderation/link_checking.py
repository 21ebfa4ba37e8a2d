# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Looking at one outside address: does it still lead somewhere? Knows no database.

The portal asks only public addresses, and connects to the very address it has checked: the name is resolved once, every
result is looked at, and the connection goes to that number. A name that answers differently the second time (DNS
rebinding) gains nothing by it, and neither does a redirect: each one is checked anew. That is why this is written with
``http.client`` and not with a library that resolves names itself.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.utils.functional import _StrPromise

MOST_REDIRECTS: Final = 5
MOST_BYTES: Final = 2048
"""Read of a page; whether it is there shows earlier."""
MOST_ROBOTS_BYTES: Final = 64 * 1024
SECONDS_PER_STEP: Final = 10.0
SECONDS_PER_LINK: Final = 25.0
"""All redirects together; also against a server that sends one byte now and then."""
GONE: Final = frozenset({404, 410})
HEAD_SAYS_LITTLE: Final = 400
"""Many servers refuse HEAD alone; from here on GET is asked before anything is believed."""
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
SPECIAL: Final = ipaddress.ip_network("192.0.0.0/24")
"""Protocol assignments, partly public by the register; some data centres answer there."""
PLATFORM_ADDRESSES: Final = frozenset({ipaddress.ip_address("168.63.129.16")})
"""Public numbers that are answered inside a data centre only (Azure's metadata)."""
TRANSLATED: Final = tuple(
    ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)
"""IPv6 addresses that lead to an IPv4 address inside them."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found. ``is_definite``: it is gone for certain; ``is_known`` is false where nothing could be said."""

    status: int | None = None
    problem: _StrPromise | str = ""
    is_definite: bool = False
    is_known: bool = True

    @property
    def is_fine(self) -> bool:
        return self.is_known and not self.problem


class ForbiddenAddressError(Exception):
    """An address the portal does not ask: private, of this machine, or no web address at all."""


class UnknownHostError(Exception):
    """There is no host of this name."""


def is_public(address: Address) -> bool:
    """Whether everybody on the internet reaches the same under ``address``."""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return is_public(mapped)
    if any(address in net for net in TRANSLATED if net.version == address.version):
        return False
    if address in PLATFORM_ADDRESSES or (address.version == SPECIAL.version and address in SPECIAL):
        return False
    odd = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not odd


def resolve(host: str, port: int) -> Sequence[str]:
    """The numbers of ``host``. Raises UnknownHostError when there is no such name, OSError when nobody could say."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}:
            raise UnknownHostError(host) from error
        raise
    except UnicodeError as error:
        raise UnknownHostError(host) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be asked, and how names become numbers. Tests put a machine of their own here."""

    resolve: Callable[[str, int], Sequence[str]] = resolve
    allows: Callable[[Address], bool] = is_public
    ports: frozenset[int] | None = frozenset({80, 443, 8080, 8443})

    def target(self, url: str) -> tuple[SplitResult, int, str]:
        """``url`` taken apart, its port, and the number to connect to. Raises ForbiddenAddressError.

        One forbidden number among several forbids them all: which one is asked is not for the name server to choose.
        """
        parts = urlsplit(url)
        try:
            port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        except (KeyError, ValueError) as error:
            raise ForbiddenAddressError(url) from error
        host = parts.hostname or ""
        if not host or parts.username is not None or (self.ports is not None and port not in self.ports):
            raise ForbiddenAddressError(url)
        numbers = self.resolve(host, port)
        if not numbers:
            raise UnknownHostError(host)
        if not all(self.allows(ipaddress.ip_address(number.partition("%")[0])) for number in numbers):
            raise ForbiddenAddressError(url)
        return parts, port, numbers[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to a number that was checked, under the name it was asked by."""

    def __init__(self, host: str, port: int, number: str, *, tls: ssl.SSLContext | None, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self.number = number
        self.tls = tls
        self.default_port = 443 if tls else 80

    def connect(self) -> None:
        self.sock = socket.create_connection((self.number, self.port), self.timeout)
        if self.tls is not None:
            self.sock = self.tls.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """From another thread: end whatever goes on."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


@dataclass(slots=True)
class Answer:
    status: int
    location: str
    body: bytes


@dataclass(slots=True)
class Checker:
    """Looks at links as ``user_agent``; remembers what each host's robots.txt says."""

    user_agent: str
    policy: Policy = field(default_factory=Policy)
    seconds: float = SECONDS_PER_LINK
    _robots: dict[str, RobotFileParser | None] = field(default_factory=dict)
    _tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def check(self, url: str) -> Outcome:
        """Follow ``url`` to where it ends. Never raises."""
        until = time.monotonic() + self.seconds
        try:
            return self._follow(urldefrag(url).url, until)
        except ForbiddenAddressError:
            return Outcome(problem=_("Diese Adresse fragt das Portal nicht ab."), is_known=False)
        except UnknownHostError:
            return Outcome(problem=_("Den Rechner gibt es nicht (mehr)."), is_definite=True)
        except ssl.SSLError:
            return Outcome(problem=_("Das Zertifikat der Seite ist nicht in Ordnung."))
        except (OSError, http.client.HTTPException, UnicodeError, ValueError):
            return Outcome(problem=_("Die Seite antwortet nicht."))

    def _follow(self, url: str, until: float) -> Outcome:
        for _hop in range(MOST_REDIRECTS + 1):
            if not self._is_welcome(url, until):
                return Outcome(problem=_("Die Seite möchte nicht automatisch abgefragt werden."), is_known=False)
            answer = self._ask("HEAD", url, until)
            if answer.status >= HEAD_SAYS_LITTLE:
                answer = self._ask("GET", url, until)
            if answer.status not in REDIRECTS or not answer.location:
                return _outcome(answer.status)
            url = urldefrag(urljoin(url, answer.location)).url
        return Outcome(problem=_("Die Seite leitet immer wieder weiter."))

    def _ask(self, method: str, url: str, until: float, *, most: int = MOST_BYTES) -> Answer:
        parts, port, number = self.policy.target(url)
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        tls = self._tls if parts.scheme == "https" else None
        host = (
            (parts.hostname or "").encode("idna").decode() if not (parts.hostname or "").isascii() else parts.hostname
        )
        connection = _Pinned(host or "", port, number, tls=tls, timeout=min(SECONDS_PER_STEP, left))
        watch = threading.Timer(left, connection.cut)
        watch.daemon = True
        watch.start()
        try:
            connection.request(method, _path_of(parts), headers=self._headers(method))
            response = connection.getresponse()
            body = response.read(most) if method == "GET" else b""
            return Answer(response.status, response.headers.get("Location", ""), body)
        finally:
            watch.cancel()
            connection.close()

    def _headers(self, method: str) -> dict[str, str]:
        headers = {"User-Agent": self.user_agent, "Accept": "*/*", "Connection": "close"}
        return headers | {"Range": f"bytes=0-{MOST_BYTES - 1}"} if method == "GET" else headers

    def _is_welcome(self, url: str, until: float) -> bool:
        """What robots.txt of the host says; without one everything is allowed."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._robots:
            self._robots[host] = self._read_robots(f"{host}/robots.txt", until)
        rules = self._robots[host]
        return rules is None or rules.can_fetch(self.user_agent, url)

    def _read_robots(self, url: str, until: float) -> RobotFileParser | None:
        try:
            answer = self._ask("GET", url, until, most=MOST_ROBOTS_BYTES)
        except (OSError, http.client.HTTPException, ValueError):
            return None
        if answer.status not in {200, 206}:
            return None
        rules = RobotFileParser()
        rules.parse(answer.body.decode("utf-8", "replace").splitlines())
        return rules


def _path_of(parts: SplitResult) -> str:
    """Path and query as they go over the line: ASCII, without blanks or line breaks."""
    path = parts.path or "/"
    return urlsafe(f"{path}?{parts.query}" if parts.query else path)


def urlsafe(text: str) -> str:
    return "".join(sign if "!" <= sign <= "~" else "".join(f"%{byte:02X}" for byte in sign.encode()) for sign in text)


def _outcome(status: int) -> Outcome:
    if status < HEAD_SAYS_LITTLE:
        return Outcome(status)
    if status in GONE:
        return Outcome(status, _("Die Seite gibt es nicht mehr."), is_definite=True)
    if status in {401, 403, 429}:
        return Outcome(status, _("Die Seite weist Abfragen ab."))
    if status == 416:
        return Outcome(status)
    return Outcome(status, _("Die Seite meldet einen Fehler."))
