# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A condition as a sentence of select boxes: question, operator that fits its kind, value of the right type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from allmende.core.filters import ContentSelect
from allmende.funding import wording
from allmende.funding.desk.fields import DirectiveNumber, typed, written
from allmende.funding.engine.questions import LISTS, NUMBERS, OPERATORS, QUESTIONS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import QueryDict

    from allmende.funding.engine.questions import Question

MOST_ROWS: Final = 30
YES, NO = "ja", "nein"
REMOVE: Final = "entfernen"


class ConditionForm(forms.Form):
    """One condition. Its fields depend on the question that is chosen, so they are made anew with every answer."""

    asks = forms.ChoiceField(label=_("Gefragt wird"), required=False)
    operator = forms.ChoiceField(label=_("Vergleich"), required=False)
    unknown = forms.BooleanField(
        label=_("Wert unbekannt"),
        required=False,
        help_text=_("Die Richtlinie fordert etwas, aber der Wert ist uns nicht bekannt."),
    )
    entfernen = forms.BooleanField(label=_("Bedingung entfernen"), required=False)

    def __init__(
        self, data: QueryDict | None, *, prefix: str, names: wording.Names, condition: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, prefix=prefix, use_required_attribute=False)
        self.names = names
        self.fields["asks"].choices = [("", _("bitte wählen")), *_questions()]  # type: ignore[attr-defined]
        stated = dict(condition or {})
        self.initial = {name: stated.get(name) for name in ("asks", "operator")}
        self.fields["asks"].widget.attrs |= self._asks_again()
        chosen = self._chosen("asks")
        self.question: Question | None = QUESTIONS.get(chosen)
        if self.question is None:
            del self.fields["operator"], self.fields["unknown"]
            return
        fitting = OPERATORS[self.question.kind]
        listed = [(str(operator), wording.operator_label(operator)) for operator in fitting]
        self.fields["operator"].choices = listed  # type: ignore[attr-defined]
        if self.question.kind is Kind.CHOICE:  # there the operator decides whether one or several are chosen
            self.fields["operator"].widget.attrs |= self._asks_again()
        operator = self._chosen("operator")
        self.comparison = next((found for found in fitting if found == operator), fitting[0])
        self.initial["unknown"] = bool(condition) and stated.get("value") is None
        self.fields["value"] = self._value_field(self.question, stated.get("value"))
        self.order_fields(["asks", "operator", "value", "unknown", "entfernen"])
        if condition is not None:
            self.initial["value"] = self._typed(stated.get("value"))

    def _asks_again(self) -> dict[str, str]:
        """Where scripts run, a choice brings the fields that fit it; else „Übernehmen“ does."""
        return {
            "hx-post": "",
            "hx-trigger": "change",
            "hx-target": f"#{self.prefix}",
            "hx-select": f"#{self.prefix}",
            "hx-swap": "outerHTML",
            "hx-vals": '{"probe": "1"}',
        }

    def _chosen(self, name: str) -> str:
        if self.is_bound:
            return str(self.data.get(self.add_prefix(name), ""))
        return str(self.initial.get(name) or "")

    def _value_field(self, question: Question, stated: Any) -> forms.Field:
        about: dict[str, Any] = {"label": _("Wert"), "required": False}
        if question.kind in NUMBERS:
            about["help_text"] = UNITS.get(question.kind, "")
            return DirectiveNumber(question.kind, **about)
        if question.kind is Kind.YES_NO:
            return forms.ChoiceField(choices=[("", _("bitte wählen")), (YES, _("ja")), (NO, _("nein"))], **about)
        choices = self._options(question, stated)
        about["error_messages"] = {"invalid_choice": _("Diese Antwort gibt es nicht.")}
        if self.comparison in LISTS:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **about)
        return forms.ChoiceField(choices=[("", _("bitte wählen")), *choices], widget=ContentSelect, **about)

    def _options(self, question: Question, stated: Any) -> list[tuple[str, str]]:
        """With those that stand there already, even if the database knows them no more: nothing is lost."""
        options = list(question.options) or list(self.names.get(question.key, {}))
        known = stated if isinstance(stated, list) else [stated]
        options += [option for option in known if isinstance(option, str) and option not in options]
        return [(option, wording.option_label(question.key, option, self.names)) for option in options]

    def _typed(self, value: Any) -> Any:
        if self.question is None or value is None:
            return None
        if self.question.kind is Kind.YES_NO:
            return YES if value is True else NO
        return typed(value, self.question.kind) if self.question.kind in NUMBERS else value

    @property
    def is_empty(self) -> bool:
        return not self._chosen("asks") and not (self.is_bound and self.data.get(self.add_prefix("value")))

    @property
    def is_removed(self) -> bool:
        return self.is_bound and bool(self.data.get(self.add_prefix(REMOVE)))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_empty or self.is_removed:
            return cleaned
        if self.question is None:
            self.add_error("asks", _("Bitte wählen Sie, wonach gefragt wird."))
            return cleaned
        if not cleaned.get("operator") and "operator" not in self.errors:
            self.add_error("operator", _("Bitte wählen Sie einen Vergleich."))
        value = cleaned.get("value")
        if not cleaned.get("unknown") and value in (None, "", []) and "value" not in self.errors:
            self.add_error("value", _("Bitte geben Sie einen Wert an, oder kreuzen Sie „Wert unbekannt“ an."))
        return cleaned

    def as_condition(self) -> dict[str, Any]:
        """As a directive file holds it."""
        if self.question is None:
            raise ValueError("This condition asks for nothing.")
        value = None if self.cleaned_data["unknown"] else written(self.cleaned_data["value"])
        if value is not None and self.question.kind is Kind.YES_NO:
            value = value == YES
        return {"asks": self.question.key, "operator": self.cleaned_data["operator"], "value": value}


UNITS: Final = {Kind.MONEY: _("in Euro"), Kind.PERCENT: _("in Prozent"), Kind.YEARS: _("in Jahren")}


def _questions() -> list[tuple[Any, list[tuple[str, str]]]]:
    """Those counted from the partners, then those that are asked."""
    groups: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for key, question in QUESTIONS.items():
        groups[question.derived].append((key, wording.question_label(key)))
    return [(_now("Partner"), groups[True]), (_now("Vorhaben"), groups[False])]


class ConditionRows:
    """The conditions of one kind in a form: as many rows as the page says, at most ``MOST_ROWS``."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        prefix: str,
        names: wording.Names,
        conditions: Sequence[Mapping[str, Any]] = (),
        least: int = 0,
        extra: bool = False,
    ) -> None:
        self.prefix = prefix
        self.data = data
        if data is None:
            count = max(len(conditions), least)
        else:
            stated = data.get(f"{prefix}-anzahl", "")
            count = min(int(stated), MOST_ROWS) if stated.isascii() and stated.isdigit() and len(stated) < 4 else 0
            count = min(max(count, least) + extra, MOST_ROWS)
        given: list[Mapping[str, Any] | None] = [*conditions]
        self.forms = [
            ConditionForm(
                data,
                prefix=f"{prefix}-{number}",
                names=names,
                condition=given[number] if data is None and number < len(given) else None,
            )
            for number in range(count)
        ]

    def __iter__(self) -> Iterator[ConditionForm]:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def is_full(self) -> bool:
        return len(self.forms) >= MOST_ROWS

    @property
    def kept(self) -> list[ConditionForm]:
        return [form for form in self.forms if not form.is_empty and not form.is_removed]

    def is_valid(self) -> bool:
        return not [form for form in self.kept if not form.is_valid()]

    def as_conditions(self) -> list[dict[str, Any]]:
        return [form.as_condition() for form in self.kept]
