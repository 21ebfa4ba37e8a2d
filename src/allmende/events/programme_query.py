# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The filters of the programme, as one value: what the list, its feeds and its calendar are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.events.models import EventKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

PAST: Final = "vergangen"
MAX_TEXT: Final = 100
SHOWN_TEXT: Final = 40
_SLUG: Final = re.compile(r"[-a-zA-Z0-9_]{1,220}")
_LAND: Final = re.compile(r"[0-9]{2}")
_MONTH: Final = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")
_YEAR: Final = re.compile(r"[12][0-9]{3}")


class Way(models.TextChoices):
    """How one takes part."""

    ON_SITE = "vor-ort", gettext_lazy("vor Ort")
    ONLINE = "online", gettext_lazy("online")


LABELS: Final[Mapping[str, _StrPromise]] = {
    "q": gettext_lazy("Text"),
    "thema": gettext_lazy("Thema"),
    "land": gettext_lazy("Land"),
    "ort": gettext_lazy("Ort"),
    "monat": gettext_lazy("Monat"),
    "jahr": gettext_lazy("Jahr"),
    "art": gettext_lazy("Art"),
    "form": gettext_lazy("Teilnahme"),
    "frei": gettext_lazy("Freie Plätze"),
    "zeit": gettext_lazy("Zeit"),
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
class ProgrammeQuery:
    """The filters, named as in the address; empty means „no matter“.

    ``zeit`` is empty for what is to come and „vergangen“ for what is over. ``ort`` is the town of the venue, ``monat``
    and ``jahr`` are those of the session on the clock of its place, ``frei`` is „1“ for sessions with free seats.
    """

    q: str = ""
    thema: str = ""
    land: str = ""
    ort: str = ""
    monat: str = ""
    jahr: str = ""
    art: str = ""
    form: str = ""
    frei: str = ""
    zeit: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> ProgrammeQuery:
        """Read ``params``; what is no possible value counts as not given, so that every address shows a list."""

        def text(name: str) -> str:
            value = params.get(name, "")
            return " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else ""

        def matching(name: str, pattern: re.Pattern[str]) -> str:
            return text(name) if pattern.fullmatch(text(name)) else ""

        def among(name: str, values: list[str]) -> str:
            return text(name) if text(name) in values else ""

        return cls(
            q=text("q")[:MAX_TEXT],
            thema=matching("thema", _SLUG),
            land=matching("land", _LAND),
            ort=text("ort")[:MAX_TEXT],
            monat=matching("monat", _MONTH),
            jahr=matching("jahr", _YEAR),
            art=among("art", EventKind.values),
            form=among("form", Way.values),
            frei=among("frei", ["1"]),
            zeit=among("zeit", [PAST]),
        )

    def dropped(self, params: Mapping[str, Any]) -> list[str]:
        """Messages about what ``from_params`` could not use of ``params``."""
        found = []
        for name in FILTERS:
            given = params.get(name, "")
            if isinstance(given, str) and given.strip() and not getattr(self, name):
                found.append(not_understood(name, given))
        return found

    def params(self) -> list[tuple[str, str]]:
        return [(field.name, getattr(self, field.name)) for field in fields(self) if getattr(self, field.name)]

    def urlencode(self) -> str:
        """The address part with its question mark; empty for no filter."""
        return f"?{urlencode(self.params())}" if self.params() else ""

    def without(self, *names: str) -> ProgrammeQuery:
        return replace(self, **dict.fromkeys(names, ""))

    def at(self, zeit: str) -> ProgrammeQuery:
        """The same filters for the other time; months and free seats do not carry over."""
        return replace(self.without("monat", "jahr", "frei"), zeit=zeit)

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the filters that are set; the time is none."""
        return tuple(name for name in FILTERS if getattr(self, name))

    @property
    def is_past(self) -> bool:
        return self.zeit == PAST


FILTERS: Final = tuple(field.name for field in fields(ProgrammeQuery) if field.name != "zeit")


def list_url(query: ProgrammeQuery) -> str:
    return f"{reverse('events:list')}{query.urlencode()}"
