# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Which programmes a query chooses, how many each filter option leaves, and what a card of the finder says.

There are some dozens of programmes in all: they are read once, and filtering and counting is done on them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from allmende.cooperation.models import Topic
from allmende.core import searchables
from allmende.core.filters import Chip, Option, WayOut, fruitful, shortened
from allmende.core.searchables import FoundKeys
from allmende.core.templatetags.core import euro
from allmende.funding.checking.parameters import word_of
from allmende.funding.engine.questions import COST_KINDS
from allmende.funding.finding.amount_table import most_of
from allmende.funding.finding.programme_page import applying
from allmende.funding.finding.query import LABELS, SCOPES, Deadline, Level, list_url
from allmende.funding.finding.windows import Standing, in_order
from allmende.funding.names import land_names
from allmende.funding.released import released_texts
from allmende.funding.searchables import PROGRAMMES
from allmende.funding.wording import option_label
from allmende.territory.finding import places

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from allmende.funding.engine.directive import DirectiveText
    from allmende.funding.finding.query import FinderQuery
    from allmende.funding.finding.windows import Window
    from allmende.funding.models import ProgrammeProfile
    from allmende.funding.models.programmes import ProgrammeProfileQuerySet

FIRST_SENTENCE: Final = re.compile(r"^.{20,}?[.!?](?=\s+[A-ZÄÖÜ„]|$)", re.DOTALL)
LONGEST_SENTENCE: Final = 240


@dataclass(frozen=True, slots=True)
class Card:
    """One programme in the finder. ``topics``: under which it is found, none if it is for all of them.

    ``window`` is the call that matters now; ``texts`` its released directives.
    """

    profile: ProgrammeProfile
    topics: frozenset[str]
    windows: tuple[Window, ...]
    texts: tuple[DirectiveText, ...]
    on: dt.date

    @property
    def land(self) -> str:
        found = self.profile.programme.land
        return found.ars if found else ""

    @property
    def whose(self) -> str:
        """Who gives the money, as far as it is known."""
        programme = self.profile.programme
        return programme.funder or (programme.land.name if programme.land else str(self.profile.get_scope_display()))

    @property
    def sentence(self) -> str:
        return first_sentence(self.profile.summary or self.profile.programme.description)

    @property
    def gives(self) -> str:
        """What it gives: as somebody has written it, else the highest amount that the rules publish."""
        if self.profile.amount_text:
            return first_sentence(self.profile.amount_text)
        text = applying(self.texts, self.on)
        most = most_of(text, self.on) if text is not None else None
        if most is None:
            return ""
        return _("bis zu %(most)s (ab %(n)s Partnern)") % {"most": euro(most[0]), "n": most[1]}

    @property
    def window(self) -> Window | None:
        return next(iter(self.windows), None)

    @property
    def has_rules(self) -> bool:
        return bool(self.texts)


def first_sentence(text: str) -> str:
    """The first sentence of ``text``, cut at a word if it is very long."""
    plain = " ".join(text.split())
    found = FIRST_SENTENCE.match(plain)
    sentence = found.group() if found else plain
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    return f"{sentence[:LONGEST_SENTENCE].rsplit(' ', 1)[0]} …"


def cards_of(visible: ProgrammeProfileQuerySet, topics: Sequence[Topic], on: dt.date) -> list[Card]:
    """All of ``visible`` in their order with topics, calls and released directives (four queries)."""
    texts: dict[int, list[DirectiveText]] = {}
    for released in released_texts():
        texts.setdefault(released.profile.pk, []).append(released.text)
    rows = visible.select_related("programme__land").prefetch_related("calls", "topics")
    return [
        Card(
            profile=profile,
            topics=found_under(profile.topics.all(), topics),
            windows=tuple(in_order(profile.calls.all(), on)),
            texts=tuple(texts.get(profile.pk, ())),
            on=on,
        )
        for profile in rows
    ]


def found_under(own: Iterable[Topic], topics: Iterable[Topic]) -> frozenset[str]:
    """The topics under which a programme for ``own`` is found: these, what they belong to, and what belongs to them."""
    keys, parents = {topic.pk for topic in own}, {topic.parent_id for topic in own}
    return frozenset(topic.slug for topic in topics if topic.pk in keys | parents or topic.parent_id in keys)


