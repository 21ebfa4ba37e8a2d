# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The filters of the programme, as one value: what the list, its feeds and its calendar are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy

from allmende.core.filters import LAND, MAX_TEXT, SLUG, AddressFilters, AddressReader
from allmende.events.models import EventKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

PAST: Final = "vergangen"
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
}


@dataclass(frozen=True, slots=True)
class ProgrammeQuery(AddressFilters):
    """The filters, named as in the address; empty means „no matter“.

    ``zeit`` is empty for what is to come and „vergangen“ for what is over. ``ort`` is the town of the venue, ``monat``
    and ``jahr`` are those of the session on the clock of its place, ``frei`` is „1“ for sessions with free seats.
    """

    LABELS: ClassVar[Mapping[str, _StrPromise]] = LABELS

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
        """Read ``params``; what is no possible value counts as not given."""
        read = AddressReader(params)
        return cls(
            q=read.text("q")[:MAX_TEXT],
            thema=read.matching("thema", SLUG),
            land=read.matching("land", LAND),
            ort=read.text("ort")[:MAX_TEXT],
            monat=read.matching("monat", _MONTH),
            jahr=read.matching("jahr", _YEAR),
            art=read.among("art", EventKind.values),
            form=read.among("form", Way.values),
            frei=read.among("frei", ["1"]),
            zeit=read.among("zeit", [PAST]),
        )

    def at(self, zeit: str) -> ProgrammeQuery:
        """The same filters for the other time; months and free seats do not carry over."""
        return replace(self.without("monat", "jahr", "frei"), zeit=zeit)

    @property
    def is_past(self) -> bool:
        return self.zeit == PAST


FILTERS: Final = ProgrammeQuery.filters()


def list_url(query: ProgrammeQuery) -> str:
    return f"{reverse('events:list')}{query.urlencode()}"
