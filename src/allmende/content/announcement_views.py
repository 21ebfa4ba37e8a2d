# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The public pages „Aus den Kommunen“, and the desk's way to take one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models.functions import Substr
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from allmende.content.announcement_forms import ALL, EVENTS, NEWS, PAST, AnnouncementFilterForm
from allmende.content.announcement_services import withdraw_announcement
from allmende.content.models import Announcement
from allmende.core.access import public
from allmende.core.pages import paginate, render_page
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User
    from allmende.content.models.announcement import AnnouncementQuerySet

COMING_SHOWN: Final = 6
"""Coming events above the news; all of them have a list of their own."""
PAST_SHOWN: Final = 10
PER_PAGE: Final = 12


def lands() -> list[Territory]:
    """The Länder from which something is published."""
    keys = Announcement.objects.published().exclude(owner__territory=None).order_by()
    found = keys.annotate(land=Substr("owner__territory__ars", 1, 2)).values("land").distinct()
    return list(Territory.objects.filter(level=Level.LAND, ars__in=found).order_by("name"))


@public
@require_safe
def announcement_list(request: HttpRequest) -> HttpResponse:
    """News, newest first; coming events above them, past ones folded away."""
    form = AnnouncementFilterForm(request.GET, lands=lands())
    art, land = form.chosen["art"], form.chosen["land"]
    found = Announcement.objects.published().for_cards()
    found = found.inside(land) if land else found
    now = timezone.now()
    listed: AnnouncementQuerySet = {NEWS: found.news(), EVENTS: found.coming(now), PAST: found.past(now)}.get(
        art, found.news()
    )
    page = paginate(request, listed, per_page=PER_PAGE)
    is_first = art == ALL and page.number == 1
    coming = list(found.coming(now)[: COMING_SHOWN + 1]) if is_first else []
    past = list(found.past(now)[: PAST_SHOWN + 1]) if is_first or art == EVENTS else []
    query = {"land": land} if land else {}
    context: dict[str, Any] = {
        "form": form,
        "art": art,
        "page": page,
        "coming": coming[:COMING_SHOWN],
        "coming_url": _list_url(art=EVENTS, **query) if len(coming) > COMING_SHOWN else "",
        "past": past[:PAST_SHOWN],
        "past_url": _list_url(art=PAST, **query) if len(past) > PAST_SHOWN else "",
        "all_url": reverse("content:announcements"),
        "is_filtered": bool(art or land),
        "canonical_url": _list_url(**({"art": art} if art else {}), **query),
        "trail": [(_("Aus den Kommunen"), "")],
    }
    return render_page(request, "content/announcement/list.html", "content/announcement/_results.html", context)


def _list_url(**query: str) -> str:
    return reverse("content:announcements", query=query or None)


@public
@require_safe
def announcement(request: HttpRequest, slug: str) -> HttpResponse:
    """One announcement; a withdrawn one only for its organisation and the desk."""
    visible = Announcement.objects.visible_to(cast("User", request.user)).for_cards().select_related("cooperation")
    return show(request, get_object_or_404(visible, slug=slug))


def show(request: HttpRequest, found: Announcement) -> HttpResponse:
    """The public page of ``found``; also what the desk previews."""
    cooperation = found.cooperation if found.cooperation and found.cooperation.published_at else None
    context = {
        "announcement": found,
        "paragraphs": [part.strip() for part in found.text.replace("\r\n", "\n").split("\n\n") if part.strip()],
        "topics": list(found.topics.all()),
        "cooperation": cooperation,
        "may_withdraw": found.may_be_withdrawn_by(cast("User", request.user)),
        "trail": [(_("Aus den Kommunen"), reverse("content:announcements")), (found.title, "")],
    }
    return render(request, "content/announcement/detail.html", context)


@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take it off the portal."""
    user = cast("User", request.user)
    found = get_object_or_404(Announcement.objects.visible_to(user).for_cards(), slug=slug)
    if not user.has_perm("content.change_announcement") or (
        found.published_at is not None and not found.may_be_withdrawn_by(user)
    ):
        raise Http404
    try:
        withdraw_announcement(announcement=found, by=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Zurückgezogen. Die Meldung ist nicht mehr öffentlich."))
    return redirect("content:announcement", slug=slug)
