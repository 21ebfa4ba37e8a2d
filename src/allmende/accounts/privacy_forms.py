# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of privacy: the confirmation that an account is to go, and the periods of retention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from allmende.accounts.services.retention import LONGEST_DAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.accounts.models import Organisation
    from allmende.accounts.services.retention import Kept

WORD: Final = "löschen"
"""Typed by hand, so that nobody deletes an account by a slip. The same word in every language."""


class EraseForm(forms.Form):
    """The word, and what becomes of organisations that the person alone manages."""

    word = forms.CharField(
        label=_("Bitte geben Sie zur Bestätigung das Wort „löschen“ ein"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": _("Ohne dieses Wort löschen wir nichts.")},
    )
    leaves = forms.BooleanField(
        label=_("Ich überlasse es der Beratungsstelle, wer diese Organisationen künftig verwaltet"),
        error_messages={
            "required": _("Übergeben Sie die Verwaltung zuerst, oder überlassen Sie es der Beratungsstelle.")
        },
    )

    def __init__(self, *args: Any, alone: Sequence[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not alone:
            del self.fields["leaves"]

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"]
        if word.strip().strip("„“\"'").casefold() != WORD:
            raise forms.ValidationError(_("Das ist nicht das Wort „löschen“. Es wurde nichts gelöscht."))
        return word


class RetentionForm(forms.Form):
    """One number of days per rule that is set here."""

    def __init__(self, data: Any = None, *, entries: Sequence[Kept]) -> None:
        super().__init__(data)
        for entry in entries:
            if entry.is_set_here:
                shortest = entry.rule.shortest_days
                self.fields[entry.rule.key] = forms.IntegerField(
                    label=entry.rule.label,
                    initial=entry.days,
                    min_value=shortest,
                    max_value=LONGEST_DAYS,
                    help_text=ngettext("mindestens %(days)s Tag", "mindestens %(days)s Tage", shortest)
                    % {"days": shortest},
                    error_messages={
                        "required": _("Bitte eine Zahl von Tagen angeben."),
                        "invalid": _("Bitte eine ganze Zahl von Tagen angeben."),
                        "min_value": _("Mindestens %(limit_value)s Tage."),
                        "max_value": _("Höchstens %(limit_value)s Tage."),
                    },
                )

    def days(self) -> dict[str, int]:
        return {key: int(value) for key, value in self.cleaned_data.items()}
