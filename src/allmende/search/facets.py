# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How many hits each value of a filter would leave.

The counts of one filter are taken under all the others, so that a second value of the same filter can be chosen. They
are exact, whatever the number of hits: the engine counts them in columns beside the index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from allmende.core import searchables
from allmende.search import schema
from allmende.search.query import FILTERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import tantivy
    from django.utils.functional import _StrPromise

    from allmende.search.filtering import Narrowing
    from allmende.search.query import SearchQuery

MOST_COUNTED: Final = 2_000
"""Different values of one filter that are counted: more than there are Kreise, topics or years."""
ALL: Final = "all"
"""Beside the filters: the hits themselves."""
MOST_SHOWN: Final = 60
"""Values of one filter in an answer, the most frequent first; selected ones always."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a filter, what it is called, and how many hits there are with it."""

    value: str
    label: str
    count: int
    is_selected: bool = False


def label_of(name: str) -> str | _StrPromise:
    """What the filter ``name`` of the address is called: „Land“, „Rechtsform“."""
    own = {"art": _("Art"), "jahr": _("Jahr")}
    if name in own:
        return own[name]
    facet = searchables.facets().get(FILTERS.get(name, name))
    return facet.label if facet is not None else name.capitalize()


def labels(name: str, values: Sequence[str], *, number: int) -> Mapping[str, str]:
    """The names of ``values``; what nobody knows is missing. Kept until the content changes."""
    if name == "art":
        return {source.key: str(source.label) for source in searchables.sources()}
    facet = searchables.facets().get(FILTERS[name])
    if facet is None:
        return {}
    kept = _names.of(FILTERS[name], number)
    unknown = [value for value in values if value not in kept]
    if unknown:
        named = facet.names(unknown)
        kept |= {value: str(named.get(value, value)) for value in unknown}
    return kept


class _Names:
    """The names of values that were asked for, by field and language, of one state of the content."""

    def __init__(self) -> None:
        self._number = -1
        self._by_field: dict[tuple[str, str], dict[str, str]] = {}

    def of(self, field: str, number: int) -> dict[str, str]:
        if number != self._number:
            self._number, self._by_field = number, {}
        kept = self._by_field.setdefault((field, get_language() or ""), {})
        if len(kept) > MOST_COUNTED:
            kept.clear()
        return kept

    def forget(self) -> None:
        self._number = -1


_names = _Names()


def forget() -> None:
    """Drop the names that are kept: after a rolled-back change, in tests."""
    _names.forget()


@dataclass(frozen=True, slots=True)
class Counted:
    """How many hits a search has, and the facets, named as in the address; a facet without values is left out."""

    total: int
    by_name: dict[str, tuple[FacetValue, ...]]


def counted(query: SearchQuery, text: tantivy.Query | None, conditions: Narrowing) -> Counted:
    """The hits of ``text``, counted in one pass, and one more for each filter that is set."""
    free = [name for name in FILTERS if name not in conditions.by_name]
    total, counts = _counts(free, conditions.query(text), conditions)
    for name in FILTERS:
        if name in conditions.by_name:
            counts |= _counts([name], conditions.query(text, without=[name]), conditions)[1]
    found = {name: _values(name, counts[name], getattr(query, name), conditions.view.number) for name in FILTERS}
    return Counted(total, {name: values for name, values in found.items() if values})


def _counts(names: Sequence[str], query: tantivy.Query, conditions: Narrowing) -> tuple[int, dict[str, dict[str, int]]]:
    asked: dict[str, Any] = {name: {"terms": {"field": FILTERS[name], "size": MOST_COUNTED}} for name in names}
    asked[ALL] = {"value_count": {"field": schema.IS_PAGE}}
    answer: dict[str, Any] = conditions.view.searcher.aggregate(query, asked)
    total = int(answer[ALL]["value"] or 0)
    return total, {name: {_value(each["key"]): each["doc_count"] for each in answer[name]["buckets"]} for name in names}


def _value(key: Any) -> str:
    return str(int(key)) if isinstance(key, float) else str(key)


def _values(name: str, counts: Mapping[str, int], selected: Sequence[str], number: int) -> tuple[FacetValue, ...]:
    """The most frequent first, years the newest first; what is selected is there even without a hit."""
    by_count = sorted(counts, key=lambda value: (-counts[value], value))
    shown = dict.fromkeys([*(value for value in selected if value in counts), *by_count[:MOST_SHOWN], *selected])
    names = labels(name, list(shown), number=number)
    values = [FacetValue(value, names.get(value, value), counts.get(value, 0), value in selected) for value in shown]
    if name == "jahr":
        return tuple(sorted(values, key=lambda each: each.value, reverse=True))
    return tuple(sorted(values, key=lambda each: (-each.count, each.label)))
