# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a visitor is looking for: the filters of the list, the map, the export and the feeds, as one value."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from allmende.cooperation.models.facets import Facets
from allmende.cooperation.models.status import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

__all__ = ["MAX_RADIUS_KM", "CooperationQuery", "Facets", "Sorting"]

MAX_RADIUS_KM = 200
MAX_PARTNERS = 999
MAX_TEXT = 100
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,220}")


class Sorting(TextChoices):
    """Orders of the list; equal ones follow by title, so that the order never jumps. Relevance is that of a text."""

    RELEVANCE = "relevanz", _("Relevanz")
    TITLE = "titel", _("Titel (A–Z)")
    NEWEST = "neueste", _("Beginn (neueste zuerst)")
    AMOUNT = "betrag", _("Förderbetrag (höchster zuerst)")
    PARTNERS = "partner", _("Zahl der Partner (meiste zuerst)")
    CONFIRMED = "bestaetigt", _("zuletzt bestätigt")


def offered_orders(q: str) -> list[str]:
    """The orders of a list with this text filter, the usual one first."""
    return [order for order in Sorting.values if q or order != Sorting.RELEVANCE]


@dataclass(frozen=True, slots=True)
class CooperationQuery:
    """The filters of one list, named as in its address. Empty means „no matter“; radius in km around ``ort``.

    An empty ``sortierung`` is the usual order (``order``): by relevance for a text, else by title.
    """

    q: str = ""
    land: str = ""
    kreis: str = ""
    ort: str = ""
    radius: int = 0
    thema: str = ""
    status: tuple[str, ...] = ()
    rechtsform: str = ""
    partner_min: int | None = None
    partner_max: int | None = None
    foerderung: str = ""
    verbund: str = ""
    sortierung: str = ""

    @classmethod
    def from_params(cls, params: QueryDict | Mapping[str, Any]) -> CooperationQuery:
        """Read ``params``; what is no possible value counts as not given, so that every address shows a list."""

        def text(name: str) -> str:
            value = params.get(name, "")
            return value.strip() if isinstance(value, str) else ""

        def matching(name: str, pattern: str | re.Pattern[str]) -> str:
            return text(name) if re.fullmatch(pattern, text(name)) else ""

        def number(name: str, most: int) -> int | None:
            value = text(name)
            return min(int(value), most) if value.isascii() and value.isdigit() and len(value) < 10 else None

        getlist = getattr(params, "getlist", None)
        states = getlist("status") if getlist else params.get("status", ())
        states = [states] if isinstance(states, str) else states
        ort = matching("ort", r"\d{5}|\d{9}|\d{12}")
        q = " ".join(text("q").replace("\x00", "").split())[:MAX_TEXT]
        sorting = text("sortierung")
        return cls(
            q=q,
            land=matching("land", r"\d{2}"),
            kreis=matching("kreis", r"\d{5}"),
            ort=ort,
            radius=(number("radius", MAX_RADIUS_KM) or 0) if ort else 0,
            thema=matching("thema", _SLUG),
            status=tuple(value for value in Status.values if value in states),
            rechtsform=matching("rechtsform", _SLUG),
            partner_min=number("partner_min", MAX_PARTNERS),
            partner_max=number("partner_max", MAX_PARTNERS),
            foerderung=matching("foerderung", _SLUG),
            verbund=matching("verbund", _SLUG),
            sortierung=sorting if sorting in offered_orders(q)[1:] else "",
        )

    def params(self) -> list[tuple[str, str]]:
        """The query parameters of this query, always in the same order; nothing that is the default anyway."""
        pairs: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default:
                continue
            pairs += [(field.name, item) for item in value] if isinstance(value, tuple) else [(field.name, str(value))]
        return pairs

    def urlencode(self) -> str:
        """The address part after the question mark; the same query always gives the same text."""
        return urlencode(self.params())

    def without(self, name: str, value: str | None = None) -> CooperationQuery:
        """The query with one filter taken away, or one of several states; a radius goes with its place."""
        if name == "status" and value is not None:
            return replace(self, status=tuple(state for state in self.status if state != value))
        names = {"ort": ("ort", "radius"), "land": ("land", "kreis")}.get(name, (name,))
        defaults: dict[str, Any] = {field.name: field.default for field in fields(self) if field.name in names}
        return replace(self, **defaults)

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the filters that are set, in the order of the address (sorting and radius are no filters)."""
        return tuple(
            field.name
            for field in fields(self)
            if field.name not in {"sortierung", "radius"} and getattr(self, field.name) != field.default
        )

    @property
    def order(self) -> str:
        """How the list is sorted."""
        offered = offered_orders(self.q)
        return self.sortierung if self.sortierung in offered else offered[0]

    def __bool__(self) -> bool:
        return bool(self.active)
