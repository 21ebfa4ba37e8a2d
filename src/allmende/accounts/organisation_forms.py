# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of organisations: asking to join, deciding, what the desk keeps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation, OrganisationKind, Role
from allmende.accounts.services.organisations import NAMED_BY_USERS
from allmende.territory.combobox import combobox_attributes
from allmende.territory.finding import LONGEST_QUERY
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from allmende.accounts.models.organisation import OrganisationQuerySet
    from allmende.accounts.services import OrganisationValues

DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
ROLE_TEXTS = {
    Role.EDITOR: _("Bearbeitung: Beiträge schreiben und Einträge pflegen"),
    Role.SIGNATORY: _("Zeichnungsbefugt: auch verbindlich einreichen, zum Beispiel Anträge"),
    Role.MANAGER: _("Verwaltung: entscheiden, wer zur Organisation gehört"),
}
MANY = 5


class PlaceField(forms.CharField):
    """The ARS of a place, put in by the combobox; empty or unknown is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=12, widget=forms.HiddenInput, **kwargs)

    def clean(self, value: Any) -> Any:
        ars = super().clean(value)
        if not ars:
            return None
        territory = Territory.objects.filter(ars=ars).first()
        if territory is None:
            raise ValidationError(gettext("Dieses Gebiet gibt es nicht."))
        return territory


class OrganisationField(forms.CharField):
    """One organisation by its name or a part that only it has."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.organisations: OrganisationQuerySet = Organisation.objects.none()

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        exact = self.organisations.filter(search_name=Organisation.folded(text)).order_by("pk").first()
        if exact is not None:
            return exact
        found = list(self.organisations.called(text).order_by("name")[: MANY + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(gettext("Keine Organisation heißt so."))
        names = ", ".join(f"„{organisation}“" for organisation in found[:MANY])
        raise ValidationError(gettext("Mehrere heißen so, zum Beispiel %(names)s.") % {"names": names})


def _place_search(target: str) -> forms.TextInput:
    """A text field that offers places where JavaScript runs; the attributes are made when it is shown."""
    return forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-combobox-target": target})


class FindForm(forms.Form):
    """First page of joining: which administration or organisation is it?"""

    q = forms.CharField(
        label=_("Name der Kommune oder Organisation"),
        help_text=_("Gemeinde, Verbandsgemeinde, Kreis, Land, Zweckverband, Hochschule … zum Beispiel „VG Mendig“"),
        required=False,
        max_length=LONGEST_QUERY,
        widget=_place_search("id_ort"),
    )
    ort = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs |= combobox_attributes()


class RolesForm(forms.Form):
    """Which roles somebody has."""

    roles = forms.MultipleChoiceField(
        label=_("Rollen"),
        choices=[(role.value, ROLE_TEXTS[role]) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie mindestens eine Rolle.")},
    )


class RequestForm(RolesForm):
    """Last page of joining: what somebody wishes to do there."""

    message = forms.CharField(
        label=_("Nachricht"),
        help_text=_("Woran erkennt man, dass Sie dazugehören? Zum Beispiel Ihre Stelle im Haus."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].label = _("Gewünschte Rollen")
        self.fields["roles"].initial = [Role.EDITOR.value]


class NewOrganisationForm(RequestForm):
    """An organisation that the portal does not know yet, and the request to act for it."""

    name = forms.CharField(label=_("Name der Organisation"), max_length=200, min_length=3)
    kind = forms.ChoiceField(label=_("Art"), choices=[(kind.value, kind.label) for kind in NAMED_BY_USERS])
    seat = forms.CharField(
        label=_("Sitz"), help_text=_("Der Ort der Verwaltung"), max_length=120, widget=_place_search("id_ort")
    )
    ort = PlaceField()
    field_order = ("name", "kind", "seat", "ort", "roles", "message")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].widget.attrs |= combobox_attributes()


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label=_("Begründung"),
        help_text=_("Die Person liest sie."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HandOverForm(forms.Form):
    """Who manages from now on."""

    CENTRE = "centre"
    to = forms.ChoiceField(
        label=_("Wer verwaltet die Organisation künftig?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie, wer die Verwaltung übernimmt.")},
    )

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centre = _("Die Redaktion, bis es wieder jemanden gibt")
        choices = [*others, (self.CENTRE, centre)]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class DeskFilter(forms.Form):
    """The desk's list of organisations."""

    STATES = (
        ("", _("alle")),
        ("anfragen", _("mit wartenden Anfragen")),
        ("ungeprueft", _("noch nicht geprüft")),
        ("ohne-verwaltung", _("ohne Verwaltung")),
        ("aufgeloest", _("auf aufgelöstem Gebiet")),
        ("stillgelegt", _("stillgelegt")),
    )
    q = forms.CharField(label=_("Name"), required=False, max_length=LONGEST_QUERY)
    art = forms.ChoiceField(label=_("Art"), required=False, choices=[("", _("alle")), *OrganisationKind.choices])
    land = forms.ChoiceField(label=_("Land"), required=False)
    stand = forms.ChoiceField(label=_("Stand"), required=False, choices=STATES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        laender = Territory.objects.current().filter(level=Level.LAND).order_by("search_name")
        choices = [("", gettext("alle")), *laender.values_list("ars", "name")]
        self.fields["land"].choices = choices  # type: ignore[attr-defined]

    def selected(self) -> dict[str, str]:
        """What is chosen; a value nobody offers counts as none."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class OrganisationForm(forms.Form):
    """What the desk keeps of an organisation."""

    name = forms.CharField(label=_("Name"), max_length=200, min_length=3)
    kind = forms.ChoiceField(label=_("Art"), choices=OrganisationKind.choices)
    place = forms.CharField(
        label=_("Gebiet"),
        help_text=_("Bei Kommunen das eigene Gebiet, sonst der Ort des Sitzes. Regionalschlüssel oder Auswahl."),
        required=False,
        max_length=LONGEST_QUERY,
        widget=_place_search("id_ort"),
    )
    ort = PlaceField()
    seat = forms.CharField(label=_("Sitz"), required=False, max_length=120)
    homepage = forms.URLField(label=_("Internetseite"), required=False, max_length=200, assume_scheme="https")
    mail_domain = forms.CharField(
        label=_("Amtliche Mail-Domain"),
        help_text=_("Zum Beispiel mendig.de. Ein Hinweis für Aufnahmen, kein Beweis."),
        required=False,
        max_length=120,
    )
    is_trusted = forms.BooleanField(
        label=_("Sammelannahme erlaubt"),
        help_text=_("Die Redaktion darf Beiträge dieser Organisation gesammelt annehmen."),
        required=False,
    )

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        if organisation is not None:
            territory = organisation.territory
            kwargs["initial"] = {
                "name": organisation.name,
                "kind": organisation.kind,
                "place": territory.name if territory else "",
                "ort": territory.ars if territory else "",
                "seat": organisation.seat,
                "homepage": organisation.homepage,
                "mail_domain": organisation.mail_domain,
                "is_trusted": organisation.is_trusted,
            }
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["place"].widget.attrs |= combobox_attributes()

    def clean_mail_domain(self) -> str:
        domain = str(self.cleaned_data["mail_domain"]).strip().lower().removeprefix("@")
        if domain and not DOMAIN.fullmatch(domain):
            raise ValidationError(gettext("Das ist keine Domain. Sie sieht aus wie mendig.de."))
        return domain

    def clean(self) -> dict[str, Any]:
        """A place was chosen from the suggestions, or its key was typed."""
        cleaned: dict[str, Any] = super().clean() or {}
        typed, chosen = cleaned.get("place", "").strip(), cleaned.get("ort")
        if not typed:
            cleaned["ort"] = None
        elif chosen is None or chosen.name != typed:  # without JavaScript the key of before is still there
            cleaned["ort"] = Territory.objects.filter(ars=typed).first() if typed.isdigit() else None
            if cleaned["ort"] is None:
                message = gettext("Bitte wählen Sie einen Vorschlag oder geben Sie den Regionalschlüssel an.")
                self.add_error("place", message)
        return cleaned

    def values(self) -> OrganisationValues:
        data = self.cleaned_data
        return {
            "name": " ".join(data["name"].split()),
            "kind": data["kind"],
            "territory": data["ort"],
            "seat": data["seat"],
            "homepage": data["homepage"],
            "mail_domain": data["mail_domain"],
            "is_trusted": data["is_trusted"],
        }


class TargetForm(forms.Form):
    """Into which organisation, or to which one."""

    ziel = OrganisationField(
        label=_("Organisation"),
        help_text=_("Der Name oder ein Teil, den nur diese Organisation hat."),
        error_messages={"required": _("Bitte nennen Sie eine Organisation.")},
    )

    def __init__(self, *args: Any, organisations: OrganisationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["ziel"]
        field.organisations = organisations
