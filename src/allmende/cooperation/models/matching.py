# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From a CooperationQuery to database conditions: one condition per filter, so that each can be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from allmende.cooperation.models.grants import Grant
from allmende.cooperation.models.parts import Participation
from allmende.cooperation.models.topic import Topic
from allmende.core import searchables
from allmende.territory.distances import box_around, haversine
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from allmende.cooperation.filters import CooperationQuery
    from allmende.core.searchables import FoundKeys
    from allmende.territory.distances import Point

SOURCE = "kooperationen"
"""The key of the source of cooperations, as the search knows them."""
RANKED = 300
"""How many of the best hits of a text stand in the order of the search; nobody reads on that far."""


def partner_count() -> Coalesce:
    """How many partners carry the task today."""
    counted = Participation.objects.carrying().filter(cooperation=OuterRef("pk")).order_by().values("cooperation")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField())


def grant_total() -> Subquery:
    """Sum of the known grants in EUR; null when no amount is known."""
    sums = Grant.objects.filter(cooperation=OuterRef("pk")).order_by().values("cooperation")
    return Subquery(sums.annotate(total=Sum("amount")).values("total"))


def text_hits(query: CooperationQuery) -> FoundKeys:
    """What the search finds for the text of ``query``. Without a text nothing is asked; then nobody looks at it."""
    return searchables.find_keys(SOURCE, query.q) if query.q else searchables.FoundKeys()


def conditions(query: CooperationQuery, hits: FoundKeys) -> dict[str, Q]:
    """The condition of every filter that is set, by its name in the address. Partner numbers are one filter."""
    found: dict[str, Q] = {}
    if query.q:
        found["q"] = Q(pk__in=hits.numbers)
    if query.land:
        found["land"] = _has_partner(_starting_with(query.land))
    if query.kreis:
        found["kreis"] = _has_partner(_starting_with(query.kreis))
    if query.ort:
        found["ort"] = _near(query.ort, query.radius)
    if query.thema:
        wanted = Topic.objects.filter(Q(slug=query.thema) | Q(parent__slug=query.thema))
        found["thema"] = Q(Exists(wanted.filter(cooperations=OuterRef("pk"))))
    if query.status:
        found["status"] = Q(status__in=query.status)
    if query.rechtsform:
        found["rechtsform"] = Q(legal_form__key=query.rechtsform)
    if query.partner_min is not None or query.partner_max is not None:
        found["partner"] = _partner_range(query.partner_min, query.partner_max)
    if query.foerderung:
        funded = Grant.objects.filter(Q(programme__slug=query.foerderung) | Q(phase__key=query.foerderung))
        found["foerderung"] = Q(Exists(funded.filter(cooperation=OuterRef("pk"))))
    if query.verbund:
        found["verbund"] = Q(alliance__slug=query.verbund, alliance__published_at__isnull=False)
    return found


def ordering(query: CooperationQuery, hits: FoundKeys) -> list[Combinable | str]:
    """How the list is sorted; unknown values last, then by title and key, so that the order is always the same."""
    if query.order == "relevanz":
        ranks = [When(pk=key, then=Value(rank)) for rank, key in enumerate(hits.numbers[:RANKED])]
        by_rank = [Case(*ranks, default=Value(RANKED), output_field=IntegerField())] if ranks else []
        return [*by_rank, "title", "pk"]
    first: dict[str, list[Combinable | str]] = {
        "neueste": [_last("starts_on")],
        "betrag": [grant_total().desc(nulls_last=True)],
        "partner": [partner_count().desc()],
        "bestaetigt": [_last("confirmed_on")],
    }
    return [*first.get(query.order, []), "title", "pk"]


def _last(field: str) -> Combinable:
    return F(field).desc(nulls_last=True)


def _starting_with(ars: str) -> Q:
    return Q(territory__ars__startswith=ars) | Q(organisation__territory__ars__startswith=ars)


def _has_partner(which: Q) -> Q:
    return Q(Exists(Participation.objects.filter(which, cooperation=OuterRef("pk"))))


def _partner_range(least: int | None, most: int | None) -> Q:
    wanted = Q()
    if least is not None:
        wanted &= Q(GreaterThanOrEqual(partner_count(), least))
    if most is not None:
        wanted &= Q(LessThanOrEqual(partner_count(), most))
    return wanted


def _near(ars: str, radius_km: int) -> Q:
    """At the place itself, in its Verband or Kreis as a partner, inside it, or with a point within the radius."""
    lineage = [ars[:digits] for digits in (5, 9, 12) if digits <= len(ars)]
    here = Q(territory__ars__in=lineage) | Q(organisation__territory__ars__in=lineage)
    if len(ars) < 12:
        here |= _starting_with(ars)
    if radius_km:
        around = _partners_around(ars, radius_km)
        here |= Q(territory__in=around) | Q(organisation__territory__in=around)
    return _has_partner(here)


def _partners_around(ars: str, radius_km: int) -> list[int]:
    """Keys of the territories within the radius that take part in anything; a box first, then the exact distance."""
    centre = _points(Territory.objects.filter(ars=ars))
    if not centre:
        return []
    _key, here = centre[0]
    reach = box_around(here, radius_km)
    taking_part = Q(Exists(Participation.objects.filter(territory=OuterRef("pk")))) | Q(
        Exists(Participation.objects.filter(organisation__territory=OuterRef("pk")))
    )
    box = Territory.objects.filter(
        taking_part, longitude__range=(reach.west, reach.east), latitude__range=(reach.south, reach.north)
    )
    return [key for key, point in _points(box) if haversine(here, point) <= radius_km]


def _points(territories: QuerySet[Territory]) -> list[tuple[int, Point]]:
    """Key and point of those that have one."""
    rows = territories.order_by().values_list("pk", "longitude", "latitude")
    return [(key, (east, north)) for key, east, north in rows if east is not None and north is not None]
