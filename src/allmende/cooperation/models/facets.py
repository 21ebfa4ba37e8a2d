# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How many cooperations each option of each filter would leave, the other filters applied."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, ExpressionWrapper, F, When

from allmende.cooperation.models.grants import Grant
from allmende.cooperation.models.matching import conditions, text_hits
from allmende.cooperation.models.parts import Participation
from allmende.cooperation.models.status import Status
from allmende.cooperation.models.topic import Topic
from allmende.core.filters import Option
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allmende.cooperation.filters import CooperationQuery
    from allmende.cooperation.models.cooperation import CooperationQuerySet


@dataclass(frozen=True, slots=True)
class Facets:
    """The options of every filter that lead to at least one cooperation, and those that are selected."""

    total: int
    land: tuple[Option, ...] = ()
    kreis: tuple[Option, ...] = ()
    thema: tuple[Option, ...] = ()
    status: tuple[Option, ...] = ()
    rechtsform: tuple[Option, ...] = ()
    foerderung: tuple[Option, ...] = ()
    verbund: tuple[Option, ...] = ()


class _Counter:
    """Which cooperations count for which filter: those that meet all conditions but its own."""

    def __init__(self) -> None:
        self.for_all: set[int] = set()
        self.only_for: dict[str, set[int]] = defaultdict(set)

    def add(self, key: int, failed: list[str]) -> None:
        if not failed:
            self.for_all.add(key)
        elif len(failed) == 1:
            self.only_for[failed[0]].add(key)

    def counts(self, facet: str, pairs: Iterable[tuple[int, str | None]]) -> dict[str, int]:
        """Cooperations per value of ``facet``, each counted once."""
        found: dict[str, set[int]] = defaultdict(set)
        others = self.only_for[facet]
        for key, value in pairs:
            if value and (key in self.for_all or key in others):
                found[value].add(key)
        return {value: len(keys) for value, keys in found.items()}


SHOWN_ALLIANCE = Case(When(alliance__published_at__isnull=False, then=F("alliance__slug")))
"""An alliance that is still a draft is no choice: its name would tell of it."""


def count(cooperations: CooperationQuerySet, query: CooperationQuery) -> Facets:
    """Facets of ``cooperations`` for ``query``: six queries, whatever the number of cooperations."""
    wanted = conditions(query, text_hits(query))
    flags = {f"meets_{name}": ExpressionWrapper(q, output_field=BooleanField()) for name, q in wanted.items()}
    rows = list(
        cooperations.order_by()
        .annotate(alliance_shown=SHOWN_ALLIANCE, **flags)
        .values_list("pk", "status", "legal_form__key", "legal_form__name", "alliance_shown", "alliance__title", *flags)
    )
    counter = _Counter()
    for (
        key,
        *_values,
    ) in rows:
        met = _values[5:]
        counter.add(key, [name for name, meets in zip(wanted, met, strict=True) if not meets])
    land, kreis = _places(counter, query)
    return Facets(
        total=len(counter.for_all),
        land=land,
        kreis=kreis,
        thema=_topics(counter, query),
        status=_options(
            counter.counts("status", ((row[0], row[1]) for row in rows)),
            {value: str(Status(value).label) for value in Status.values},
            query.status,
        ),
        rechtsform=_options(
            counter.counts("rechtsform", ((row[0], row[2]) for row in rows)),
            dict(sorted({(row[2], row[3]) for row in rows if row[2]}, key=lambda pair: pair[::-1])),
            (query.rechtsform,),
        ),
        foerderung=_funding(counter, query),
        verbund=_options(
            counter.counts("verbund", ((row[0], row[4]) for row in rows)),
            dict(sorted({(row[4], row[5]) for row in rows if row[4]}, key=lambda pair: pair[::-1])),
            (query.verbund,),
        ),
    )


def _options(
    counts: Mapping[str, int],
    labels: Mapping[str, str],
    selected: Iterable[str],
    depths: Mapping[str, int] | None = None,
) -> tuple[Option, ...]:
    """Options in the order of ``labels``; empty ones only if selected, so that they can be taken away."""
    chosen = set(selected)
    depths = depths or {}
    return tuple(
        Option(value, label, counts.get(value, 0), value in chosen, depths.get(value, 0))
        for value, label in labels.items()
        if counts.get(value) or value in chosen
    )


def _places(counter: _Counter, query: CooperationQuery) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    """Länder, and Kreise (of the chosen Land, if one is chosen)."""
    partners = Participation.objects.exclude(cooperation=None).order_by()
    pairs = [
        (key, own or others)
        for key, own, others in partners.values_list(
            "cooperation_id", "territory__ars", "organisation__territory__ars"
        ).distinct()
        if own or others
    ]
    lands = counter.counts("land", ((key, ars[:2]) for key, ars in pairs))
    kreise = counter.counts(
        "kreis", ((key, ars[:5]) for key, ars in pairs if len(ars) >= 5 and ars.startswith(query.land))
    )
    named = Territory.objects.filter(
        ars__in={*lands, *kreise, query.land, query.kreis}, level__in=(Level.LAND, Level.KREIS)
    ).order_by("search_name", "ars")
    labels = {
        ars: f"{name} ({kind})" if len(ars) == 5 else name
        for ars, name, kind in named.values_list("ars", "name", "kind")
    }
    return (
        _options(lands, {ars: label for ars, label in labels.items() if len(ars) == 2}, (query.land,)),
        _options(kreise, {ars: label for ars, label in labels.items() if len(ars) == 5}, (query.kreis,)),
    )


def _topics(counter: _Counter, query: CooperationQuery) -> tuple[Option, ...]:
    """Main areas, each followed by its sub-topics; a main area counts those of its sub-topics too."""
    tree = list(Topic.objects.select_related("parent"))
    links = list(Topic.cooperations.through.objects.order_by().values_list("cooperation_id", "topic_id"))
    by_key = {topic.pk: topic for topic in tree}
    pairs: list[tuple[int, str | None]] = []
    for cooperation, topic_key in links:
        topic = by_key[topic_key]
        pairs.append((cooperation, topic.slug))
        if topic.parent:
            pairs.append((cooperation, topic.parent.slug))
    labels: dict[str, str] = {}
    for main in tree:
        if main.parent_id is None:
            labels[main.slug] = main.name
            labels |= {topic.slug: topic.name for topic in tree if topic.parent_id == main.pk}
    depths = {topic.slug: 1 for topic in tree if topic.parent_id}
    return _options(counter.counts("thema", pairs), labels, (query.thema,), depths)


def _funding(counter: _Counter, query: CooperationQuery) -> tuple[Option, ...]:
    """Programmes, each followed by its award rounds."""
    grants = list(
        Grant.objects.exclude(cooperation=None)
        .order_by("programme__order", "programme__name", "phase__order", "phase__key", "pk")
        .values_list("cooperation_id", "programme__slug", "programme__name", "phase__key", "phase__label")
    )
    labels: dict[str, str] = {}
    depths: dict[str, int] = {}
    for programme in dict.fromkeys(row[1] for row in grants):
        rows = [row for row in grants if row[1] == programme]
        labels[programme] = rows[0][2]
        phases = {row[3]: row[4] for row in rows if row[3]}
        labels |= phases
        depths |= dict.fromkeys(phases, 1)
    pairs = [(row[0], row[1]) for row in grants] + [(row[0], row[3]) for row in grants]
    return _options(counter.counts("foerderung", pairs), labels, (query.foerderung,), depths)
