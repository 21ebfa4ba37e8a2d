# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The filters of the programme finder as one value: what the list and its feeds are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.core.filters import LAND, MAX_TEXT, SLUG, AddressFilters, AddressReader
from allmende.funding.checking.parameters import option_of, word_of
from allmende.funding.engine.questions import COST_KINDS
from allmende.funding.models import Scope
from allmende.territory.finding import find_places, places
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from allmende.territory.finding import Place

MOST_CHOICES: Final = 8
COST_WORDS: Final = tuple(word_of("cost_kinds", kind) for kind in COST_KINDS)


class Deadline(models.TextChoices):
    """How a programme must take applications to be shown."""

    OPEN = "offen", gettext_lazy("jetzt offen")
    SOON = "bald", gettext_lazy("endet in den nächsten drei Monaten")
    NONE = "ohne", gettext_lazy("laufend, ohne Frist")


class Level(models.TextChoices):
    """Whose programme it is, as the address says it."""

    LAND = "land", gettext_lazy("Land")
    FEDERAL = "bund", gettext_lazy("Bund")
    EU = "eu", gettext_lazy("Europäische Union")
    OTHER = "andere", gettext_lazy("Stiftungen und andere")


SCOPES: Final = {
    Level.LAND.value: Scope.LAND.value,
    Level.FEDERAL.value: Scope.FEDERAL.value,
    Level.EU.value: Scope.EU.value,
    Level.OTHER.value: Scope.OTHER.value,
}
LABELS: Final[Mapping[str, _StrPromise]] = {
    "q": gettext_lazy("Text"),
    "ort": gettext_lazy("Ort"),
    "land": gettext_lazy("Land"),
    "thema": gettext_lazy("Thema"),
    "kostenart": gettext_lazy("Kosten"),
    "frist": gettext_lazy("Frist"),
    "ebene": gettext_lazy("Ebene"),
}


@dataclass(frozen=True, slots=True)
class FinderQuery(AddressFilters):
    """The filters, named as in the address; empty means „no matter“.

    ``ort`` is the ARS of a place: what is given in its Land. ``land`` has two digits. Programmes of the federal level,
    the EU and others are for every place. ``kostenart`` is a word as in the address of a check.
    """

    LABELS: ClassVar[Mapping[str, _StrPromise]] = LABELS
    SAYS_ITSELF: ClassVar[frozenset[str]] = frozenset({"ort"})

    q: str = ""
    ort: str = ""
    land: str = ""
    thema: str = ""
    kostenart: str = ""
    frist: str = ""
    ebene: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> FinderQuery:
        """Read ``params``; what is no possible value counts as not given."""
        read = AddressReader(params)
        return cls(
            q=read.text("q")[:MAX_TEXT],
            ort=read_place(read.text("ort"), read.text("ars")).ars,
            land=read.matching("land", LAND),
            thema=read.matching("thema", SLUG),
            kostenart=read.among("kostenart", COST_WORDS),
            frist=read.among("frist", Deadline.values),
            ebene=read.among("ebene", Level.values),
        )

    @property
    def cost_kind(self) -> str:
        """The key of ``COST_KINDS`` that is asked for."""
        return option_of("cost_kinds", self.kostenart)

    @property
    def land_key(self) -> str:
        """The Land that is asked for, by the place or by itself."""
        return self.ort[:2] or self.land


FILTERS: Final = FinderQuery.filters()


def list_url(query: FinderQuery) -> str:
    return f"{reverse('funding:finder')}{query.urlencode()}"


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What was typed as the place and what became of it. ``ars`` is empty while none is chosen."""

    text: str = ""
    ars: str = ""
    error: str = ""
    choices: tuple[Place, ...] = ()


def read_place(text: str, ars: str) -> PlaceReading:
    """Which place ``text`` means; ``ars`` was chosen before and is valid as long as its name stands in the field.

    Only the Land counts here: namesakes in one Land are as good as one place.
    """
    text = text[:MAX_TEXT]
    if not text:
        return PlaceReading()
    by_ars = places().by_ars
    if text.isascii() and text.isdigit() and text in by_ars:
        return PlaceReading(by_ars[text].name, text)
    if ars in by_ars and by_ars[ars].name == text:
        return PlaceReading(text, ars)
    answer = find_places(text, limit=50)
    if not answer.places:
        near = ", ".join(answer.suggestions)
        error = _("Einen Ort „%(text)s“ finden wir nicht. Die Liste ist deshalb nicht auf einen Ort eingegrenzt.")
        hint = _(" Meinten Sie: %(near)s?") % {"near": near} if near else ""
        return PlaceReading(text, error=error % {"text": text} + hint)
    key = fold(text)
    exact = [place for place in answer.places if place.key == key or key.endswith(f" {place.key}")] or answer.places
    if len({place.ars[:2] for place in exact}) == 1:
        return PlaceReading(exact[0].name, exact[0].ars)
    error = _("„%(text)s“ gibt es in mehreren Ländern. Welcher Ort ist gemeint?") % {"text": text}
    return PlaceReading(text, error=error, choices=tuple(exact[:MOST_CHOICES]))
