# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The list of the library: its filters as one value, and how many documents each option leaves."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.db.models import Count, F, Q, TextChoices
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.cooperation.models import Topic
from allmende.core.filters import Chip, Option
from allmende.legal.models import LegalForm
from allmende.library.models import Document, DocumentSort

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allmende.library.models.document import DocumentQuerySet

_SLUG: Final = re.compile(r"[-a-zA-Z0-9_]{1,220}")
_LAND: Final = re.compile(r"[0-9]{2}")
_YEAR: Final = re.compile(r"[12][0-9]{3}")
NAMES: Final = ("land", "rechtsform", "thema", "art", "jahr")


class Sorting(TextChoices):
    """Orders of the list; equal ones follow by title, so that the order never jumps."""

    TITLE = "titel", gettext_lazy("Titel (A–Z)")
    DATE = "datum", gettext_lazy("Datum (neueste zuerst)")
    ADDED = "neu", gettext_lazy("neu in der Bibliothek")


ORDERS: Final[Mapping[str, tuple[Any, ...]]] = {
    Sorting.TITLE: ("title", "pk"),
    Sorting.DATE: (F("dated_on").desc(nulls_last=True), "title", "pk"),
    Sorting.ADDED: ("-published_at", "title", "pk"),
}


@dataclass(frozen=True, slots=True)
class LibraryQuery:
    """The filters, named as in the address. Empty means „no matter“."""

    land: str = ""
    rechtsform: str = ""
    thema: str = ""
    art: str = ""
    jahr: str = ""
    sortierung: str = Sorting.TITLE.value

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> LibraryQuery:
        """Read ``params``; what is no possible value counts as not given, so that every address shows a list."""

        def matching(name: str, pattern: re.Pattern[str]) -> str:
            value = params.get(name, "")
            text = value.strip() if isinstance(value, str) else ""
            return text if pattern.fullmatch(text) else ""

        art, sorting = matching("art", _SLUG), matching("sortierung", _SLUG)
        return cls(
            land=matching("land", _LAND),
            rechtsform=matching("rechtsform", _SLUG),
            thema=matching("thema", _SLUG),
            art=art if art in DocumentSort.values else "",
            jahr=matching("jahr", _YEAR),
            sortierung=sorting if sorting in Sorting.values else Sorting.TITLE.value,
        )

    def params(self) -> list[tuple[str, str]]:
        return [(field.name, getattr(self, field.name)) for field in fields(self) if self._is_set(field)]

    def _is_set(self, field: Any) -> bool:
        return bool(getattr(self, field.name) != field.default)

    def urlencode(self) -> str:
        """The address part with its question mark; empty for no filter."""
        return f"?{urlencode(self.params())}" if self.params() else ""

    def without(self, name: str) -> LibraryQuery:
        return replace(self, **{name: ""})

    @property
    def active(self) -> tuple[str, ...]:
        return tuple(name for name in NAMES if getattr(self, name))


def list_url(query: LibraryQuery) -> str:
    return f"{reverse('library:list')}{query.urlencode()}"


