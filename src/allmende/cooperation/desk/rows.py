# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The rows below a Steckbrief in the desk's form: partners, grants, sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation
from allmende.cooperation.desk.fields import DayField, MoneyField, ObjectField, PartialDateField
from allmende.cooperation.importing.lookup import PartnerLookup, reason
from allmende.cooperation.models import GrantPhase, Programme, Role
from allmende.cooperation.parts import GrantData, PartnerData, SourceData
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from allmende.cooperation.importing.partners import Resolution
    from allmende.cooperation.models import Cooperation, Grant, Participation, Source


MOST_SUGGESTIONS: Final = 5
"""For so many unknown names in one form we look for similar ones; each takes a tenth of a second."""


@dataclass(slots=True)
class Choices:
    """What the rows choose from, loaded once for a whole form."""

    organisations: dict[int, Organisation] = field(
        default_factory=lambda: {item.pk: item for item in Organisation.objects.order_by("name", "pk")}
    )
    programmes: dict[int, Programme] = field(
        default_factory=lambda: {item.pk: item for item in Programme.objects.order_by("order", "name", "pk")}
    )
    phases: dict[int, GrantPhase] = field(
        default_factory=lambda: {item.pk: item for item in GrantPhase.objects.order_by("order", "pk")}
    )
    lookup: PartnerLookup = field(default_factory=PartnerLookup)
    suggestions_left: int = MOST_SUGGESTIONS
    projects: dict[int, Cooperation] = field(default_factory=dict)
    """The sub-projects of the alliance on the desk."""

    def resolve(self, stated_name: str) -> Resolution:
        """What a partner's name means; for the first unknown ones with names that look like it."""
        found = self.lookup.resolve_few([stated_name])[0]
        if found.problem == "unknown" and self.suggestions_left:
            self.suggestions_left -= 1
            found = self.lookup.resolve_all([stated_name])[0]
        return found


class RowForm(forms.Form):
    """One row; ``data_of`` is what the services take, ``one`` what a single row is called."""

    one: ClassVar[_StrPromise]

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        self.choices = choices
        super().__init__(*args, **kwargs)

    def data_of(self) -> Any:
        raise NotImplementedError


