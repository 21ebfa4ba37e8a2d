# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""„Aus den Kommunen“ for programs: as RSS and as JSON, each with the filters of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.content.announcement_forms import (
    EVENTS,
    NEWS,
    PAST,
    AnnouncementFilterForm,
)
from allmende.content.announcement_views import lands
from allmende.content.models import Announcement
from allmende.core.access import public
from allmende.core.outgoing import absolute, xml_text

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest

    from allmende.content.models.announcement import AnnouncementQuerySet

NEWEST: Final = 50


def _found(request: HttpRequest) -> AnnouncementQuerySet:
    """What the filters choose, what was published last first."""
    chosen = AnnouncementFilterForm(request.GET, lands=lands()).chosen
    found = Announcement.objects.published().for_cards()
    found = found.inside(chosen["land"]) if chosen["land"] else found
    if chosen["art"] == NEWS:
        found = found.news()
    elif chosen["art"] == EVENTS:
        found = found.coming(timezone.now())
    elif chosen["art"] == PAST:
        found = found.past(timezone.now())
    return found.order_by("-published_at", "-pk").select_related("cooperation").prefetch_related("topics")[:NEWEST]


def _when(moment: dt.datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else None


@public
@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """The newest fifty as RSS 2.0."""
    feed = Rss201rev2Feed(
        title=_("Allmende: Aus den Kommunen"),
        link=absolute(reverse("content:announcements")),
        description=_("Meldungen und Veranstaltungen der Kommunen zur interkommunalen Zusammenarbeit"),
        language=settings.LANGUAGE_CODE,
        feed_url=absolute(request.get_full_path()),
    )
    for item in _found(request):
        address = absolute(item.get_absolute_url())
        feed.add_item(
            title=xml_text(item.title),
            link=address,
            unique_id=address,
            description=xml_text(f"{_starts(item)}{item.lead}"),
            pubdate=item.published_at,
            author_name=xml_text(item.owner.name),
            categories=[xml_text(topic.name) for topic in item.topics.all()],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def _starts(item: Announcement) -> str:
    if item.starts_at is None:
        return ""
    start = f"{timezone.localtime(item.starts_at):%d.%m.%Y, %H:%M}"
    return _("%(start)s Uhr, %(place)s: ") % {"start": start, "place": item.place}


@public
@require_safe
def json(request: HttpRequest) -> JsonResponse:
    """The newest fifty as plain values; what is not stated is null."""
    return JsonResponse(
        {"announcements": [_record(item) for item in _found(request)]}, json_dumps_params={"ensure_ascii": False}
    )


def _record(item: Announcement) -> dict[str, Any]:
    territory, cooperation = item.territory, item.cooperation
    return {
        "url": absolute(item.get_absolute_url()),
        "sort": item.sort,
        "title": item.title,
        "lead": item.lead,
        "text": item.text or None,
        "dated_on": item.dated_on.isoformat(),
        "starts_at": _when(item.starts_at),
        "ends_at": _when(item.ends_at),
        "place": item.place or None,
        "registration_url": item.registration_url or None,
        "more_url": item.url or None,
        "organisation": item.owner.name,
        "ars": territory.ars if territory else None,
        "topics": [topic.name for topic in item.topics.all()],
        "cooperation_url": (
            absolute(cooperation.get_absolute_url()) if cooperation and cooperation.published_at else None
        ),
        "published_at": _when(item.published_at),
    }