class Finder:
    """The programmes that ``query`` chooses of ``visible`` on a day, and the options of every filter."""

    def __init__(self, visible: ProgrammeProfileQuerySet, query: FinderQuery, on: dt.date) -> None:
        self.query = query
        self.on = on
        self._visible = visible
        self.hits = searchables.find_keys(PROGRAMMES, query.q) if query.q else FoundKeys()
        numbers = frozenset(self.hits.numbers)
        tests: dict[str, Callable[[Card], bool]] = {
            "q": lambda card: card.profile.pk in numbers,
            "ort": lambda card: card.land in {"", query.ort[:2]},
            "land": lambda card: card.land in {"", query.land},
            "thema": lambda card: not card.topics or query.thema in card.topics,
            "kostenart": lambda card: not card.profile.cost_kinds or query.cost_kind in card.profile.cost_kinds,
            "frist": lambda card: query.frist in _deadlines(card),
            "ebene": lambda card: card.profile.scope == SCOPES[query.ebene],
        }
        self._tests = {name: test for name, test in tests.items() if getattr(query, name)}

    @cached_property
    def cards(self) -> list[Card]:
        """Every programme, before any filter."""
        return cards_of(self._visible, self.topics, self.on)

    @cached_property
    def topics(self) -> list[Topic]:
        return list(Topic.objects.select_related("parent"))

    @cached_property
    def land_names(self) -> dict[str, str]:
        return dict(land_names())

    def _matches(self, card: Card, *, without: str = "") -> bool:
        return all(test(card) for name, test in self._tests.items() if name != without)

    @cached_property
    def found(self) -> list[Card]:
        """In the order of the page: by how well the text is found, else as the desk has put them."""
        chosen = [card for card in self.cards if self._matches(card)]
        if self.query.q:
            rank = {number: place for place, number in enumerate(self.hits.numbers)}
            return sorted(chosen, key=lambda card: rank[card.profile.pk])
        return sorted(chosen, key=self._afterwards)

    def _afterwards(self, card: Card) -> tuple[bool, bool]:
        """Those of all Länder come after those of the own, those that do not state their costs after those that do."""
        is_for_all = bool(self.query.land_key) and card.land != self.query.land_key
        return is_for_all, bool(self.query.kostenart) and not card.profile.cost_kinds

    def options(self) -> dict[str, list[Option]]:
        """By filter: what leads to at least one programme, or is chosen."""
        cost_kinds = [(word_of("cost_kinds", key), option_label("cost_kinds", key)) for key in COST_KINDS]
        return {
            "land": self._named("land", sorted(self.land_names.items(), key=lambda item: item[1])),
            "thema": self._topic_options(),
            "kostenart": self._named("kostenart", cost_kinds),
            "frist": self._named("frist", [(value, str(label)) for value, label in Deadline.choices]),
            "ebene": self._named("ebene", [(value, str(label)) for value, label in Level.choices]),
        }

    def _values(self, name: str, card: Card) -> Iterator[str]:
        """The values of the filter ``name`` under which ``card`` is found; what is for all is found under each."""
        if name == "land":
            yield from [card.land] if card.land else self.land_names
        elif name == "thema":
            yield from card.topics or (topic.slug for topic in self.topics)
        elif name == "kostenart":
            yield from (word_of("cost_kinds", key) for key in card.profile.cost_kinds or COST_KINDS)
        elif name == "frist":
            yield from _deadlines(card)
        else:
            yield next(level for level, scope in SCOPES.items() if scope == card.profile.scope)

    def _counts(self, name: str) -> Counter[str]:
        counts: Counter[str] = Counter()
        for card in self.cards:
            if self._matches(card, without=name):
                counts.update(set(self._values(name, card)))
        return counts

    def _named(self, name: str, labels: list[tuple[str, str]]) -> list[Option]:
        counts, chosen = self._counts(name), getattr(self.query, name)
        return [
            Option(value, label, counts[value], value == chosen)
            for value, label in labels
            if counts[value] or value == chosen
        ]

    def _topic_options(self) -> list[Option]:
        counts, chosen = self._counts("thema"), self.query.thema
        return [
            Option(topic.slug, topic.name, counts[topic.slug], topic.slug == chosen, int(topic.parent is not None))
            for topic in self.topics
            if counts[topic.slug] or topic.slug == chosen
        ]

    @property
    def unknown(self) -> list[str]:
        """Names of filters whose value names nothing: a topic or a Land that does not exist."""
        named = {
            "thema": not self.query.thema or any(topic.slug == self.query.thema for topic in self.topics),
            "land": not self.query.land or self.query.land in self.land_names,
        }
        return [name for name, is_known in named.items() if not is_known]

    def chip_label(self, name: str) -> str:
        value: Any = getattr(self.query, name)
        match name:
            case "q":
                value = shortened(value)
            case "ort":
                place = places().by_ars[value]
                value = f"{place.name} ({self.land_names.get(value[:2], value[:2])})"
            case "land":
                value = self.land_names.get(value, value)
            case "thema":
                value = next((topic.name for topic in self.topics if topic.slug == value), value)
            case "kostenart":
                value = option_label("cost_kinds", self.query.cost_kind)
            case "frist":
                value = Deadline(value).label
            case "ebene":
                value = Level(value).label
        return f"{LABELS[name]}: {value}"

    def chips(self) -> list[Chip]:
        return [Chip(self.chip_label(name), list_url(self.query.without(name))) for name in self.query.active]

    def ways_out(self) -> list[WayOut]:
        """Which single filter to drop so that there is something to see, the most fruitful first."""
        return fruitful(
            WayOut(chip.label, chip.remove_url, sum(self._matches(card, without=name) for card in self.cards))
            for name, chip in zip(self.query.active, self.chips(), strict=True)
        )


def _deadlines(card: Card) -> set[str]:
    """The values of the filter „Frist“ under which a programme is found; none if nothing is known."""
    found = set()
    for window in card.windows:
        if window.takes_applications:
            found.add(Deadline.OPEN.value)
        if window.closes_soon:
            found.add(Deadline.SOON.value)
        if window.standing is Standing.ROLLING:
            found.add(Deadline.NONE.value)
    return found


def read_finder(visible: ProgrammeProfileQuerySet, query: FinderQuery, on: dt.date) -> tuple[Finder, list[str]]:
    """The programmes for ``query`` without values that name nothing, and messages about those."""
    finder = Finder(visible, query, on)
    messages = [query.not_understood(name, getattr(query, name)) for name in finder.unknown]
    return (Finder(visible, query.without(*finder.unknown), on), messages) if messages else (finder, [])
