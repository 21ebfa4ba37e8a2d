# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The list of sessions, and ending them; „Mein Bereich“."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from allmende.accounts.clients import described
from allmende.accounts.services import create_account, forget_ended_sessions
from allmende.accounts.tests.signing_in import SECRET, sign_in
from allmende.core.models import AuditEntry

pytestmark = pytest.mark.django_db
LIST = "/konto/sitzungen/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def rita():
    return create_account(email="rita@example.org", password=SECRET, name="Rita <b>", by=None)


def browser(**headers):
    visitor = Client(headers={"user-agent": FIREFOX, **headers})
    sign_in(visitor)
    return visitor


def test_sessions_are_listed_and_one_is_ended(client, rita):
    sign_in(client)
    elsewhere = browser()
    html = client.get(LIST).content.decode()
    assert "Firefox, Linux" in html
    assert html.count("diese Sitzung") == 1
    other = UserSession.objects.get(session_key=elsewhere.session.session_key)
    response = client.post(reverse("accounts:session_end", args=[other.pk]))
    assert response.headers["Location"] == LIST
    assert elsewhere.get("/konto/").status_code == 302
    assert client.get("/konto/").status_code == 200
    assert AuditEntry.objects.filter(verb="user.session_ended").count() == 1
    assert client.post(reverse("accounts:session_end", args=[other.pk])).status_code == 404, "a second click"


def test_all_other_sessions_end_at_once(client, rita):
    sign_in(client)
    others = [browser(), browser()]
    client.post(reverse("accounts:session_end_others"))
    assert [other.get("/konto/").status_code for other in others] == [302, 302]
    assert client.get("/konto/").status_code == 200
    assert AuditEntry.objects.get(verb="user.sessions_ended").after == {"count": 2}
    client.post(reverse("accounts:session_end_others"))
    assert AuditEntry.objects.filter(verb="user.sessions_ended").count() == 1


def test_nobody_ends_sessions_of_others(client, rita):
    create_account(email="hugo@example.org", password=SECRET, by=None)
    own = browser()
    sign_in(client, "hugo@example.org")
    session = UserSession.objects.get(user=rita)
    assert client.post(reverse("accounts:session_end", args=[session.pk])).status_code == 404
    client.post(reverse("accounts:session_end_others"), {"user": rita.pk})
    assert own.get("/konto/").status_code == 200
    assert str(session.ip) not in client.get(LIST).content.decode().replace("127.0.0.1", "", 1)


def test_the_own_session_is_not_ended_by_accident(client, rita):
    sign_in(client)
    session = UserSession.objects.get()
    client.post(reverse("accounts:session_end", args=[session.pk]))
    assert client.get("/konto/").status_code == 200


def test_what_a_browser_says_of_itself_is_text(client, rita):
    sign_in(Client(headers={"user-agent": "<script>alert(1)</script>" * 20}))
    sign_in(client)
    html = client.get(LIST).content.decode()
    assert "<script>alert" not in html
    assert "Unbekanntes Gerät" in html


def test_what_is_known_of_ended_sessions_goes(rita):
    ended, alive = browser(), browser()
    ended.session.delete()
    assert forget_ended_sessions() == 1
    assert UserSession.objects.get().session_key == alive.session.session_key


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("", "Unbekanntes Gerät"),
    ],
)
def test_browsers_in_plain_words(user_agent, name):
    assert described(user_agent) == name


def test_the_dashboard_greets_and_escapes_and_costs_the_same_for_all(client, rita, django_assert_max_num_queries):
    client.force_login(rita)
    client.get("/konto/")
    with django_assert_max_num_queries(22):  # with the panels of the apps above
        html = client.get("/konto/").content.decode()
    assert "Rita &lt;b&gt;" in html
    assert "Verknüpfte Anmeldungen" not in html, "no identity provider is set up"