class PartnerForm(RowForm):
    """A partner: by name alone if the name is unmistakable, else with its ARS, an organisation, or a reason."""

    one = _("Partner")
    stated_name = forms.CharField(label=_("Name"), max_length=200)
    ars = forms.RegexField(
        label=_("Regionalschlüssel (ARS)"),
        regex=r"^\d{2,12}$",
        required=False,
        help_text=_("Nur nötig, wenn der Name mehrfach vorkommt."),
        error_messages={"invalid": _("Der Regionalschlüssel besteht aus 2 bis 12 Ziffern.")},
    )
    unresolved_reason = forms.CharField(
        label=_("nicht zugeordnet, weil"),
        max_length=250,
        required=False,
        help_text=_("Nur, wenn der Partner keinem Gebiet und keiner Organisation zugeordnet werden kann."),
    )
    role = forms.ChoiceField(label=_("Rolle"), choices=Role.choices, initial=Role.PARTNER)
    joined = PartialDateField(label=_("dabei seit"))
    left = PartialDateField(label=_("ausgeschieden"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = ObjectField(
            objects=self.choices.organisations, label=_("Organisation"), required=False
        )
        self.order_fields(["stated_name", "role", "ars", "organisation", "unresolved_reason", "joined", "left"])

    @staticmethod
    def initial_of(row: Participation) -> dict[str, Any]:
        return {
            "stated_name": row.stated_name,
            "ars": row.territory.ars if row.territory else "",
            "organisation": row.organisation_id,
            "unresolved_reason": row.unresolved_reason,
            "role": row.role,
            "joined": row.joined,
            "left": row.left,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if self.errors or not cleaned.get("stated_name"):
            return cleaned
        cleaned["territory"] = None
        ways = [name for name in ("ars", "organisation", "unresolved_reason") if cleaned.get(name)]
        if len(ways) > 1:
            self.add_error(ways[1], _("Bitte nur eines angeben: Regionalschlüssel, Organisation oder Grund."))
        elif cleaned.get("ars"):
            cleaned["territory"] = Territory.objects.filter(ars=cleaned["ars"]).first()
            if cleaned["territory"] is None:
                self.add_error("ars", _("Diesen Regionalschlüssel gibt es nicht."))
        elif not ways:
            self._find(cleaned)
        joined, left = cleaned.get("joined"), cleaned.get("left")
        if joined and left and left.on < joined.on:
            self.add_error("left", _("Das Ausscheiden liegt vor dem Beitritt."))
        return cleaned

    def _find(self, cleaned: dict[str, Any]) -> None:
        """Look the name up; a name that means nothing or several asks for more."""
        resolution = self.choices.resolve(cleaned["stated_name"])
        if not resolution.is_resolved:
            self.add_error("stated_name", self._why(resolution))
        elif resolution.territory_key:
            cleaned["territory"] = Territory.objects.get(pk=resolution.territory_key)
        else:
            key = resolution.organisation_key or 0
            cleaned["organisation"] = self.choices.organisations.get(key) or Organisation.objects.get(pk=key)

    @staticmethod
    def _why(resolution: Resolution) -> str:
        names = "; ".join(resolution.candidates)
        if resolution.problem == "several":
            text = _("Mehrere Orte heißen so. Bitte den Regionalschlüssel des gemeinten eintragen: %(names)s.")
            return text % {"names": names}
        return _("Nicht gefunden. Meinten Sie: %(names)s?") % {"names": names} if names else reason(resolution)

    def data_of(self) -> PartnerData:
        values = self.cleaned_data
        return PartnerData(
            stated_name=values["stated_name"],
            territory=values["territory"],
            organisation=values["organisation"],
            unresolved_reason=values["unresolved_reason"],
            role=values["role"],
            joined=values["joined"],
            left=values["left"],
        )


class PartnerRows(forms.BaseFormSet[PartnerForm]):
    """The partners of one cooperation: at most one of them leads, and nobody is named twice."""

    def clean(self) -> None:
        leads, named = False, set[tuple[str, int]]()
        for row in self.forms:
            values = getattr(row, "cleaned_data", {})
            if not values.get("stated_name") or values.get("DELETE"):
                continue
            if values.get("role") == Role.LEAD:
                if leads:
                    row.add_error(
                        "role", _("Die Federführung hat schon ein anderer Partner. Sie kann nur einer haben.")
                    )
                leads = True
            for way in ("territory", "organisation"):
                if (found := values.get(way)) is not None:
                    if (way, found.pk) in named:
                        row.add_error("stated_name", _("Diesen Partner haben Sie schon genannt."))
                    named.add((way, found.pk))


class GrantForm(RowForm):
    """A grant. An empty amount means that it is not stated."""

    one = _("Förderung")
    amount = MoneyField(label=_("Betrag in Euro"), min_value=1)
    amount_is_maximum = forms.BooleanField(label=_("Höchstbetrag („bis zu“)"), required=False)
    amount_note = forms.CharField(label=_("Anmerkung zum Betrag"), max_length=250, required=False)
    notice = PartialDateField(label=_("Bescheid vom"))
    start = PartialDateField(label=_("Förderung ab"))
    end = PartialDateField(label=_("Förderung bis"))
    period_note = forms.CharField(label=_("Anmerkung zum Zeitraum"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"] = ObjectField(objects=self.choices.programmes, label=_("Programm"))
        self.fields["phase"] = ObjectField(objects=self.choices.phases, label=_("Phase"), required=False)
        self.order_fields(["programme", "phase"])

    @staticmethod
    def initial_of(row: Grant) -> dict[str, Any]:
        return {
            "programme": row.programme_id,
            "phase": row.phase_id,
            "amount": row.amount,
            "amount_is_maximum": row.amount_is_maximum,
            "amount_note": row.amount_note,
            "notice": row.notice,
            "start": row.start,
            "end": row.end,
            "period_note": row.period_note,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        phase, programme = cleaned.get("phase"), cleaned.get("programme")
        if phase and programme and phase.programme_id != programme.pk:
            self.add_error("phase", _("Diese Phase gehört zu einem anderen Programm."))
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end.on < start.on:
            self.add_error("end", _("Das Ende liegt vor dem Beginn."))
        return cleaned

    def data_of(self) -> GrantData:
        return GrantData(**{name: self.cleaned_data[name] for name in self.fields if name != "DELETE"})


class SourceForm(RowForm):
    """Where a statement comes from."""

    one = _("Quelle")
    title = forms.CharField(label=_("Titel"), max_length=250)
    url = forms.URLField(label=_("Adresse"), max_length=600, required=False, assume_scheme="https")
    dated = PartialDateField(label=_("Datum der Quelle"))
    read_on = DayField(label=_("gelesen am"))

    @staticmethod
    def initial_of(row: Source) -> dict[str, Any]:
        return {"title": row.title, "url": row.url, "dated": row.dated, "read_on": row.read_on}

    def data_of(self) -> SourceData:
        return SourceData(**{name: self.cleaned_data[name] for name in ("title", "url", "dated", "read_on")})
