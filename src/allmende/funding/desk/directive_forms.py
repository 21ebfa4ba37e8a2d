# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms that begin a version: empty, from another one, from a file; and the reason for a step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.core.form_text import clean_texts
from allmende.funding.desk import fields
from allmende.funding.desk.entry_forms import BEGUN_EARLY
from allmende.funding.files.loading import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.core.exceptions import ValidationError

    from allmende.funding.models import Directive

KEY_HELP: Final = _(
    "Steht in der Adresse und bleibt: Kleinbuchstaben ohne Umlaute, Ziffern und „-“, zum Beispiel „he-ikz-2027“."
)


MOST_KEY: Final = 60
YEAR: Final = re.compile(r"-\d{4}(?:-\d+)?$")
"""How the key of a version usually ends."""


def next_key(key: str, taken: Collection[str], year: int) -> str:
    """A key for the version after ``key``: with the current year, and a number if that is ``taken``."""
    stem = f"{YEAR.sub('', key)[: MOST_KEY - len('-2026-99')]}-{year}"
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(free for free in (stem, *numbered) if free not in taken)


class DeskForm(forms.Form):
    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        clean_texts(self)
        return cleaned

    def refuse(self, error: ValidationError) -> None:
        """Show what the service does not accept, at its field where there is one."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error.messages)
            return
        for name, texts in error.message_dict.items():
            self.add_error(name if name in self.fields else None, texts)


class NewVersionForm(DeskForm):
    """Key, title and period of a version, and what it begins with."""

    based_on = forms.ChoiceField(
        label=_("Womit beginnen?"),
        required=False,
        help_text=_(
            "Eine Vorlage wird ganz übernommen. Ist die neue Fassung freigegeben, endet die Vorlage am Tag, bevor "
            "die neue gilt."
        ),
    )
    title = fields.line(_("Titel"), required=True)
    key = forms.RegexField(
        regex=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$",
        label=_("Schlüssel"),
        max_length=MOST_KEY,
        help_text=KEY_HELP,
        error_messages={
            "invalid": _("Bitte nur Kleinbuchstaben ohne Umlaute, Ziffern und „-“."),
            "required": _("Bitte geben Sie einen Schlüssel an."),
        },
    )
    valid_from = fields.day(_("Gilt ab"), help_text=_("TT.MM.JJJJ; mit Vorlage nötig, sonst leer, wenn nicht bekannt."))
    valid_until = fields.day(_("Gilt bis"), help_text=_("TT.MM.JJJJ; leer, wenn kein Ende bekannt ist."))

    def __init__(self, *args: Any, versions: Sequence[Directive], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {version.key: version for version in versions}
        listed = [(version.key, f"{version.title} ({version.get_state_display()})") for version in versions]
        self.fields["based_on"].choices = [("", _("leer")), *listed]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", BEGUN_EARLY)
        if cleaned.get("based_on") and not begins and "valid_from" not in self.errors:
            self.add_error("valid_from", _("Ab wann gilt die neue Fassung? Die Vorlage endet am Tag davor."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "based_on": self.versions.get(self.cleaned_data["based_on"])}


class ImportForm(DeskForm):
    """A file, or its text."""

    datei = forms.FileField(label=_("Datei"), required=False, help_text=_("YAML oder JSON, höchstens 1 MB."))
    inhalt = forms.CharField(
        label=_("oder Inhalt der Datei"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    ersetzen = fields.tick(_("Einen Entwurf mit demselben Schlüssel ersetzen"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = forms.Form.clean(self) or self.cleaned_data
        upload, content = cleaned.get("datei"), cleaned.get("inhalt")
        if self.errors:
            return cleaned
        if not upload and not (content or "").strip():
            self.add_error("datei", _("Bitte wählen Sie eine Datei, oder fügen Sie ihren Inhalt ein."))
        elif upload and upload.size > MOST_BYTES:
            self.add_error("datei", _("Die Datei ist größer als 1 MB."))
        return cleaned

    def data_and_name(self) -> tuple[bytes, str]:
        upload = self.cleaned_data.get("datei")
        if upload:
            return upload.read(), upload.name
        return self.cleaned_data["inhalt"].encode(), ""


class StepForm(DeskForm):
    """The reason, where one is needed."""

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_reason:
            field = fields.text(
                _("Grund"), rows=5, limit=2000, help_text=_("Wer die Fassung geschrieben hat, liest ihn.")
            )
            field.required = True
            field.error_messages["required"] = _("Bitte nennen Sie den Grund.")
            self.fields["reason"] = field
