# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of the import: the file, and the answers to what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from allmende.accounts.models import Organisation
from allmende.accounts.rules import answers_for, desk_areas
from allmende.core.form_text import clean_texts
from allmende.events.organisers import offer_organisers
from allmende.events.programme_reading.inquiry import MOST_ROWS_NAMED, OWN, Answer
from allmende.events.programme_reading.own_answers import HINTS, is_readable
from allmende.events.programme_reading.plan import LIMITS
from allmende.events.services.copying import EARLIEST_YEAR, LATEST_YEAR
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.forms import BoundField

    from allmende.accounts.models import User
    from allmende.events.programme_reading.inquiry import Doubt

MOST_AT_ONCE: Final = 30
"""Questions on one page; the others come when these are answered."""
LONGEST_ANSWER: Final = 600
YEAR_ERRORS: Final = {
    "required": gettext_lazy("Bitte geben Sie das Jahr an."),
    "invalid": gettext_lazy("Bitte geben Sie ein Jahr mit vier Ziffern an."),
    "min_value": gettext_lazy("Bitte geben Sie ein Jahr zwischen 2000 und 2100 an."),
    "max_value": gettext_lazy("Bitte geben Sie ein Jahr zwischen 2000 und 2100 an."),
}


class UploadForm(forms.Form):
    """A file with what it is about."""

    file = forms.FileField(
        label=gettext_lazy("Datei"),
        help_text=gettext_lazy("CSV oder XLSX, höchstens 5 MB und 2000 Zeilen. In der ersten Zeile die Überschriften."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Bitte wählen Sie eine Datei aus."),
            "empty": gettext_lazy("Die Datei ist leer."),
        },
    )
    year = forms.IntegerField(
        label=gettext_lazy("Programmjahr"),
        min_value=EARLIEST_YEAR,
        max_value=LATEST_YEAR,
        error_messages=YEAR_ERRORS,
    )
    organiser = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        label=gettext_lazy("Veranstaltet von"),
        empty_label=gettext_lazy("bitte auswählen"),
        error_messages={"required": gettext_lazy("Bitte wählen Sie aus, wer veranstaltet.")},
    )
    land = forms.ModelChoiceField(
        queryset=Territory.objects.none(),
        label=gettext_lazy("Land"),
        help_text=gettext_lazy("An wessen Kommunen sich das Programm richtet."),
        required=False,
        empty_label=gettext_lazy("alle Länder"),
    )

    def __init__(self, data: Any = None, files: Any = None, *, user: User) -> None:
        super().__init__(data, files, initial={"year": timezone.localdate().year})
        offer_organisers(self.fields["organiser"], user=user)  # type: ignore[arg-type]
        lands = Territory.objects.filter(level=Level.LAND).order_by("name")
        mine = [land.pk for land in lands if answers_for(user, [land.ars])]
        self.fields["land"].queryset = lands.filter(pk__in=mine)  # type: ignore[attr-defined]
        if desk_areas(user):
            self.fields["land"].required = True

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size and file.size > LIMITS.size:
            raise forms.ValidationError(_("Die Datei ist größer als 5 MB."))
        return file


@dataclass(frozen=True, slots=True)
class Question:
    """The fields of one question."""

    number: int
    choice: BoundField
    value: BoundField | None


class AnswersForm(forms.Form):
    """One choice for each question, with a field for an own answer. One can answer some now and some later."""

    def __init__(self, data: Any = None, *, doubts: Sequence[Doubt]) -> None:
        super().__init__(data)
        self.doubts = list(doubts)[:MOST_AT_ONCE]
        for doubt in self.doubts:
            options = list(doubt.options)
            if doubt.own:
                options.append((OWN, _("etwas anderes, und zwar:")))
            is_long = len(options) > 8
            if is_long:
                options.insert(0, ("", _("bitte auswählen")))
            widget = forms.Select() if is_long else forms.RadioSelect()
            self.fields[doubt.key] = forms.ChoiceField(
                label=doubt.text, choices=options, required=False, widget=widget, help_text=_rows_beside(doubt)
            )
            if doubt.own:
                self.fields[_own_name(doubt)] = forms.CharField(
                    label=_("Eigene Antwort"),
                    help_text=HINTS[doubt.own],
                    required=False,
                    max_length=LONGEST_ANSWER,
                )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        clean_texts(self)
        for doubt in self.doubts:
            typed = cleaned.get(_own_name(doubt)) or ""
            if typed and not cleaned.get(doubt.key):
                cleaned[doubt.key] = OWN
            if cleaned.get(doubt.key) != OWN or _own_name(doubt) in self.errors:
                continue
            if not is_readable(doubt.own, typed):
                hint = HINTS[doubt.own]
                self.add_error(_own_name(doubt), format_lazy(_("Bitte so schreiben: {hint}"), hint=hint))
        return cleaned

    @property
    def answers(self) -> dict[str, Answer]:
        """What was answered, by the keys of the questions."""
        given = {}
        for doubt in self.doubts:
            if choice := self.cleaned_data.get(doubt.key):
                typed = self.cleaned_data.get(_own_name(doubt)) or ""
                given[doubt.key] = Answer(choice, typed if choice == OWN else "")
        return given

    @property
    def questions(self) -> Iterator[Question]:
        for number, doubt in enumerate(self.doubts, start=1):
            value = self[_own_name(doubt)] if doubt.own else None
            yield Question(number, self[doubt.key], value)


def _own_name(doubt: Doubt) -> str:
    return f"{doubt.key}-eigen"


def _rows_beside(doubt: Doubt) -> str:
    """The rows, unless the question names them itself."""
    is_named = len(doubt.rows) == 1 and str(doubt.rows[0]) in doubt.text
    return "" if is_named or doubt.kind == "heading" else rows_text(doubt.rows)


def rows_text(rows: Sequence[int]) -> str:
    """„Zeilen 4, 7 und 12“, with the number of those that are left out."""
    named = ", ".join(str(row) for row in rows[:MOST_ROWS_NAMED])
    text = ngettext("Zeile %(rows)s der Datei", "Zeilen %(rows)s der Datei", len(rows)) % {"rows": named}
    if len(rows) > MOST_ROWS_NAMED:
        text += " " + _("und %(number)s weitere") % {"number": len(rows) - MOST_ROWS_NAMED}
    return text
