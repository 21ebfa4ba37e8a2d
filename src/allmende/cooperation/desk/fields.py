# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Form fields of the desk."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.core.partial_dates import PartialDate, Precision

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

GROUPED = re.compile(r"-?\d{1,3}(\.\d{3})+")
MONTH = re.compile(r"(\d{1,2})\.(\d{4})")


class PartialDateField(forms.Field):
    """A date as far as it is known: „9.1.2023“, „1.2023“ or „2023“."""

    default_error_messages = {  # noqa: RUF012 - as Django's fields do
        "invalid": _("Bitte als TT.MM.JJJJ, MM.JJJJ oder JJJJ eingeben, so genau wie bekannt."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", _("TT.MM.JJJJ, MM.JJJJ oder JJJJ"))
        super().__init__(widget=forms.TextInput(attrs={"maxlength": 10}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, PartialDate) else value

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        if match := MONTH.fullmatch(text):
            text = f"{match[2]}-{int(match[1]):02d}"
        try:
            return PartialDate.parse(text)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = written(initial) if isinstance(initial, PartialDate) else initial or ""
        return bool(before != (data or "").strip())


def written(date: PartialDate) -> str:
    """``date`` the way it is typed in."""
    pattern = {Precision.YEAR.value: "%Y", Precision.MONTH.value: "%m.%Y"}.get(date.precision, "%d.%m.%Y")
    return date.on.strftime(pattern)


class DayField(forms.DateField):
    """A full date in German writing."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or _("TT.MM.JJJJ")
        own = {"input_formats": ["%d.%m.%Y", "%Y-%m-%d"], "widget": forms.DateInput(format="%d.%m.%Y")}
        super().__init__(**{"required": False, **kwargs, **own})

    def to_python(self, value: Any) -> dt.date | None:
        return super().to_python(value.strip() if isinstance(value, str) else value)


class MoneyField(forms.DecimalField):
    """An amount in EUR in German writing: „12.500,50“, „12500,5“, „12.500 €“; empty is not stated, never 0."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        defaults = {"max_digits": 12, "decimal_places": 2, "required": False, "widget": widget}
        super().__init__(**{**defaults, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        places = 0 if value == value.to_integral_value() else 2
        return f"{value:.{places}f}".replace(".", ",")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = re.sub(r"[\s€]", "", str(value if value is not None else ""))
        if "," in text:
            text = text.replace(".", "").replace(",", ".")
        elif GROUPED.fullmatch(text):
            text = text.replace(".", "")
        return super().to_python(text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data) if initial is not None else bool(data)


class ObjectField(forms.TypedChoiceField):
    """One of a few objects that were loaded beforehand, so that many rows cost no query of their own."""

    def __init__(self, *, objects: Mapping[int, Any], **kwargs: Any) -> None:
        self.objects = objects
        choices = [("", "–"), *((str(key), str(item)) for key, item in objects.items())]
        super().__init__(choices=choices, coerce=self.object_of, empty_value=None, **kwargs)

    def object_of(self, key: str) -> Any:
        return self.objects[int(key)]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")
