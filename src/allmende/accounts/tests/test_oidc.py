# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Sign-in by an identity provider. A provider is played at the HTTP layer; nothing leaves the machine."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from allmende.accounts.models import User
from allmende.accounts.services import create_account
from allmende.accounts.tests.signing_in import SECRET, code_of, give_app, letters, sign_in, signed_in
from allmende.config.identity_providers import providers
from allmende.content.tests.factories import editor
from allmende.core.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SERVER = "https://sso.example.org/realms/land"
ENTRY = {"id": "land", "name": "Landes-Konto", "server": SERVER, "client_id": "allmende", "secret": "geheim"}
LEAVE, BACK = "/konto/oidc/land/", "/konto/oidc/land/zurueck/"


class Provider:
    """Answers like Keycloak. ``person`` is what it says of whoever signs in there."""

    def __init__(self) -> None:
        self.person = {"sub": "4711", "email": "eva@example.org", "email_verified": True, "name": "Eva Beispiel"}
        self.issuer, self.audience = SERVER, "allmende"
        self.is_down = False
        self.asked: list[str] = []

    def request(self, _session, method, url, **_kwargs):
        self.asked.append(url)
        if self.is_down:
            raise requests.ConnectionError("down")
        response = requests.Response()
        response.status_code = 200
        response._content = json.dumps(self._answer(url)).encode()
        response.headers["content-type"] = "application/json"
        return response

    def _answer(self, url):
        if url.endswith("/.well-known/openid-configuration"):
            return {
                "issuer": SERVER,
                "authorization_endpoint": f"{SERVER}/auth",
                "token_endpoint": f"{SERVER}/token",
                "userinfo_endpoint": f"{SERVER}/userinfo",
                "jwks_uri": f"{SERVER}/certs",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if url.endswith("/token"):
            claims = {"iss": self.issuer, "aud": self.audience, "sub": self.person["sub"], "iat": 1, "exp": 9999999999}
            token = jwt.encode(claims, "x" * 32, algorithm="HS256")
            return {"access_token": "t", "token_type": "Bearer", "expires_in": 300, "id_token": token}
        assert url.endswith("/userinfo")
        return self.person


@pytest.fixture
def land(monkeypatch, settings):
    settings.SOCIALACCOUNT_PROVIDERS = providers(json.dumps([ENTRY]))
    provider = Provider()
    monkeypatch.setattr(requests.Session, "request", lambda *call, **options: provider.request(*call, **options))  # noqa: PLW0108 - bound to the session
    return provider


def trusting(settings, **values):
    settings.SOCIALACCOUNT_PROVIDERS = providers(json.dumps([ENTRY | values]))


def leave(client, **fields):
    """Off to the provider; what it is told."""
    response = client.post(LEAVE, fields)
    assert response.status_code == 200
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', response.content.decode())
    assert found
    address = found[1].replace("&amp;", "&")
    assert address.startswith(f"{SERVER}/auth?")
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}


def come_back(client, **fields):
    told = leave(client, **fields)
    return client.get(BACK, {"code": "c", "state": told["state"]})


def test_without_a_provider_there_is_nothing_to_see(client):
    assert "anderen Konto anmelden" not in client.get("/konto/anmelden/").content.decode()
    assert client.post(LEAVE).status_code == 404


def test_a_new_person_gets_an_account(client, land):
    page = client.get("/konto/anmelden/?next=/orte/").content.decode()
    assert "Landes-Konto" in page
    told = leave(client, next="/orte/")
    assert told["code_challenge_method"] == "S256"
    assert told["redirect_uri"].endswith(BACK)
    response = client.get(BACK, {"code": "c", "state": told["state"]})
    assert response.headers["Location"] == "/orte/"
    assert signed_in(client)
    user = User.objects.get()
    assert (user.email, user.name) == ("eva@example.org", "Eva Beispiel")
    assert not user.has_usable_password()
    assert EmailAddress.objects.get().verified
    assert not letters()
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"user.signed_up", "user.signed_in"}
    again = Client()
    come_back(again)
    assert signed_in(again)
    assert User.objects.count() == 1


