# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The desk's form for a whole Steckbrief: the columns, the rows below them, and the version it was opened at."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from allmende.cooperation.desk.fields import DayField, MoneyField, PartialDateField
from allmende.cooperation.desk.period_rows import CostForm, OfPeriodForm, PeriodForm, ReportForm
from allmende.cooperation.desk.rows import Choices, GrantForm, PartnerForm, PartnerRows, RowForm, SourceForm
from allmende.cooperation.keeping import snapshot
from allmende.cooperation.models import Alliance, Cooperation, PeriodCost, PeriodReport, Topic
from allmende.cooperation.parts import AllianceParts, CooperationParts, dated
from allmende.core.mailboxes import looks_personal
from allmende.legal.models import LegalForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.core.exceptions import ValidationError
    from django.db.models import QuerySet
    from django.forms.formsets import BaseFormSet
    from django.http import QueryDict

    Subject = Cooperation | Alliance

MOST_ROWS = 60


class SteckbriefForm(forms.ModelForm):  # type: ignore[type-arg]
    """The columns. The form checks; writing is the services' business, so it is never saved itself."""

    dates: ClassVar[dict[str, str]] = {}
    """Our form field for each pair of columns: {"start": "starts"}; first the beginning, then the end."""
    ends_too_early: ClassVar[Any] = _("Das Ende liegt vor dem Beginn.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        complete = forms.TypedChoiceField(
            label=self.fields["participants_complete"].label,
            choices=[("", _("nicht bekannt")), ("ja", _("ja")), ("nein", _("nein"))],
            coerce={"ja": True, "nein": False}.get,
            empty_value=None,
            required=False,
        )
        self.fields["participants_complete"] = complete
        stated = {True: "ja", False: "nein"}.get(self.instance.participants_complete, "")
        self.initial["participants_complete"] = stated
        self.fields["legal_form"].choices = legal_form_choices  # type: ignore[attr-defined]
        for name, column in self.dates.items():
            self.initial[name] = getattr(self.instance, name)
            self.fields[name].label = self._meta.model._meta.get_field(f"{column}_on").verbose_name
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, column in self.dates.items():
            cleaned |= dated(column, cleaned.get(name))
            if cleaned.get(name) is None:  # no date has no precision of its own: none is a change to none
                precision = self._meta.model._meta.get_field(f"{column}_precision")
                cleaned[f"{column}_precision"] = precision.get_default()
        for column in self.dates.values():  # so that the constraints of the database are checked with them
            setattr(self.instance, f"{column}_on", cleaned[f"{column}_on"])
        first, last = (cleaned.get(name) for name in self.dates)
        if first and last and last.on < first.on:
            self.add_error(list(self.dates)[1], self.ends_too_early)
        if (problem := missing_consent(cleaned)) and "contact_consented_on" in cleaned:
            self.add_error("contact_consented_on", problem)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the services take as columns."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {*self.dates, "topics"}}


def missing_consent(cleaned: Mapping[str, Any]) -> str:
    """What is to be said about the consent of whoever is named as a contact; empty when nothing is missing."""
    consented_on = cleaned.get("contact_consented_on")
    if consented_on is not None and consented_on > timezone.localdate():
        return _now("Der Tag der Einwilligung liegt in der Zukunft.")
    if consented_on is not None:
        return ""
    if cleaned.get("contact_person"):
        return _now("Eine Person wird nur mit ihrer Einwilligung genannt. Bitte den Tag nennen.")
    if looks_personal(cleaned.get("contact_email") or ""):
        return _now(
            "Das Postfach sieht nach dem einer Person aus. Eine Person wird nur mit ihrer Einwilligung genannt: "
            "Bitte den Tag nennen oder ein Funktionspostfach eintragen."
        )
    return ""


