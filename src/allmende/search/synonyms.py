# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The synonyms as the search needs them: each word, folded, with the words that also count for it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from allmende.german import fold, words
from allmende.search.models import SynonymGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_held: tuple[object, Mapping[str, tuple[str, ...]]] = (None, {})


def synonym_key(text: str) -> str:
    """How a word of a query is looked up: its words folded, one space between them."""
    return " ".join(fold(word.text) for word in words(text))


def mapping() -> Mapping[str, tuple[str, ...]]:
    """What each word also stands for, as it was typed at the desk. One small query; a change acts at once."""
    global _held  # noqa: PLW0603 - one table per process, replaced as a whole
    state = SynonymGroup.objects.aggregate(Count("pk"), Max("updated_at"))
    stamp = tuple(state.values())
    if _held[0] != stamp:
        _held = (stamp, mapping_of(SynonymGroup.objects.filter(is_active=True)))
    return _held[1]


def mapping_of(groups: Iterable[SynonymGroup]) -> dict[str, tuple[str, ...]]:
    """The same for ``groups``; a word of several groups stands for the words of all of them."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for group in groups:
        members = group.members
        for word in members[:1] if group.is_one_way else members:
            key = synonym_key(word)
            found[key] |= {other: None for other in members if synonym_key(other) != key}
    return {key: tuple(others) for key, others in found.items() if key}