def test_an_address_the_provider_has_not_confirmed_needs_our_code(client, land):
    land.person["email_verified"] = False
    assert come_back(client).headers["Location"] == "/konto/bestaetigen/"
    assert not signed_in(client)
    client.post("/konto/bestaetigen/", {"code": code_of(letters()[0])})
    assert signed_in(client)


def test_without_an_address_it_is_asked_for(client, land):
    del land.person["email"]
    assert come_back(client).headers["Location"] == "/konto/oidc/registrieren/"
    assert client.get("/konto/oidc/registrieren/").status_code == 200
    assert client.post("/konto/oidc/registrieren/", {"name": "<b>", "email": ""}).status_code == 422
    response = client.post("/konto/oidc/registrieren/", {"name": "Eva", "email": "eva@example.org"})
    assert response.headers["Location"] == "/konto/bestaetigen/"
    assert not signed_in(client)


@pytest.mark.parametrize("is_verified", [True, False])
def test_an_existing_account_is_not_taken_over_by_its_address(client, land, is_verified):
    rita = create_account(email="eva@example.org", password=SECRET, by=None)
    land.person["email_verified"] = is_verified
    assert come_back(client).headers["Location"] == "/konto/bestaetigen/"
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()
    assert "schon ein Konto" in letters()[0]["text"]
    assert User.objects.get() == rita


def test_only_a_trusted_provider_and_a_confirmed_address_find_the_account(land, settings):
    rita = create_account(email="eva@example.org", password=SECRET, by=None)
    trusting(settings, trust_email=True)
    land.person["email_verified"] = False
    stranger = Client()
    come_back(stranger)
    assert not signed_in(stranger)
    land.person["email_verified"] = True
    known = Client()
    come_back(known)
    assert signed_in(known)
    assert SocialAccount.objects.get().user == rita
    rita.refresh_from_db()
    assert rita.check_password(SECRET)


def test_a_password_that_a_stranger_prepared_is_wiped(land, settings):
    """Somebody signed up with Eva's address and waits, without a code, for her to come by her provider."""
    trusting(settings, trust_email=True)
    User.objects.create_user("eva@example.org", SECRET)
    EmailAddress.objects.create(user=User.objects.get(), email="eva@example.org", primary=True)
    come_back(Client())
    assert not User.objects.get().has_usable_password()


def test_the_second_factor_is_asked_for_all_the_same(client, land, settings):
    trusting(settings, trust_email=True)
    give_app(create_account(email="eva@example.org", password=SECRET, by=None))
    assert come_back(client).headers["Location"] == "/konto/zweiter-faktor/anmelden/"
    assert not signed_in(client)


def test_whoever_owes_a_second_factor_gets_nowhere_by_a_provider(client, land, settings):
    settings.SECOND_FACTOR = "required"
    trusting(settings, trust_email=True)
    land.person["email"] = editor().email
    come_back(client)
    assert signed_in(client)
    assert client.get("/redaktion/").headers["Location"] == "/konto/zweiter-faktor/"


def test_a_closed_account_stays_closed(client, land, settings):
    trusting(settings, trust_email=True)
    rita = create_account(email="eva@example.org", password=SECRET, by=None)
    User.objects.filter(pk=rita.pk).update(is_active=False)
    come_back(client)
    assert not signed_in(client)


def test_where_sign_up_is_closed_nobody_new_comes_in(client, land, settings):
    trusting(settings, sign_up=False)
    assert come_back(client).headers["Location"] == "/konto/anmelden/"
    assert "noch kein Konto" in client.get("/konto/anmelden/").content.decode()
    assert not User.objects.exists()


