# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The anonymous page cache: what it keeps, what it never keeps, and that a saved change is seen at once."""

from __future__ import annotations

import gzip
from io import BytesIO
from typing import Any

import brotli
import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction

from allmende.core.content_version import Watcher, content_changed, current
from allmende.core.language import chosen_language
from allmende.core.pagecache import PageCache, Policy

PAGE = b"<!doctype html><h1>Kooperationen</h1>" + b"<p>Gemeinsam geht es besser.</p>" * 40


class Site:
    """An application that counts how often it is asked, behind a cache; ``version`` and ``now`` are ours to set."""

    def __init__(self, **policy: Any) -> None:
        self.version, self.now, self.asked = 1, 0.0, 0
        self.status, self.body = "200 OK", PAGE
        self.headers = [("Content-Type", "text/html; charset=utf-8"), ("Vary", "HX-Request, Cookie")]
        self.while_rendering = lambda: None
        self.cache = PageCache(
            self.application,
            version=lambda: self.version,
            clock=lambda: self.now,
            policy=Policy(
                personal_cookies=["sessionid", "csrftoken", "messages"],
                language_cookie="sprache",
                languages=["de", "en"],
                passed_by=("/static/",),
                **policy,
            ),
        )

    def application(self, environ, start_response):
        self.asked += 1
        self.while_rendering()
        start_response(self.status, [*self.headers, ("Content-Length", str(len(self.body)))])
        return [self.body]

    def get(self, path="/", method="GET", **headers):
        path, _, query = path.partition("?")
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "wsgi.url_scheme": "https"}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        answer: list[Any] = []
        body = b"".join(self.cache(environ, lambda status, headers, _=None: answer.extend([status, headers])))
        return answer[0], dict(answer[1]), body


@pytest.fixture
def site() -> Site:
    return Site()


def test_the_second_visitor_is_served_from_memory(site: Site) -> None:
    first, second = site.get("/kooperationen/?seite=2"), site.get("/kooperationen/?seite=2")
    assert first == second
    assert second[2] == PAGE
    assert site.asked == 1


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/?seite=2"},
        {"path": "/orte/"},
        {"host": "andere.example"},
        {"cookie": "sprache=en"},
        {"hx_request": "true"},
        {"hx_request": "true", "hx_history_restore_request": "true"},
        {"x_forwarded_proto": "http"},
    ],
)
def test_another_address_language_or_fragment_is_another_page(site: Site, other: dict[str, str]) -> None:
    site.get()
    site.get(**other)
    assert site.asked == 2
    site.get()
    site.get(**other)
    assert site.asked == 2


@pytest.mark.parametrize("cookie", ["_ga=1", "sprache=klingonisch", "mysessionid=x", "a=b; c=d"])
def test_junk_cookies_change_nothing(site: Site, cookie: str) -> None:
    site.get()
    site.get(cookie=cookie)
    assert site.asked == 1


@pytest.mark.parametrize(
    "request_",
    [
        {"cookie": "sessionid=abc"},
        {"cookie": "sprache=de; csrftoken=abc"},
        {"cookie": "x=1;messages=abc"},
        {"cookie": "sessionid =abc"},
        {"cookie": "x=1;\tsessionid\t= abc"},
        {"hx_request": "%74rue", "hx_request_uri_autoencoded": "true"},
        {"hx_history_restore_request": "yes"},
        {"host": "h" * 1100},
        {"authorization": "Basic x"},
        {"range": "bytes=0-1"},
        {"method": "POST"},
        {"path": "/static/a.css"},
        {"path": "/?q=" + "x" * 600},
    ],
)
def test_personal_requests_go_past_it(site: Site, request_: dict[str, str]) -> None:
    site.get(**request_)
    site.get(**request_)
    assert site.asked == 2
    assert len(site.cache) == 0


@pytest.mark.parametrize(
    "cookie",
    [
        "sprache=en; sprache=de",
        "sprache=de; sprache=en",
        "sprache=en; sprache=xx",
        "sprache =en",
        "sprache\t= en",
        'sprache="\\145n"',
        'sprache="en"',
        "x=1,sprache=en",
        "sprache=en\xa0",
        ";sprache=en",
        "sprache=EN",
    ],
)
def test_nobody_chooses_the_language_of_others(site: Site, cookie: str) -> None:
    """However odd the header: what is kept for a language is in the language that Django answers in."""

    def application(environ, start_response):
        language = chosen_language(WSGIRequest({"wsgi.input": BytesIO(), **environ}))
        start_response("200 OK", [("Content-Length", "2")])
        return [language.encode()]

    site.cache.application = application
    site.get(cookie=cookie)
    assert site.get()[2] == site.get(cookie="sprache=de")[2] == b"de"
    assert site.get(cookie="sprache=en")[2] == b"en"


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "csrftoken=x"),
        ("Cache-Control", "private"),
        ("Cache-Control", "max-age=0, no-store"),
        ("Vary", "User-Agent"),
        ("Vary", "*"),
        ("Content-Encoding", "br"),
    ],
)
def test_personal_answers_are_not_kept(site: Site, header: tuple[str, str]) -> None:
    site.headers.append(header)
    site.get()
    site.get()
    assert site.asked == 2


