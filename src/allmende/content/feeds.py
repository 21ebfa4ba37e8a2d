# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The news as a feed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from allmende.content.models import NewsPage

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN = 20


class NewsFeed(Feed[NewsPage, None]):
    """The newest news as Atom."""

    feed_type = Atom1Feed
    title = _("Allmende: Aktuelles")
    subtitle = _("Neues von der interkommunalen Zusammenarbeit")
    link = "/aktuelles/"
    feed_url = "/aktuelles/feed.atom"

    def items(self) -> Iterable[NewsPage]:
        return NewsPage.objects.live().newest_first()[:SHOWN]  # type: ignore[no-any-return]

    def item_title(self, item: NewsPage) -> str:
        return str(item.title)

    def item_description(self, item: NewsPage) -> str:
        return str(item.lead)

    def item_link(self, item: NewsPage) -> str:
        return item.get_url() or ""

    def item_pubdate(self, item: NewsPage) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(item.dated_on, dt.time()))

    def item_updateddate(self, item: NewsPage) -> dt.datetime:
        return item.last_published_at or self.item_pubdate(item)
