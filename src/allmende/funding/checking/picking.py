# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Picking partners without a script: searching by name, taking one, leaving one out, taking over a whole alliance.

The form sends what to do beside the answers; what comes of it is the address of a check without such words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.cooperation.models import Alliance, Cooperation
from allmende.funding.checking import parameters
from allmende.funding.checking.numbers import shown
from allmende.funding.checking.partners import MOST_PARTNERS, PARTNER_LEVELS
from allmende.territory.finding import LONGEST_QUERY, Place, find_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.accounts.rules import Visitor
    from allmende.cooperation.models import Participation

SEARCH: Final = "ort"
ADD: Final = "dazu"
WITHOUT: Final = "ohne"
INSTEAD: Final = "statt"
COOPERATION: Final = "kooperation"
ALLIANCE: Final = "verbund"
PART: Final = "teil"
LAND: Final = "land"
LANDS: Final = "laender"
EVERYWHERE: Final = "alle"

KEPT: Final = frozenset(
    {parameters.PARTNER, parameters.ABROAD, parameters.LEAD, *parameters.QUESTION_OF, parameters.DAY, LAND, LANDS}
)
MOST_FOUND: Final = 8
LONGEST_VALUE: Final = 200
MOST_VALUES: Final = MOST_PARTNERS + 1
"""Of one parameter; one more than can be used, so that it is said that they are too many."""


@dataclass(frozen=True, slots=True)
class Picked:
    """``query``: the address without deeds and empty answers. ``search``: a name that is still to be chosen from
    ``found`` (none: ``near`` spellings). ``notices``: what was taken over, and what could not be.
    """

    query: QueryDict
    search: str = ""
    found: Sequence[Place] = ()
    near: Sequence[str] = ()
    notices: tuple[str, ...] = ()


def pick(query: QueryDict, user: Visitor) -> Picked:
    """Do what the address asks for (at most two queries for a search, three for an alliance)."""
    kept = QueryDict(mutable=True)
    for name in query:
        if name in KEPT:
            values = [value[:LONGEST_VALUE] for value in query.getlist(name) if value.strip()]
            kept.setlist(name, values[:MOST_VALUES] if name in {parameters.PARTNER, LAND} else values[-50:])
    kept = _without_empty(kept)
    partners = kept.getlist(parameters.PARTNER)
    taken_out = query.get(WITHOUT, "")
    old, _colon, new = query.get(INSTEAD, "").partition(":")
    partners = [new if key == old and new else key for key in partners if key != taken_out]
    added = query.get(ADD, "").strip()
    if added:
        partners.append(added[:LONGEST_VALUE])
    keys, notices, lead = _taken_over(query, user)
    partners += [key for key in keys if key not in partners]
    if lead and not kept.get(parameters.LEAD):
        kept[parameters.LEAD] = lead
    kept.setlist(parameters.PARTNER, partners)
    if kept.get(parameters.LEAD) in {taken_out, old} - {""}:
        del kept[parameters.LEAD]
    search = "" if added else " ".join(query.get(SEARCH, "").split())[:LONGEST_QUERY]
    if not search:
        return Picked(_without_empty(kept), notices=notices)
    answer = find_places(search, limit=3 * MOST_FOUND)
    found = [place for place in answer.places if place.level in PARTNER_LEVELS and place.ars not in partners]
    return Picked(_without_empty(kept), shown(search), found[:MOST_FOUND], answer.suggestions, notices)


def _without_empty(query: QueryDict) -> QueryDict:
    for name in [name for name in query if not query.getlist(name)]:
        del query[name]
    return query


def _taken_over(query: QueryDict, user: Visitor) -> tuple[list[str], tuple[str, ...], str]:
    """The keys of the partners of a cooperation and an alliance, what to say about it, and the key of the lead."""
    keys: list[str] = []
    notices: list[str] = []
    lead = ""
    for name, rows in ((COOPERATION, Cooperation.objects), (ALLIANCE, Alliance.objects)):
        slug = query.get(name, "")
        if not slug:
            continue
        subject = rows.visible_to(user).filter(slug=slug[:LONGEST_VALUE].replace("\x00", "")).first()
        if subject is None:
            notices.append(
                _("„%(name)s“ wurde nicht gefunden; es sind keine Partner übernommen.") % {"name": shown(slug)}
            )
            continue
        parts = list(subject.participations.carrying().in_order())
        taken = {part.territory.ars: part for part in parts if _counts(part) and part.territory is not None}
        keys += taken
        lead = lead or next((ars for ars, part in taken.items() if part.role == "lead"), "")
        notices.append(_taken_words(subject.title, len(taken), [part for part in parts if not _counts(part)]))
    return keys, tuple(notices), lead


def _counts(part: Participation) -> bool:
    return part.territory is not None and part.territory.level in PARTNER_LEVELS


def _taken_words(title: str, number: int, others: Sequence[Participation]) -> str:
    words = ngettext(
        "%(n)s Partner von „%(title)s“ übernommen.", "%(n)s Partner von „%(title)s“ übernommen.", number
    ) % {"n": number, "title": title}
    if others:
        names = ", ".join(part.stated_name for part in others)
        words += " " + _("Nicht übernommen, weil keine Gemeinde, kein Verband und kein Kreis: %(names)s.") % {
            "names": names
        }
    return words
