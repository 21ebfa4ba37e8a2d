# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Which directives are set side by side, each on a day of its own: ``spalte=<key>@<day>``, up to four times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _

from allmende.core.filters import ContentSelect
from allmende.funding.checking.forms import DayField, OneOf
from allmende.funding.checking.numbers import shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from django.http import QueryDict

    from allmende.funding.released import Released

COLUMN: Final = "spalte"
DIRECTIVE: Final = "richtlinie"
DAY: Final = "tag"
MOST_COLUMNS: Final = 4
NUMBERS: Final = range(1, MOST_COLUMNS + 1)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A directive on a day."""

    released: Released
    on: dt.date

    @property
    def parameter(self) -> str:
        return f"{self.released.text.key}@{self.on.isoformat()}"


@dataclass(frozen=True, slots=True)
class Offer:
    """Columns that one may want to see. ``as_if``: as if the partners lay in the Land of each directive."""

    label: str
    columns: list[Chosen]
    as_if: bool = False


class DirectiveField(OneOf):
    """One of the released versions, by its key."""

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            words = _("Eine Richtlinie „%(value)s“ gibt es hier nicht. Bitte wählen Sie eine aus der Liste.")
            raise forms.ValidationError(words % {"value": shown(str(value))}, code="invalid_choice")


class ColumnsForm(forms.Form):
    """Up to four columns: a directive and a day each. Without a day it is that of the check."""

    def __init__(self, *args: Any, released: Sequence[Released], on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.by_key = {one.text.key: one for one in released}
        choices = [("", _("keine")), *grouped(released)]
        for number in NUMBERS:
            self.fields[f"{DIRECTIVE}-{number}"] = DirectiveField(
                label=_("Spalte %(n)s: Richtlinie") % {"n": number},
                choices=choices,
                widget=ContentSelect,
                required=False,
            )
            self.fields[f"{DAY}-{number}"] = DayField(label=_("Spalte %(n)s: Tag") % {"n": number}, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: dict[tuple[str, dt.date], int] = {}
        for number in NUMBERS:
            key, day = cleaned.get(f"{DIRECTIVE}-{number}"), cleaned.get(f"{DAY}-{number}")
            if not key and day and f"{DIRECTIVE}-{number}" not in self.errors:
                self.add_error(f"{DIRECTIVE}-{number}", _("Welche Richtlinie möchten Sie an diesem Tag prüfen?"))
            if not key or f"{DAY}-{number}" in self.errors:
                continue
            first = seen.setdefault((key, day or self.on), number)
            if first != number:
                words = _("Dieselbe Richtlinie steht mit demselben Tag schon in Spalte %(n)s.")
                self.add_error(f"{DIRECTIVE}-{number}", words % {"n": first})
        return cleaned

    def chosen(self) -> list[Chosen]:
        """The columns that could be read, in their order."""
        found = []
        for number in NUMBERS:
            names = (f"{DIRECTIVE}-{number}", f"{DAY}-{number}")
            key, day = (self.cleaned_data.get(name) for name in names)
            if key and not any(name in self.errors for name in names):
                found.append(Chosen(self.by_key[key], day or self.on))
        return found

    def pairs(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each column."""
        for number in NUMBERS:
            yield self[f"{DIRECTIVE}-{number}"], self[f"{DAY}-{number}"]


def grouped(released: Sequence[Released]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The versions as options, those of a programme together."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in released:
        groups.setdefault(one.profile.programme.name, []).append((one.text.key, one.text.title))
    return list(groups.items())


def read_columns(query: QueryDict, released: Sequence[Released], on: dt.date) -> ColumnsForm:
    """The columns of an address, as the form sends them or as a link names them; nothing in it can make this fail."""
    if is_sent(query):
        data = {name: query[name] for name in _names() if name in query}
    else:
        data = {}
        for number, value in zip(NUMBERS, query.getlist(COLUMN), strict=False):
            data[f"{DIRECTIVE}-{number}"], _at, data[f"{DAY}-{number}"] = value.partition("@")
    form = ColumnsForm(data, released=released, on=on)
    form.full_clean()
    return form


def is_sent(query: QueryDict) -> bool:
    """Whether the address comes from the form; it is then told again in its short form."""
    return any(name in query for name in _names())


def _names() -> Iterator[str]:
    for number in NUMBERS:
        yield from (f"{DIRECTIVE}-{number}", f"{DAY}-{number}")


def address_of(query: str, columns: Sequence[Chosen]) -> str:
    """The query of a comparison: that of the check, then the columns."""
    own = urlencode([(COLUMN, one.parameter) for one in columns])
    return "&".join(part for part in (query, own) if part)


def suggestions(released: Sequence[Released], lands: Sequence[str], on: dt.date) -> list[Offer]:
    """What one may want to see: what answers on the day in the Länder of the partners, the versions of each programme,
    and what answers on the day in each other Land.

    Without partners, the versions of all programmes that have several.
    """
    near = [one for one in released if not lands or one.text.land in lands]
    found = []
    today = [Chosen(one, on) for one in near if day_within(one, on) == on][:MOST_COLUMNS]
    if lands and len(today) > 1:
        found.append(Offer(_("Was an diesem Tag gilt"), today))
    by_programme: dict[str, list[Released]] = {}
    for one in near:
        by_programme.setdefault(one.profile.programme.name, []).append(one)
    for name, versions in by_programme.items():
        if len(versions) > 1:
            columns = [Chosen(one, day_within(one, on)) for one in versions[:MOST_COLUMNS]]
            found.append(Offer(_("Alle Fassungen: %(programme)s") % {"programme": name}, columns))
    return [*found, *_beside(released, lands, on)]


def _beside(released: Sequence[Released], lands: Sequence[str], on: dt.date) -> Iterator[Offer]:
    """What answers first in the Länder of the partners beside what answers in another."""
    valid = [one for one in released if one.text.in_force_on(on) is not False]
    own = next((one for land in lands for one in valid if one.text.land == land), None)
    if own is None:
        return
    seen = set(lands)
    for other in valid:
        if other.text.land not in seen:
            seen.add(other.text.land)
            columns = [Chosen(own, on), Chosen(other, on)]
            words = _("%(programme)s neben %(other)s")
            named = {"programme": own.profile.programme.name, "other": other.profile.programme.name}
            yield Offer(words % named, columns, as_if=True)


def day_within(released: Released, on: dt.date) -> dt.date:
    """``on`` if the version is in force then, else the nearest day on which it is."""
    text = released.text
    if text.valid_from is not None and on < text.valid_from:
        return text.valid_from
    if text.valid_until is not None and on > text.valid_until:
        return text.valid_until
    return on
