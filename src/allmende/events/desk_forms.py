# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of the organiser's desk about the programme: events, what they ask, venues, packages, taking over a year.

They check what was typed; writing is the services' business, whose answers ``refuse`` shows at the fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.accounts.rules import answers_for, desk_areas
from allmende.cooperation.models import Topic
from allmende.core.form_text import TOO_LONG, clean_texts
from allmende.events.models import ConsentText, Event, Package, Question, Session, Venue
from allmende.events.organisers import offer_organisers
from allmende.events.plain_texts import is_one_line
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.core.exceptions import ValidationError
    from django.forms import BoundField

    from allmende.accounts.models import User

SEPARATOR: Final = ";"
ONE_LINE: Final = _("Bitte schreiben Sie das in eine Zeile.")


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading. ``is_folded``: shown when asked for; ``is_paired``: short ones side by side."""

    legend: Any
    fields: list[BoundField]
    is_folded: bool = False
    is_paired: bool = False


class DeskForm(forms.Form):
    """What all forms of the desk have in common. ``groups`` are headings with the names of the fields below them."""

    groups: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()
    folded: ClassVar[frozenset[str]] = frozenset()
    """First fields of the groups that are folded while nothing is typed there and nothing is wrong."""
    paired: ClassVar[frozenset[str]] = frozenset()
    """First fields of the groups whose fields stand side by side."""
    renamed: ClassVar[Mapping[str, str]] = {}
    """At which field an error about a column is shown, where the names differ."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        clean_texts(self)
        for name, field in self.fields.items():
            value = cleaned.get(name)
            is_line = isinstance(field, forms.CharField) and not isinstance(field.widget, forms.Textarea)
            if is_line and isinstance(value, str) and not is_one_line(value) and name not in self.errors:
                self.add_error(name, ONE_LINE)
        return cleaned

    def refuse(self, error: ValidationError) -> None:
        """Show what the service does not accept, at its field where there is one."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error.messages)
            return
        for name, messages in error.message_dict.items():
            shown = self.renamed.get(name, name)
            self.add_error(shown if shown in self.fields else None, messages)

    @property
    def sections(self) -> Iterator[Group]:
        """The fields as the page shows them."""
        named = {name for _legend, names in self.groups for name in names}
        rest = [self[name] for name in self.fields if name not in named]
        if rest:
            yield Group("", rest)
        for legend, names in self.groups:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                first = fields[0].name
                is_folded = first in self.folded and not any(field.errors or field.value() for field in fields)
                yield Group(legend, fields, is_folded=is_folded, is_paired=first in self.paired)


class DeskModelForm(DeskForm, forms.ModelForm):  # type: ignore[type-arg]
    """A form of a model's columns that is never saved itself; the instance is a copy for the checks only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 10 if field.widget.attrs.get("maxlength", "0") == "10000" else 3
                field.widget.attrs.pop("cols", None)
            if isinstance(field, forms.CharField):
                field.error_messages["max_length"] = TOO_LONG

    def _post_clean(self) -> None:
        """The services check the columns as a whole; here only the fields are checked."""

    def values(self) -> Any:
        """What the services take as columns."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day, from the calendar of the browser or typed."""

    widget = DateInput
    input_formats = ("%Y-%m-%d", "%d.%m.%Y")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("invalid", _("Dieses Datum gibt es nicht. Beispiel: 31.03.2027"))
        super().__init__(**kwargs)


