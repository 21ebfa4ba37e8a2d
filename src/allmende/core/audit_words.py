# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Rows of the audit log in plain words: kinds of objects, names of fields, values before and after."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Field, Model

NOTHING: Final = "–"
LONGEST: Final = 1500
"""Characters of one value on the page; the export has them all."""
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Line:
    """One value of an object: what it is called, what it was, what it became."""

    label: str
    before: str
    after: str


def kind_label(object_type: str) -> str:
    """„accounts.membership“ as „Mitgliedschaft“; a kind that is no more is shown as it is."""
    model = _model(object_type)
    return capfirst(str(model._meta.verbose_name)) if model else object_type


def lines(object_type: str, before: Any, after: Any) -> list[Line]:
    """What a row says of an object, in the order it was written."""
    was, became = _as_mapping(before), _as_mapping(after)
    model = _model(object_type)
    found = []
    for key in dict.fromkeys([*was, *became]):
        field = _field(model, key)
        label = capfirst(str(field.verbose_name)) if field is not None else str(key).replace("_", " ")
        found.append(Line(label, _text(was.get(key), field), _text(became.get(key), field)))
    return found


def _model(object_type: str) -> type[Model] | None:
    try:
        return apps.get_model(object_type)
    except (LookupError, ValueError):
        return None


def _field(model: type[Model] | None, key: str) -> Field[Any, Any] | None:
    if model is None:
        return None
    try:
        field: Any = model._meta.get_field(key.removesuffix("_id"))
    except FieldDoesNotExist:
        return None
    return field if hasattr(field, "verbose_name") else None


def _as_mapping(values: Any) -> Mapping[str, Any]:
    if values is None:
        return {}
    return values if isinstance(values, dict) else {"": values}


def _text(value: Any, field: Field[Any, Any] | None = None) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    choices = dict(field.flatchoices) if field is not None and field.flatchoices else {}
    if isinstance(value, str | int) and value in choices:
        return str(choices[value])
    if isinstance(value, str):
        return _shortened(_moment(value))
    if isinstance(value, list) and all(not isinstance(item, list | dict) for item in value):
        return _shortened(", ".join(_text(item, field) for item in value))
    return _shortened(json.dumps(value, ensure_ascii=False, indent=1) if isinstance(value, list | dict) else str(value))


def _moment(value: str) -> str:
    """Dates and times as they are written here; everything else as it is."""
    try:
        if DAY.fullmatch(value) and (day := parse_date(value)):
            return date_format(day, "d.m.Y")
        if MOMENT.fullmatch(value) and (at := parse_datetime(value)):
            return date_format(timezone.localtime(at), "d.m.Y, H:i")
    except (OverflowError, ValueError):
        return value
    return value


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
