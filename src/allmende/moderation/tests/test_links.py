# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Outside links: gathered, looked at without being tricked, told to owners when they stay dead."""

from __future__ import annotations

import datetime as dt
import ipaddress
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from allmende.cooperation import services
from allmende.cooperation.models import Cooperation
from allmende.cooperation.parts import AllianceParts, CooperationParts, PeriodData, ReportData, SourceData
from allmende.cooperation.tests.factories import make_alliance
from allmende.core.partial_dates import PartialDate
from allmende.moderation import care_jobs
from allmende.moderation.link_checking import Checker, ForbiddenAddressError, Outcome, Policy, is_public
from allmende.moderation.models import LinkUse, OutsideLink
from allmende.moderation.services import links
from allmende.moderation.tests.care_stories import at, letters_to, make_entry, make_member, make_owner

# What each path of the server below answers: status and headers.
ANSWERS = {
    "/gut": (200, {}),
    "/weg": (404, {}),
    "/fort": (410, {}),
    "/verboten": (403, {}),
    "/zuviel": (429, {}),
    "/kaputt": (500, {}),
    "/nur-get": (405, {}),
    "/umzug": (301, {"Location": "/gut"}),
    "/ins-leere": (302, {"Location": "/weg"}),
    "/im-kreis": (302, {"Location": "/im-kreis"}),
    "/nach-innen": (302, {"Location": "http://innen.example/geheim"}),
    "/als-datei": (302, {"Location": "file:///etc/passwd"}),
    "/gesperrt/seite": (200, {}),
}


class Handler(BaseHTTPRequestHandler):
    """A small web server that remembers who asked how."""

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        if self.path == "/langsam":
            self.server.leave.wait(5)  # type: ignore[attr-defined]
        self._answer()
        if self.path == "/robots.txt":
            self.wfile.write(b"User-agent: *\nDisallow: /gesperrt/\n")

    def _answer(self) -> None:
        self.server.asked.append((self.command, self.path, dict(self.headers)))  # type: ignore[attr-defined]
        status, headers = ANSWERS.get(self.path, (200 if self.path == "/robots.txt" else 404, {}))
        if self.path == "/nur-get" and self.command == "GET":
            status = 200
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def server():
    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.asked, found.leave = [], threading.Event()
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found
    found.leave.set()
    found.shutdown()
    found.server_close()
    thread.join()


NAMES = {"innen.example": "10.0.0.5"}


def resolve(host, port):
    """Every name but the inner one is the server of the test."""
    return [NAMES.get(host, "127.0.0.1")]


@pytest.fixture
def policy():
    """The server of the test counts as public; everything else as always."""
    here = ipaddress.ip_address("127.0.0.1")
    return Policy(resolve=resolve, allows=lambda address: address == here or is_public(address), ports=None)


@pytest.fixture
def look(server, policy):
    server.asked.clear()

    def at_path(path, *, host="kommune.example"):
        return Checker("Pruefung/1", policy).check(f"http://{host}:{server.server_port}{path}")

    return at_path


@pytest.mark.parametrize(
    ("path", "status", "is_fine", "is_definite"),
    [
        ("/gut", 200, True, False),
        ("/gut#abschnitt", 200, True, False),
        ("/umzug", 200, True, False),
        ("/nur-get", 200, True, False),
        ("/weg", 404, False, True),
        ("/fort", 410, False, True),
        ("/ins-leere", 404, False, True),
        ("/verboten", 403, False, False),
        ("/zuviel", 429, False, False),
        ("/kaputt", 500, False, False),
        ("/im-kreis", None, False, False),
    ],
)
def test_what_an_answer_means(look, path, status, is_fine, is_definite):
    outcome = look(path)
    assert (outcome.status, outcome.is_fine, outcome.is_definite) == (status, is_fine, is_definite)


def test_it_says_who_asks_takes_no_cookies_and_reads_little(look, server):
    look("/weg")
    pages = [(method, headers) for method, path, headers in server.asked if path == "/weg"]
    assert [method for method, _ in pages] == ["HEAD", "GET"]
    for _method, headers in pages:
        assert headers["User-Agent"] == "Pruefung/1"
        assert "Cookie" not in headers
        assert "Referer" not in headers
    assert pages[1][1]["Range"] == "bytes=0-2047"
    assert links.user_agent().endswith("(+http://127.0.0.1:8000)")


