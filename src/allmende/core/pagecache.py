# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Anonymous pages from memory: a WSGI wrapper in front of Django.

An answer is kept under the content version that was read *before* it was rendered, and given out only while that is
still the version: what is saved is visible on the next request of every process. ``max_age`` bounds the age of pages
that also depend on the time of day. Whoever has a session, a csrf token or a message waiting goes past this cache, and
an answer that sets a cookie, holds a csrf token or says that it is private is never kept.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import brotli
import structlog
from django.http import parse_cookie

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

logger = structlog.get_logger(__name__)

Headers = list[tuple[str, str]]
Key = tuple[str, ...]

MEGABYTE: Final = 1024 * 1024
LONGEST_ADDRESS: Final = 512
"""Longer addresses (in characters) are answered, but not kept: nobody comes back to them."""
LONGEST_KEY: Final = 1024
HTMX: Final = {None: "", "true": "true"}
"""How htmx marks its requests. Any other value is not from htmx, and what the portal makes of it is not for others."""
WORTH_COMPRESSING: Final = 400
KNOWN_VARIATIONS: Final = {
    "cookie", "accept-encoding", "hx-request", "hx-history-restore-request",
}  # fmt: skip
PER_REQUEST: Final = {"content-length", "date", "x-request-id", "server-timing", "connection"}
NOT_KEPT: Final = re.compile(r"private|no-store|no-cache|max-age=0\b")
ACCEPTED: Final = re.compile(r"(?:^|,)\s*(br|gzip)\s*(?!;\s*q=0(?:\.0*)?\s*(?:,|$))(?=[,;]|$)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One kept answer, ready to be sent in each encoding."""

    version: int
    expires: float
    etag: str
    answers: dict[str, tuple[Headers, list[bytes]]]
    unchanged: Headers
    size: int


@dataclass(frozen=True, slots=True)
class Policy:
    """What the cache may do; sizes in bytes, age in seconds."""

    personal_cookies: Sequence[str]
    language_cookie: str
    languages: Sequence[str]
    passed_by: tuple[str, ...]
    """Beginnings of paths that are none of its business: files, the desk, accounts."""
    max_bytes: int = 64 * MEGABYTE
    max_entry_bytes: int = 2 * MEGABYTE
    max_age: float = 600


class PageCache:
    """``application`` with its anonymous pages kept in memory. ``version`` says which content is published now."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        version: Callable[[], int],
        policy: Policy,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.application = application
        self.policy = policy
        self._version = version
        self._clock = clock
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self.application(environ, start_response)
        try:
            version = self._version()
        except Exception:
            # Without its database the portal can still say so itself.
            logger.exception("page_cache.no_version")
            return self.application(environ, start_response)
        entry = self._entries.get(key)
        if entry is not None and entry.version == version and entry.expires > self._clock():
            self._touch(key)
            return _send(entry, environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            return self.application(environ, start_response)
        return self._render(key, version, environ, start_response)

    @property
    def size(self) -> int:
        """Bytes held now."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._entries)

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        """What the answer depends on, or None when the request goes past the cache."""
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or path.startswith(self.policy.passed_by):
            return None
        if len(path) + len(query) > LONGEST_ADDRESS or "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ:
            return None
        fragment = HTMX.get(environ.get("HTTP_HX_REQUEST"))
        restored = HTMX.get(environ.get("HTTP_HX_HISTORY_RESTORE_REQUEST"))
        language = self._language(environ.get("HTTP_COOKIE", ""))
        if fragment is None or restored is None or language is None:
            return None
        key = (
            environ.get("wsgi.url_scheme", ""),
            environ.get("HTTP_X_FORWARDED_PROTO", ""),
            environ.get("HTTP_HOST", ""),
            environ.get("SCRIPT_NAME", ""),
            path,
            query,
            language,
            fragment,
            restored,
        )
        return key if sum(map(len, key)) <= LONGEST_KEY else None

    def _language(self, header: str) -> str | None:
        """The language the cookies ask for, empty for the portal's own; None when they are personal.

        Read by Django's own parser: were a header understood in two ways, one visitor could choose what others see.
        """
        if not header:
            return ""
        if not header.isascii():
            return None
        cookies = parse_cookie(header)
        if any(name in cookies for name in self.policy.personal_cookies):
            return None
        language = cookies.get(self.policy.language_cookie, "")
        return language if language in self.policy.languages else ""

    def _render(
        self, key: Key, version: int, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        answer: list[Any] = []

        def remember(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            answer[:] = [status, headers, exc_info]
            return lambda _: None

        chunks = self.application(environ, remember)
        status, headers, exc_info = answer
        if exc_info is not None or not self._may_keep(status, headers):
            start_response(status, headers, exc_info)
            return chunks
        try:
            body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        if len(body) > self.policy.max_entry_bytes or b"csrfmiddlewaretoken" in body:
            start_response(status, headers)
            return [body]
        entry = _entry(version, self._clock() + self.policy.max_age, headers, body, extra=sum(map(len, key)))
        self._keep(key, entry)
        return _send(entry, environ, start_response)

    def _may_keep(self, status: str, headers: Headers) -> bool:
        named = {name.lower(): value for name, value in headers}
        vary = {name.strip().lower() for name in named.get("vary", "").split(",") if name.strip()}
        return (
            status.startswith("200")
            and "set-cookie" not in named
            and "content-encoding" not in named
            and not NOT_KEPT.search(named.get("cache-control", ""))
            and vary <= KNOWN_VARIATIONS
            and 0 < int(named.get("content-length", 0)) <= self.policy.max_entry_bytes
        )

    def _keep(self, key: Key, entry: Entry) -> None:
        with self._lock:
            former = self._entries.get(key)
            if former is not None and former.version > entry.version:
                return  # a slow rendering of older content came in late
            self._remove(key)
            self._entries[key] = entry
            self._bytes += entry.size
            while self._bytes > self.policy.max_bytes:
                self._remove(next(iter(self._entries)))

    def _remove(self, key: Key) -> None:
        former = self._entries.pop(key, None)
        if former is not None:
            self._bytes -= former.size

    def _touch(self, key: Key) -> None:
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)


def _entry(version: int, expires: float, headers: Headers, body: bytes, *, extra: int = 0) -> Entry:
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    named = {name.lower(): value for name, value in headers}
    vary = [name.strip() for name in named.get("vary", "").split(",") if name.strip()]
    if "accept-encoding" not in {name.lower() for name in vary}:
        vary.append("Accept-Encoding")
    kept = [(name, value) for name, value in headers if name.lower() not in {*PER_REQUEST, "vary", "etag"}]
    kept += [("Vary", ", ".join(vary)), ("ETag", etag)]
    if "cache-control" not in named:
        kept.append(("Cache-Control", "no-cache"))
    bodies = {"": body}
    if len(body) >= WORTH_COMPRESSING:
        bodies["br"] = brotli.compress(body, quality=5)
        bodies["gzip"] = gzip.compress(body, 6, mtime=0)
    answers = {
        encoding: (
            [*kept, *([("Content-Encoding", encoding)] if encoding else []), ("Content-Length", str(len(encoded)))],
            [encoded],
        )
        for encoding, encoded in bodies.items()
    }
    unchanged = [(name, value) for name, value in kept if not name.lower().startswith("content-")]
    size = sum(map(len, bodies.values())) + sum(len(name) + len(value) for name, value in kept) * 4 + extra + 1000
    return Entry(version, expires, etag, answers, unchanged, size)


def _send(entry: Entry, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if wanted and (wanted.strip() == "*" or entry.etag.removeprefix("W/") in wanted):
        start_response("304 Not Modified", entry.unchanged)
        return []
    encoding = _encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    headers, body = entry.answers.get(encoding) or entry.answers[""]
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else body


def _encoding(accepted: str) -> str:
    """The best encoding that the other side takes."""
    found = set(ACCEPTED.findall(accepted.lower()))
    return "br" if "br" in found else "gzip" if "gzip" in found else ""
