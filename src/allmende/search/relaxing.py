# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What helps when nothing is found, or hardly anything.

Where fewer than ``weights.ENOUGH`` entries hold all words, the page is filled up with entries that hold some of them;
this is said, and words that stand nowhere are named. Phrases, excluded words and filters are never given up unasked,
since somebody chose them: it is said which filter is to blame, and one click takes it away.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.german.queries import without_field
from allmende.search import facets, weights
from allmende.search.filtering import PLACE
from allmende.search.query import Sorting
from allmende.search.results import Instead, Relaxed

if TYPE_CHECKING:
    import tantivy

    from allmende.german.queries import Query
    from allmende.search.filtering import Narrowing
    from allmende.search.query import SearchQuery
    from allmende.search.reading import Wording


class Loosened(NamedTuple):
    """A looser query, and how it is told."""

    text: tantivy.Query | None
    relaxed: Relaxed


def loosened(query: SearchQuery, found: int, wording: Wording, conditions: Narrowing) -> Loosened | None:
    """What is shown beside the ``found`` entries that hold all words; None when they are enough, or there is no more.

    Ordered by date or distance, loose hits would come between the good ones; so there only if nothing else is found.
    """
    count = len(wording.plan.groups)
    if count < 2 or found >= (weights.ENOUGH if query.sortierung == Sorting.RELEVANCE else 1):
        return None
    steps = [step for step in dict.fromkeys((wording.plan.steps[-1], 1)) if step < count]
    texts = [wording.text(step) for step in steps]
    if found:
        return Loosened(texts[0], _told(found, wording))
    text = next((text for text in texts if conditions.finds(text)), None)
    return Loosened(text, _told(found, wording)) if text is not None else None


def _told(found: int, wording: Wording) -> Relaxed:
    nowhere = tuple(dict.fromkeys(group.word for group in wording.plan.groups if not group.frequency))
    if found:
        message = ngettext(
            "Nur ein Eintrag enthält alle Wörter. Danach folgen andere, die einen Teil davon enthalten.",
            "Nur %(found)s Einträge enthalten alle Wörter. Danach folgen andere, die einen Teil davon enthalten.",
            found,
        ) % {"found": found}
    elif nowhere:
        message = _("%(words)s kommt in keinem Eintrag vor. Gezeigt wird, was zu den übrigen Wörtern passt.") % {
            "words": ", ".join(f"„{word}“" for word in nowhere)
        }
    else:
        message = _("Kein Eintrag enthält alle Wörter. Gezeigt werden Einträge, die einen Teil davon enthalten.")
    return Relaxed(message, nowhere)


def to_blame(query: SearchQuery, read: Query, text: tantivy.Query | None, conditions: Narrowing) -> tuple[Instead, ...]:
    """The filters and field words without which there would be hits, each with how many; else all filters together."""
    names = [name for name in query.active if name in conditions.by_name]
    found = []
    for name in names:
        total = conditions.count(text, without=[name])
        if total:
            found.append(Instead(_filter_label(name, query, conditions), query.without(name), total))
    for name in conditions.fixed:
        words = without_field(query.q, name)
        total = conditions.count(text, without=[name]) if words else 0
        if total:
            values = ", ".join(value for word, value in read.fields if f"{word}:" == name)
            label = _("ohne „%(filter)s: %(values)s“") % {"filter": name.removesuffix(":"), "values": values}
            found.append(Instead(label, replace(query, q=words, seite=1), total))
    if not found and len(names) > 1:
        total = conditions.count(text, without=names)
        if total:
            found.append(Instead(_("ohne alle Filter"), query.without_filters(), total))
    return tuple(sorted(found, key=lambda each: -each.total))


def _filter_label(name: str, query: SearchQuery, conditions: Narrowing) -> str:
    """„ohne „Land: Hessen““."""
    if name == PLACE:
        place = conditions.place.name if conditions.place and conditions.place.name else query.ort
        if query.radius:
            return _("ohne „%(radius)s km um %(place)s“") % {"radius": query.radius, "place": place}
        return _("ohne „Ort: %(place)s“") % {"place": place}
    values = getattr(query, name)
    names = facets.labels(name, values, number=conditions.view.number)
    told = ", ".join(names.get(value, value) for value in values[:3]) + (" …" if len(values) > 3 else "")
    return _("ohne „%(filter)s: %(values)s“") % {"filter": facets.label_of(name), "values": told}