def legal_form_choices() -> list[tuple[str, Any]]:
    """Those of each Land, then those of everywhere: „Zweckverband“ is another thing in every Land."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for item in LegalForm.objects.select_related("land"):
        groups.setdefault(item.land.name if item.land else "", []).append((item.pk, item.name))
    everywhere = [(_now("in allen Ländern"), groups.pop(""))] if "" in groups else []
    return [("", _now("nicht bekannt")), *sorted(groups.items()), *everywhere]


class CooperationForm(SteckbriefForm):
    dates: ClassVar = {"start": "starts", "end": "ends"}
    start = PartialDateField()
    end = PartialDateField()

    class Meta:
        model = Cooperation
        fields: ClassVar = [
            "title", "summary", "tasks", "topics", "alliance", "legal_form", "legal_form_note", "status", "status_note",
            "start", "end", "term_note", "end_reason", "participants_complete", "participants_note",
            "contact_function", "contact_email", "contact_phone", "contact_person", "contact_consented_on",
            "start_up_cost", "running_cost", "saving", "figures_note", "what_worked", "what_did_not",
            "transferability", "owner",
        ]  # fmt: skip
        widgets: ClassVar = {"topics": forms.CheckboxSelectMultiple}
        field_classes: ClassVar = {
            **dict.fromkeys(("start_up_cost", "running_cost", "saving"), MoneyField),
            "contact_consented_on": DayField,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].required = False  # a draft may be without; publishing asks for one
        self.fields["topics"].choices = Topic.objects.as_choices()  # type: ignore[attr-defined]
        self.fields["alliance"].empty_label = _("keiner")  # type: ignore[attr-defined]
        self.fields["status"].label = _("Stand")
        self.fields["status_note"].label = _("Anmerkung zum Stand")


class AllianceForm(SteckbriefForm):
    dates: ClassVar = {"founded": "founded", "ended": "ended"}
    ends_too_early: ClassVar = _("Das Ende liegt vor der Gründung.")
    founded = PartialDateField()
    ended = PartialDateField()
    homepage = forms.URLField(label=_("Internetseite"), max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = Alliance
        fields: ClassVar = [
            "title", "summary", "description", "homepage", "founded", "ended", "end_reason", "legal_form",
            "legal_form_note", "participants_complete", "participants_note", "figures_note", "contact_function",
            "contact_email", "contact_person", "contact_consented_on", "owner",
        ]  # fmt: skip
        field_classes: ClassVar = {"contact_consented_on": DayField}


ROWS: dict[str, tuple[type[RowForm], Any]] = {
    "participations": (PartnerForm, _("Partner")),
    "periods": (PeriodForm, _("Förderperioden")),
    "reports": (ReportForm, _("Berichte der Förderperioden")),
    "costs": (CostForm, _("Kosten der Teilprojekte")),
    "grants": (GrantForm, _("Förderungen")),
    "sources": (SourceForm, _("Quellen")),
}
ALLIANCE_ONLY = {"periods", "reports", "costs"}


def version_of(subject: Subject) -> str:
    """A mark that changes with everything that is entered about ``subject``."""
    text = json.dumps(snapshot(subject), cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Desk:
    """Everything on the desk's page for one Steckbrief: the form, its rows, its version."""

    def __init__(self, subject: Subject, data: QueryDict | None = None) -> None:
        self.subject = subject
        self.data = data
        self.is_new = subject.pk is None
        self.form = self._form()
        choices = self._choices()
        self.sections = [
            (name, label, self._rows(name, row_form, choices))
            for name, (row_form, label) in ROWS.items()
            if self._asks_for(name, choices)
        ]

    def _form(self) -> SteckbriefForm:
        form_class = CooperationForm if isinstance(self.subject, Cooperation) else AllianceForm
        return form_class(self.data, instance=self.subject)

    def _choices(self) -> Choices:
        choices = Choices()
        if isinstance(self.subject, Alliance) and not self.is_new:
            own = Q(alliance=self.subject) | Q(period_costs__period__alliance=self.subject)
            choices.projects = {item.pk: item for item in Cooperation.objects.filter(own).distinct()}
        return choices

    def _asks_for(self, name: str, choices: Choices) -> bool:
        if name == "costs" and not choices.projects:
            return False
        return name not in ALLIANCE_ONLY or isinstance(self.subject, Alliance)

    def _existing(self, name: str) -> QuerySet[Any]:
        if name == "reports":
            return PeriodReport.objects.filter(period__alliance=self.subject.pk).select_related("period")
        if name == "costs":
            return PeriodCost.objects.filter(period__alliance=self.subject.pk).select_related("period")
        rows: QuerySet[Any] = getattr(self.subject, name).all()
        return rows.select_related("territory") if name == "participations" else rows

    def _rows(self, name: str, row_form: type[RowForm], choices: Choices) -> BaseFormSet[Any]:
        rows_class: Any = PartnerRows if row_form is PartnerForm else forms.BaseFormSet
        formset_class = forms.formset_factory(
            row_form, formset=rows_class, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=100
        )
        # What was typed is taken as it is: compared with rows that another editor saved meanwhile, it could get lost.
        initial = [] if self.data is not None else self._initial(name, row_form)
        return formset_class(self.data, initial=initial, prefix=name, form_kwargs={"choices": choices})

    def _initial(self, name: str, row_form: Any) -> list[dict[str, Any]]:
        return [] if self.is_new else [row_form.initial_of(row) for row in self._existing(name)]

    def is_valid(self) -> bool:
        checked = [self.form.is_valid(), *(rows.is_valid() for _name, _label, rows in self.sections)]
        return all(checked) and self._periods_are_there()

    def _periods_are_there(self) -> bool:
        """Reports and costs name a period that is entered and stays."""
        numbers = self._period_numbers()
        rows = [row for name in ("reports", "costs") for row in self._kept(name)]
        return not [row for row in rows if isinstance(row, OfPeriodForm) and not row.require_period(numbers)]

    def _period_numbers(self) -> set[int]:
        return {row.cleaned_data["number"] for row in self._kept("periods")}

    def _kept(self, wanted: str) -> list[RowForm]:
        """The rows of one kind that were filled in and are not to be removed."""
        return [
            row
            for name, _label, rows in self.sections
            if name == wanted
            for row in rows
            if row.has_changed() and not row.cleaned_data["DELETE"]
        ]

    def parts(self) -> CooperationParts | AllianceParts:
        """What the services take as rows."""
        wanted: dict[str, Sequence[Any]] = {
            name: [row.data_of() for row in self._kept(name)]
            for name, _label, _rows in self.sections
            if name not in {"reports", "costs"}
        }
        if isinstance(self.subject, Cooperation):
            return CooperationParts(topics=list(self.form.cleaned_data["topics"]), **wanted)
        below = [
            (name, [(row.cleaned_data["period"], row.data_of()) for row in self._kept(name)])
            for name in ("reports", "costs")
        ]
        wanted["periods"] = [
            replace(
                period, **{name: [item for number, item in rows if number == period.number] for name, rows in below}
            )
            for period in wanted["periods"]
        ]
        return AllianceParts(**wanted)

    def refuse_area(self, error: ValidationError) -> None:
        """Say at the first partner that none of them lies where the editor may enter something."""
        partners = next(rows for name, _label, rows in self.sections if name == "participations")
        if partners.forms:
            partners.forms[0].add_error("stated_name", error)
        else:
            self.form.add_error(None, error)

    def keep_quiet(self) -> None:
        """Show what was typed without errors: nobody has asked to save yet."""
        unchecked(self.form)
        for _name, _label, rows in self.sections:
            rows.__dict__.update(_errors=[], _non_form_errors=forms.utils.ErrorList())
            for row in rows.forms:
                unchecked(row)


def unchecked(form: forms.BaseForm) -> None:
    """Keep Django from checking ``form`` when its errors are shown."""
    form.__dict__["_errors"] = forms.utils.ErrorDict()


def with_one_more_row(data: QueryDict, name: str) -> QueryDict:
    """The same input with an empty row at the end of ``name``."""
    grown = data.copy()
    key = f"{name}-TOTAL_FORMS"
    number = data.get(key, "0")
    if name in ROWS and number.isdigit():
        grown[key] = str(min(int(number) + 1, MOST_ROWS))
    return grown
