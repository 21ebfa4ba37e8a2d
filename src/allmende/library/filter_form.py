# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The filters of the list as a form: what can be chosen, with how many documents it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.core.filters import ContentSelect
from allmende.library.listing import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allmende.core.filters import Option
    from allmende.library.listing import LibraryQuery

EVERYTHING = {
    "land": _("alle Länder"),
    "rechtsform": _("alle Rechtsformen"),
    "thema": _("alle Themen"),
    "art": _("alle Arten"),
    "jahr": _("alle Jahre"),
}


class FilterForm(forms.Form):
    """Shows the chosen filters; what is chosen was read by ``LibraryQuery``."""

    art = forms.ChoiceField(label=_("Art"), required=False)
    land = forms.ChoiceField(label=_("Land"), required=False, widget=ContentSelect)
    rechtsform = forms.ChoiceField(label=_("Rechtsform"), required=False, widget=ContentSelect)
    thema = forms.ChoiceField(label=_("Thema"), required=False, widget=ContentSelect)
    jahr = forms.ChoiceField(label=_("Jahr"), required=False)

    def __init__(self, query: LibraryQuery, options: Mapping[str, Iterable[Option]]) -> None:
        super().__init__({name: getattr(query, name) for name in NAMES})
        for name in NAMES:
            rows = [(option.value, f"{option.label} ({option.count})") for option in options[name]]
            self.fields[name].choices = [("", EVERYTHING[name]), *rows]  # type: ignore[attr-defined]
