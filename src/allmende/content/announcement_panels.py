# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Announcements on other pages, in the search box and in the sitemap. Small, and only where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.urls import reverse
from django.utils import timezone

from allmende.content.models import Announcement
from allmende.territory.models import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest

    from allmende.content.models.announcement import AnnouncementQuerySet

SHOWN: Final = 3
LONGEST_QUERY: Final = 100
MOST_WORDS: Final = 8


def _newest(found: AnnouncementQuerySet) -> list[Announcement]:
    """The next events first, then the newest news; what is over does not count (one query)."""
    return list(found.current(timezone.now())[:SHOWN])


class NewestAnnouncements:
    """Slots "start" and "news": the newest of all."""

    order: ClassVar = 50
    template: ClassVar = "content/announcement/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        items = _newest(Announcement.objects.published().for_cards())
        return {"items": items, "all_url": reverse("content:announcements")} if items else None


class TerritoryAnnouncements:
    """Slot "territory": those of the organisations in the place."""

    order: ClassVar = 60
    template: ClassVar = "content/announcement/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        found = Announcement.objects.published().for_cards()
        items = _newest(found.inside(subject.ars))
        query = {"land": subject.ars} if subject.level == Level.LAND else None
        return {"items": items, "all_url": reverse("content:announcements", query=query)} if items else None


class CooperationAnnouncements:
    """Slot "cooperation": those that are about it, past events too."""

    order: ClassVar = 60
    template: ClassVar = "content/announcement/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        found = Announcement.objects.published().for_cards().filter(cooperation=subject)
        items = list(found.order_by("-dated_on", "-pk")[: 2 * SHOWN])
        return {"items": items, "all_url": ""} if items else None


def addresses() -> Iterable[str]:
    """For the sitemap."""
    yield reverse("content:announcements")
    for slug in Announcement.objects.published().order_by("pk").values_list("slug", flat=True):
        yield reverse("content:announcement", kwargs={"slug": slug})
