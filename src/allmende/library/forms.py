# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The forms by which documents are handed in: the file, what is stated about it, and what it belongs to."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from allmende.cooperation.importing.lookup import PartnerLookup, reason
from allmende.cooperation.models import Cooperation, Topic
from allmende.core.form_text import TOO_LONG, clean_texts
from allmende.legal.models import LegalForm
from allmende.library.models import Access, DocumentSort, DocumentVersion, Licence, Reading
from allmende.library.services.versions import is_being_read, version_key
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from allmende.library.services.documents import DocumentValues

EARLIEST: Final = dt.date(1800, 1, 1)
KEY_IN_BRACKETS: Final = re.compile(r"\[(\d{2,12})\]\s*$")
MOST_PARTNERS: Final = 200
ENDINGS: Final = ".pdf,.docx,.odt,.xlsx,.ods,.html,.htm,.txt,.jpg,.jpeg,.png"
DROP: Final = "file-drop"
"""The box beside the file that takes it away again."""


class UploadWidget(forms.FileInput):
    """Takes a new file; what is there already is a number in the content, which is never taken from the browser."""

    may_drop = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def format_value(self, value: Any) -> str:  # type: ignore[override]
        return "" if value is None else str(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["value"] = None
        return context

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        control = super().render(name, value, attrs, renderer)
        if not (self.may_drop and value):
            return control
        return format_html(
            '{}<div class="choice"><input class="choice__box" type="checkbox" name="{}" id="id_{}" value="on">'
            '<label for="id_{}">{}</label></div>',
            control, DROP, DROP, DROP, _("Die hochgeladene Datei wieder entfernen"),
        )  # fmt: skip


class UploadField(forms.CharField):
    """The key of a version; ``choices`` gives its name, so that people read a name and not a number."""

    widget = UploadWidget(attrs={"accept": ENDINGS})
    choices: Sequence[tuple[str, str]] = ()


def _text(label: Any, *, length: int, rows: int, help_text: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=length,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": TOO_LONG, "required": _("Bitte füllen Sie dieses Feld aus.")},
    )


class DocumentForm(forms.Form):
    """The parts asked for of one document, showing ``fields`` of a content.

    Incomplete (``is_complete=False``) it finds fault only with what is wrong, never with what is missing.
    """

    file = UploadField(
        label=_("Datei"),
        help_text=_(
            "PDF, DOCX, ODT, XLSX, ODS, HTML, TXT, JPEG oder PNG, höchstens 25 MB. Am besten eine Datei, deren Text "
            "sich markieren lässt: Sie wird gefunden und von Vorleseprogrammen gelesen."
        ),
        required=False,
    )
    note = forms.CharField(
        label=_("Was hat sich geändert?"),
        help_text=_("Ein Satz zur neuen Fassung, zum Beispiel „§ 7 neu gefasst“."),
        max_length=300,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    link_url = forms.URLField(
        label=_("Adresse im Netz"),
        help_text=_("Statt einer Datei, oder dazu: wo der amtliche Text steht."),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Bitte geben Sie eine vollständige Adresse an, die mit https:// beginnt.")},
    )
    is_checked = forms.BooleanField(
        label=_("Geprüft: Die Datei darf so veröffentlicht werden."),
        help_text=_(
            "Namen, Unterschriften, Telefonnummern und Bankverbindungen, die nicht öffentlich sein dürfen, sind "
            "geschwärzt oder entfernt. Nötig, wenn die Prüfung etwas gefunden hat oder den Text nicht lesen konnte."
        ),
        required=False,
    )
    title = forms.CharField(
        label=_("Titel"),
        help_text=_("So, wie andere danach suchen: „Zweckvereinbarung über ein gemeinsames Standesamt“."),
        max_length=200,
        error_messages={"required": _("Bitte geben Sie einen Titel an."), "max_length": TOO_LONG},
    )
    sort = forms.ChoiceField(
        label=_("Art"),
        choices=[("", _("bitte wählen")), *DocumentSort.choices],
        error_messages={"required": _("Bitte wählen Sie, was es ist.")},
    )
    summary = _text(
        _("Worum es geht"),
        length=1000,
        rows=4,
        required=True,
        help_text=_("Ein bis drei Sätze: Wer regelt was, und was ist daran für andere nützlich?"),
    )
    dated_on = forms.DateField(
        label=_("Datum des Dokuments"),
        help_text=_("Tag der Unterzeichnung, des Beschlusses oder der Veröffentlichung."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"invalid": _("Dieses Datum gibt es nicht. Beispiel: 31.03.2027")},
    )
    source = forms.CharField(
        label=_("Quelle"),
        help_text=_("Wer das Dokument herausgegeben hat."),
        max_length=250,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    licence = forms.ChoiceField(
        label=_("Lizenz"),
        help_text=_("Amtliche Satzungen und Verordnungen sind meist amtliche Werke. Im Zweifel: „nicht angegeben“."),
        choices=Licence.choices,
        initial=Licence.UNKNOWN,
    )
    access = forms.ChoiceField(label=_("Wer es lesen darf"), choices=Access.choices, initial=Access.PUBLIC)
    land = forms.ModelChoiceField(
        queryset=Territory.objects.filter(level=Level.LAND).order_by("name"),
        label=_("Land"),
        help_text=_("Dessen Recht gilt."),
        to_field_name="ars",
        required=False,
        empty_label=_("keines bestimmt"),
    )
    legal_form = forms.ModelChoiceField(
        queryset=LegalForm.objects.select_related("land").order_by("order", "name", "pk"),
        label=_("Rechtsform"),
        to_field_name="key",
        required=False,
        empty_label=_("keine bestimmt"),
    )
    topics = forms.ModelMultipleChoiceField(
        queryset=Topic.objects.all(), label=_("Themenfelder"), required=False, widget=forms.CheckboxSelectMultiple
    )
    partners = _text(
        _("Partner"),
        length=10_000,
        rows=4,
        help_text=_("Die Gebietskörperschaften, die es betrifft; jede in einer eigenen Zeile."),
    )
    cooperation = forms.ModelChoiceField(
        queryset=Cooperation.objects.none(),
        label=_("Um welche Kooperation geht es?"),
        help_text=_("Das Dokument erscheint dann auch auf deren Seite."),
        required=False,
        empty_label=_("keine bestimmte"),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        fields: Mapping[str, Any],
        parts: Collection[str],
        is_complete: bool = False,
        is_new: bool = True,
    ) -> None:
        super().__init__(data, initial={name: value for name, value in fields.items() if name in parts})
        wanted = [name for name in parts if not (name == "note" and is_new)]
        for name in set(self.fields) - set(wanted):
            del self.fields[name]
        self.order_fields(wanted)
        self.is_complete = is_complete
        for field in self.fields.values():
            field.required = field.required and is_complete
        self.version = self._version(fields.get("file")) if "file" in self.fields else None
        self._set_choices()

    def _version(self, value: Any) -> DocumentVersion | None:
        key = version_key(value)
        found = DocumentVersion.objects.filter(pk=key).first() if key is not None else None
        field: Any = self.fields["file"]
        field.choices = [(str(found.pk), found.name)] if found is not None else []
        field.widget.may_drop = found is not None and found.document_id is None
        return found

    def _set_choices(self) -> None:
        fields: dict[str, Any] = self.fields
        if "topics" in fields:
            fields["topics"].choices = Topic.objects.as_choices()
        if "legal_form" in fields:
            fields["legal_form"].label_from_instance = _form_label
        if "cooperation" in fields:
            fields["cooperation"].queryset = Cooperation.objects.published().order_by("title", "pk")

    def clean_link_url(self) -> str:
        value: str = self.cleaned_data["link_url"]
        if value:
            URLValidator(schemes=["http", "https"])(value)
        return value

    def clean_dated_on(self) -> dt.date | None:
        value: dt.date | None = self.cleaned_data["dated_on"]
        if value is not None and not EARLIEST <= value <= timezone.localdate() + dt.timedelta(days=366):
            raise ValidationError(_("Bitte prüfen Sie das Jahr."))
        return value

    def clean_partners(self) -> list[Territory]:
        """The territories named, each once. Raises ValidationError with the names nobody can tell."""
        lines = [line.strip() for line in self.cleaned_data["partners"].splitlines() if line.strip()]
        if len(lines) > MOST_PARTNERS:
            raise ValidationError(_("Bitte nennen Sie höchstens %(number)s Partner.") % {"number": MOST_PARTNERS})
        return resolved_partners(lines)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        clean_texts(self)
        land, legal_form = cleaned.get("land"), cleaned.get("legal_form")
        if land and legal_form and legal_form.land_id not in {None, land.pk}:
            self.add_error("legal_form", _("Diese Rechtsform gibt es nur in einem anderen Land."))
        if self.is_complete and "file" in self.fields:
            self._require_file(cleaned)
        return cleaned

    def _require_file(self, cleaned: Mapping[str, Any]) -> None:
        """There is a file or an address; the file can be read, and somebody has looked where the search found data."""
        version = self.version
        if version is None:
            if not cleaned.get("link_url"):
                text = _("Es fehlt eine Datei, oder die Adresse, unter der das Dokument im Netz steht.")
                self.add_error("file", ValidationError(text, code="required"))
            return
        if version.document_id is not None:
            return
        if is_being_read(version):
            text = _("Die Datei wird noch gelesen und geprüft. Das dauert meist weniger als eine Minute.")
            self.add_error("file", text)
        elif version.reading == Reading.FAILED:
            self.add_error("file", version.reading_note or _("Die Datei lässt sich nicht lesen."))
        elif needs_check(version) and not cleaned.get("is_checked"):
            text = _("Bitte sehen Sie die Datei auf persönliche Angaben durch und bestätigen Sie das.")
            self.add_error("is_checked", ValidationError(text, code="required"))

    def values(self) -> DocumentValues:
        """What the service takes as columns."""
        others = {"file", "note", "is_checked", "topics", "partners"}
        return {name: value for name, value in self.cleaned_data.items() if name not in others}  # type: ignore[return-value]


def needs_check(version: DocumentVersion) -> bool:
    """Whether somebody must say that it may be published: something was found in it, or nothing could be looked at."""
    return version.reading not in {Reading.READ, Reading.RECOGNISED} or version.personal_finds.exists()


def resolved_partners(lines: Sequence[str]) -> list[Territory]:
    """„VG Mendig“ or „Mendig [071375004]“ as territories of today's register."""
    keys = {line: key[1] for line in lines if (key := KEY_IN_BRACKETS.search(line))}
    by_key = {place.ars: place for place in Territory.objects.filter(ars__in=keys.values())}
    names = [line for line in lines if line not in keys]
    resolved = {item.stated_name: item for item in PartnerLookup().resolve_few(names)} if names else {}
    by_pk = Territory.objects.in_bulk([item.territory_key for item in resolved.values() if item.territory_key])
    found: dict[int, Territory] = {}
    wrong = []
    for line in lines:
        item = resolved.get(line)
        place = by_key.get(keys[line]) if line in keys else by_pk.get(item.territory_key or 0) if item else None
        if place is None:
            why = reason(item) if item is not None else ""
            wrong.append(f"„{line[:80]}“: {why or _('Im amtlichen Verzeichnis nicht gefunden.')}")
        else:
            found[place.pk] = place
    if wrong:
        raise ValidationError([*wrong[:10]])
    return list(found.values())


def _form_label(form: LegalForm) -> str:
    return f"{form.name} ({form.land.name})" if form.land else form.name
