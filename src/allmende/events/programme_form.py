# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The filters of the programme as a form: what can be chosen, with how many events it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.core.filters import MAX_TEXT, ContentSelect, choices
from allmende.events.programme_query import FILTERS, LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allmende.core.filters import Option
    from allmende.events.programme_query import ProgrammeQuery

EVERYTHING = {
    "thema": _("alle Themen"),
    "land": _("alle Länder"),
    "ort": _("alle Orte"),
    "monat": _("alle Monate"),
    "jahr": _("alle Jahre"),
    "art": _("alle Arten"),
    "form": _("vor Ort und online"),
}


class FilterForm(forms.Form):
    """Shows the filters as they were understood; ``ProgrammeQuery`` reads them."""

    q = forms.CharField(label=LABELS["q"], required=False, max_length=MAX_TEXT)
    thema = forms.ChoiceField(label=LABELS["thema"], required=False, widget=ContentSelect)
    land = forms.ChoiceField(label=LABELS["land"], required=False, widget=ContentSelect)
    ort = forms.ChoiceField(label=LABELS["ort"], required=False, widget=ContentSelect)
    monat = forms.ChoiceField(label=LABELS["monat"], required=False)
    jahr = forms.ChoiceField(label=LABELS["jahr"], required=False)
    art = forms.ChoiceField(label=LABELS["art"], required=False)
    form = forms.ChoiceField(label=LABELS["form"], required=False)
    frei = forms.BooleanField(label=_("nur mit freien Plätzen"), required=False, widget=forms.CheckboxInput)

    def __init__(self, query: ProgrammeQuery, options: Mapping[str, Sequence[Option]]) -> None:
        super().__init__({name: getattr(query, name) for name in FILTERS})
        for name, everything in EVERYTHING.items():
            self.fields[name].choices = choices(options[name], everything)  # type: ignore[attr-defined]
        # What is over has no seats, and is looked for by its year; what is to come by its month.
        for name in ("monat", "frei") if query.is_past else ("jahr",):
            if not getattr(query, name):
                del self.fields[name]