def test_five_redirects_are_followed_and_no_more(look, server):
    look("/im-kreis")
    assert len([path for method, path, _ in server.asked if path == "/im-kreis"]) == 6


def test_robots_txt_is_heeded_and_counts_as_no_failure(look, server):
    outcome = look("/gesperrt/seite")
    assert (outcome.is_known, outcome.is_fine) == (False, False)
    assert [path for _method, path, _ in server.asked] == ["/robots.txt"]


@pytest.mark.parametrize("path", ["/nach-innen", "/als-datei"])
def test_a_redirect_to_where_nobody_may_look_is_not_followed(look, path):
    outcome = look(path)
    assert not outcome.is_known
    assert outcome.status is None


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "127.8.9.1", "0.1.2.3", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.100.100.200", "192.0.0.192", "168.63.129.16", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1",
        "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
def test_numbers_that_are_never_asked(number):
    assert not is_public(ipaddress.ip_address(number))
    policy = Policy(resolve=lambda host, port: [number])
    with pytest.raises(ForbiddenAddressError):
        policy.target("http://harmlos.example/")
    assert not Checker("x", policy).check("http://harmlos.example/").is_known


@pytest.mark.parametrize("number", ["193.99.144.80", "2a02:2e0:3fe:1001:7777:772e:2:85"])
def test_public_numbers_are_asked(number):
    assert is_public(ipaddress.ip_address(number))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://kommune.example/", "file:///etc/passwd", "javascript:alert(1)", "gopher://kommune.example/",
        "http://nutzer:wort@kommune.example/", "http:///", "http://kommune.example:22/", "http://kommune.example:99999/",
        "http://kommune.example:6379/", "//kommune.example/", "data:text/html,x", "",
    ],
)  # fmt: skip
def test_addresses_that_are_none_of_ours(url):
    asked = []
    policy = Policy(resolve=lambda host, port: asked.append(host) or ["193.99.144.80"])
    with pytest.raises(ForbiddenAddressError):
        policy.target(url)
    assert not Checker("x", policy).check(url).is_known


def test_one_inner_number_among_public_ones_forbids_all():
    policy = Policy(resolve=lambda host, port: ["193.99.144.80", "10.0.0.1"])
    with pytest.raises(ForbiddenAddressError):
        policy.target("http://gemischt.example/")


def test_a_name_that_changes_its_number_gains_nothing(server):
    """DNS rebinding: the number that was looked at is the one that is connected to, each time anew."""
    numbers = iter(["127.0.0.1", "10.0.0.1", "10.0.0.1"])
    here = ipaddress.ip_address("127.0.0.1")
    policy = Policy(resolve=lambda host, port: [next(numbers)], allows=lambda address: address == here, ports=None)
    server.asked.clear()
    outcome = Checker("x", policy).check(f"http://wechselnd.example:{server.server_port}/gut")
    assert [path for _method, path, _ in server.asked] == ["/robots.txt"]
    assert not outcome.is_known


def test_a_server_that_never_finishes_is_left(server, policy):
    checker = Checker("x", policy, seconds=0.5)
    begun = time.monotonic()
    outcome = checker.check(f"http://kommune.example:{server.server_port}/langsam")
    assert time.monotonic() - begun < 5
    assert (outcome.status, outcome.is_fine, outcome.is_definite) == (None, False, False)


def test_nobody_answers_or_there_is_no_such_host(policy):
    assert not Checker("x", policy).check("http://kommune.example:9/").is_definite
    outcome = Checker("x").check("http://gibt-es-nicht.invalid/")
    assert not outcome.is_fine


def test_signs_that_break_a_request_are_encoded(look, server):
    look("/gut?q=a b\r\nX-Boese: 1&ü=ß")
    assert all("X-Boese" not in headers for _m, _p, headers in server.asked)


# In the database