@pytest.mark.parametrize("status", ["404 Not Found", "302 Found", "500 Internal Server Error"])
def test_only_success_is_kept(site: Site, status: str) -> None:
    site.status = status
    assert site.get()[0] == site.get()[0] == status
    assert site.asked == 2


def test_a_page_with_a_csrf_token_is_not_kept(site: Site) -> None:
    site.body = b'<input name="csrfmiddlewaretoken" value="x">'
    site.get()
    assert site.get()[2] == site.body
    assert site.asked == 2


def test_a_change_is_seen_on_the_next_request(site: Site) -> None:
    site.get()
    site.version, site.body = 2, b"<h1>Neu</h1>"
    assert site.get()[2] == b"<h1>Neu</h1>"


def test_a_page_rendered_while_something_is_saved_is_not_taken_for_the_new_one(site: Site) -> None:
    """The old text was read, then someone saved: it must not be kept as the new version."""
    site.while_rendering = lambda: setattr(site, "version", 2)
    site.get()
    site.while_rendering, site.body = lambda: None, b"<h1>Neu</h1>"
    assert site.get()[2] == b"<h1>Neu</h1>"


def test_a_page_grows_old(site: Site) -> None:
    site.get()
    site.now = 599
    site.get()
    assert site.asked == 1
    site.now = 601
    site.get()
    assert site.asked == 2


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip;q=0.5", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_each_browser_gets_the_encoding_it_takes(site: Site, accepted: str, encoding: str | None, unpack: Any) -> None:
    for _ in range(2):
        _, headers, body = site.get(accept_encoding=accepted)
        assert headers.get("Content-Encoding") == encoding
        assert headers["Content-Length"] == str(len(body))
        assert "Accept-Encoding" in headers["Vary"]
        assert unpack(body) == PAGE
    assert site.asked == 1


def test_whoever_has_the_page_already_is_told_so(site: Site) -> None:
    _, headers, _ = site.get()
    status, again, body = site.get(if_none_match=headers["ETag"])
    assert (status, body, again["ETag"]) == ("304 Not Modified", b"", headers["ETag"])
    site.version, site.body = 2, b"<h1>Neu</h1>"
    assert site.get(if_none_match=headers["ETag"])[0] == "200 OK"


def test_head_is_answered_from_memory_without_a_body(site: Site) -> None:
    site.get(method="HEAD")
    assert len(site.cache) == 0
    site.get()
    _, headers, body = site.get(method="HEAD")
    assert (headers["Content-Length"], body, site.asked) == (str(len(PAGE)), b"", 2)


def test_memory_is_bounded_and_the_page_asked_last_stays() -> None:
    site = Site(max_bytes=12_000)
    site.get("/beliebt/")
    for number in range(50):
        site.get(f"/?seite={number}")
        site.get("/beliebt/")
    assert site.cache.size <= 12_000
    assert 1 < len(site.cache) < 10
    asked = site.asked
    site.get("/beliebt/")
    assert site.asked == asked


def test_a_page_too_large_is_answered_but_not_kept() -> None:
    site = Site(max_entry_bytes=100)
    assert site.get()[2] == PAGE
    assert len(site.cache) == 0


def test_without_a_database_the_application_answers_itself(site: Site) -> None:
    site.cache._version = lambda: 1 // 0
    assert site.get()[2] == PAGE
    assert site.get()[2] == PAGE
    assert site.asked == 2


@pytest.mark.django_db(transaction=True)
def test_only_a_committed_change_raises_the_version() -> None:
    watcher = Watcher()
    before = watcher()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        content_changed()
        raise ZeroDivisionError
    assert watcher() == before
    with transaction.atomic():
        content_changed()
        assert watcher() == before
    assert watcher() > before
    content_changed()
    assert watcher() == current() == before + 2
    watcher.close()


@pytest.mark.django_db(transaction=True)
def test_a_version_just_read_counts_for_a_moment_and_no_longer() -> None:
    moments = iter([0.0, 0.0001, 0.0002])
    watcher = Watcher(fresh_for=0.0002, clock=lambda: next(moments))
    before = watcher()
    content_changed()
    assert watcher() == before
    assert watcher() == before + 1
    watcher.close()


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_opened_again() -> None:
    watcher = Watcher()
    before = watcher()
    watcher._local.wrapper.connection.close()
    assert watcher() == before
    watcher.close()
