# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Cooperations and alliances in the search box of the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from allmende.cooperation.cards import lead_first, partner_name
from allmende.cooperation.filters import CooperationQuery
from allmende.cooperation.models import Alliance, Cooperation, Topic
from allmende.core.finding import Finding
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from allmende.cooperation.models import Participation

NAMED = 3
LONGEST_QUERY = 100
MOST_WORDS = 8


def in_brief(participations: Iterable[Participation]) -> str:
    """The first partners, so that two findings of one title can be told apart."""
    names = [partner_name(part) for part in lead_first(participations)]
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")


class CooperationFinding:
    """Cooperations by their words and partners; the desk finds drafts too."""

    key = "kooperationen"
    label = _("Kooperationen")
    order = 10

    def find(self, query: str, *, user: AbstractBaseUser | AnonymousUser, limit: int) -> tuple[Sequence[Finding], int]:
        wanted = CooperationQuery.from_params({"q": query})
        if not fold(wanted.q):
            return [], 0
        found = Cooperation.objects.visible_to(user).matching(wanted)  # type: ignore[arg-type]
        hits = [
            Finding(item.title, item.get_absolute_url(), in_brief(item.participations.all()))
            for item in found.for_cards()[:limit]
        ]
        return hits, len(hits) if len(hits) < limit else found.count()

    def more_url(self, query: str) -> str:
        return reverse("cooperation:list", query={"q": query})


class TopicFinding:
    """Topics by their name, each leading to its cooperations; one without any says so and leads to the topic above."""

    key = "themen"
    label = _("Themen")
    order = 12

    def find(self, query: str, *, user: AbstractBaseUser | AnonymousUser, limit: int) -> tuple[Sequence[Finding], int]:
        words = fold(query[:LONGEST_QUERY]).split()[:MOST_WORDS]
        if not words:
            return [], 0
        tree = list(Topic.objects.select_related("parent"))
        found = [topic for topic in tree if all(word in fold(topic.name) for word in words)]
        if not found:
            return [], 0
        visible = Cooperation.objects.visible_to(user)  # type: ignore[arg-type]
        counts = {option.value: option.count for option in visible.facets(CooperationQuery()).thema}
        return [_topic_finding(topic, counts) for topic in found[:limit]], len(found)

    def more_url(self, query: str) -> str:
        return ""


def _topic_finding(topic: Topic, counts: Mapping[str, int]) -> Finding:
    count, above = counts.get(topic.slug, 0), topic.parent
    if count:
        note = ngettext("%(n)s Kooperation", "%(n)s Kooperationen", count) % {"n": count}
        return Finding(topic.name, reverse("cooperation:list", query={"thema": topic.slug}), note)
    note = gettext("noch keine Kooperation eingetragen")
    if above is None or not counts.get(above.slug):
        return Finding(topic.name, reverse("cooperation:list"), note)
    note = gettext("%(note)s; Verwandtes unter „%(topic)s“") % {"note": note, "topic": above.name}
    return Finding(topic.name, reverse("cooperation:list", query={"thema": above.slug}), note)


class AllianceFinding:
    """Alliances by their words and members."""

    key = "verbuende"
    label = _("Kooperationsverbünde")
    order = 15

    def find(self, query: str, *, user: AbstractBaseUser | AnonymousUser, limit: int) -> tuple[Sequence[Finding], int]:
        words = fold(query[:LONGEST_QUERY]).split()[:MOST_WORDS]
        if not words:
            return [], 0
        found = Alliance.objects.visible_to(user)  # type: ignore[arg-type]
        for word in words:
            found = found.filter(search_text__contains=word)
        hits = [
            Finding(item.title, item.get_absolute_url(), in_brief(item.participations.all()))
            for item in found.for_cards().order_by("title", "pk")[:limit]
        ]
        return hits, len(hits) if len(hits) < limit else found.count()

    def more_url(self, query: str) -> str:
        return reverse("cooperation:alliance_list")
