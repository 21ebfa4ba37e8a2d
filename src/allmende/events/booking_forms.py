# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The parts of the registration form: who registers, who takes part, what the event asks."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import OrganisationKind
from allmende.core.form_text import TOO_LONG, clean_texts
from allmende.events.answers import LARGEST_FILE, LONGEST_TEXT
from allmende.events.models import QuestionKind
from allmende.events.plain_texts import is_one_line, refuse_web_address
from allmende.moderation.file_types import ACCEPTED, type_of, why_not
from allmende.territory.combobox import combobox_attributes
from allmende.territory.finding import find_places
from allmende.territory.models import Territory
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

    from allmende.accounts.models import Organisation
    from allmende.events.models import ConsentText, Question

INCOMPLETE_ADDRESS: Final = _("Diese E-Mail-Adresse ist unvollständig. Beispiel: name@beispiel.de")


class PlainForm(forms.Form):
    """Refuses what no page, mail or calendar could show: control characters, and line breaks in one-line fields."""

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name, value in list(self.cleaned_data.items()):
            is_line = not isinstance(self.fields[name].widget, forms.Textarea)
            if is_line and isinstance(value, str) and not is_one_line(value):
                self.add_error(name, _("Bitte schreiben Sie das in eine Zeile, ohne Steuerzeichen."))
        clean_texts(self)
        return self.cleaned_data


def line(label: Any, length: int, **more: Any) -> forms.CharField:
    """A field for one line of text."""
    attributes = more.pop("attrs", {})
    messages = {"max_length": TOO_LONG} | more.pop("error_messages", {})
    return forms.CharField(
        label=label, max_length=length, widget=forms.TextInput(attrs=attributes), error_messages=messages, **more
    )


