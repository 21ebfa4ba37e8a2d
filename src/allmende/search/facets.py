# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How many hits each value of a filter would leave.

The counts of one filter are taken under all the others, so that a second value of the same filter can be chosen. They
are exact, whatever the number of hits: the engine counts them in columns beside the index.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from allmende.core import searchables
from allmende.search.query import FILTERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import tantivy
    from django.utils.functional import _StrPromise

    from allmende.search.filtering import Narrowing
    from allmende.search.query import SearchQuery

MOST_COUNTED: Final = 2_000
"""Different values of one filter that are counted: more than there are Kreise, topics or years."""
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
    """The names of ``values``; what nobody knows is called as it is written. Kept until the content changes."""
    if name == "art":
        return {source.key: str(source.label) for source in searchables.sources()}
    if FILTERS[name] not in searchables.facets():
        return {}
    return _names(FILTERS[name], tuple(sorted(values)), number, get_language() or "")


@lru_cache(512)
def _names(field: str, values: tuple[str, ...], number: int, language: str) -> Mapping[str, str]:  # noqa: ARG001
    return {value: str(name) for value, name in searchables.facets()[field].names(values).items()}


def forget() -> None:
    """Drop the names that are kept: after a rolled-back change, in tests."""
    _names.cache_clear()


def counted(query: SearchQuery, text: tantivy.Query | None, conditions: Narrowing) -> dict[str, tuple[FacetValue, ...]]:
    """The facets of ``query``, named as in the address; a facet without values is left out."""
    free = [name for name in FILTERS if name not in conditions.by_name]
    counts = _counts(free, conditions.query(text), conditions)
    for name in FILTERS:
        if name in conditions.by_name:
            counts |= _counts([name], conditions.query(text, without=[name]), conditions)
    found = {name: _values(name, counts[name], getattr(query, name), conditions.view.number) for name in FILTERS}
    return {name: values for name, values in found.items() if values}


def _counts(names: Sequence[str], query: tantivy.Query, conditions: Narrowing) -> dict[str, dict[str, int]]:
    if not names:
        return {}
    asked = {name: {"terms": {"field": FILTERS[name], "size": MOST_COUNTED}} for name in names}
    answer: dict[str, Any] = conditions.view.searcher.aggregate(query, asked)
    return {name: {_value(bucket["key"]): bucket["doc_count"] for bucket in answer[name]["buckets"]} for name in names}


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
