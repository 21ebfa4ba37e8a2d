# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.territory.combobox import combobox_attributes
from allmende.territory.finding import LONGEST_QUERY


class PlaceSearchForm(forms.Form):
    """One field. With ``suggests`` it offers places while typing where JavaScript runs; a plain form elsewhere."""

    q = forms.CharField(
        label=_("Name des Ortes"),
        help_text=_("Gemeinde, Verbandsgemeinde, Kreis oder Land, zum Beispiel „Mendig“ oder „Kreis Ahrweiler“"),
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, suggests: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if suggests:
            self.fields["q"].widget.attrs |= combobox_attributes()
