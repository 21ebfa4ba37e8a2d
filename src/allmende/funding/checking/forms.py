# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The questions of a check as form fields, made from the engine's list; each wrong answer spoils only itself."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.core.filters import ContentSelect
from allmende.funding import wording
from allmende.funding.checking import parameters
from allmende.funding.checking.numbers import NumberError, read_number, shown
from allmende.funding.checking.partners import MOST_ABROAD
from allmende.funding.engine.questions import NUMBERS, QUESTIONS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from allmende.funding.engine.facts import Answer, Partner
    from allmende.funding.engine.questions import Question

DONT_KNOW: Final = gettext_lazy("weiß ich nicht")
FIRST_YEAR, LAST_YEAR = 1990, 2100
DAY_FORMATS: Final = ("%Y-%m-%d", "%d.%m.%Y")
TEXT_ATTRIBUTES: Final = {"autocomplete": "off", "spellcheck": "false"}


class NumberField(forms.CharField):
    """A number of one kind, however its thousands are written."""

    def __init__(self, kind: Kind, *, most: int | None = None, **kwargs: Any) -> None:
        self.kind, self.most = kind, most
        mode = "numeric" if kind is Kind.COUNT else "decimal"
        super().__init__(widget=forms.TextInput(attrs={**TEXT_ATTRIBUTES, "inputmode": mode}), **kwargs)

    def clean(self, value: Any) -> int | Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = read_number(text, self.kind)
        except NumberError as error:
            raise forms.ValidationError(str(error), code="invalid") from error
        if self.most is not None and number > self.most:
            raise forms.ValidationError(_("Geprüft werden höchstens %(most)s.") % {"most": self.most}, code="many")
        return int(number) if self.kind is Kind.COUNT else number


class DayField(forms.CharField):
    """A day, typed the German way or sent by the browser's own field."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={**TEXT_ATTRIBUTES, "inputmode": "numeric"}), **kwargs)

    def clean(self, value: Any) -> dt.date | None:
        text = super().clean(value)
        if not text:
            return None
        for pattern in DAY_FORMATS:
            try:
                day = dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day, not a moment
            except ValueError:
                continue
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
            words = _("Bitte nennen Sie einen Tag zwischen %(first)s und %(last)s.")
            raise forms.ValidationError(words % {"first": FIRST_YEAR, "last": LAST_YEAR}, code="range")
        words = _("„%(text)s“ ist kein Tag, den es gibt. So ginge es: %(example)s.")
        values = {"text": shown(text), "example": date_format(dt.date(2026, 7, 1), "d.m.Y")}
        raise forms.ValidationError(words % values, code="invalid")


class OneOf(forms.ChoiceField):
    """One of the options, or nothing: not known."""

    refusal = gettext_lazy("„%(value)s“ ist keine der möglichen Antworten.")

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            raise forms.ValidationError(self.refusal % {"value": shown(str(value))}, code="invalid_choice")


class LeadField(OneOf):
    """One of the partners."""

    refusal = gettext_lazy("Den Antrag stellt einer der Partner; „%(value)s“ ist keiner von ihnen.")


class SeveralOf(forms.MultipleChoiceField):
    """Some of the options; „nichts davon“ is an answer too, but only alone."""

    def clean(self, value: Any) -> list[str]:
        chosen = list(dict.fromkeys(filter(None, self.to_python(value))))
        unknown = next((word for word in chosen if not self.valid_value(word)), None)
        if unknown is not None:
            words = _("„%(value)s“ ist keine der möglichen Antworten.")
            raise forms.ValidationError(words % {"value": shown(unknown)}, code="invalid_choice")
        if parameters.NOTHING in chosen and len(chosen) > 1:
            raise forms.ValidationError(_("„Nichts davon“ passt nicht zu den anderen Angaben."), code="contradiction")
        return chosen


def field_of(question: Question, names: wording.Names) -> forms.Field:
    """The field for one question."""
    about: dict[str, Any] = {
        "label": wording.question_label(question.key),
        "help_text": wording.question_help(question.key),
        "required": False,
    }
    if question.kind in NUMBERS:
        return NumberField(question.kind, **about)
    options = list(question.options) or list(names.get(question.key, {}))
    choices = [
        (parameters.word_of(question.key, option), wording.option_label(question.key, option, names))
        for option in options
    ]
    if question.kind is Kind.CHOICES:
        nothing = (parameters.NOTHING, _("nichts davon"))
        return SeveralOf(choices=[*choices, nothing], widget=forms.CheckboxSelectMultiple, **about)
    if question.kind is Kind.YES_NO:
        choices = [(parameters.YES, _("ja")), (parameters.NO, _("nein"))]
    widget = forms.Select if question.options or question.kind is Kind.YES_NO else ContentSelect
    return OneOf(choices=[("", DONT_KNOW), *choices], widget=widget, **about)


class CheckForm(forms.Form):
    """All that can be said of an alliance and its project but the partners. The names are those of the address."""

    def __init__(self, *args: Any, names: wording.Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[parameters.ABROAD] = NumberField(
            Kind.COUNT,
            most=MOST_ABROAD,
            label=_("Partner im Ausland"),
            help_text=_("Wie viele Kommunen aus Nachbarländern mitmachen, falls welche dabei sind."),
            required=False,
        )
        self.fields[parameters.LEAD] = LeadField(
            label=_("Wer stellt den Antrag?"),
            help_text=_("Die federführende Kommune: Sie stellt den Antrag für alle."),
            choices=[("", DONT_KNOW)],
            widget=ContentSelect,
            required=False,
        )
        for name, key in parameters.QUESTION_OF.items():
            self.fields[name] = field_of(QUESTIONS[key], names)
        self.fields[parameters.DAY] = DayField(
            label=_("Stichtag"),
            help_text=_("Nach dem Stand welchen Tages geprüft wird, zum Beispiel 01.07.2026. Leer: heute."),
            required=False,
        )
        for name, field in self.fields.items():
            # the note beside a field says how it was read, or what is wrong; a group of boxes names it on its own
            if not field.widget.use_fieldset:
                field.widget.attrs["aria-describedby"] = f"{self[name].auto_id}_helptext stand_{name}"

    def partners_abroad(self) -> int:
        """How many there are; 0 where that cannot be read."""
        try:
            return self.fields[parameters.ABROAD].clean(self.data.get(parameters.ABROAD, "")) or 0
        except forms.ValidationError:
            return 0

    def offer_leads(self, partners: Iterable[Partner]) -> None:
        """The application comes from one of these."""
        field = self.fields[parameters.LEAD]
        listed = [(partner.key, partner.name) for partner in partners if partner.land]
        field.choices = [("", DONT_KNOW), *listed]  # type: ignore[attr-defined]

    def answers(self) -> Mapping[str, Answer]:
        """What was answered and can be used, by question key."""
        found: dict[str, Answer] = {}
        for name, key in parameters.QUESTION_OF.items():
            value = self.cleaned_data.get(name)
            if value is None or value in ("", []):
                continue
            kind = QUESTIONS[key].kind
            if kind is Kind.YES_NO:
                found[key] = value == parameters.YES
            elif kind is Kind.CHOICES:
                options = (parameters.option_of(key, word) for word in value if word != parameters.NOTHING)
                found[key] = frozenset(options)
            else:
                found[key] = parameters.option_of(key, value) if kind is Kind.CHOICE else value
        return found
