# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The filters of the finder as a form: what can be chosen, with how many programmes it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.core.filters import MAX_TEXT, ContentSelect, choices
from allmende.funding.finding.query import LABELS
from allmende.territory.combobox import combobox_attributes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allmende.core.filters import Option
    from allmende.funding.finding.query import FinderQuery, PlaceReading

EVERYTHING: Final = {
    "land": _("alle Länder"),
    "thema": _("alle Themen"),
    "kostenart": _("alle Kosten"),
    "frist": _("mit und ohne Frist"),
    "ebene": _("alle Ebenen"),
}


class FilterForm(forms.Form):
    """Shows the filters as they were understood. It reads nothing itself: ``FinderQuery`` does."""

    method = "get"

    q = forms.CharField(label=LABELS["q"], required=False, max_length=MAX_TEXT)
    ort = forms.CharField(
        label=_("Ihr Ort"),
        required=False,
        max_length=MAX_TEXT,
        help_text=_("Gezeigt wird, was es in diesem Land gibt, und was der Bund, die EU und andere geben."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-combobox-target": "id_ars"}),
    )
    ars = forms.CharField(required=False, widget=forms.HiddenInput)
    land = forms.ChoiceField(label=LABELS["land"], required=False, widget=ContentSelect)
    thema = forms.ChoiceField(label=LABELS["thema"], required=False, widget=ContentSelect)
    kostenart = forms.ChoiceField(label=_("Wofür Sie Geld brauchen"), required=False)
    frist = forms.ChoiceField(label=LABELS["frist"], required=False)
    ebene = forms.ChoiceField(label=_("Wer das Geld gibt"), required=False)

    def __init__(self, query: FinderQuery, options: Mapping[str, Iterable[Option]], place: PlaceReading) -> None:
        chosen: dict[str, Any] = {name: getattr(query, name) for name in ("q", *EVERYTHING)}
        super().__init__({**chosen, "ort": place.text, "ars": place.ars})
        for name, everything in EVERYTHING.items():
            self.fields[name].choices = choices(options[name], everything)  # type: ignore[attr-defined]
        self.fields["ort"].widget.attrs |= combobox_attributes()
        if place.error:
            self.add_error("ort", place.error)
