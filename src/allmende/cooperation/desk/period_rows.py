# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The rows of an alliance in the desk's form: its funding periods, their reports, what its sub-projects cost in them.

Reports and costs name their period by its number, so that a period and its reports can be entered in one go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.cooperation.desk.fields import DayField, MoneyField, ObjectField, PartialDateField
from allmende.cooperation.desk.rows import RowForm
from allmende.cooperation.parts import CostData, PeriodData, ReportData

if TYPE_CHECKING:
    from allmende.cooperation.models import AlliancePeriod, PeriodCost, PeriodReport


class PeriodForm(RowForm):
    """A funding period of an alliance."""

    one = _("Förderperiode")
    number = forms.IntegerField(label=_("Nummer"), min_value=1, max_value=99)
    start = PartialDateField(label=_("Beginn"), required=True)
    end = PartialDateField(label=_("Ende"))
    themes = forms.CharField(label=_("Schwerpunkte"), max_length=300, required=False)
    budget = MoneyField(label=_("Förderung in Euro"), min_value=0)
    notice_on = DayField(label=_("Bescheid vom"))
    note = forms.CharField(label=_("Anmerkung"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    @staticmethod
    def initial_of(row: AlliancePeriod) -> dict[str, Any]:
        names = ("number", "start", "end", "themes", "budget", "notice_on", "note")
        return {name: getattr(row, name) for name in names}

    def clean(self) -> dict[str, Any]:
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end.on < start.on:
            self.add_error("end", _("Das Ende liegt vor dem Beginn."))
        return self.cleaned_data

    def data_of(self) -> PeriodData:
        return PeriodData(**{name: self.cleaned_data[name] for name in self.fields if name != "DELETE"})


class OfPeriodForm(RowForm):
    """A row that belongs to one of the periods entered above it."""

    period = forms.IntegerField(label=_("Förderperiode (Nummer)"), min_value=1, max_value=99)

    def require_period(self, numbers: set[int]) -> bool:
        """Whether the period it names is there; the error stands at the field."""
        number = self.cleaned_data.get("period")
        if number is None or number in numbers:
            return True
        self.add_error("period", _("Diese Förderperiode ist oben nicht eingetragen."))
        return False


class ReportForm(OfPeriodForm):
    """A report of a funding period."""

    one = _("Bericht")
    title = forms.CharField(label=_("Titel"), max_length=200)
    url = forms.URLField(label=_("Adresse"), max_length=500, required=False, assume_scheme="https")
    dated = PartialDateField(label=_("Datum"))
    summary = forms.CharField(label=_("Inhalt"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    @staticmethod
    def initial_of(row: PeriodReport) -> dict[str, Any]:
        names = ("title", "url", "dated", "summary")
        return {"period": row.period.number, **{name: getattr(row, name) for name in names}}

    def data_of(self) -> ReportData:
        return ReportData(**{name: self.cleaned_data[name] for name in ("title", "url", "dated", "summary")})


class CostForm(OfPeriodForm):
    """What a sub-project cost in a funding period; unknown costs are left out, not entered as 0."""

    one = _("Kosten")
    amount = MoneyField(label=_("Kosten in Euro"), min_value=0, required=True)
    note = forms.CharField(label=_("Anmerkung"), max_length=250, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cooperation"] = ObjectField(objects=self.choices.projects, label=_("Teilprojekt"))
        self.order_fields(["period", "cooperation", "amount", "note"])

    @staticmethod
    def initial_of(row: PeriodCost) -> dict[str, Any]:
        return {"period": row.period.number, "cooperation": row.cooperation_id, "amount": row.amount, "note": row.note}

    def data_of(self) -> CostData:
        return CostData(**{name: self.cleaned_data[name] for name in ("cooperation", "amount", "note")})
