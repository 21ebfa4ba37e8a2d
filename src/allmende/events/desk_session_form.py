# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The form of one session: day and times as a clock there shows them, place, seats and booking window."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.core.form_text import TOO_LONG
from allmende.events.desk_forms import DayField, DeskForm
from allmende.events.local_times import TimeTwiceError, comes_twice, moment
from allmende.events.models import Session, Venue
from allmende.events.models.programme import TIME_ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping

ZONES: Final = (
    TIME_ZONE, "Europe/Brussels", "Europe/Luxembourg", "Europe/Paris", "Europe/Vienna", "Europe/Zurich",
    "Europe/Amsterdam", "Europe/London", "UTC",
)  # fmt: skip
"""Those of the neighbours, and of partners who are asked online."""
MOST_SEATS: Final = 10_000
LONGEST: Final = dt.timedelta(days=14)


class TimeField(forms.TimeField):
    """A time on the clock: „09:00“ or „9.00“."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    input_formats = ("%H:%M", "%H.%M", "%H:%M:%S")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("invalid", _("Diese Uhrzeit gibt es nicht. Beispiel: 09:00"))
        super().__init__(**kwargs)


class VenueChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Venue) -> str:
        return f"{obj.city}: {obj.name}, {obj.street}".rstrip(", ")


def _number(label: Any, *, required: bool = False, least: int = 1, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=required, min_value=least, max_value=MOST_SEATS, help_text=help_text
    )


def _line(label: Any, length: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=length, error_messages={"max_length": TOO_LONG}
    )


class SessionForm(DeskForm):
    """``values`` gives what the services take, once the form is valid; ``new_venue`` a venue to be entered first."""

    label = _line(_("Bezeichnung"), 120, _("Zum Beispiel „Tag 1“ oder „Gruppe A“."))
    day = DayField(label=_("Datum"), error_messages={"required": _("Bitte geben Sie den Tag an.")})
    begins = TimeField(label=_("Beginn"), error_messages={"required": _("Bitte geben Sie die Uhrzeit an.")})
    ends = TimeField(label=_("Ende"), error_messages={"required": _("Bitte geben Sie die Uhrzeit an.")})
    last_day = DayField(label=_("Letzter Tag"), required=False, help_text=_("Nur wenn er an einem anderen Tag endet."))
    hour = forms.ChoiceField(
        label=_("Welche Stunde ist gemeint?"),
        required=False,
        choices=[
            ("first", _("die erste, noch in der Sommerzeit")),
            ("second", _("die zweite, schon in der Winterzeit")),
        ],
        widget=forms.HiddenInput,
    )
    time_zone = forms.ChoiceField(label=_("Zeitzone"))
    venue = VenueChoice(
        queryset=Venue.objects.all(),
        label=_("Veranstaltungsort"),
        required=False,
        empty_label=_("keiner (online) oder neu, siehe unten"),
    )
    new_name = _line(_("Name des neuen Ortes"), 160)
    new_street = _line(_("Straße und Hausnummer"), 160)
    new_postcode = _line(_("Postleitzahl"), 5)
    new_city = _line(_("Ort"), 120)
    new_accessibility = forms.CharField(
        label=_("Barrierefreiheit"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stufen, Aufzug, Toilette, Parkplatz, Höranlage."),
    )  # fmt: skip
    room = _line(_("Raum"), 120)
    online_url = forms.URLField(
        label=_("Link zur Online-Teilnahme"),
        help_text=_("Sehen nur die Angemeldeten."),
        required=False,
        max_length=600,
        assume_scheme="https",
        error_messages={"invalid": _("Bitte geben Sie eine vollständige Adresse an, die mit https:// beginnt.")},
    )
    capacity = _number(_("Plätze"), help_text=_("Leer: noch nicht bekannt. Dann kann sich niemand anmelden."))
    minimum_number = _number(_("Mindestzahl"), help_text=_("Mit weniger Angemeldeten findet er nicht statt."))
    organisation_limit = _number(_("Plätze je Organisation"))
    opens_day = DayField(label=_("Anmeldung ab (Tag)"), required=False)
    opens_time = TimeField(label=_("Anmeldung ab (Uhrzeit)"), required=False, help_text=_("Leer: 0 Uhr."))
    closes_day = DayField(label=_("Anmeldung bis (Tag)"), required=False, help_text=_("Leer: bis zum Beginn."))
    closes_time = TimeField(label=_("Anmeldung bis (Uhrzeit)"), required=False, help_text=_("Leer: 24 Uhr."))
    notice = forms.CharField(
        label=_("Nachricht an die Angemeldeten"),
        help_text=_("Steht in der Mail, wenn Sie Zeit oder Ort ändern: zum Beispiel der Grund."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": TOO_LONG},
    )
    groups = (
        (_("Wann"), ("label", "day", "begins", "ends", "hour", "last_day", "time_zone")),
        (_("Wo"), ("venue", "room", "online_url")),
        (_("Neuer Veranstaltungsort"), ("new_name", "new_street", "new_postcode", "new_city", "new_accessibility")),
        (_("Plätze"), ("capacity", "minimum_number", "organisation_limit")),
        (_("Anmeldefrist"), ("opens_day", "opens_time", "closes_day", "closes_time")),
        (_("Nachricht"), ("notice",)),
    )
    folded = frozenset({"new_name"})
    paired = frozenset({"label", "new_name", "capacity", "opens_day"})
    renamed: ClassVar[Mapping[str, str]] = {
        "starts_at": "day", "ends_at": "ends", "opens_at": "opens_day", "closes_at": "closes_day",
        "name": "new_name", "street": "new_street", "postcode": "new_postcode", "city": "new_city",
    }  # fmt: skip

    def __init__(self, data: Any, *, session: Session | None = None, tells: bool = False) -> None:
        """``tells``: somebody is registered, who will be told of a change."""
        super().__init__(data, initial=_initial(session) if session else {"time_zone": TIME_ZONE})
        self.session = session
        zones = list(ZONES)
        if session and session.time_zone not in zones:
            zones.append(session.time_zone)
        self.fields["time_zone"].choices = [(name, name.replace("_", " ")) for name in zones]  # type: ignore[attr-defined]
        if not tells:
            del self.fields["notice"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        was_known = self.session is not None and self.session.capacity is not None
        if was_known and cleaned.get("capacity") is None and "capacity" not in self.errors:
            self.add_error("capacity", _("Bitte geben Sie die Zahl der Plätze an."))
        self._clean_times(cleaned)
        self._clean_window(cleaned)
        if cleaned.get("venue") and self.new_venue:
            self.add_error("venue", _("Bitte wählen Sie einen Ort aus oder geben Sie einen neuen ein, nicht beides."))
        if self.new_venue and not (cleaned.get("new_name") and cleaned.get("new_city")):
            self.add_error(
                "new_name" if not cleaned.get("new_name") else "new_city", _("Zu einem neuen Ort gehören Name und Ort.")
            )
        postcode = cleaned.get("new_postcode") or ""
        if postcode and not (postcode.isascii() and postcode.isdecimal() and len(postcode) == 5):
            self.add_error("new_postcode", _("Eine Postleitzahl hat fünf Ziffern."))
        return cleaned

    def _clean_times(self, cleaned: dict[str, Any]) -> None:
        day, begins, ends = (cleaned.get(name) for name in ("day", "begins", "ends"))
        if not (day and begins and ends and cleaned.get("time_zone")):
            return
        cleaned["starts_at"] = self._moment("begins", day, begins)
        cleaned["ends_at"] = self._moment("ends", cleaned.get("last_day") or day, ends)
        if not (cleaned["starts_at"] and cleaned["ends_at"]):
            return
        if cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("ends", _("Das Ende liegt vor dem Beginn."))
        elif cleaned["ends_at"] - cleaned["starts_at"] > LONGEST:
            self.add_error("last_day", _("Ein Termin dauert höchstens 14 Tage."))

    def _clean_window(self, cleaned: dict[str, Any]) -> None:
        cleaned["opens_at"] = cleaned["closes_at"] = None
        for name, empty in (("opens", dt.time(0)), ("closes", None)):
            day, time = cleaned.get(f"{name}_day"), cleaned.get(f"{name}_time")
            if time and not day:
                self.add_error(f"{name}_day", _("Zur Uhrzeit fehlt der Tag."))
            elif day and cleaned.get("time_zone"):
                if time is None and empty is None:
                    day, time = day + dt.timedelta(days=1), dt.time(0)
                cleaned[f"{name}_at"] = self._moment(f"{name}_time", day, time or dt.time(0))
        opens, closes = cleaned["opens_at"], cleaned["closes_at"]
        if opens and closes and closes <= opens:
            self.add_error("closes_day", _("Die Anmeldung endet, bevor sie beginnt."))
        starts = cleaned.get("starts_at")
        if opens and starts and opens >= starts:
            self.add_error("opens_day", _("Die Anmeldung beginnt erst, wenn der Termin schon begonnen hat."))

    def _moment(self, name: str, day: dt.date, time: dt.time) -> dt.datetime | None:
        second = {"first": False, "second": True}.get(self.cleaned_data.get("hour", ""))
        try:
            return moment(day, time, self.cleaned_data["time_zone"], second_hour=second)
        except TimeTwiceError as error:
            self.fields["hour"].widget = forms.RadioSelect(choices=self.fields["hour"].choices)  # type: ignore[attr-defined]
            self.add_error(name, error)
        except ValidationError as error:
            self.add_error(name, error)
        except OverflowError:
            self.add_error(name, _("Dieses Datum liegt zu weit entfernt."))
        return None

    @property
    def new_venue(self) -> dict[str, str]:
        """What was typed about a new venue; empty when nothing was."""
        names = ("name", "street", "postcode", "city", "accessibility")
        typed = {name: self.cleaned_data.get(f"new_{name}") or "" for name in names}
        return typed if any(typed.values()) else {}

    def values(self) -> Any:
        """The columns. Whoever saves has looked at the date, so it need not be checked any more."""
        names = (
            "label", "starts_at", "ends_at", "time_zone", "venue", "room", "online_url", "capacity", "minimum_number",
            "organisation_limit", "opens_at", "closes_at",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names} | {"needs_check": False}


def _initial(session: Session) -> dict[str, Any]:
    zone = zoneinfo.ZoneInfo(session.time_zone)
    start, end = session.local_start, session.local_end
    names = (
        "label", "time_zone", "venue", "room", "online_url", "capacity", "minimum_number", "organisation_limit"
    )  # fmt: skip
    initial = {name: getattr(session, name) for name in names}
    initial |= {"day": start.date(), "begins": start.time(), "ends": end.time()}
    if end.date() != start.date():
        initial["last_day"] = end.date()
    for name in ("opens", "closes"):
        if when := getattr(session, f"{name}_at"):
            local = timezone.localtime(when, zone)
            initial |= {f"{name}_day": local.date(), f"{name}_time": local.time()}
    if any(comes_twice(when.replace(tzinfo=None), zone) for when in (start, end)):
        initial["hour"] = "second" if start.fold or end.fold else "first"
    return initial
