# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Error pages in the frame of the portal: what happened, and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import requires_csrf_token

from allmende.core.context import frame_context

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

LAST_RESORT = (
    '<!doctype html><html lang="de"><meta charset="utf-8"><title>Störung – Allmende</title>'
    "<h1>Das hat nicht funktioniert</h1><p>Auf unserer Seite ist ein Fehler aufgetreten. "
    "Bitte versuchen Sie es in einigen Minuten noch einmal.</p></html>"
)
"""What is shown when even the error page cannot be made."""


def _page(
    request: HttpRequest, status: int, title: str | _StrPromise, text: str | _StrPromise, hints: Any = ()
) -> HttpResponse:
    context = {"status": status, "title": title, "text": text, "hints": hints}
    return render(request, "core/error.html", context, status=status)


def bad_request(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: the request itself cannot be read. Uses nothing of the request, which may be forged."""
    return _static_page(
        400,
        _("Diese Anfrage konnten wir nicht lesen"),
        _("Die Adresse oder die gesendeten Angaben sind unvollständig oder beschädigt."),
        (_("Rufen Sie die Seite über das Menü oder die Suche noch einmal auf."),),
    )


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403: signed in, but not for this."""
    return _page(
        request,
        403,
        _("Dafür fehlt Ihnen die Berechtigung"),
        _("Diese Seite oder Handlung ist anderen Rollen vorbehalten."),
        (
            _("Prüfen Sie, ob Sie mit dem richtigen Konto angemeldet sind."),
            _("Brauchen Sie den Zugang für Ihre Arbeit, dann wenden Sie sich an die Verwaltung Ihrer Organisation."),
        ),
    )


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: no such page, or not for this visitor."""
    return _page(
        request,
        404,
        _("Diese Seite gibt es hier nicht"),
        _("Vielleicht ist sie umgezogen, oder in der Adresse steckt ein Tippfehler."),
        (
            _("Suchen Sie nach dem Ort, dem Thema oder dem Namen der Kooperation."),
            _("Manche Seiten sehen nur angemeldete Personen, die dafür zuständig sind."),
        ),
    )


@requires_csrf_token
def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """429: the same was tried too often."""
    return _page(
        request,
        429,
        _("Das waren zu viele Versuche"),
        _("Zum Schutz aller Konten nehmen wir so viele Versuche hintereinander nicht an."),
        (
            _("Warten Sie eine Viertelstunde und versuchen Sie es dann noch einmal."),
            _("In einem großen Netz zählen alle zusammen: Vielleicht war es jemand anderes."),
        ),
    )


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 for a form whose security mark is missing or old. ``reason`` is for developers, not for the page."""
    return _page(
        request,
        403,
        _("Das Formular ist nicht mehr gültig"),
        _("Zu Ihrer Sicherheit nehmen wir Formulare nur an, wenn sie kurz zuvor von dieser Seite geladen wurden."),
        (
            _("Gehen Sie im Browser zurück, laden Sie die Seite neu und senden Sie das Formular noch einmal."),
            _("Erlauben Sie für diese Seite Cookies: Ohne sie lassen sich Formulare nicht sicher absenden."),
        ),
    )


def server_error(_request: HttpRequest) -> HttpResponse:
    """500: our fault. Needs neither database nor session; if even this page fails, a plain text is sent."""
    try:
        return _static_page(
            500,
            _("Das hat nicht funktioniert"),
            _("Auf unserer Seite ist ein Fehler aufgetreten. Er wurde festgehalten, damit er behoben werden kann."),
            (
                _("Versuchen Sie es in einigen Minuten noch einmal."),
                _("Was Sie zuletzt abgesendet haben, wurde möglicherweise nicht gespeichert: Bitte prüfen Sie es."),
            ),
        )
    except Exception:  # noqa: BLE001 - the page of last resort must not fail for any reason
        return HttpResponse(LAST_RESORT, status=500)


def _static_page(status: int, title: _StrPromise, text: _StrPromise, hints: Any) -> HttpResponse:
    """The error page made without the request: no session, no database, no context processor."""
    context = {"status": status, "title": title, "text": text, "hints": hints, **frame_context()}
    return HttpResponse(render_to_string("core/error.html", context), status=status)