def test_an_account_is_linked_and_unlinked_by_its_owner(client, land):
    create_account(email="rita@example.org", password=SECRET, by=None)
    sign_in(client)
    assert "Landes-Konto verknüpfen" in client.get("/konto/oidc/").content.decode()
    response = client.post(f"{LEAVE}?process=connect")
    state = re.search(r"state=(\w+)", response.content.decode())[1]
    assert client.get(BACK, {"code": "c", "state": state}).headers["Location"] == "/konto/oidc/"
    account = SocialAccount.objects.get()
    assert account.user.email == "rita@example.org"
    visitor = Client()
    come_back(visitor)
    assert visitor.session["_auth_user_id"] == str(account.user_id)
    assert client.post("/konto/oidc/", {"account": account.pk}).status_code == 302
    assert not SocialAccount.objects.exists()
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"user.provider_linked", "user.provider_unlinked"} <= verbs
    assert {"Eine Anmeldung wurde verknüpft – Allmende", "Eine verknüpfte Anmeldung wurde entfernt – Allmende"} <= {
        letter["subject"] for letter in letters()
    }


def test_nobody_unlinks_for_others(client, land):
    owner = create_account(email="rita@example.org", password=SECRET, by=None)
    account = SocialAccount.objects.create(user=owner, provider="land", uid="1")
    create_account(email="hugo@example.org", password=SECRET, by=None)
    sign_in(client, "hugo@example.org")
    assert client.post("/konto/oidc/", {"account": account.pk}).status_code == 422
    assert SocialAccount.objects.exists()


@pytest.mark.parametrize("forged", ["state", "issuer", "audience", "refused", "down"])
def test_what_is_forged_or_broken_leads_back_to_the_sign_in(client, land, forged):
    told = leave(client)
    query = {"code": "c", "state": told["state"]}
    if forged == "state":
        query["state"] = "erfunden"
    elif forged == "refused":
        query = {"error": "access_denied", "state": told["state"]}
    elif forged == "down":
        land.is_down = True
    else:
        setattr(land, forged, "https://boese.example")
    response = client.get(BACK, query)
    assert response.headers["Location"] == "/konto/anmelden/"
    assert "hat nicht geklappt" in client.get("/konto/anmelden/").content.decode()
    assert not signed_in(client)
    assert not User.objects.exists()


def test_a_state_is_good_once_and_for_its_browser_only(client, land):
    told = leave(client)
    query = {"code": "c", "state": told["state"]}
    assert Client().get(BACK, query).headers["Location"] == "/konto/anmelden/"
    client.get(BACK, query)
    assert signed_in(client)
    client.post("/konto/abmelden/")
    client.get(BACK, query)
    assert not signed_in(client)


def test_only_addresses_of_this_host_are_followed(client, land):
    assert come_back(client, next="https://boese.example/").headers["Location"] == "/konto/"


def test_a_provider_that_does_not_answer_breaks_no_page(client, land):
    land.is_down = True
    assert client.post(LEAVE).headers["Location"] == "/konto/anmelden/"


def test_leaving_is_by_post_only(client, land):
    assert client.get(LEAVE).status_code == 405
    assert not land.asked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ('{"id": "land"}', "list of objects"),
        ("[1]", "list of objects"),
        (json.dumps([{**ENTRY, "secret": ""}]), "missing"),
        (json.dumps([{**ENTRY, "trust_mail": True}]), "unknown"),
        (json.dumps([{**ENTRY, "trust_email": "yes"}]), "true or false"),
        (json.dumps([{**ENTRY, "id": "../x"}]), "an id has"),
        (json.dumps([{**ENTRY, "server": "http://sso.example.org"}]), "https"),
        (json.dumps([ENTRY, ENTRY]), "an id of its own"),
    ],
)
def test_a_mistake_in_the_settings_names_itself(text, said):
    with pytest.raises(ImproperlyConfigured, match=said) as error:
        providers(text)
    assert "geheim" not in str(error.value)


def test_no_provider_is_the_default():
    assert providers("") == {}
