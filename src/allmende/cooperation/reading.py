# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From the address of a list to its filters: what was asked for, what of it is nonsense, which place is meant.

Nothing a visitor types or a bad link says leads to an error page. What cannot be understood is left out and named in
``dropped``; a place that is not clear stays in its field with the choices beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.cooperation.filters import MAX_RADIUS_KM, CooperationQuery, Sorting, offered_orders
from allmende.cooperation.models import Status
from allmende.cooperation.models.matching import text_hits
from allmende.territory.finding import find_places, places
from allmende.territory.models import Level
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpResponse, QueryDict

    from allmende.cooperation.models.facets import Facets
    from allmende.core.filters import Option
    from allmende.territory.finding import Place

LONGEST_TEXT = 100
LONGEST_QUOTE = 40
MOST_CHOICES = 8
PLACE_LEVELS = frozenset({Level.GEMEINDE.value, Level.VERBAND.value, Level.KREIS.value})
OPTION_FILTERS = ("land", "kreis", "thema", "rechtsform", "foerderung", "verbund")

NAMES = {
    "q": gettext_lazy("Suchtext"),
    "land": gettext_lazy("Land"),
    "kreis": gettext_lazy("Kreis"),
    "ort": gettext_lazy("Ort"),
    "radius": gettext_lazy("Umkreis"),
    "thema": gettext_lazy("Thema"),
    "status": gettext_lazy("Stand"),
    "rechtsform": gettext_lazy("Rechtsform"),
    "partner_min": gettext_lazy("Zahl der Partner"),
    "partner_max": gettext_lazy("Zahl der Partner"),
    "foerderung": gettext_lazy("Förderung"),
    "verbund": gettext_lazy("Verbund"),
    "sortierung": gettext_lazy("Sortierung"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that may be meant: its key or, for a near spelling, its name (``value``), and what tells it apart."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What was typed as the place and what became of it. ``ars`` is empty while no place is chosen."""

    text: str = ""
    ars: str = ""
    error: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class FilterReading:
    """The filters of one request."""

    query: CooperationQuery
    place: PlaceReading
    dropped: tuple[str, ...] = ()

    def params(self) -> list[tuple[str, str]]:
        """The parameters that show the same list again, an unclear place included."""
        pairs = self.query.params()
        if self.place.text and not self.place.ars:
            pairs.append(("ort", self.place.text))
        return pairs


def kept_if_complete(response: HttpResponse, query: CooperationQuery) -> HttpResponse:
    """``response``; for nobody else if the search has not looked at everything for the text of ``query``."""
    if not text_hits(query).is_complete:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def quoted(value: str) -> str:
    """``value`` short enough for a message."""
    text = " ".join(value.replace("\x00", "").split())
    return f"„{text[:LONGEST_QUOTE]}…“" if len(text) > LONGEST_QUOTE else f"„{text}“"


def label_of(name: str) -> str:
    """What a filter is called on the page."""
    return str(NAMES[name])


def _not_understood(name: str, value: str) -> str:
    return _("%(name)s: %(value)s kennen wir nicht. Der Filter wurde weggelassen.") % {
        "name": label_of(name),
        "value": quoted(value),
    }


def _is_meant(place: Place, key: str) -> bool:
    """Whether ``key`` (folded) is the whole name, perhaps with a word for the level („landkreis neuwied“)."""
    return place.key == key or key.endswith(f" {place.key}")


def _choices(found: Iterable[Place]) -> tuple[Choice, ...]:
    return tuple(Choice(place.ars, place.name, place.note) for place in list(found)[:MOST_CHOICES])


def read_place(text: str, ars: str) -> PlaceReading:
    """Which place ``text`` means; ``ars`` is the place chosen before, valid as long as its name stands in the field."""
    text = " ".join(text.replace("\x00", "").split())[:LONGEST_TEXT]
    if not text:
        return PlaceReading()
    by_ars = places().by_ars
    if text.isdigit() and text in by_ars:
        return PlaceReading(by_ars[text].name, text)
    if ars in by_ars and by_ars[ars].name == text:
        return PlaceReading(text, ars)
    answer = find_places(text, limit=50)
    found = [place for place in answer.places if place.level in PLACE_LEVELS]
    if not found:
        return _unknown_place(text, answer.suggestions)
    exact = [place for place in found if _is_meant(place, fold(text))] or found
    current = [place for place in exact if not place.is_dissolved] or exact
    # A town and the Verbandsgemeinde or Kreis around it bear one name; namesakes elsewhere are another matter.
    if len({place.ars[:5] for place in current}) == 1:
        return PlaceReading(current[0].name, current[0].ars)
    error = _("„%(text)s“ gibt es mehrmals. Welcher Ort ist gemeint? Bis dahin ist die Liste nicht eingegrenzt.")
    return PlaceReading(text, error=error % {"text": text}, choices=_choices(current))


def _unknown_place(text: str, suggestions: Sequence[str]) -> PlaceReading:
    if suggestions:
        error = _("Einen Ort „%(text)s“ finden wir nicht. Meinten Sie einen von diesen?") % {"text": text}
    else:
        error = _("Einen Ort „%(text)s“ finden wir nicht. Die Liste ist deshalb nicht auf einen Ort eingegrenzt.")
        error %= {"text": text}
    return PlaceReading(text, error=error, choices=tuple(Choice(name, name) for name in suggestions))


def _dropped(params: QueryDict, query: CooperationQuery) -> list[str]:
    """Messages about what ``CooperationQuery.from_params`` could not use."""
    messages = []
    for name in (*OPTION_FILTERS, "partner_min", "partner_max"):
        given = params.get(name, "").strip()
        used = getattr(query, name)
        if given and (used is None or (isinstance(used, str) and used != given)):
            messages.append(_not_understood(name, given))
    if (sorting := params.get("sortierung", "").strip()) and sorting not in Sorting.values:
        messages.append(_not_understood("sortierung", sorting))
    messages += [_not_understood("status", value) for value in params.getlist("status") if value not in ("", *Status)]
    radius = params.get("radius", "").strip()
    is_number = radius.isascii() and radius.isdigit()
    if radius and not is_number:
        messages.append(_not_understood("radius", radius))
    elif is_number and (len(radius) > 9 or int(radius) > MAX_RADIUS_KM):
        messages.append(_("Der Umkreis reicht bis %(number)s km.") % {"number": MAX_RADIUS_KM})
    if len(" ".join(params.get("q", "").split())) > LONGEST_TEXT:
        messages.append(_("Der Suchtext wurde auf %(number)s Zeichen gekürzt.") % {"number": LONGEST_TEXT})
    return messages


def read_filters(params: QueryDict) -> FilterReading:
    """The filters that ``params`` ask for, as far as the text alone tells."""
    place = read_place(params.get("ort", ""), params.get("ars", ""))
    understood = params.copy()
    understood["ort"] = place.ars
    radius = params.get("radius", "").strip()
    if radius.isascii() and radius.isdigit() and len(radius) > 9:
        understood["radius"] = str(MAX_RADIUS_KM)
    query = CooperationQuery.from_params(understood)
    dropped = _dropped(params, query)
    if query.partner_min is not None and query.partner_max is not None and query.partner_min > query.partner_max:
        query = replace(query, partner_min=query.partner_max, partner_max=query.partner_min)
    if query.kreis and not query.land:
        query = replace(query, land=query.kreis[:2])
    elif query.kreis and not query.kreis.startswith(query.land):
        query = query.without("kreis")
        dropped.append(_("Der gewählte Kreis liegt in einem anderen Land und wurde weggelassen."))
    return FilterReading(query, place, tuple(dict.fromkeys(dropped)))


def selected_option(facets: Facets, name: str) -> Option | None:
    """The chosen option of one filter, None when it is no option at all."""
    return next((option for option in getattr(facets, name) if option.selected), None)


def without_unknown(reading: FilterReading, facets: Facets) -> FilterReading:
    """The same filters without values that name nothing (a Land 99, a topic that does not exist)."""
    query, dropped = reading.query, list(reading.dropped)
    for name in OPTION_FILTERS:
        value = getattr(query, name)
        if value and selected_option(facets, name) is None:
            query = query.without(name)
            dropped.append(_not_understood(name, value))
    if query == reading.query:
        return reading
    return FilterReading(query, reading.place, tuple(dropped))


def sortings(query: CooperationQuery) -> list[tuple[str, str]]:
    """The orders the list of ``query`` can have, the usual one first."""
    return [(value, str(Sorting(value).label)) for value in offered_orders(query.q)]