@pytest.fixture
def entry(db):
    return make_entry(make_owner(), "Archiv")


def name(entry, *urls):
    sources = [SourceData(title=f"Quelle {number}", url=url) for number, url in enumerate(urls)]
    services.change_cooperation(cooperation=entry, by=None, parts=CooperationParts(sources=sources))
    links.gather()


def urls():
    return set(OutsideLink.objects.values_list("url", flat=True))


def test_links_come_and_go_with_what_is_published(entry):
    name(entry, "https://a.example/", "https://b.example/x")
    assert urls() == {"https://a.example/", "https://b.example/x"}
    assert LinkUse.objects.get(link__url="https://a.example/").label == "Quelle: Quelle 0"
    assert links.gather() == {"added": 0, "removed": 0}
    name(entry, "https://b.example/x")
    assert urls() == {"https://b.example/x"}
    services.withdraw(subject=entry, by=None)
    assert links.gather()["removed"] == 1
    assert not urls()


def test_every_place_of_an_alliance_is_found_and_a_link_named_twice_is_one(entry):
    name(entry, "https://a.example/")
    report = ReportData(title="Abschluss", url="https://c.example/bericht")
    period = PeriodData(number=1, start=PartialDate.parse("2021"), reports=[report])
    alliance = make_alliance("Verbund", homepage="https://a.example/")
    services.change_alliance(alliance=alliance, by=None, parts=AllianceParts(periods=[period]))
    links.gather()
    assert urls() == {"https://a.example/", "https://c.example/bericht"}
    assert LinkUse.objects.filter(link__url="https://a.example/").count() == 2
    assert set(LinkUse.objects.filter(kind="alliance").values_list("label", flat=True)) == {
        "Internetseite", "Bericht: Abschluss",
    }  # fmt: skip


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "javascript:alert(1)", "http://127.0.0.1:8000/orte/", "kein link", "https://", ""]
)
def test_what_is_no_outside_link_is_not_gathered(url):
    assert not links.is_outside(url)


def test_gathering_takes_the_same_queries_however_many_there_are(entry, django_assert_max_num_queries):
    for number in range(5):
        name(make_entry(None, f"Vorhaben {number}"), f"https://{number}.example/")
    with django_assert_max_num_queries(30):
        links.gather()


@pytest.fixture
def dead(entry, server):
    url = f"http://kommune.example:{server.server_port}/weg"
    name(entry, url)
    return lambda: OutsideLink.objects.get(url=url)


def check(policy, day, limit=10):
    with at(f"2026-03-{day:02d}T10:00:00+01:00"):
        looked = links.check(limit=limit, policy=policy, pause=0)
        return looked, links.tell_owners()


@pytest.mark.django_db
def test_three_failures_on_different_days_are_told_once(dead, policy, entry):
    anna = make_member(entry.owner)
    assert check(policy, 1) == (1, 0)
    assert check(policy, 1) == (0, 0)
    assert OutsideLink.objects.doubtful().count() == 1
    assert not OutsideLink.objects.dead().exists()
    assert check(policy, 2) == (1, 0)
    assert check(policy, 3) == (1, 1)
    assert (dead().failures, dead().status) == (3, 404)
    assert check(policy, 4) == (1, 0)
    (letter,) = letters_to(anna)
    assert letter.title == "1 Link führt ins Leere"
    assert dead().url in letter.text
    assert letter.url == "/pflege/?stand=links"


@pytest.mark.django_db
def test_several_failures_of_one_day_count_once(dead):
    outcome = Outcome(404, "weg", is_definite=True)
    for hour in (8, 12, 20):
        with at(f"2026-03-01T{hour:02d}:00:00+01:00"):
            links.note(link=dead(), outcome=outcome)
    assert dead().failures == 1


@pytest.mark.django_db
def test_a_link_that_answers_again_is_forgiven(dead):
    for day in (1, 2, 3):
        with at(f"2026-03-0{day}T08:00:00+01:00"):
            links.note(link=dead(), outcome=Outcome(404, "weg", is_definite=True))
    assert OutsideLink.objects.dead().exists()
    links.note(link=dead(), outcome=Outcome(None, "möchte nicht", is_known=False))
    assert dead().failures == 3
    links.note(link=dead(), outcome=Outcome(200))
    assert (dead().failures, dead().problem, dead().failing_since, dead().told_at) == (0, "", None, None)


