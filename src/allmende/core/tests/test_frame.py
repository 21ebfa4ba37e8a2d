# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The page frame, seen through the pages of core: landmarks, headings, menus, account, no cookies."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import constants
from django.template.loader import render_to_string
from django.test import override_settings

from allmende.core import navigation

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGES = ["/suche/", "/suche/?q=Bauhof", "/bausteine/", "/konto/anmelden/"]


class Outline(HTMLParser):
    """What a screen reader would list: headings, landmarks, ids and what refers to them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag == name]

    @property
    def ids(self) -> list[str | None]:
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]


def outline(client: Client, path: str) -> Outline:
    response = client.get(path)
    assert response.status_code == 200
    return Outline(response.content.decode())


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_landmarks_and_one_heading_in_order(client: Client, path: str) -> None:
    page = outline(client, path)
    assert len(page.all("main")) == len(page.all("footer")) == 1
    assert page.headings.count(1) == 1
    assert page.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


@pytest.mark.parametrize("path", PAGES)
def test_skip_link_comes_first_and_leads_to_the_main_content(client: Client, path: str) -> None:
    page = outline(client, path)
    assert page.all("a")[0]["href"] == "#inhalt"
    assert page.all("main")[0]["id"] == "inhalt"


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_whatever_refers_to_one_finds_it(client: Client, path: str) -> None:
    page = outline(client, path)
    assert len(page.ids) == len(set(page.ids))
    for _, attrs in page.tags:
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            assert set((attrs.get(name) or "").split()) <= set(page.ids)
        href = attrs.get("href") or ""
        if href.startswith("#") and len(href) > 1:
            assert href[1:] in page.ids


@pytest.mark.parametrize("path", PAGES)
def test_landmarks_of_one_kind_are_told_apart_by_their_name(client: Client, path: str) -> None:
    names = [attrs["aria-label"] for attrs in outline(client, path).all("nav") if "data-tabs" not in attrs]
    assert all(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", PAGES)
def test_nothing_inline_that_the_content_security_policy_would_refuse(client: Client, path: str) -> None:
    page = outline(client, path)
    assert not page.all("style")
    assert all(attrs.get("src") for attrs in page.all("script"))
    for _, attrs in page.tags:
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]


@pytest.mark.parametrize("path", ["/suche/", "/suche/?q=Bauhof", "/bausteine/", "/robots.txt", "/sitemap.xml"])
def test_anonymous_pages_set_no_cookie_and_hold_no_csrf_token(client: Client, path: str) -> None:
    response = client.get(path)
    assert not response.cookies
    assert b"csrfmiddlewaretoken" not in response.content


def test_sign_in_link_brings_back_to_the_page(client: Client) -> None:
    assert "/konto/anmelden/?next=/suche/" in client.get("/suche/").content.decode()


def test_signed_in_user_is_named_and_can_sign_out_by_a_form(client: Client) -> None:
    client.force_login(get_user_model().objects.create_user("mia@example.org", name="Mia Muster"))
    html = client.get("/suche/").content.decode()
    assert "Mia Muster" in html
    assert "Abmelden" in html
    assert "/konto/anmelden/" not in html
    assert "csrfmiddlewaretoken" in html


def test_menu_marks_the_page_itself_and_the_branch_it_lies_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_menus", {menu: {} for menu in ("main", "footer", "account")})
    navigation.register("Suche", "search:index", order=20)
    navigation.register("Wissen", "/wissen/", order=10)
    navigation.register("Noch nicht gebaut", "core:no_such_page", order=5)
    assert [(link.label, link.current) for link in navigation.links("/suche/")] == [("Wissen", ""), ("Suche", "page")]
    assert [link.current for link in navigation.links("/wissen/recht/")] == ["true", ""]
    navigation.register("Recht", "/wissen/recht/", 30)
    assert [link.current for link in navigation.links("/wissen/recht/")] == ["", "", "page"], "the nearer one only"


def test_registering_a_target_again_replaces_the_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_menus", {menu: {} for menu in ("main", "footer", "account")})
    navigation.register("Alt", "/wissen/", order=10)
    navigation.register("Neu", "/wissen/", order=20)
    assert [link.label for link in navigation.links("/")] == ["Neu"]


def test_messages_show_their_kind_and_escape_their_text() -> None:
    class Message:
        level_tag = constants.DEFAULT_TAGS[constants.ERROR]

        def __str__(self) -> str:
            return "<b>Nicht gespeichert</b>"

    html = render_to_string("core/components/messages.html", {"messages": [Message()]})
    assert "notice--danger" in html
    assert 'role="status"' in html
    assert "&lt;b&gt;Nicht gespeichert" in html


@override_settings(DEBUG=False, DEMO=False)
def test_gallery_is_only_for_building_and_trying(client: Client) -> None:
    assert client.get("/bausteine/").status_code == 404


def test_gallery_is_kept_out_of_search_engines(client: Client) -> None:
    assert b'<meta name="robots" content="noindex">' in client.get("/bausteine/").content


def test_robots_txt_closes_the_desk_and_names_the_sitemap(client: Client, settings: Any) -> None:
    settings.BASE_URL = "https://portal.example/"
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /redaktion/\n" in text
    assert "Sitemap: https://portal.example/sitemap.xml\n" in text


def test_sitemap_lists_what_the_apps_registered(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BASE_URL = "https://portal.example"
    monkeypatch.setattr("allmende.core.sitemap._sources", {"test": lambda: ["/orte/a&b/", "/", "/orte/a&b/"]})
    text = client.get("/sitemap.xml").content.decode()
    assert re.findall("<loc>(.*)</loc>", text) == ["https://portal.example/", "https://portal.example/orte/a&amp;b/"]


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("sicherheit@portal.example", "Contact: mailto:sicherheit@portal.example"),
        ("https://portal.example/melden", "Contact: https://portal.example/melden"),
    ],
)
def test_security_txt_names_the_contact(client: Client, settings: Any, contact: str, line: str) -> None:
    settings.SECURITY_CONTACT = contact
    response = client.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert line in response.content.decode().splitlines()
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", response.content.decode(), re.MULTILINE)


def test_without_a_contact_there_is_no_security_txt(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


def test_ways_to_ones_work_stand_in_a_line_of_their_own(client: Client) -> None:
    assert "site-account" not in client.get("/suche/").content.decode()
    client.force_login(get_user_model().objects.create_user("mia@example.org", name="Mia Muster"))
    html = client.get("/suche/").content.decode()
    tools = html[html.index('<div class="site-header__tools">') : html.index('<details class="menu">')]
    assert "Abmelden" in tools
    assert "/konto/nachrichten/" not in tools  # beside search, language and name there is no room for them
    line = html[html.index('<nav class="site-account__links"') :]
    assert "/konto/nachrichten/" in line[: line.index("</nav>")]
