# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The filter form of the list: every choice with the number of cooperations it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.core.filters import ContentSelect, choices
from allmende.territory.combobox import combobox_attributes

if TYPE_CHECKING:
    from allmende.cooperation.models.facets import Facets
    from allmende.cooperation.reading import FilterReading

RADII = (10, 20, 30, 50, 100, 200)
USUAL_RADIUS = 20
"""Offered first (km) while no place is chosen: about half an hour by car."""


class SteadyCheckboxes(forms.CheckboxSelectMultiple):
    """Checkboxes whose ids come from their values: an option that goes does not move the focus to its neighbour."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["id"] = f"id_{name}_{value}"
        return option


class FilterForm(forms.Form):
    """Shows the filters as they were understood. It reads nothing itself: ``reading.read_filters`` does."""

    method = "get"

    q = forms.CharField(label=_("Text"), required=False, max_length=100)
    land = forms.ChoiceField(label=_("Land"), required=False, widget=ContentSelect)
    kreis = forms.ChoiceField(label=_("Kreis oder kreisfreie Stadt"), required=False, widget=ContentSelect)
    ort = forms.CharField(
        label=_("Ort"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-combobox-target": "id_ars"}),
    )
    ars = forms.CharField(required=False, widget=forms.HiddenInput)
    radius = forms.ChoiceField(label=_("Umkreis"), required=False)
    thema = forms.ChoiceField(label=_("Thema"), required=False, widget=ContentSelect)
    status = forms.MultipleChoiceField(
        label=_("Stand"), required=False, widget=SteadyCheckboxes(attrs={"class": "filters__status"})
    )
    rechtsform = forms.ChoiceField(label=_("Rechtsform"), required=False, widget=ContentSelect)
    partner_min = forms.IntegerField(label=_("Partner mindestens"), required=False, min_value=1, max_value=999)
    partner_max = forms.IntegerField(label=_("höchstens"), required=False, min_value=1, max_value=999)
    foerderung = forms.ChoiceField(label=_("Gefördert durch"), required=False, widget=ContentSelect)
    verbund = forms.ChoiceField(label=_("Kooperationsverbund"), required=False, widget=ContentSelect)

    def __init__(self, reading: FilterReading, facets: Facets) -> None:
        query = reading.query
        super().__init__(
            data={
                "q": query.q,
                "land": query.land,
                "kreis": query.kreis,
                "ort": reading.place.text,
                "ars": reading.place.ars,
                "radius": str(query.radius if query.ort else USUAL_RADIUS),
                "thema": query.thema,
                "status": query.status,
                "rechtsform": query.rechtsform,
                "partner_min": query.partner_min,
                "partner_max": query.partner_max,
                "foerderung": query.foerderung,
                "verbund": query.verbund,
            }
        )
        radii = sorted({*RADII, *([query.radius] if query.radius else [])})
        self.set_choices("land", choices(facets.land, _("alle Länder")))
        self.set_choices("kreis", choices(facets.kreis, _("alle Kreise")))
        self.set_choices("radius", [("0", _("nur dieser Ort")), *((str(km), f"{km} km") for km in radii)])
        self.set_choices("thema", choices(facets.thema, _("alle Themen")))
        self.set_choices("status", [(option.value, f"{option.label} · {option.count}") for option in facets.status])
        self.set_choices("rechtsform", choices(facets.rechtsform, _("alle Rechtsformen")))
        self.set_choices("foerderung", choices(facets.foerderung, _("alle Programme")))
        self.set_choices("verbund", choices(facets.verbund, _("alle, auch ohne Verbund")))
        self.fields["ort"].widget.attrs |= combobox_attributes()
        if reading.place.error:
            self.add_error("ort", reading.place.error)

    def set_choices(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = rows