@pytest.mark.django_db
def test_what_may_pass_troubles_nobody_on_the_first_days(dead):
    for day in (1, 2):
        with at(f"2026-03-0{day}T08:00:00+01:00"):
            links.note(link=dead(), outcome=Outcome(503, "meldet einen Fehler"))
    assert not OutsideLink.objects.doubtful().exists()
    with at("2026-03-03T08:00:00+01:00"):
        links.note(link=dead(), outcome=Outcome(None, "antwortet nicht"))
    assert OutsideLink.objects.dead().count() == 1


@pytest.mark.django_db
def test_those_first_that_were_not_looked_at_for_longest(policy, server):
    base = f"http://kommune.example:{server.server_port}"
    now = timezone.now()
    for number, days in enumerate((9, None, 30, 2)):
        checked = None if days is None else now - dt.timedelta(days=days)
        OutsideLink.objects.create(url=f"{base}/gut?{number}", checked_at=checked)
    assert [link.url[-1] for link in links.due(now)] == ["1", "2", "0"]
    assert links.check(limit=2, policy=policy, pause=0) == 2
    assert [link.url[-1] for link in links.due(timezone.now())] == ["0"]


@pytest.mark.django_db
def test_what_there_was_no_time_for_waits_for_the_next_run(policy, server):
    OutsideLink.objects.create(url=f"http://kommune.example:{server.server_port}/gut")
    assert links.check(limit=5, policy=policy, pause=0, seconds=-1) == 0
    assert OutsideLink.objects.get().checked_at is None


@pytest.mark.django_db
def test_another_run_at_the_same_time_takes_other_links(policy, server):
    OutsideLink.objects.create(url=f"http://kommune.example:{server.server_port}/gut")
    assert len(links._take(5)) == 1
    assert links._take(5) == []


@pytest.mark.django_db
def test_one_host_is_never_asked_twice_at_a_time(policy, server, monkeypatch):
    inside, most = [], []

    def look(self, url):
        inside.append(url)
        most.append(len(inside))
        time.sleep(0.01)
        inside.remove(url)
        return Outcome(200)

    monkeypatch.setattr(Checker, "check", look)
    OutsideLink.objects.bulk_create(OutsideLink(url=f"http://kommune.example/{number}") for number in range(8))
    assert links.check(limit=8, policy=policy, pause=0) == 8
    assert max(most) == 1


@pytest.mark.django_db
def test_where_links_are_not_to_be_checked_nothing_is_asked(settings, monkeypatch):
    monkeypatch.setattr(links, "check", lambda **_: pytest.fail("asked"))
    settings.CHECK_LINKS = False
    assert care_jobs.check_outside_links.func() == {"checked": 0}


@pytest.mark.django_db
def test_dead_links_of_what_nobody_owns_are_told_to_nobody(dead, policy, entry):
    anna = make_member(entry.owner)
    Cooperation.objects.update(owner=None)
    for day in (1, 2, 3):
        check(policy, day)
    assert dead().told_at is not None
    assert not letters_to(anna)


@pytest.mark.django_db
@pytest.mark.parametrize(("hosts", "failures"), [(4, 1), (5, 0)])
def test_a_portal_without_a_way_out_blames_nobody(monkeypatch, hosts, failures):
    nothing = Outcome(None, "Den Rechner gibt es nicht (mehr).", is_definite=True)
    monkeypatch.setattr(Checker, "check", lambda self, url: nothing)
    OutsideLink.objects.bulk_create(OutsideLink(url=f"http://{number}.example/") for number in range(hosts))
    assert links.check(limit=10, pause=0) == (hosts if failures else 0)
    assert set(OutsideLink.objects.values_list("failures", flat=True)) == {failures}
    assert OutsideLink.objects.filter(checked_at=None).count() == (0 if failures else hosts)
