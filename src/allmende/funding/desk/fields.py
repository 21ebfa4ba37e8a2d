# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Fields of the directive editor, and the values of a directive file as people type them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from allmende.core.form_text import TOO_LONG
from allmende.funding import wording
from allmende.funding.checking.forms import DayField, NumberField
from allmende.funding.checking.numbers import NumberError, read_number
from allmende.funding.engine.questions import Kind

DAY: Final = _("TT.MM.JJJJ")
LONGEST: Final = 10_000
GROUPED: Final = frozenset({Kind.MONEY, Kind.COUNT})


class DirectiveNumber(NumberField):
    """A number of a directive. Unlike in a check, a count may be one of inhabitants."""

    def clean(self, value: Any) -> int | Decimal | None:
        if self.kind is not Kind.COUNT:
            return super().clean(value)
        text = forms.CharField.clean(self, value)
        if not text:
            return None
        try:
            number = read_number(text, Kind.MONEY)
        except NumberError as error:
            raise forms.ValidationError(str(error), code="invalid") from error
        if number != number.to_integral_value():
            raise forms.ValidationError(_("Bitte geben Sie eine ganze Zahl an."), code="whole")
        return int(number)


def line(label: Any, *, limit: int = 250, required: bool = False, help_text: Any = "") -> forms.CharField:
    """A text of one line."""
    return forms.CharField(
        label=label,
        max_length=limit,
        required=required,
        help_text=help_text,
        error_messages={"max_length": TOO_LONG, "required": _("Bitte füllen Sie dieses Feld aus.")},
    )


def text(label: Any, *, rows: int = 3, limit: int = LONGEST, help_text: Any = "") -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label,
        max_length=limit,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": TOO_LONG},
    )


def day(label: Any, *, help_text: Any = DAY, required: bool = False) -> DayField:
    return DayField(
        label=label,
        help_text=help_text,
        required=required,
        error_messages={"required": _("Bitte nennen Sie einen Tag.")},
    )


def number(kind: Kind, label: Any, *, help_text: Any = "", required: bool = False) -> DirectiveNumber:
    return DirectiveNumber(
        kind,
        label=label,
        help_text=help_text,
        required=required,
        error_messages={"required": _("Bitte nennen Sie eine Zahl.")},
    )


def tick(label: Any, *, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_text, required=False)


def address(label: Any, *, help_text: Any = "") -> forms.URLField:
    return forms.URLField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={
            "max_length": TOO_LONG,
            "invalid": _("Bitte eine vollständige Adresse, die mit https:// beginnt."),
        },
    )


def typed(value: Any, kind: Kind | None = None) -> Any:
    """A value of a directive file as it is typed into its field: „35.000“, „12,5“, „31.08.2021“."""
    if value is None or isinstance(value, bool | list):
        return value
    if kind is None:
        return typed_day(str(value))
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return value
    found = wording.plain(found)
    places = 2 if kind is Kind.MONEY and found != found.to_integral_value() else None
    return number_format(found, decimal_pos=places, force_grouping=kind in GROUPED)


def typed_day(value: str) -> str:
    try:
        return f"{dt.date.fromisoformat(value):%d.%m.%Y}"
    except ValueError:
        return value


def written(value: Any) -> Any:
    """A checked value as a directive file holds it; None for what is not stated."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return value if value not in ("", []) else None
