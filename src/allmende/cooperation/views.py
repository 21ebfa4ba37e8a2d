# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The Steckbrief of one cooperation, as a page and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.cooperation import rules, sections
from allmende.cooperation.cards import BADGES, cards_of, for_cards, land_names, lands_of, lead_first, partner_name
from allmende.cooperation.models import Cooperation, Participation, Status
from allmende.cooperation.records import cooperation_record
from allmende.cooperation.sheet_map import sheet_map
from allmende.cooperation.standing import tools_for
from allmende.core.access import public

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User
    from allmende.cooperation.models import CooperationQuerySet, Topic

SIMILAR = 3


def siblings_of(cooperation: Cooperation, user: User | AnonymousUser) -> CooperationQuerySet:
    """The other cooperations of the same alliance."""
    others = Cooperation.objects.visible_to(user).filter(alliance=cooperation.alliance_id)
    return others.exclude(pk=cooperation.pk).order_by("title", "pk")


def similar_to(
    cooperation: Cooperation, topics: Sequence[Topic], participations: Sequence[Participation]
) -> CooperationQuerySet:
    """Published cooperations on the same topics by others, most topics in common first."""
    here = [part.territory_id for part in participations if part.territory_id is not None]
    others = Cooperation.objects.published().filter(topics__in=topics).exclude(pk=cooperation.pk)
    # Rows of alliances have no cooperation; a null among the keys would exclude everything.
    same_places = Participation.objects.filter(territory__in=here).exclude(cooperation=None)
    others = others.exclude(pk__in=same_places.values("cooperation"))
    if cooperation.alliance_id is not None:
        others = others.exclude(alliance=cooperation.alliance_id)
    common = Count("topics", filter=Q(topics__in=topics), distinct=True)
    return others.annotate(common=common).order_by("-common", "title", "pk")


def partner_number(cooperation: Cooperation) -> str:
    """How many carry the task; „mindestens“ when the list of partners is not complete."""
    count = cooperation.partner_count  # type: ignore[attr-defined]  # annotated by with_details
    if not count:
        return ""
    return str(count) if cooperation.participants_complete else _("mindestens %(count)s") % {"count": count}


@public
def cooperation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything known about one cooperation, in the order a reader wants it."""
    visible = Cooperation.objects.visible_to(request.user).with_standing(request.user)
    cooperation = get_object_or_404(visible.with_details(), slug=slug)
    participations = lead_first(cooperation.participations.all())
    topics = list(cooperation.topics.all())
    alliance = cooperation.alliance
    if alliance is not None and not rules.may_see(request.user, alliance):
        alliance = None
    siblings = siblings_of(cooperation, request.user)
    context = {
        "trail": sections.trail((cooperation.title, None)),
        "cooperation": cooperation,
        "participations": participations,
        "partner_number": partner_number(cooperation),
        "lead_name": partner_name(cooperation.lead) if cooperation.lead else "",
        "topics": topics,
        "lands": lands_of(participations, land_names()),
        "alliance": alliance,
        "siblings": [(item, BADGES.get(item.status, "")) for item in siblings] if alliance else [],
        "similar": cards_of(for_cards(similar_to(cooperation, topics, participations))[:SIMILAR]) if topics else (),
        "badge": BADGES.get(cooperation.status, ""),
        "is_over": cooperation.status in {Status.ENDED, Status.FAILED},
        "grants": cooperation.grants.all(),
        "period_costs": cooperation.period_costs.all() if alliance else (),
        "small_map": sheet_map(participations),
        "map_url": f"{reverse('map:index')}?{urlencode({'kooperation': cooperation.slug})}",
        "sources": cooperation.sources.all(),
        **tools_for(request.user, cooperation),
    }
    return render(request, "cooperation/cooperation_detail.html", context)


@public
def cooperation_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same Steckbrief for machines."""
    cooperation = get_object_or_404(Cooperation.objects.visible_to(request.user).with_details(), slug=slug)
    return JsonResponse(cooperation_record(cooperation), json_dumps_params={"ensure_ascii": False, "indent": 2})
