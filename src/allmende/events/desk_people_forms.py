# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of the desk about people: steps with a reason, moving, handing over, adding by hand, letters to groups."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation, OrganisationKind
from allmende.core.form_text import TOO_LONG
from allmende.events.desk_access import name_of
from allmende.events.desk_forms import DeskForm
from allmende.events.letters import PLACEHOLDER, PLACEHOLDERS
from allmende.events.models import LetterGroup, Session
from allmende.events.orders import Contact, Person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allmende.events.models import Event

EMAIL_ERRORS = {"invalid": _("Diese E-Mail-Adresse ist unvollständig. Beispiel: name@beispiel.de")}


class StepForm(DeskForm):
    """A step that those concerned are told about, with the reason."""

    reason = forms.CharField(
        label=_("Grund"),
        help_text=_("Steht auf der Seite und in den Mails."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Bitte schreiben Sie den Grund dazu."), "max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]


class CancelPlaceForm(DeskForm):
    """Ending somebody's place on her behalf."""

    reason = forms.CharField(
        label=_("Nachricht dazu"),
        help_text=_("Steht in der Mail an die Person, zum Beispiel „wie am Telefon besprochen“."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": TOO_LONG},
    )


class OtherSession(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Session) -> str:
        return str(_("%(name)s (%(free)s frei)") % {"name": name_of(obj), "free": obj.seats_free})


class MoveForm(DeskForm):
    """To which other session of the event a registration is moved."""

    session = OtherSession(
        queryset=Session.objects.none(),
        label=_("Anderer Termin"),
        empty_label=_("bitte wählen"),
        error_messages={"required": _("Bitte wählen Sie einen Termin.")},
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = offered  # type: ignore[attr-defined]


class PersonForm(DeskForm):
    """Somebody who takes part."""

    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Bitte geben Sie den Namen an.")}
    )
    email = forms.EmailField(label=_("E-Mail-Adresse"), required=False, max_length=254, error_messages=EMAIL_ERRORS)
    position = forms.CharField(label=_("Funktion"), required=False, max_length=120)

    @property
    def person(self) -> Person:
        data = self.cleaned_data
        return Person(name=data["name"], email=data["email"], position=data["position"])


class AddPersonForm(PersonForm):
    """Somebody who called or wrote instead of using the form."""

    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        help_text=_("Dorthin gehen Bestätigung und Änderungen."),
        max_length=254,
        error_messages=EMAIL_ERRORS | {"required": _("Bitte geben Sie eine E-Mail-Adresse an.")},
    )
    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        label=_("Organisation des Portals"),
        required=False,
        empty_label=_("keine, oder siehe nächstes Feld"),
    )
    organisation_name = forms.CharField(label=_("Kommune oder Einrichtung"), required=False, max_length=200)
    organisation_kind = forms.ChoiceField(
        label=_("Art"), required=False, choices=[("", _("nicht angegeben")), *OrganisationKind.choices]
    )
    extra = forms.BooleanField(
        label=_("Auch wenn kein Platz frei ist: einen Platz zusätzlich schaffen"), required=False
    )
    groups = (
        (_("Person"), ("name", "email", "position")),
        (_("Für wen"), ("organisation", "organisation_name", "organisation_kind")),
        (_("Platz"), ("extra",)),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Organisation.objects.active().filter(event_registrations__attendees__places__session__event=event)
        self.fields["organisation"].queryset = known.distinct().order_by("name", "pk")  # type: ignore[attr-defined]

    @property
    def contact(self) -> Contact:
        data = self.cleaned_data
        organisation: Organisation | None = data["organisation"]
        return Contact(
            name=data["name"],
            email=data["email"],
            organisation=organisation,
            organisation_name=organisation.name if organisation else data["organisation_name"],
            organisation_kind=organisation.kind if organisation else data["organisation_kind"],
            territory=organisation.territory if organisation else None,
        )


class SessionOfEvent(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Session) -> str:
        return name_of(obj)


class LetterForm(DeskForm):
    """A letter to a group. ``form_key`` tells a form that was sent twice."""

    group = forms.ChoiceField(label=_("An"), choices=LetterGroup.choices)
    session = SessionOfEvent(
        queryset=Session.objects.none(), label=_("Termin"), required=False, empty_label=_("alle Termine")
    )
    subject = forms.CharField(
        label=_("Betreff"),
        max_length=150,
        error_messages={"required": _("Bitte geben Sie einen Betreff an."), "max_length": TOO_LONG},
    )
    text = forms.CharField(
        label=_("Text"),
        help_text=_(
            "Anrede und Gruß schreiben Sie selbst. Ersetzt werden: {name}, {termin}, {ort} und {link} (die Seite, auf "
            "der die Person ihre Anmeldung ansehen und ändern kann)."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Bitte schreiben Sie einen Text."), "max_length": TOO_LONG},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(
        self, data: Any, *, event: Event, session: Session | None = None, begin: Mapping[str, Any] | None = None
    ) -> None:
        initial = {"form_key": uuid.uuid4(), "session": session, "text": _("Guten Tag {name},\n\n"), **(begin or {})}
        super().__init__(data, initial=initial)
        dates = event.sessions.select_related("venue")
        self.fields["session"].queryset = dates  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        return _only_known(self.cleaned_data["text"])

    def clean_subject(self) -> str:
        return _only_known(self.cleaned_data["subject"])


def _only_known(text: str) -> str:
    """A mistyped placeholder would be sent to everybody as it is."""
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        told = _("Unbekannter Platzhalter. Es gibt: %(known)s.")
        raise forms.ValidationError(told % {"known": ", ".join(PLACEHOLDERS)})
    return text
