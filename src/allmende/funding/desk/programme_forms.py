# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms about programmes as people find them, and about the windows in which applications are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.accounts.rules import answers_for, desk_areas
from allmende.cooperation.models import Programme, Topic
from allmende.funding import wording
from allmende.funding.desk import fields
from allmende.funding.desk.directive_forms import DeskForm
from allmende.funding.engine.questions import COST_KINDS, Kind
from allmende.funding.models import ProgrammeProfile, Scope
from allmende.funding.services.programmes import CallData, NewProgramme, ProfileData
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from allmende.accounts.models import User
    from allmende.funding.models import Call

TEXTS: Final = ("summary", "applicants", "amount_text", "how_to_apply")
LONGEST: Final = 5000


class ProfileForm(DeskForm):
    """What the finder says of a programme. Of a new one also whose it is: a known programme, or its name."""

    programme = forms.ModelChoiceField(
        queryset=Programme.objects.none(),
        label=_("Programm"),
        required=False,
        empty_label=_("neues Programm, siehe nächstes Feld"),
        help_text=_("Programme, die schon bei Kooperationen genannt, aber noch nicht beschrieben sind."),
    )
    name = fields.line(_("Name eines neuen Programms"), limit=160)
    funder = fields.line(_("Wer fördert"), limit=160)
    land = forms.ModelChoiceField(queryset=Territory.objects.none(), label=_("Land"), required=False)
    scope = forms.ChoiceField(label=_("Ebene"), choices=Scope.choices, initial=Scope.LAND)
    summary = fields.text(_("Worum es geht"), limit=LONGEST)
    applicants = fields.text(_("Wer einen Antrag stellen kann"), limit=LONGEST)
    amount_text = fields.text(_("Was es gibt"), limit=LONGEST)
    how_to_apply = fields.text(_("So geht der Antrag"), limit=LONGEST)
    authority = fields.line(_("Bewilligungsbehörde"))
    contact_url = fields.address(_("Ansprechstelle im Netz"))
    topics = forms.ModelMultipleChoiceField(
        queryset=Topic.objects.all(),
        label=_("Themenfelder"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leer lassen, wenn das Programm für alle Aufgaben offen ist."),
    )
    cost_kinds = forms.MultipleChoiceField(
        label=_("Förderfähige Kosten"), required=False, widget=forms.CheckboxSelectMultiple
    )
    source_url = fields.address(_("Quelle"))
    read_on = fields.day(_("Gelesen am"))
    is_verified = fields.tick(_("Geprüft"))
    is_published = fields.tick(
        _("Veröffentlicht"), help_text=_("Nur dann steht das Programm unter „Förderung“ und antwortet der Fördercheck.")
    )

    def __init__(self, data: Any, *, user: User, profile: ProgrammeProfile | None) -> None:
        super().__init__(data, initial=_initial(profile) if profile else None)
        self.profile = profile
        self.fields["topics"].choices = Topic.objects.as_choices()  # type: ignore[attr-defined]
        listed = [(kind, wording.option_label("cost_kinds", kind)) for kind in COST_KINDS]
        self.fields["cost_kinds"].choices = listed  # type: ignore[attr-defined]
        if profile is not None:
            for name in ("programme", "name", "funder", "land"):
                del self.fields[name]
            return
        open_ones = Programme.objects.filter(profile=None).select_related("land").order_by("order", "name", "pk")
        keys = [each.pk for each in open_ones if answers_for(user, [each.land.ars] if each.land else [])]
        self.fields["programme"].queryset = open_ones.filter(pk__in=keys)  # type: ignore[attr-defined]
        lands = Territory.objects.current().filter(level=Level.LAND).order_by("name")
        mine = [land.pk for land in lands if answers_for(user, [land.ars])]
        self.fields["land"].queryset = lands.filter(pk__in=mine)  # type: ignore[attr-defined]
        self.fields["land"].empty_label = _("Bund, EU oder andere")  # type: ignore[attr-defined]
        self.fields["land"].required = bool(desk_areas(user))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.profile is None and not self.errors:
            if bool(cleaned.get("programme")) == bool(cleaned.get("name")):
                words = _("Bitte wählen Sie ein Programm, oder geben Sie einem neuen einen Namen.")
                self.add_error("name", words)
            elif cleaned.get("name"):
                is_land = cleaned["scope"] == Scope.LAND
                if is_land != bool(cleaned.get("land")):
                    self.add_error("land", _("Ein Programm der Ebene „Land“ gehört zu einem Land, andere zu keinem."))
        return cleaned

    def programme_of(self) -> Programme | NewProgramme:
        cleaned = self.cleaned_data
        known: Programme | None = cleaned.get("programme")
        return known or NewProgramme(cleaned["name"], cleaned["funder"], cleaned["land"])

    def data_of(self) -> ProfileData:
        names = [name for name in ProfileData.__dataclass_fields__ if name not in {"topics", "cost_kinds"}]
        values = {name: self.cleaned_data[name] for name in names}
        topics, kinds = tuple(self.cleaned_data["topics"]), tuple(self.cleaned_data["cost_kinds"])
        return ProfileData(**values, topics=topics, cost_kinds=kinds)


def _initial(profile: ProgrammeProfile) -> dict[str, Any]:
    values = {name: getattr(profile, name) for name in ProfileData.__dataclass_fields__ if name != "topics"}
    read_on = f"{profile.read_on:%d.%m.%Y}" if profile.read_on else ""
    return {**values, "read_on": read_on, "topics": [topic.pk for topic in profile.topics.all()]}


class CallForm(DeskForm):
    """A window in which applications are taken."""

    title = fields.line(_("Bezeichnung"), limit=160, required=True, help_text=_("Zum Beispiel „Antragsphase 2027“."))
    opens_on = fields.day(_("Anträge ab"))
    closes_on = fields.day(_("Anträge bis"))
    is_rolling = fields.tick(
        _("Anträge sind laufend möglich"), help_text=_("Es gibt keine Frist; sonst bleiben fehlende Tage „unbekannt“.")
    )
    budget = fields.number(Kind.MONEY, _("Mittel"), help_text=_("in Euro; leer, wenn nicht veröffentlicht"))
    note = fields.line(_("Anmerkung"), limit=300)
    citation = fields.line(_("Fundstelle"))
    source_url = fields.address(_("Quelle"))
    read_on = fields.day(_("Gelesen am"))
    is_verified = fields.tick(_("Geprüft"))

    def __init__(self, data: Any, *, call: Call | None) -> None:
        super().__init__(data, initial=_call_initial(call) if call else None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("Die Antragsphase endet, bevor sie beginnt."))
        if closes and cleaned.get("is_rolling"):
            self.add_error("closes_on", _("Wer laufend Anträge annimmt, hat keinen letzten Tag."))
        if cleaned.get("budget") == 0:
            self.add_error("budget", _("Mittel sind mehr als 0 Euro. Leer lassen, wenn nicht veröffentlicht."))
        return cleaned

    def data_of(self) -> CallData:
        return CallData(**{name: self.cleaned_data[name] for name in CallData.__dataclass_fields__})


def _call_initial(call: Call) -> dict[str, Any]:
    values = {name: getattr(call, name) for name in CallData.__dataclass_fields__}
    for name in ("opens_on", "closes_on", "read_on"):
        values[name] = f"{values[name]:%d.%m.%Y}" if values[name] else ""
    values["budget"] = fields.typed(call.budget, Kind.MONEY)
    return values
