# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Between forms and contents: what a form shows as typed texts, and what was posted as a content.

A kind whose step is one form and formsets with the section's name as prefix needs nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import QueryDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.forms.boundfield import BoundField

    from allmende.moderation.contents import Content, Row, Typed

LONGEST_TEXT: Final = 20_000
MOST_ROWS: Final = 60
REMOVE: Final = "DELETE"
SEVERAL: Final = (forms.SelectMultiple, forms.CheckboxSelectMultiple)


def cleaned_text(text: object) -> str:
    """``text`` as it is kept: without NUL (which no database takes), with plain line ends, not endless."""
    return str(text).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()[:LONGEST_TEXT]


def shown(bound: BoundField) -> Typed:
    """What the control of ``bound`` shows, the way it would be typed."""
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "on" if value else ""
    if isinstance(widget, SEVERAL):
        return [str(item) for item in value or ()]
    if not isinstance(widget, forms.Select):
        value = widget.format_value(value)
    return "" if value is None else cleaned_text(value)


def fields_of(form: forms.BaseForm) -> dict[str, Typed]:
    """Everything that ``form`` shows."""
    return {bound.name: shown(bound) for bound in form if bound.name != REMOVE}


def row_of(form: forms.BaseForm) -> Row:
    """One row as it is shown."""
    return {name: value for name, value in fields_of(form).items() if isinstance(value, str)}


def typed_fields(form: forms.BaseForm, data: QueryDict) -> dict[str, Typed]:
    """What ``data`` says for the fields of ``form``; nothing else is taken."""
    found: dict[str, Typed] = {}
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if isinstance(field.widget, SEVERAL):
            known = {str(value) for value, _label in getattr(field, "choices", ())}
            found[name] = [value for value in dict.fromkeys(data.getlist(key)) if value in known]
        else:
            found[name] = cleaned_text(data.get(key, ""))
    return found


def typed_rows(blank: forms.BaseForm, data: QueryDict, section: str) -> list[Row]:
    """The rows of ``section`` that were filled in and not taken away. ``blank`` is a row nobody has touched."""
    number = data.get(f"{section}-TOTAL_FORMS", "0")
    count = min(int(number), MOST_ROWS) if number.isascii() and number.isdigit() and len(number) < 4 else 0
    untouched = row_of(blank)
    rows = []
    for index in range(count):
        prefix = f"{section}-{index}-"
        row = {name: cleaned_text(data.get(f"{prefix}{name}", "")) for name in untouched}
        is_filled = any(value and value != untouched[name] for name, value in row.items())
        if is_filled and not data.get(f"{prefix}{REMOVE}"):
            rows.append(row)
    return rows


def posted(content: Content, parts: Iterable[str], *, blank: Mapping[str, Row] | None = None) -> QueryDict:
    """``content`` as the forms of ``parts`` would post it; the sections in ``blank`` end with such a row."""
    data = QueryDict(mutable=True)
    wanted = set(parts)
    for name, value in content["fields"].items():
        if name in wanted:
            data.setlist(name, value if isinstance(value, list) else [value])
    for section in wanted - set(content["fields"]):
        rows = list(content["rows"].get(section, []))
        if blank and section in blank and len(rows) < MOST_ROWS:
            rows.append(blank[section])
        data[f"{section}-TOTAL_FORMS"] = str(len(rows))
        data[f"{section}-INITIAL_FORMS"] = "0"
        for index, row in enumerate(rows):
            for name, text in row.items():
                data[f"{section}-{index}-{name}"] = text
    return data


def wrong_values(form: forms.BaseForm) -> list[tuple[str, str, bool]]:
    """What keeps ``form`` from being right: (field, text, whether something is missing)."""
    found = []
    for name, errors in form.errors.as_data().items():
        for error in errors:
            code: Any = error.code
            found += [(name, str(message), code == "required") for message in error.messages]
    return found
