# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Deadlines for calendars: the first and the last day of every call as a whole day, without an alarm."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import icalendar
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.core.calendar_files import Method, add_day, calendar_answer, calendar_file, one_line, uid_of
from allmende.core.outgoing import absolute, xml_text
from allmende.core.templatetags.core import euro
from allmende.funding.finding.listing import read_finder
from allmende.funding.finding.programme_views import profile_of
from allmende.funding.finding.query import FILTERS, FinderQuery
from allmende.funding.models import ProgrammeProfile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest, HttpResponse

    from allmende.funding.models import Call

KEPT_PAST: Final = dt.timedelta(days=365)
"""How long a day that is over stays in the file, so that calendars keep it."""


def entries_of(profile: ProgrammeProfile, calls: Iterable[Call], on: dt.date) -> Iterator[Any]:
    """An entry for each first and last day that is known; it keeps its UID when the day moves (RFC 5545, 3.8.4.7)."""
    with override(settings.LANGUAGE_CODE):
        for call in calls:
            if call.opens_on is not None and call.opens_on >= on - KEPT_PAST:
                yield _entry(profile, call, call.opens_on, "beginn", _("Anträge möglich ab heute"))
            if call.closes_on is not None and call.closes_on >= on - KEPT_PAST:
                yield _entry(profile, call, call.closes_on, "schluss", _("Letzter Tag für Anträge"))


def _entry(profile: ProgrammeProfile, call: Call, day: dt.date, which: str, words: str) -> Any:
    entry = icalendar.Event()
    entry.add("uid", uid_of(f"antragsphase-{call.uid}-{which}"))
    entry.add("sequence", call.sequence)
    entry.add("dtstamp", call.updated_at.astimezone(dt.UTC))
    entry.add("last-modified", call.updated_at.astimezone(dt.UTC))
    add_day(entry, day)
    entry.add("summary", one_line(f"{words}: {profile.programme.name} ({call.title})"))
    entry.add("description", _description(profile, call))
    entry.add("url", absolute(profile.get_absolute_url()))
    entry.add("categories", [_("Förderung")])
    entry.add("status", "CONFIRMED" if call.is_verified else "TENTATIVE")
    return entry


def _description(profile: ProgrammeProfile, call: Call) -> str:
    parts = [xml_text(call.note)]
    if call.budget is not None:
        parts.append(_("Mittel: %(budget)s") % {"budget": euro(call.budget)})
    source = ", ".join(part for part in (one_line(call.citation), one_line(call.source_url)) if part)
    if source:
        parts.append(_("Fundstelle: %(source)s") % {"source": source})
    if call.read_on is not None:
        parts.append(_("Gelesen am %(day)s") % {"day": date_format(call.read_on, "DATE_FORMAT")})
    if not call.is_verified:
        parts.append(_("Ungeprüft: Bitte fragen Sie bei der Bewilligungsbehörde nach."))
    parts.append(absolute(profile.get_absolute_url()))
    return "\n".join(part for part in parts if part.strip())


@public
@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    """The days of all programmes that match the filters of the finder.

    What is not understood gives an empty calendar, not all: a subscription must not grow by a mistake.
    """
    on = timezone.localdate()
    query = FinderQuery.from_params(request.GET)
    finder, unknown = read_finder(ProgrammeProfile.objects.filter(is_published=True), query, on)
    understood = not unknown and all(getattr(query, name) for name in FILTERS if request.GET.get(name, "").strip())
    cards = finder.found if understood else []
    entries = [entry for card in cards for entry in entries_of(card.profile, card.profile.calls.all(), on)]
    name = " – ".join([_("Förderfristen"), *(finder.chip_label(name) for name in finder.query.active)])
    answer = calendar_answer(request, calendar_file(entries, method=Method.PUBLISH, name=name), name="foerderfristen")
    if not finder.hits.is_complete:
        answer.headers["Cache-Control"] = "private, no-store"
    return answer


@public
@require_safe
def programme_deadlines(request: HttpRequest, slug: str) -> HttpResponse:
    """The days of one programme."""
    profile = profile_of(request, slug)
    entries = list(entries_of(profile, profile.calls.all(), timezone.localdate()))
    text = calendar_file(entries, method=Method.PUBLISH, name=profile.programme.name)
    return calendar_answer(request, text, name=profile.programme.slug)