class Listing:
    """The documents that ``query`` chooses of ``visible``, and the options of every filter."""

    def __init__(self, visible: DocumentQuerySet, query: LibraryQuery) -> None:
        self.visible = visible
        self.query = query
        self._families = {form.key: form for form in LegalForm.objects.order_by("order", "pk")}

    def found(self) -> DocumentQuerySet:
        return self._matching().order_by(*ORDERS[self.query.sortierung])

    def _matching(self, *, without: str = "") -> DocumentQuerySet:
        """All that meet every filter, but for the one named."""
        rows = self.visible
        for name in self.query.active:
            if name != without:
                rows = rows.filter(self._condition(name, getattr(self.query, name)))
        return rows

    def _condition(self, name: str, value: str) -> Q:
        match name:
            case "land":
                return Q(land__ars=value)
            case "rechtsform":
                return Q(legal_form__key__in=[key for key, form in self._families.items() if form.family == value])
            case "thema":
                topics = Topic.objects.filter(Q(slug=value) | Q(parent__slug=value))
                return Q(pk__in=Document.topics.through.objects.filter(topic__in=topics).values("document"))
            case "art":
                return Q(sort=value)
        return Q(dated_on__year=int(value))

    def options(self) -> dict[str, list[Option]]:
        """By filter: what leads to at least one document, or is chosen."""
        found = {
            "land": self._grouped("land", "land__ars", "land__name"),
            "rechtsform": self._legal_forms(),
            "thema": self._topics(),
            "art": [
                Option(value, str(DocumentSort(value).label), count)
                for value, _label, count in self._counts("art", "sort", "sort")
            ],
            "jahr": [
                Option(str(year), str(year), count)
                for year, _label, count in reversed(self._counts("jahr", "dated_on__year", "dated_on__year"))
            ],
        }
        return {name: self._with_chosen(name, options) for name, options in found.items()}

    def _counts(self, name: str, value: str, label: str) -> list[tuple[Any, Any, int]]:
        rows = self._matching(without=name).exclude(**{f"{value.removesuffix('__year')}": None}).order_by()
        counted = rows.values(value, label) if value != label else rows.values(value)
        found = counted.annotate(number=Count("pk", distinct=True)).order_by(label, value)
        return [(row[value], row[label], row["number"]) for row in found]

    def _grouped(self, name: str, value: str, label: str) -> list[Option]:
        return [Option(str(key), str(text), count) for key, text, count in self._counts(name, value, label)]

    def _legal_forms(self) -> list[Option]:
        """Forms of the same name in all Länder are one."""
        counts: dict[str, int] = {}
        names: dict[str, str] = {}
        for key, text, count in self._counts("rechtsform", "legal_form__key", "legal_form__name"):
            family = self._families[key].family
            counts[family] = counts.get(family, 0) + count
            names[family] = text
        return [Option(family, names[family], count) for family, count in counts.items()]

    def _topics(self) -> list[Option]:
        """Main areas, with what lies below them; sub-topics follow with a dash."""
        rows = self._matching(without="thema").exclude(topics=None).order_by()
        main = rows.annotate(area=Coalesce("topics__parent", "topics")).values("area")
        areas = {row["area"]: row["number"] for row in main.annotate(number=Count("pk", distinct=True)).order_by()}
        single = rows.values("topics").annotate(number=Count("pk", distinct=True)).order_by()
        counts = {row["topics"]: row["number"] for row in single}
        found = []
        for topic in Topic.objects.filter(pk__in=[*areas, *counts]):
            number = areas.get(topic.pk) if topic.parent_id is None else counts.get(topic.pk)
            if number:
                found.append(Option(topic.slug, topic.name if topic.parent_id is None else f"– {topic.name}", number))
        return found

    def _with_chosen(self, name: str, options: list[Option]) -> list[Option]:
        value = getattr(self.query, name)
        if not value or any(option.value == value for option in options):
            return options
        return [*options, Option(value, self._label(name, value), 0)]

    @staticmethod
    def _label(name: str, value: str) -> str:
        return str(DocumentSort(value).label) if name == "art" else value

    def chips(self, options: Mapping[str, Iterable[Option]]) -> list[Chip]:
        chips = []
        for name in self.query.active:
            value = getattr(self.query, name)
            label = next((option.label for option in options[name] if option.value == value), value)
            chips.append(Chip(f"{filter_label(name)}: {label.removeprefix('– ')}", list_url(self.query.without(name))))
        return chips

    def sortings(self) -> list[tuple[str, bool, str]]:
        """(label, whether it is the present one, address)"""
        return [
            (str(label), value == self.query.sortierung, list_url(replace(self.query, sortierung=value)))
            for value, label in Sorting.choices
        ]


def filter_label(name: str) -> str:
    return {
        "land": _("Land"),
        "rechtsform": _("Rechtsform"),
        "thema": _("Thema"),
        "art": _("Art"),
        "jahr": _("Jahr"),
    }[name]
