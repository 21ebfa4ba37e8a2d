# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a search answers, as values that a page, a feed and a program can show alike. No part of it is HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allmende.search.facets import FacetValue
    from allmende.search.filtering import Place
    from allmende.search.highlighting import Part
    from allmende.search.query import SearchQuery


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry that was found. ``page`` is the page of a document on which the words stand best."""

    source: str
    source_label: str
    key: str
    title: str
    url: str
    note: str
    title_parts: tuple[Part, ...]
    snippet: tuple[Part, ...]
    page: int | None
    distance_km: float | None
    is_public: bool
    is_exact: bool
    """It is called exactly as the query says."""
    is_partial: bool
    """It holds only some of the words; such hits follow where few hold all."""
    score: float
    """From 1 for the best hit of the page downwards; 0 where relevance decides nothing."""


@dataclass(frozen=True, slots=True)
class Instead:
    """Another search that would find something, and how much. ``label`` says in words what is different about it."""

    label: str
    query: SearchQuery
    total: int


@dataclass(frozen=True, slots=True)
class Relaxed:
    """How the search was loosened because nothing, or hardly anything, was found for it as typed."""

    message: str
    left_out: tuple[str, ...] = ()
    """Words of the query that stand in no entry."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to ``query``. ``total`` counts all hits, ``page`` of ``pages`` is shown.

    ``found`` are those that hold all words. Where there are few, the page is filled up with entries that hold some of
    them, which are not counted; where there is none, ``total`` counts those. ``relaxed`` says either.
    """

    query: SearchQuery
    hits: tuple[Hit, ...] = ()
    total: int = 0
    found: int = 0
    page: int = 1
    pages: int = 1
    facets: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    did_you_mean: str | None = None
    relaxed: Relaxed | None = None
    instead: tuple[Instead, ...] = ()
    problems: tuple[str, ...] = ()
    place: Place | None = None
    """The place of the filter, if there is one."""
    is_complete: bool = True
    """Everything published is in the index; an answer of an incomplete one is not to be kept."""
