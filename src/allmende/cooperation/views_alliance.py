# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Alliances: the list, one alliance with its timeline, the same as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts.models import OrganisationKind
from allmende.cooperation import sections, timeline
from allmende.cooperation.cards import BADGES, land_names, lands_of, lead_first, partner_name
from allmende.cooperation.models import Alliance, Cooperation, Grant, Participation, PeriodCost, Role
from allmende.cooperation.records import alliance_record
from allmende.cooperation.standing import tools_for
from allmende.core.access import public
from allmende.core.pages import paginate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User
    from allmende.cooperation.models.alliance import AllianceQuerySet


def accompanies(part: Participation) -> bool:
    """Whether this is an accompanying institution (a university, an authority) and no member."""
    if part.organisation is None:
        return False
    return part.role == Role.ASSOCIATED or part.organisation.kind == OrganisationKind.UNIVERSITY


def with_parts(alliances: AllianceQuerySet) -> QuerySet[Alliance]:
    """What the page shows of an alliance; its costs only of sub-projects that are published."""
    costs = PeriodCost.objects.exclude(cooperation__published_at=None).select_related("cooperation")
    return alliances.select_related("owner", "legal_form").prefetch_related(
        Prefetch("participations", Participation.objects.in_order()),
        "periods__reports",
        Prefetch("periods__costs", costs.order_by("cooperation__title", "pk")),
        Prefetch("grants", Grant.objects.select_related("programme", "phase").order_by("notice_on", "pk")),
        "sources",
    )


def members_by_joining(participations: Iterable[Participation]) -> list[Participation]:
    """Members in the order of the timeline: the lead, then by the day of joining, the unknown days first."""
    members = [part for part in participations if not accompanies(part)]
    return sorted(lead_first(members), key=lambda part: part.joined_on.toordinal() if part.joined_on else 0)


@public
def alliance_list(request: HttpRequest) -> HttpResponse:
    """All alliances, each with its members and the number of its cooperations."""
    alliances = Alliance.objects.visible_to(request.user).for_cards().order_by("title", "pk")
    page = paginate(request, alliances)
    names = land_names()
    rows = []
    for alliance in page.object_list:
        participations = lead_first(alliance.participations.all())
        members = [partner_name(part) for part in participations if not accompanies(part)]
        rows.append({"alliance": alliance, "members": members, "lands": lands_of(participations, names)})
    context = {
        "trail": sections.trail((_("Verbünde"), None)),
        "tabs": sections.tabs(),
        "page": page,
        "rows": rows,
        "drafts": alliances.filter(published_at=None),
    }
    return render(request, "cooperation/alliance_list.html", context)


def projects_of(alliance: Alliance, user: User | AnonymousUser) -> QuerySet[Cooperation]:
    """The cooperations of the alliance that ``user`` may see."""
    return Cooperation.objects.visible_to(user).filter(alliance=alliance).order_by("title", "pk")


@public
def alliance_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One alliance: who since when, what money for what, which cooperations came of it."""
    visible = Alliance.objects.visible_to(request.user).with_standing(request.user)
    alliance = get_object_or_404(with_parts(visible), slug=slug)
    participations = lead_first(alliance.participations.all())
    periods = list(alliance.periods.all())
    members = members_by_joining(participations)
    context = {
        "trail": sections.trail((_("Verbünde"), reverse("cooperation:alliance_list")), (alliance.title, None)),
        "alliance": alliance,
        "members": members,
        "institutions": [part for part in participations if accompanies(part)],
        "lands": lands_of(participations, land_names()),
        "periods": periods,
        "timeline": timeline.of_alliance(alliance, periods, members, today=timezone.localdate()),
        "grants": alliance.grants.all(),
        "projects": [(item, BADGES.get(item.status, "")) for item in projects_of(alliance, request.user)],
        "sources": alliance.sources.all(),
        **tools_for(request.user, alliance),
        "map_url": f"{reverse('map:index')}?{urlencode({'verbund': alliance.slug})}",
    }
    return render(request, "cooperation/alliance_detail.html", context)


@public
def alliance_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same alliance for machines."""
    alliance = get_object_or_404(with_parts(Alliance.objects.visible_to(request.user)), slug=slug)
    record = alliance_record(alliance, projects_of(alliance, request.user))
    return JsonResponse(record, json_dumps_params={"ensure_ascii": False, "indent": 2})
