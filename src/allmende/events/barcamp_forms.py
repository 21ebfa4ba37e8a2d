# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of the BarCamp."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from allmende.core.form_text import clean_texts
from allmende.events.local_times import moment
from allmende.events.models import Barcamp, BarcampRoom, Proposal
from allmende.events.services.barcamp import LONGEST_NOTES
from allmende.events.services.barcamp_plan import Series, Settings

if TYPE_CHECKING:
    from allmende.accounts.models import Organisation
    from allmende.events.handover import Target
    from allmende.events.models import Attendee, Session


class PlainText:
    """Takes texts with plain line ends and refuses what no page can show."""

    def clean(self) -> dict[str, Any]:
        clean_texts(self)  # type: ignore[arg-type]
        cleaned: dict[str, Any] = self.cleaned_data  # type: ignore[attr-defined]
        return cleaned


class ProposalForm(PlainText, forms.ModelForm[Proposal]):
    class Meta:
        model = Proposal
        fields: ClassVar = ["title", "description"]
        widgets: ClassVar = {"description": forms.Textarea(attrs={"rows": 5})}
        help_texts: ClassVar = {
            "title": _("Kurz und so, dass andere gleich wissen, worum es geht."),
            "description": _("Eine Frage, ein Problem, eine Erfahrung: Sie müssen nichts vorbereitet haben."),
        }


class NotesForm(PlainText, forms.Form):
    text = forms.CharField(
        label=_("Notizen"), max_length=LONGEST_NOTES, required=False, widget=forms.Textarea(attrs={"rows": 16})
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class RoomForm(PlainText, forms.ModelForm[BarcampRoom]):
    class Meta:
        model = BarcampRoom
        fields: ClassVar = ["name", "seats"]
        help_texts: ClassVar = {"seats": _("Leer lassen, wenn nicht bekannt.")}


class SettingsForm(forms.ModelForm[Barcamp]):
    class Meta:
        model = Barcamp
        fields: ClassVar = ["takes_proposals", "takes_votes", "is_public", "shows_names", "publishes_notes"]
        help_texts: ClassVar = {
            "is_public": _("Ohne Namen. Sonst sehen sie nur Teilnehmende und Moderation."),
            "shows_names": _("Wer vorschlägt, steht dann groß an der Wand. Fragen Sie vorher."),
            "publishes_notes": _("Nur wenn auch der Plan öffentlich ist. Prüfen Sie, ob Namen darin stehen."),
        }

    def settings(self) -> Settings:
        return Settings(**{name: bool(self.cleaned_data[name]) for name in self._meta.fields or ()})


class SlotsForm(forms.Form):
    """One slot or several, one after another, on the clock of the session."""

    day = forms.TypedChoiceField(label=_("Tag"), coerce=dt.date.fromisoformat)
    start = forms.TimeField(label=_("Beginn"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Dauer in Minuten"), min_value=5, max_value=480, initial=45)
    number = forms.IntegerField(label=_("Wie viele hintereinander"), min_value=1, max_value=20, initial=1)
    pause = forms.IntegerField(label=_("Pause dazwischen in Minuten"), min_value=0, max_value=240, initial=15)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        first, last = session.local_start.date(), session.local_end.date()
        days = [first + dt.timedelta(days=number) for number in range(min((last - first).days, 13) + 1)]
        self.fields["day"].choices = [(day.isoformat(), f"{day:%d.%m.%Y}") for day in days]  # type: ignore[attr-defined]
        if len(days) == 1:
            self.fields["day"].widget = forms.HiddenInput()
            self.fields["day"].initial = days[0].isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("day") and cleaned.get("start"):
            try:
                cleaned["starts_at"] = moment(cleaned["day"], cleaned["start"], self.session.time_zone)
            except ValidationError as error:
                self.add_error("start", error)
        return cleaned

    def series(self) -> Series:
        told = self.cleaned_data
        return Series(
            starts_at=told["starts_at"],
            length=dt.timedelta(minutes=told["minutes"]),
            pause=dt.timedelta(minutes=told["pause"]),
            number=told["number"],
        )


class DoorForm(forms.Form):
    """Who comes in, where several have registered together."""

    person = forms.ChoiceField(label=_("Wer sind Sie?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: list[Attendee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["person"].choices = [(key, person.name) for key, person in self.people.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Attendee:
        return self.people[self.cleaned_data["person"]]


class HandOverForm(forms.Form):
    target = forms.ChoiceField(label=_("Was soll daraus werden?"), widget=forms.RadioSelect)
    organisation = forms.ChoiceField(label=_("Für welche Organisation?"))

    def __init__(self, *args: Any, targets: list[Target], organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = {target.name: target for target in targets}
        self.organisations = {str(found.pk): found for found in organisations}
        self.fields["target"].choices = [(key, found.label) for key, found in self.targets.items()]  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [(key, found.name) for key, found in self.organisations.items()]  # type: ignore[attr-defined]

    @property
    def chosen_target(self) -> Target:
        return self.targets[self.cleaned_data["target"]]

    @property
    def chosen_organisation(self) -> Organisation:
        return self.organisations[self.cleaned_data["organisation"]]
