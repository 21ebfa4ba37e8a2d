# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every error page is provoked: right status, in the frame, with ways on, and telling nothing of the inside."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from allmende.config import urls
from allmende.core import errors
from allmende.core.access import public

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@public
def broken(_request: HttpRequest) -> NoReturn:
    raise RuntimeError("secret of the inside")


@public
def forbidden(_request: HttpRequest) -> NoReturn:
    raise PermissionDenied("secret of the inside")


@public
def suspicious(_request: HttpRequest) -> NoReturn:
    raise SuspiciousOperation("secret of the inside")


@public
def posting(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


urlpatterns = [
    path("kaputt/", broken),
    path("verboten/", forbidden),
    path("verdaechtig/", suspicious),
    path("absenden/", posting),
    path("", include(urls.urlpatterns)),
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


def text_of(response: Any, status: int) -> str:
    assert response.status_code == status
    html: str = response.content.decode()
    assert html.count("<h1") == 1
    assert 'id="inhalt"' in html
    assert f"Fehler {status}" in html
    assert 'href="/suche/"' in html
    assert "secret of the inside" not in html
    assert not response.cookies
    return html


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def test_400(visitor: Client) -> None:
    assert "konnten wir nicht lesen" in text_of(visitor.get("/verdaechtig/"), 400)


def test_400_for_a_host_that_is_not_ours(visitor: Client) -> None:
    response = visitor.get("/suche/", headers={"host": "boese.example"})
    assert "boese.example" not in text_of(response, 400)


def test_403(visitor: Client) -> None:
    assert "fehlt Ihnen die Berechtigung" in text_of(visitor.get("/verboten/"), 403)


def test_404(visitor: Client) -> None:
    html = text_of(visitor.get("/suche/<script>gibt-es-nicht/"), 404)
    assert "Diese Seite gibt es hier nicht" in html
    assert "<script>gibt" not in html


def test_404_names_the_signed_in_user(visitor: Client) -> None:
    visitor.force_login(get_user_model().objects.create_user("mia@example.org", name="Mia Muster"))
    response = visitor.get("/suche/gibt-es-nicht/")
    assert response.status_code == 404
    assert "Mia Muster" in response.content.decode()


def test_csrf_failure() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert "Formular ist nicht mehr gültig" in text_of(strict.post("/absenden/", {"a": "b"}), 403)


def test_500(visitor: Client) -> None:
    assert "Das hat nicht funktioniert" in text_of(visitor.get("/kaputt/"), 500)


def test_500_in_the_language_of_the_visitor(visitor: Client) -> None:
    visitor.cookies["sprache"] = "en"
    assert '<html lang="en">' in visitor.get("/kaputt/").content.decode()


@pytest.mark.django_db(databases=[])
def test_500_needs_no_database(rf: object) -> None:
    html = text_of(errors.server_error(HttpRequest()), 500)
    assert "Das hat nicht funktioniert" in html


def test_500_when_even_the_page_fails(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> NoReturn:
        raise OSError("disk gone")

    monkeypatch.setattr(errors, "render_to_string", fail)
    response = visitor.get("/kaputt/")
    assert response.status_code == 500
    assert "<h1>Das hat nicht funktioniert</h1>" in response.content.decode()
