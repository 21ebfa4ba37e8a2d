# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of surveys: at the desk, and the sheet itself."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.core.form_text import TOO_LONG, clean_texts
from allmende.events.desk_access import name_of
from allmende.events.desk_forms import DateInput, DeskForm, DeskModelForm
from allmende.events.models import SCALE, ItemKind, Place, Survey, SurveyItem
from allmende.events.services.survey import LONGEST_TEXT
from allmende.events.survey_presets import PRESETS
from allmende.events.survey_results import label_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BoundField

NO_ANSWER: Final = _("keine Angabe")
MOST_CHOICES: Final = 12


class PresetForm(DeskForm):
    """With which questions a new survey begins."""

    vorlage = forms.ChoiceField(
        label=_("Womit möchten Sie beginnen?"),
        choices=[
            ("feedback", _("Rückmeldung: Inhalt, Referentinnen und Referenten, Organisation, Ort, Weiterempfehlung")),
            ("needs", _("Bedarfsabfrage: Bereitschaft, Widerstände, Unterstützungsbedarf je Projektphase")),
            ("empty", _("ohne Fragen")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie eine Vorlage.")},
    )

    @property
    def preset(self) -> Any:
        return PRESETS[self.cleaned_data["vorlage"]]


class SurveyForm(DeskModelForm):
    """Title, introduction and the days on which it is open, both included."""

    opens_day = forms.DateField(label=_("offen ab"), required=False, widget=DateInput())
    closes_day = forms.DateField(label=_("offen bis einschließlich"), required=False, widget=DateInput())
    groups = ((_("Zeitraum"), ("opens_day", "closes_day")),)
    paired = frozenset({"opens_day"})
    renamed = {"opens_at": "opens_day", "closes_at": "closes_day"}  # noqa: RUF012 - as in the base

    class Meta:
        model = Survey
        fields = ("title", "intro")

    def __init__(self, data: Any, *, survey: Survey) -> None:
        super().__init__(data, instance=survey)
        if survey.opens_at and survey.closes_at:
            self.fields["opens_day"].initial = timezone.localdate(survey.opens_at)
            self.fields["closes_day"].initial = timezone.localdate(survey.closes_at - dt.timedelta(seconds=1))
        self.survey = survey

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_day"), cleaned.get("closes_day")
        if bool(opens) != bool(closes) and not self.errors:
            missing = "closes_day" if opens else "opens_day"
            self.add_error(missing, _("Bitte geben Sie beide Tage an, oder keinen von beiden."))
        if opens and closes and closes < opens:
            self.add_error("closes_day", _("Die Umfrage endet, bevor sie beginnt."))
        for name in ("opens_day", "closes_day"):
            day = cleaned.get(name)
            if day and not 2000 <= day.year <= 2200:
                self.add_error(name, _("Bitte prüfen Sie das Jahr."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The days become points in time; an unchanged day keeps its hour, as after closing by hand."""
        found: dict[str, Any] = super().values()
        opens, closes = self.cleaned_data["opens_day"], self.cleaned_data["closes_day"]
        found["opens_at"] = self._time("opens_day", opens, self.survey.opens_at)
        end = closes + dt.timedelta(days=1) if closes else None
        found["closes_at"] = self._time("closes_day", end, self.survey.closes_at)
        return found

    def _time(self, name: str, day: dt.date | None, known: dt.datetime | None) -> dt.datetime | None:
        if known is not None and self.cleaned_data[name] == self.fields[name].initial:
            return known
        return timezone.make_aware(dt.datetime.combine(day, dt.time())) if day else None


class ItemForm(DeskModelForm):
    """One question."""

    choices = forms.CharField(
        label=_("Auswahl"),
        required=False,
        max_length=2000,
        help_text=_("Nur bei einer Auswahl: je Zeile eine Antwort, mindestens zwei."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    groups = (
        (_("Bei einer Skala"), ("low_label", "high_label")),
        (_("Bei einer Auswahl"), ("choices",)),
    )
    paired = frozenset({"low_label"})

    class Meta:
        model = SurveyItem
        fields = ("text", "section", "kind", "low_label", "high_label", "position")
        widgets = {"kind": forms.RadioSelect}  # noqa: RUF012 - Django's way

    def __init__(self, data: Any, *, item: SurveyItem) -> None:
        initial = {"choices": "\n".join(item.choices), "kind": item.kind}
        super().__init__(data, instance=item, initial=initial)
        self.fields["kind"].choices = ItemKind.choices  # type: ignore[attr-defined]

    def clean_choices(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines())
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > MOST_CHOICES:
            raise forms.ValidationError(_("Bitte höchstens %(n)s Antworten.") % {"n": MOST_CHOICES})
        if any(len(line) > 120 for line in found):
            raise forms.ValidationError(_("Bitte höchstens 120 Zeichen je Antwort."))
        return found

    def values(self) -> dict[str, Any]:
        return {**super().values(), "choices": self.cleaned_data["choices"]}


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Place) -> str:
        return f"{name_of(obj.session)} – {obj.attendee.name}"


class SheetForm(forms.Form):
    """The sheet. Every question can be left out. ``places``: for which of them it may be filled in."""

    def __init__(self, data: Any, *, survey: Survey, places: Sequence[Place]) -> None:
        super().__init__(data)
        self.survey = survey
        self.items = list(survey.items.all())
        self.places = list(places)
        if len(self.places) > 1:
            rows = Place.objects.filter(pk__in=[place.pk for place in places])
            self.fields["platz"] = PlaceField(
                queryset=rows.select_related("session__venue", "attendee"),
                label=_("Für welchen Termin antworten Sie?"),
                widget=forms.RadioSelect,
                empty_label=None,
                error_messages={"required": _("Bitte wählen Sie aus, wofür Sie antworten.")},
            )
        for item in self.items:
            self.fields[f"frage-{item.pk}"] = _field_of(item)

    @property
    def sections(self) -> list[tuple[str, list[tuple[BoundField, bool]]]]:
        """The questions under their headings; whether one is a scale, which is laid out in one row."""
        found: list[tuple[str, list[tuple[BoundField, bool]]]] = []
        for item in self.items:
            if not found or found[-1][0] != item.section:
                found.append((item.section, []))
            found[-1][1].append((self[f"frage-{item.pk}"], item.kind == ItemKind.SCALE))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        clean_texts(self)
        if not self.errors and not self.values:
            self.add_error(None, _("Bitte beantworten Sie mindestens eine Frage."))
        return cleaned

    @property
    def place(self) -> Place:
        chosen = self.cleaned_data.get("platz")
        return next(place for place in self.places if chosen is None or place.pk == chosen.pk)

    @property
    def values(self) -> dict[int, int | str]:
        """What was answered, by the key of the question."""
        found: dict[int, int | str] = {}
        for item in self.items:
            value = self.cleaned_data.get(f"frage-{item.pk}") or ""
            if value:
                found[item.pk] = value if item.kind == ItemKind.TEXT else int(value)
        return found


def _field_of(item: SurveyItem) -> forms.Field:
    if item.kind == ItemKind.TEXT:
        return forms.CharField(
            label=item.text,
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 4}),
            error_messages={"max_length": TOO_LONG},
        )
    if item.kind == ItemKind.SCALE:
        options = [(str(step), label_of(item, step)) for step in SCALE]
    else:
        options = [(str(place), text) for place, text in enumerate(item.choices, start=1)]
    return forms.ChoiceField(
        label=item.text,
        required=False,
        choices=[*options, ("", NO_ANSWER)],
        initial="",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Diese Antwort gibt es nicht.")},
    )
