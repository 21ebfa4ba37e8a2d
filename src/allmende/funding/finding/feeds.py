# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Programmes for programs, with the filters of the finder: as JSON all that is stated, as RSS what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.core.outgoing import absolute, xml_text
from allmende.funding.finding.listing import read_finder
from allmende.funding.finding.programme_page import period_text
from allmende.funding.finding.query import FinderQuery, list_url
from allmende.funding.finding.windows import Window
from allmende.funding.models import Directive, ProgrammeProfile

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest

    from allmende.funding.engine.directive import DirectiveText
    from allmende.funding.finding.listing import Card, Finder
    from allmende.funding.models import Call

NEWEST: Final = 50
MOST: Final = 1000


@public
@require_safe
def feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The programmes that match the filters, as RSS 2.0 or as JSON."""
    writers = {"rss": _rss, "json": _json}
    if kind not in writers:
        raise Http404
    published = ProgrammeProfile.objects.filter(is_published=True)
    finder, _unknown = read_finder(published, FinderQuery.from_params(request.GET), timezone.localdate())
    answer = writers[kind](request, finder)
    if not finder.hits.is_complete:
        answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _rss(request: HttpRequest, finder: Finder) -> HttpResponse:
    """Programmes, their calls and their released versions, what changed last first. In the language of the portal."""
    with override(settings.LANGUAGE_CODE):
        found = Rss201rev2Feed(
            title=_("Allmende: Förderung"),
            link=absolute(list_url(finder.query)),
            description=_("Neue Programme, Antragsphasen und Fassungen für Kommunen, die zusammenarbeiten"),
            language=settings.LANGUAGE_CODE,
            feed_url=absolute(request.get_full_path()),
        )
        items = [item for card in finder.found for item in _items_of(card)]
        items += _items_of_directives([card.profile.pk for card in finder.found])
        items.sort(key=lambda item: item["pubdate"], reverse=True)
        for item in items[:NEWEST]:
            found.add_item(**item)
    return HttpResponse(found.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def _items_of(card: Card) -> list[dict[str, Any]]:
    profile = card.profile
    address = absolute(profile.get_absolute_url())
    told = " – ".join(part for part in (card.whose, card.sentence, card.gives) if part)
    items = [_item(profile.programme.name, address, told, profile.updated_at)]
    for window in card.windows:
        title = f"{profile.programme.name}: {window.call.title}"
        items.append(_item(title, f"{address}#antragsphase-{window.call.pk}", window.words, window.call.updated_at))
    return items


def _items_of_directives(profiles: list[int]) -> list[dict[str, Any]]:
    rows = Directive.objects.released().filter(profile__in=profiles).defer("content")
    rows = rows.select_related("profile__programme").order_by("-released_at", "-pk")[:NEWEST]
    return [
        _item(
            _("Neue Fassung: %(title)s") % {"title": row.title},
            absolute(row.get_absolute_url()),
            f"{row.profile.programme.name} – {period_text(row.valid_from, row.valid_until)}",
            row.released_at or row.updated_at,
        )
        for row in rows
    ]


def _item(title: str, address: str, description: str, moment: dt.datetime) -> dict[str, Any]:
    return {
        "title": xml_text(title),
        "link": address,
        "unique_id": address,
        "description": xml_text(description),
        "pubdate": moment,
    }


def _json(_request: HttpRequest, finder: Finder) -> HttpResponse:
    values = {
        "total": len(finder.found),
        "programmes": [record(card) for card in finder.found[:MOST]],
    }
    return JsonResponse(values, json_dumps_params={"ensure_ascii": False, "indent": 1})


def record(card: Card) -> dict[str, Any]:
    """What is stated about one programme; what is not stated is null."""
    profile, programme = card.profile, card.profile.programme
    return {
        "url": absolute(profile.get_absolute_url()),
        "slug": programme.slug,
        "name": programme.name,
        "scope": profile.scope,
        "land": card.land or None,
        "funder": programme.funder or None,
        "summary": profile.summary or None,
        "applicants": profile.applicants or None,
        "amount": profile.amount_text or None,
        "how_to_apply": profile.how_to_apply or None,
        "authority": profile.authority or None,
        "contact_url": profile.contact_url or None,
        "topics": sorted(topic.slug for topic in profile.topics.all()) or None,
        "cost_kinds": profile.cost_kinds or None,
        "source_url": profile.source_url or None,
        "read_on": _iso(profile.read_on),
        "is_verified": profile.is_verified,
        "changed_at": timezone.localtime(profile.updated_at).isoformat(timespec="minutes"),
        "deadlines_url": absolute(reverse("funding:programme_deadlines", args=[programme.slug])),
        "calls": [_call(window.call, card.on) for window in card.windows],
        "directives": [_directive(programme.slug, text) for text in card.texts],
    }


def _call(call: Call, on: dt.date) -> dict[str, Any]:
    return {
        "title": call.title,
        "opens_on": _iso(call.opens_on),
        "closes_on": _iso(call.closes_on),
        "is_rolling": call.is_rolling,
        "standing": Window(call, on).standing.value,
        "budget": None if call.budget is None else f"{call.budget:.2f}",
        "note": call.note or None,
        "citation": call.citation or None,
        "source_url": call.source_url or None,
        "read_on": _iso(call.read_on),
        "is_verified": call.is_verified,
    }


def _directive(slug: str, text: DirectiveText) -> dict[str, Any]:
    return {
        "key": text.key,
        "title": text.title,
        "valid_from": _iso(text.valid_from),
        "valid_until": _iso(text.valid_until),
        "url": absolute(reverse("funding:directive", args=[slug, text.key])),
        "file_url": absolute(reverse("funding:directive_file", args=[slug, text.key, "json"])),
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
