# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of the day: who comes without registration, materials, the code of a certificate."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import OrganisationKind
from allmende.core.form_text import TOO_LONG
from allmende.events.desk_access import name_of
from allmende.events.desk_forms import DayField, DeskForm
from allmende.events.models import Session
from allmende.events.models.papers import CODE_LENGTH, CODE_LETTERS
from allmende.events.models.programme import TIME_ZONE, zone
from allmende.events.orders import Contact, Person
from allmende.events.services.materials import Source
from allmende.library.models import Document

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_CODE_LETTER: Final = re.compile(r"[\s\-–—.]")


class WalkInForm(DeskForm):
    """Who stands at the door. Without an address no letters are written."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Bitte geben Sie den Namen an."), "max_length": TOO_LONG},
    )
    organisation_name = forms.CharField(
        label=_("Kommune oder Einrichtung"), max_length=200, required=False, error_messages={"max_length": TOO_LONG}
    )
    organisation_kind = forms.ChoiceField(
        label=_("Art"), choices=[("", _("Angabe fehlt")), *OrganisationKind.choices], required=False
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"), required=False, help_text=_("Für Bescheinigung und Unterlagen.")
    )
    extra = forms.BooleanField(label=_("Auch aufnehmen, wenn kein Platz mehr frei ist"), required=False)

    def person(self) -> Person:
        return Person(name=self.cleaned_data["name"], email=self.cleaned_data["email"])

    def contact(self) -> Contact:
        cleaned = self.cleaned_data
        return Contact(
            name=cleaned["name"],
            email=cleaned["email"],
            organisation_name=cleaned["organisation_name"],
            organisation_kind=cleaned["organisation_kind"],
        )


class MaterialForm(DeskForm):
    """A file or an address. The address of a document of our own library becomes that document."""

    title = forms.CharField(
        label=_("Titel"),
        max_length=200,
        error_messages={"required": _("Bitte geben Sie einen Titel an."), "max_length": TOO_LONG},
    )
    file = forms.FileField(
        label=_("Datei"),
        required=False,
        max_length=200,
        help_text=_("PDF, PPTX, ODP, DOCX, ODT, XLSX, ODS, JPG, PNG oder TXT, höchstens 25 MB."),
    )
    url = forms.URLField(
        label=_("oder Adresse"),
        required=False,
        max_length=600,
        assume_scheme="https",
        help_text=_("Eine Seite im Netz oder ein Dokument unserer Bibliothek."),
        error_messages={"invalid": _("Das ist keine Adresse. Beispiel: https://www.example.org/folien.pdf")},
    )
    session = forms.ModelChoiceField(
        label=_("Für"), queryset=Session.objects.none(), required=False, empty_label=_("alle Termine")
    )
    available_from = DayField(label=_("Verfügbar ab"), required=False, help_text=_("Leer: sofort."))
    is_public = forms.BooleanField(label=_("Für alle sichtbar, nicht nur für Angemeldete"), required=False)

    def __init__(self, *args: Any, sessions: Iterable[Session], may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(sessions)
        choice = self.fields["session"]
        found = Session.objects.filter(pk__in=[row.pk for row in rows]).select_related("venue")
        choice.queryset = found  # type: ignore[attr-defined]
        choice.label_from_instance = name_of  # type: ignore[attr-defined]
        if not may_publish:
            del self.fields["is_public"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        has_file, has_url = bool(cleaned.get("file")), bool(cleaned.get("url"))
        if not self.errors.keys() & {"file", "url"} and has_file == has_url:
            text = _("Bitte wählen Sie eines von beiden: Datei oder Adresse.") if has_file else None
            self.add_error("file", text or _("Bitte wählen Sie eine Datei, oder geben Sie eine Adresse an."))
        return cleaned

    def source(self) -> Source:
        cleaned = self.cleaned_data
        document = document_at(cleaned["url"]) if cleaned["url"] else None
        return Source(upload=cleaned["file"], url="" if document else cleaned["url"], document=document)

    def available(self) -> dt.datetime | None:
        """Midnight at the beginning of that day."""
        day = self.cleaned_data["available_from"]
        return dt.datetime.combine(day, dt.time(), zone(TIME_ZONE)) if day else None


def document_at(url: str) -> Document | None:
    """The public document of the library at this address of the portal, None for any other."""
    parts = urlsplit(url)
    if parts.netloc != urlsplit(settings.BASE_URL).netloc:
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    if match.view_name != "library:detail":
        return None
    return Document.objects.visible_to(AnonymousUser()).filter(slug=match.kwargs["slug"]).first()


class CodeForm(forms.Form):
    """The code of a certificate, however it was typed."""

    code = forms.CharField(
        label=_("Code der Bescheinigung"),
        max_length=60,
        help_text=_("16 Buchstaben und Ziffern. Groß oder klein, mit oder ohne Bindestriche."),
        error_messages={"required": _("Bitte geben Sie den Code ein."), "max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        code = plain_code(self.cleaned_data["code"])
        if code is None:
            raise ValidationError(_("Ein Code hat 16 Buchstaben und Ziffern, zum Beispiel 7KQM-2XBD-4NTP-WR9C."))
        return code


def plain_code(typed: str) -> str | None:
    """The 16 letters of a typed code; None when it can be none."""
    code = NO_CODE_LETTER.sub("", typed).upper()
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) else None
