# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The small forms beside the steps: a word to the desk, a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.moderation.file_types import ACCEPTED
from allmende.moderation.services.drafting import LONGEST_NOTE

if TYPE_CHECKING:
    from django.http import QueryDict

LONGEST_MARKS = 10_000


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Nachricht an die Redaktion"),
        help_text=_("Freiwillig. Sie wird nicht veröffentlicht."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AttachmentForm(forms.Form):
    file = forms.FileField(
        label=_("Datei anhängen"),
        help_text=_("PDF, DOCX, ODT, XLSX, ODS, JPEG, PNG oder TXT, höchstens 10 MB; höchstens zehn Dateien."),
        error_messages={"required": _("Bitte wählen Sie eine Datei aus."), "empty": _("Die Datei ist leer.")},
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind.ending}" for kind in ACCEPTED) + ",.jpeg"}),
    )


def version_in(data: QueryDict) -> int:
    """The version the form was opened with; nonsense is older than any."""
    text = data.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def marks_in(data: QueryDict) -> dict[str, str]:
    """What the form had shown, part by part; nonsense is nothing."""
    text = data.get("seen", "")
    try:
        found = json.loads(text) if len(text) <= LONGEST_MARKS else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(part): mark for part, mark in found.items() if isinstance(mark, str)}