class EventForm(DeskModelForm):
    """Everything about an event but its sessions and questions. Speakers are lines „Name; Einrichtung“."""

    speakers = forms.CharField(
        label=_("Referentinnen und Referenten"),
        help_text=_("Eine Person je Zeile: Name; Einrichtung"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source_url = forms.URLField(
        label=_("Quelle"),
        required=False,
        max_length=600,
        assume_scheme="https",
        error_messages={"invalid": _("Bitte geben Sie eine vollständige Adresse an, die mit https:// beginnt.")},
    )
    expected_from = DayField(label=_("voraussichtlich ab"), required=False)
    expected_until = DayField(label=_("voraussichtlich bis"), required=False)
    groups = (
        (_("Worum es geht"), ("kind", "title", "summary", "description", "target_group", "speakers")),
        (_("Themenfelder"), ("topics",)),
        (_("Einordnung"), ("year", "number", "organiser", "land", "contact_email")),
        (_("Gut zu wissen"), ("bring", "cost_note", "funding_note", "notes", "source_url")),
        (_("Solange kein Termin feststeht"), ("dates_note", "expected_from", "expected_until")),
        (_("Anmeldung"), ("max_attendees", "offer_hours", "asks_needs", "is_example")),
    )

    folded = frozenset({"topics"})
    paired = frozenset({"year", "dates_note"})

    class Meta:
        model = Event
        fields: ClassVar = [
            "kind", "title", "summary", "description", "target_group", "topics", "year", "number", "organiser", "land",
            "contact_email", "bring", "cost_note", "funding_note", "notes", "source_url", "dates_note", "expected_from",
            "expected_until", "max_attendees", "offer_hours", "asks_needs", "is_example",
        ]  # fmt: skip
        widgets: ClassVar = {"topics": forms.CheckboxSelectMultiple}
        help_texts: ClassVar = {
            "summary": _("Ein bis zwei Sätze für die Liste."),
            "year": _("In welchem Jahresprogramm sie steht."),
            "land": _("An wessen Kommunen sie sich richtet."),
            "dates_note": _("Zum Beispiel „zweites Halbjahr 2027“."),
            "offer_hours": _(
                "So lange hat Zeit zu antworten, wer von der Warteliste nachrücken kann. Leer: Wer nachrückt, ist "
                "sofort angemeldet."
            ),
            "is_example": _("Wird überall als Beispiel gekennzeichnet."),
        }
        error_messages: ClassVar = {"title": {"required": _("Bitte geben Sie einen Titel an.")}}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = Topic.objects.as_choices()  # type: ignore[attr-defined]
        self.fields["topics"].required = False
        offer_organisers(self.fields["organiser"], user=user, organiser=self.instance.organiser_id)  # type: ignore[arg-type]
        lands = Territory.objects.filter(level=Level.LAND).order_by("name")
        keys = [land.pk for land in lands if answers_for(user, [land.ars])]
        land = forms.ModelChoiceField(
            queryset=lands.filter(pk__in=keys),
            label=self.fields["land"].label,
            help_text=self.fields["land"].help_text,
            required=bool(desk_areas(user)),
            empty_label=_("alle Länder") if not desk_areas(user) else _("bitte wählen"),
        )
        self.fields["land"] = land
        for name, most in (("year", 2100), ("number", 999), ("max_attendees", 50), ("offer_hours", 2000)):
            self.fields[name].widget.attrs["max"] = most
        if self.instance.pk:
            lines = [(speaker.name, speaker.institution) for speaker in self.instance.speakers.all()]
            self.initial["speakers"] = "\n".join(f"{SEPARATOR} ".join(part for part in line if part) for line in lines)

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not 2000 <= year <= 2100:
            raise forms.ValidationError(_("Bitte geben Sie ein Jahr zwischen 2000 und 2100 an."))
        return year

    def clean_max_attendees(self) -> int:
        number: int = self.cleaned_data["max_attendees"]
        if not 1 <= number <= 50:
            raise forms.ValidationError(_("Bitte geben Sie eine Zahl von 1 bis 50 an."))
        return number

    def clean_speakers(self) -> list[tuple[str, str]]:
        found = []
        for line in self.cleaned_data["speakers"].splitlines():
            name, _separator, institution = (part.strip() for part in line.partition(SEPARATOR))
            if len(name) > 120 or len(institution) > 160:
                raise forms.ValidationError(_("Eine Zeile ist zu lang: Name höchstens 120, Einrichtung 160 Zeichen."))
            if name:
                found.append((name, institution))
        return found

    def values(self) -> Any:
        return {name: value for name, value in super().values().items() if name != "topics"}


class QuestionForm(DeskModelForm):
    """One question. The choices are lines."""

    choices = forms.CharField(
        label=_("Auswahl"),
        help_text=_("Nur bei „eine Auswahl“: jede Möglichkeit in einer eigenen Zeile."),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = Question
        fields: ClassVar = ["text", "help_text", "kind", "choices", "is_required", "is_case", "position"]
        labels: ClassVar = {"position": _("Reihenfolge")}
        help_texts: ClassVar = {
            "is_case": _("Wer sich anmeldet, reicht damit einen Fall ein, den die Veranstaltung bespricht."),
            "position": _("Kleine Zahlen stehen oben."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["choices"] = "\n".join(self.instance.choices)

    def clean_choices(self) -> list[str]:
        return list(self.cleaned_data["choices"].splitlines())


class ConsentForm(DeskModelForm):
    """The words of one consent."""

    class Meta:
        model = ConsentText
        fields: ClassVar = ["text", "is_required"]
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 4})}
        help_texts: ClassVar = {
            "text": _("Ein ganzer Satz, der mit „Ich“ beginnt."),
            "is_required": _("Ohne sie ist keine Anmeldung möglich. Eine Einwilligung muss sonst freiwillig sein."),
        }

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())


class VenueForm(DeskModelForm):
    """A place where sessions are held."""

    class Meta:
        model = Venue
        fields: ClassVar = ["name", "street", "postcode", "city", "accessibility", "directions"]
        help_texts: ClassVar = {
            "accessibility": _(
                "Wie man ohne Barrieren hineinkommt: Stufen, Aufzug, Toilette, Parkplatz, Höranlage. Leer heißt: "
                "Angabe fehlt."
            ),
        }

    def clean_postcode(self) -> str:
        postcode: str = self.cleaned_data["postcode"]
        if postcode and not (postcode.isascii() and postcode.isdecimal() and len(postcode) == 5):
            raise forms.ValidationError(_("Eine Postleitzahl hat fünf Ziffern."))
        return postcode


class SessionChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Session) -> str:
        where = obj.venue.city if obj.venue else _("online")
        return f"{obj.local_start:%d.%m.%Y}, {where}: {obj.event.title}"


class PackageForm(DeskModelForm):
    """Sessions that are booked together, of one event or several."""

    sessions = SessionChoices(queryset=Session.objects.none(), label=_("Termine"), widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Package
        fields: ClassVar = ["title", "sessions", "note", "is_offered"]
        help_texts: ClassVar = {"title": _("Zum Beispiel „Beide Tage in Neuwied“.")}

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sessions"].queryset = offered  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    """Which events of a year are taken over to which other one."""

    nach = forms.IntegerField(
        label=_("In das Programm des Jahres"), min_value=2000, max_value=2100,
        error_messages={"required": _("Bitte geben Sie ein Jahr an.")},
    )  # fmt: skip
    veranstaltung = forms.ModelMultipleChoiceField(
        queryset=Event.objects.none(),
        label=_("Veranstaltungen"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie mindestens eine Veranstaltung.")},
    )

    def __init__(self, data: Any, *, events: Sequence[Event], year: int) -> None:
        super().__init__(data, initial={"nach": year + 1, "veranstaltung": [event.pk for event in events]})
        keys = [event.pk for event in events]
        self.fields["veranstaltung"].queryset = Event.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
