# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of the desk: groups of synonyms, and the period of the statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from allmende.core.form_text import TOO_LONG
from allmende.search.synonym_services import clean_words

if TYPE_CHECKING:
    from collections.abc import Sequence


class SynonymForm(forms.Form):
    """One group of words that mean the same."""

    words = forms.CharField(
        label=_("Wörter"),
        help_text=_(
            "Durch Komma getrennt, zum Beispiel: Bauhof, Betriebshof. Ein Wort darf auch aus mehreren bestehen."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "true"}),
        error_messages={"required": _("Bitte nennen Sie mindestens zwei Wörter."), "max_length": TOO_LONG},
    )
    is_one_way = forms.BooleanField(
        label=_("Nur in einer Richtung"),
        required=False,
        help_text=_(
            "Nur wer das erste Wort sucht, findet auch die anderen. Zum Beispiel: Schwimmbad, Hallenbad, Freibad."
        ),
    )
    note = forms.CharField(
        label=_("Anmerkung"),
        help_text=_("Für die Redaktion, zum Beispiel wo das Wort gebraucht wird."),
        required=False,
        max_length=200,
        error_messages={"max_length": TOO_LONG},
    )

    def clean_words(self) -> str:
        return ", ".join(clean_words(self.cleaned_data["words"]))

    def refuse(self, error: ValidationError) -> None:
        """Show at the words what the service does not accept."""
        self.add_error("words", ValidationError(error.messages))


class PeriodForm(forms.Form):
    """Which week of the statistics is shown; empty is all of them."""

    woche = forms.ChoiceField(label=_("Woche"), required=False)

    def __init__(self, data: Any, *, weeks: Sequence[tuple[str, Any]]) -> None:
        super().__init__({"woche": data.get("woche", "")})
        field = self.fields["woche"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("alle zusammen")), *weeks]

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data.get("woche", "")) if self.is_valid() else ""
