# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Filling in a survey: signed in, or by the secret address of an attendee or a registration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.core.access import public
from allmende.events.models import Survey
from allmende.events.own_access import access_or_404, private
from allmende.events.services import survey as surveys
from allmende.events.survey_access import ordered, places_of
from allmende.events.survey_forms import SheetForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User
    from allmende.events.models import Place


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """For those with an account: their own places at the event."""
    user = cast("User", request.user)
    found = _survey_or_404(pk)
    places = ordered(surveys.audience(found).filter(attendee__user=user))
    return _sheet(request, found, places, back="", by=user)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def survey_own(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    """For whoever has the secret address."""
    access = access_or_404(request, secret)
    found = _survey_or_404(pk)
    mine = places_of(access, found)
    return private(_sheet(request, found, mine, back=access.url, by=None))


def _survey_or_404(pk: int) -> Survey:
    """A survey that has begun; drafts and coming ones do not exist for participants."""
    rows = Survey.objects.select_related("event__organiser").filter(opens_at__lte=timezone.now())
    return get_object_or_404(rows, pk=pk)


def _sheet(request: HttpRequest, found: Survey, places: Sequence[Place], *, back: str, by: User | None) -> HttpResponse:
    if not places:
        raise Http404
    answered = surveys.answered(found, places)
    left = [place for place in places if place.pk not in answered]
    context: dict[str, Any] = {"survey": found, "event": found.event, "back": back}
    if not left or not found.is_open(timezone.now()):
        return private(render(request, "events/survey/done.html", context | {"is_answered": bool(answered)}))
    form = SheetForm(request.POST if request.method == "POST" else None, survey=found, places=left)
    if request.method == "POST" and form.is_valid():
        try:
            surveys.answer(survey=found, place=form.place, values=form.values, by=by)
        except (surveys.AlreadyAnsweredError, surveys.SurveyClosedError):
            return private(redirect(request.path))  # which says so
        except ValidationError as error:
            form.add_error(None, error.messages)
        except PermissionDenied as error:
            raise Http404 from error
        else:
            return private(redirect(request.path))
    context |= {"form": form, "trail": [(found.event.title, found.event.get_absolute_url()), (_("Umfrage"), "")]}
    return private(render(request, "events/survey/sheet.html", context, status=422 if form.errors else 200))