class ContactForm(PlainForm):
    """Who registers, and for whom. Somebody signed in is known by the account; a guest confirms the address.

    ``website`` is a trap: people do not see it, programs that send spam fill it in.
    """

    contact_name = line(
        _("Ihr Name"),
        120,
        validators=[refuse_web_address],
        attrs={"autocomplete": "name"},
        error_messages={"required": _("Bitte geben Sie Ihren Namen an.")},
    )
    contact_email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Dorthin schicken wir einen Link, mit dem Sie die Anmeldung bestätigen."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Bitte geben Sie Ihre E-Mail-Adresse an."), "invalid": INCOMPLETE_ADDRESS},
    )
    organisation = forms.ChoiceField(label=_("Für welche Organisation?"), required=False)
    organisation_name = line(
        _("Kommune oder Einrichtung"),
        200,
        help_text=_("Zum Beispiel „Verbandsgemeinde Mendig“. Wenn Sie für niemanden kommen: „privat“."),
        attrs={"autocomplete": "off", "spellcheck": "false", "data-combobox-target": "id_ort"},
        error_messages={"required": _("Bitte geben Sie an, für wen Sie kommen.")},
    )
    organisation_kind = forms.ChoiceField(
        label=_("Art der Einrichtung"),
        choices=[("", _("Bitte wählen")), *OrganisationKind.choices],
        error_messages={"required": _("Bitte wählen Sie aus, was am besten passt.")},
    )
    ort = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    website = forms.CharField(label=_("Bitte leer lassen"), required=False)

    def __init__(self, *args: Any, organisations: Sequence[Organisation], is_guest: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(organisation.pk): organisation for organisation in organisations}
        if not is_guest:
            del self.fields["contact_email"], self.fields["website"]
        self.fields["form_key"].initial = uuid.uuid4
        self.fields["organisation_name"].widget.attrs |= combobox_attributes()
        if self.organisations:
            rows = [(key, organisation.name) for key, organisation in self.organisations.items()]
            self.fields["organisation"].choices = [*rows, ("", _("eine andere"))]  # type: ignore[attr-defined]
            self.fields["organisation_name"].help_text = _("Nur, wenn Sie oben „eine andere“ gewählt haben.")
        else:
            del self.fields["organisation"]
        self._ask_name_only_where_needed()

    def _ask_name_only_where_needed(self) -> None:
        chosen = self.data.get("organisation", "") if self.is_bound else self.initial.get("organisation", "")
        is_needed = str(chosen) not in self.organisations
        for name in ("organisation_name", "organisation_kind"):
            self.fields[name].required = is_needed

    @property
    def is_spam(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    @property
    def chosen(self) -> Organisation | None:
        """The organisation of the portal; None: as typed."""
        return self.organisations.get(self.cleaned_data.get("organisation", ""))

    @property
    def territory(self) -> Territory | None:
        """The place that was chosen from the list, or the only one that is called as was typed."""
        ars = self.cleaned_data.get("ort", "")
        if ars:
            return Territory.objects.filter(ars=ars).first()
        name = self.cleaned_data.get("organisation_name", "")
        key = fold(name)
        keys = {key, key.partition(" ")[2]} - {""}
        same = [place.ars for place in find_places(name, limit=10).places if place.key in keys]
        return Territory.objects.filter(ars=same[0]).first() if len(same) == 1 else None


class NeedsFields(PlainForm):
    """What a person needs to take part; may tell of health or religion."""

    accessibility = line(
        _("Barrierefreiheit"), 500, required=False, help_text=_("Zum Beispiel Rollstuhl, Gebärdensprache, Platz vorn")
    )
    diet = line(_("Essen"), 300, required=False, help_text=_("Zum Beispiel vegan oder eine Allergie"))


class OwnForm(NeedsFields):
    """The further details of whoever registers and takes part too."""

    position = line(_("Ihre Funktion (freiwillig)"), 120, required=False, attrs={"autocomplete": "organization-title"})
    field_order = ("position", "accessibility", "diet")


class PersonForm(NeedsFields):
    """A colleague who takes part. A row that stays empty counts for nothing."""

    name = line(
        _("Name"),
        120,
        validators=[refuse_web_address],
        error_messages={"required": _("Bitte geben Sie den Namen an, oder leeren Sie alles.")},
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        help_text=_("Mit Adresse bekommt die Person ihre eigene Bestätigung. Ohne gehen alle Mails an Sie."),
        required=False,
        max_length=254,
        error_messages={"invalid": INCOMPLETE_ADDRESS},
    )
    position = line(_("Funktion"), 120, required=False)
    field_order = ("name", "email", "position", "accessibility", "diet")


class CorrectionForm(NeedsFields):
    """Slips of the pen in a name, and what the person needs. Handing the place on is another step."""

    name = line(
        _("Name"),
        120,
        validators=[refuse_web_address],
        error_messages={"required": _("Bitte geben Sie den Namen an.")},
    )
    position = line(_("Funktion"), 120, required=False)
    field_order = ("name", "position", "accessibility", "diet")


class TransferForm(PlainForm):
    """Who takes the place instead."""

    name = line(
        _("Name"),
        120,
        validators=[refuse_web_address],
        error_messages={"required": _("Bitte geben Sie den Namen an.")},
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        help_text=_("Dorthin geht die Bestätigung. Ohne Adresse gehen alle Mails an Sie."),
        required=False,
        max_length=254,
        error_messages={"invalid": INCOMPLETE_ADDRESS},
    )
    position = line(_("Funktion"), 120, required=False)


class AnswerFile(forms.FileField):
    """A file by its content, not by its name."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload: UploadedFile[bytes] | None = super().clean(data, initial)
        if not upload or upload is initial:
            return upload
        if (upload.size or 0) > LARGEST_FILE:
            raise ValidationError(gettext("Die Datei ist zu groß. Erlaubt sind höchstens 10 MB."))
        if type_of(upload, upload.name or "") is None:
            raise ValidationError(why_not(upload, upload.name or ""))
        upload.seek(0)
        return upload


def question_key(question: Question) -> str:
    return f"frage-{question.pk}"


def consent_key(consent: ConsentText) -> str:
    return f"einwilligung-{consent.pk}"


def question_field(question: Question) -> forms.Field:
    """The field for one question of an event."""
    required = question.is_required
    messages = {"required": _("Bitte beantworten Sie diese Frage."), "max_length": TOO_LONG}
    if question.kind == QuestionKind.FILE:
        endings = ", ".join(kind.ending.upper() for kind in ACCEPTED)
        allowed = gettext("Höchstens 10 MB. Erlaubt sind: %(endings)s.") % {"endings": endings}
        help_text = f"{question.help_text} {allowed}".strip()
        return AnswerFile(
            label=question.text,
            help_text=help_text,
            required=required,
            widget=forms.FileInput,
            error_messages={"required": _("Bitte wählen Sie eine Datei.")},
        )
    if question.kind == QuestionKind.CHOICE:
        rows = [(str(text), str(text)) for text in question.choices]
        return forms.ChoiceField(
            label=question.text,
            help_text=question.help_text,
            required=required,
            choices=[("", _("Bitte wählen")), *rows],
            error_messages=messages,
        )
    return forms.CharField(
        label=question.text,
        help_text=question.help_text,
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=messages,
    )


class QuestionsForm(PlainForm):
    """What the events ask, and what one agrees to."""

    def __init__(
        self, *args: Any, questions: Sequence[Question], consents: Sequence[ConsentText] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions, self.consents = questions, consents
        for question in questions:
            self.fields[question_key(question)] = question_field(question)
        for consent in consents:
            self.fields[consent_key(consent)] = forms.BooleanField(
                label=consent.text,
                required=consent.is_required,
                error_messages={"required": _("Ohne diese Einwilligung ist eine Anmeldung nicht möglich.")},
            )

    @property
    def question_fields(self) -> list[forms.BoundField]:
        return [self[question_key(question)] for question in self.questions]

    @property
    def consent_fields(self) -> list[forms.BoundField]:
        return [self[consent_key(consent)] for consent in self.consents]

    @property
    def has_files(self) -> bool:
        return any(question.kind == QuestionKind.FILE for question in self.questions)

    def answers(self) -> dict[Question, str | UploadedFile[bytes]]:
        """What was answered; questions that were left out are not in it."""
        found = {question: self.cleaned_data.get(question_key(question)) for question in self.questions}
        return {question: value for question, value in found.items() if value}

    def given(self) -> tuple[ConsentText, ...]:
        return tuple(consent for consent in self.consents if self.cleaned_data.get(consent_key(consent)))
