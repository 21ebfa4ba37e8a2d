# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""News of the list as an Atom feed: the same filters as the page, the newest entries first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmende.cooperation.cards import partner_name
from allmende.cooperation.models import Cooperation
from allmende.cooperation.reading import kept_if_complete, read_filters
from allmende.core.access import public
from allmende.core.outgoing import absolute, xml_text

if TYPE_CHECKING:
    from django.http import HttpRequest

NEWEST = 30


def entry_text(cooperation: Cooperation) -> str:
    """Summary and partners in one paragraph."""
    partners = ", ".join(partner_name(part) for part in cooperation.participations.all())
    about = [cooperation.summary, _("Partner: %(partners)s") % {"partners": partners} if partners else ""]
    return " ".join(text for text in about if text) or str(cooperation.get_status_display())


@public
def atom(request: HttpRequest) -> HttpResponse:
    """The cooperations published last among those that match the filters."""
    query = read_filters(request.GET).query
    found = Cooperation.objects.published().matching(query).for_cards().order_by("-published_at", "-pk")[:NEWEST]
    marks = f"?{query.urlencode()}" if query else ""
    feed = Atom1Feed(
        title=_("Allmende: neue Kooperationen"),
        link=absolute(f"{reverse('cooperation:list')}{marks}"),
        description=_("Neu veröffentlichte interkommunale Kooperationen"),
        language=get_language(),
        feed_url=absolute(f"{request.path}{marks}"),
        author_name="Allmende",
    )
    for cooperation in found:
        feed.add_item(
            title=xml_text(cooperation.title),
            link=absolute(cooperation.get_absolute_url()),
            unique_id=absolute(cooperation.get_absolute_url()),
            description=xml_text(entry_text(cooperation)),
            pubdate=cooperation.published_at,
            updateddate=cooperation.updated_at,
            categories=[topic.name for topic in cooperation.topics.all()],
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return kept_if_complete(response, query)
