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
from django.utils.translation import gettext_lazy as _

from allmende.cooperation.desk.fields import MoneyField, PartialDateField
from allmende.cooperation.desk.rows import Choices, GrantForm, PartnerForm, PeriodForm, RowForm, SourceForm
from allmende.cooperation.keeping import snapshot
from allmende.cooperation.models import Alliance, Cooperation
from allmende.cooperation.parts import AllianceParts, CooperationParts, ReportData, dated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms.formsets import BaseFormSet
    from django.http import QueryDict

    Subject = Cooperation | Alliance

MOST_ROWS = 60


class SteckbriefForm(forms.ModelForm):  # type: ignore[type-arg]
    """The columns. The form checks; writing is the services' business, so it is never saved itself."""

    dates: ClassVar[dict[str, str]] = {}
    """Our form field for each pair of columns: {"start": "starts"}."""

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
        for column in self.dates.values():  # so that the constraints of the database are checked with them
            setattr(self.instance, f"{column}_on", cleaned[f"{column}_on"])
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the services take as columns."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {*self.dates, "topics"}}


class CooperationForm(SteckbriefForm):
    dates: ClassVar = {"start": "starts", "end": "ends"}
    start = PartialDateField()
    end = PartialDateField()

    class Meta:
        model = Cooperation
        fields: ClassVar = [
            "title", "summary", "tasks", "topics", "alliance", "legal_form", "legal_form_note", "status", "status_note",
            "start", "end", "term_note", "end_reason", "participants_complete", "participants_note",
            "contact_function", "contact_email", "contact_phone", "start_up_cost", "running_cost", "saving",
            "figures_note", "what_worked", "what_did_not", "transferability", "owner",
        ]  # fmt: skip
        widgets: ClassVar = {"topics": forms.CheckboxSelectMultiple}
        field_classes: ClassVar = dict.fromkeys(("start_up_cost", "running_cost", "saving"), MoneyField)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].required = False  # a draft may be without; publishing asks for one


class AllianceForm(SteckbriefForm):
    dates: ClassVar = {"founded": "founded", "ended": "ended"}
    founded = PartialDateField()
    ended = PartialDateField()
    homepage = forms.URLField(label=_("Internetseite"), max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = Alliance
        fields: ClassVar = [
            "title", "summary", "description", "homepage", "founded", "ended", "end_reason", "legal_form",
            "legal_form_note", "participants_complete", "participants_note", "figures_note", "contact_function",
            "contact_email", "owner",
        ]  # fmt: skip


ROWS: dict[str, tuple[type[RowForm], Any]] = {
    "participations": (PartnerForm, _("Partner")),
    "periods": (PeriodForm, _("Förderperioden")),
    "grants": (GrantForm, _("Förderungen")),
    "sources": (SourceForm, _("Quellen")),
}


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
        form_class = CooperationForm if isinstance(subject, Cooperation) else AllianceForm
        self.form = form_class(data, instance=subject)
        choices = Choices()
        self.sections = [
            (name, label, self._rows(name, row_form, choices))
            for name, (row_form, label) in ROWS.items()
            if name != "periods" or isinstance(subject, Alliance)
        ]

    def _rows(self, name: str, row_form: type[RowForm], choices: Choices) -> BaseFormSet[Any]:
        formset_class = forms.formset_factory(row_form, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=100)
        existing = [] if self.is_new else getattr(self.subject, name).all()
        initial = [row_form.initial_of(row) for row in existing]  # type: ignore[attr-defined]
        return formset_class(self.data, initial=initial, prefix=name, form_kwargs={"choices": choices})

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(rows.is_valid() for _name, _label, rows in self.sections)])

    def parts(self) -> CooperationParts | AllianceParts:
        """What the services take as rows. Reports of a period are not on this form and stay."""
        wanted: dict[str, Sequence[Any]] = {
            name: [row.data_of() for row in rows if row.has_changed() or row.initial if not row.cleaned_data["DELETE"]]
            for name, _label, rows in self.sections
        }
        if isinstance(self.subject, Cooperation):
            return CooperationParts(topics=list(self.form.cleaned_data["topics"]), **wanted)
        if not self.is_new:
            reports = {
                period.number: [
                    ReportData(title=row.title, url=row.url, dated=row.dated, summary=row.summary)
                    for row in period.reports.all()
                ]
                for period in self.subject.periods.prefetch_related("reports")
            }
            wanted["periods"] = [replace(item, reports=reports.get(item.number, ())) for item in wanted["periods"]]
        return AllianceParts(**wanted)

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
