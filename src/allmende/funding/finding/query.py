# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The filters of the programme finder as one value: what the list and its feeds are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.funding.checking.parameters import option_of, word_of
from allmende.funding.engine.questions import COST_KINDS
from allmende.funding.models import Scope
from allmende.territory.finding import find_places, places
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from allmende.territory.finding import Place

MAX_TEXT: Final = 100
SHOWN_TEXT: Final = 40
MOST_CHOICES: Final = 8
COST_WORDS: Final = tuple(word_of("cost_kinds", kind) for kind in COST_KINDS)
_SLUG: Final = re.compile(r"[-a-zA-Z0-9_]{1,220}")
_LAND: Final = re.compile(r"[0-9]{2}")


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


def shortened(value: str) -> str:
    """``value`` in quotes, short enough for a message."""
    text = " ".join(value.replace("\x00", "").split())
    return f"„{text[:SHOWN_TEXT]}…“" if len(text) > SHOWN_TEXT else f"„{text}“"


def not_understood(name: str, value: str) -> str:
    return _("%(name)s: %(value)s kennen wir nicht. Der Filter wurde weggelassen.") % {
        "name": LABELS[name],
        "value": shortened(value),
    }


@dataclass(frozen=True, slots=True)
class FinderQuery:
    """The filters, named as in the address; empty means „no matter“.

    ``ort`` is the ARS of a place: what is given in its Land. ``land`` has two digits. Programmes of the federal level,
    the EU and others are for every place. ``kostenart`` is a word as in the address of a check.
    """

    q: str = ""
    ort: str = ""
    land: str = ""
    thema: str = ""
    kostenart: str = ""
    frist: str = ""
    ebene: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> FinderQuery:
        """Read ``params``; what is no possible value counts as not given, so that every address shows a list."""

        def text(name: str) -> str:
            value = params.get(name, "")
            return " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else ""

        def matching(name: str, pattern: re.Pattern[str]) -> str:
            return text(name) if pattern.fullmatch(text(name)) else ""

        def among(name: str, values: Any) -> str:
            return text(name) if text(name) in values else ""

        return cls(
            q=text("q")[:MAX_TEXT],
            ort=read_place(text("ort"), text("ars")).ars,
            land=matching("land", _LAND),
            thema=matching("thema", _SLUG),
            kostenart=among("kostenart", COST_WORDS),
            frist=among("frist", Deadline.values),
            ebene=among("ebene", Level.values),
        )

    def dropped(self, params: Mapping[str, Any]) -> list[str]:
        """Messages about what ``from_params`` could not use of ``params``; a place says so at its field."""
        found = []
        for name in FILTERS:
            given = params.get(name, "")
            if name != "ort" and isinstance(given, str) and given.strip() and not getattr(self, name):
                found.append(not_understood(name, given))
        return found

    def params(self) -> list[tuple[str, str]]:
        return [(name, getattr(self, name)) for name in FILTERS if getattr(self, name)]

    def urlencode(self) -> str:
        """The address part with its question mark; empty for no filter."""
        return f"?{urlencode(self.params())}" if self.params() else ""

    def without(self, *names: str) -> FinderQuery:
        return replace(self, **dict.fromkeys(names, ""))

    @property
    def active(self) -> tuple[str, ...]:
        return tuple(name for name in FILTERS if getattr(self, name))

    @property
    def cost_kind(self) -> str:
        """The key of ``COST_KINDS`` that is asked for."""
        return option_of("cost_kinds", self.kostenart)

    @property
    def land_key(self) -> str:
        """The Land that is asked for, by the place or by itself."""
        return self.ort[:2] or self.land


FILTERS: Final = tuple(field.name for field in fields(FinderQuery))


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
