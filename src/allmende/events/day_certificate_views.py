# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Certificates: issued for a session, fetched by the participant, checked by whoever holds the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.accounts.rate_limit import Limit, is_exceeded, note_attempt
from allmende.accounts.visitor import address_of
from allmende.core import pdf
from allmende.core.access import public
from allmende.core.errors import too_many_requests
from allmende.events import rules
from allmende.events.day_forms import CodeForm, plain_code
from allmende.events.desk_access import led_session, name_of, trail, user_of
from allmende.events.errors import BookingError
from allmende.events.models import Certificate, Place, Session
from allmende.events.own_access import access_or_404, private
from allmende.events.papers import words
from allmende.events.papers.certificates import TITLE, certificates_pdf
from allmende.events.services.certificates import issue_certificate, issue_certificates, revoke_certificate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

WRONG_CODES: Final = Limit("certificate_code", count=30, minutes=15)
"""Unknown codes from one line; who checks many papers finds them all."""


@require_http_methods(["GET", "HEAD", "POST"])
def certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificates of a session; a POST issues all that are missing."""
    session = led_session(request, pk)
    if request.method == "POST":
        try:
            issued = issue_certificates(session=session, by=user_of(request))
        except BookingError as error:
            messages.error(request, str(error))
        else:
            text = ngettext(
                "%(number)s Bescheinigung ist ausgestellt.", "%(number)s Bescheinigungen sind ausgestellt.", len(issued)
            )
            messages.success(request, text % {"number": len(issued)})
        return redirect("events:certificates", pk=session.pk)
    rows = _of_session(session)
    context = {
        "session": session,
        "event": session.event,
        "name": name_of(session),
        "rows": rows,
        "valid": [row for row in rows if row.is_valid],
        "there": Place.objects.filter(session=session, attended_at__isnull=False).count(),
        "trail": trail(session.event, session, _("Bescheinigungen")),
    }
    return private(render(request, "events/day/certificates.html", context))


def _of_session(session: Session) -> list[Certificate]:
    rows = Certificate.objects.filter(place__session=session).order_by("pk")
    return sorted(rows, key=lambda one: words.surname_first(one.name))


@require_safe
def certificates_file(request: HttpRequest, pk: int) -> HttpResponse:
    """All valid certificates of a session in one file, to be printed."""
    session = led_session(request, pk)
    valid = [row for row in _of_session(session) if row.is_valid]
    if not valid:
        raise Http404
    return _file(valid, "Bescheinigungen", session.event.title)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Issued by mistake."""
    rows = Certificate.objects.filter(place__in=Place.objects.led_by(user_of(request)).order_by().values("pk"))
    certificate = get_object_or_404(rows.select_related("place__session__event__land"), pk=pk)
    revoke_certificate(certificate=certificate, by=user_of(request))
    messages.success(request, _("Die Bescheinigung von %(name)s ist widerrufen.") % {"name": certificate.name})
    place = certificate.place
    return redirect("events:certificates", pk=place.session_id if place else 0)


@public
@require_safe
def own_certificate(request: HttpRequest, secret: str, place: int) -> HttpResponseBase:
    """The participant fetches her certificate; it is issued when she asks for the first time."""
    access = access_or_404(request, secret)
    found = get_object_or_404(access.places, pk=place)
    try:
        certificate = issue_certificate(place=found, by=rules.acting(user_of(request), access.registration))
    except BookingError as error:
        messages.error(request, str(error))
        return private(redirect(access.url))
    return private(_file([certificate], TITLE, certificate.name, certificate.event_title))


def _file(rows: Sequence[Certificate], *names: str) -> HttpResponse:
    first = rows[0]
    filename = words.file_name(names[0], f"{first.local_start:%Y-%m-%d}", *names[1:])
    return pdf.answer(certificates_pdf(rows), filename=filename)


@public
@require_safe
def certificate_search(request: HttpRequest) -> HttpResponseBase:
    """The field for the code that stands on a paper."""
    form = CodeForm(request.GET) if "code" in request.GET else CodeForm()
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["code"]
        return private(redirect(Certificate(code=code).get_absolute_url()))
    return private(render(request, "events/day/certificate_search.html", {"form": form}))


@public
@require_safe
def certificate_check(request: HttpRequest, code: str) -> HttpResponseBase:
    """What the portal knows of a code: a certificate, a revoked one, or nothing."""
    line = address_of(request)
    if is_exceeded(WRONG_CODES, line):
        return private(too_many_requests(request))
    plain = plain_code(code)
    certificate = Certificate.objects.filter(code=plain).first() if plain else None
    if certificate is None:
        note_attempt(WRONG_CODES, line)
        form = CodeForm(initial={"code": code[:60]})
        context = {"form": form, "is_unknown": True}
        return private(render(request, "events/day/certificate_search.html", context, status=404))
    start, end = certificate.local_start, certificate.local_end
    context = {
        "certificate": certificate,
        "date": words.dates(start, end),
        "time": words.times(start, end),
        "duration": words.duration(start, end),
        "search_url": reverse("events:certificate_search"),
    }
    return private(render(request, "events/day/certificate_check.html", context))
