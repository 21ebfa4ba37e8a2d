# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of announcements: what organisations fill in, and the filter of the list."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.content.models import AnnouncementSort
from allmende.content.models.announcement import web_address
from allmende.cooperation.models import Cooperation, Topic
from allmende.core.form_text import TOO_LONG, clean_texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from allmende.content.announcement_services import AnnouncementValues
    from allmende.territory.models import Territory

EARLIEST: Final = dt.date(2000, 1, 1)
FARTHEST: Final = dt.timedelta(days=5 * 366)
"""How far ahead an event can be; further ahead somebody has mistyped the year."""
ONLY_WEB: Final = _("Bitte geben Sie eine vollständige Adresse an, zum Beispiel https://www.mendig.de/")


class WebAddressField(forms.URLField):
    """An address of the web; no other scheme is let through."""

    default_validators = [web_address]  # noqa: RUF012 - as Django's fields do


def _web_address(label: Any, help_text: Any = "") -> WebAddressField:
    return WebAddressField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=600,
        assume_scheme="https",
        error_messages={"invalid": ONLY_WEB, "max_length": TOO_LONG},
    )


def _text(label: Any, *, length: int, rows: int, required: bool, help_text: Any = "", missing: Any = "") -> forms.Field:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=length,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": TOO_LONG} if missing else {"max_length": TOO_LONG},
    )


class AnnouncementForm(forms.Form):
    """The parts asked for of one announcement, showing ``fields`` of a content.

    Incomplete (``is_complete=False``) it finds fault only with what is wrong, never with what is missing.
    """

    title = forms.CharField(
        label=_("Titel"),
        max_length=200,
        error_messages={"required": _("Bitte geben Sie einen Titel an."), "max_length": TOO_LONG},
    )
    lead = _text(
        _("Das Wichtigste in Kürze"),
        length=500,
        rows=3,
        required=True,
        help_text=_("Zwei bis drei Sätze für die Liste."),
        missing=_("Bitte fassen Sie die Meldung in ein bis drei Sätzen zusammen."),
    )
    text = _text(
        _("Text"),
        length=10_000,
        rows=12,
        required=False,
        help_text=_("Einfacher Text; eine leere Zeile beginnt einen Absatz."),
    )
    url = _web_address(_("Mehr dazu im Netz"), _("Die Adresse der ausführlichen Seite, wenn es eine gibt."))
    topics = forms.ModelMultipleChoiceField(
        queryset=Topic.objects.all(), label=_("Themenfelder"), required=False, widget=forms.CheckboxSelectMultiple
    )
    cooperation = forms.ModelChoiceField(
        queryset=Cooperation.objects.none(),
        label=_("Um welche Kooperation geht es?"),
        help_text=_("Die Meldung erscheint dann auch auf deren Seite."),
        required=False,
        empty_label=_("keine bestimmte"),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, fields: Mapping[str, Any], parts: Collection[str], is_complete: bool
    ) -> None:
        initial = {name: value for name, value in fields.items() if name in parts}
        super().__init__(data, initial=initial)
        for name in set(self.fields) - set(parts):
            del self.fields[name]
        self.order_fields(list(parts))
        for field in self.fields.values():
            field.required = field.required and is_complete
        if "topics" in self.fields:
            self.fields["topics"].choices = Topic.objects.as_choices()  # type: ignore[attr-defined]
        if "cooperation" in self.fields:
            public = Cooperation.objects.published().order_by("title", "pk")
            self.fields["cooperation"].queryset = public  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        clean_texts(self)
        return cleaned

    def values(self) -> AnnouncementValues:
        """What the service takes as columns."""
        return {name: value for name, value in self.cleaned_data.items() if name != "topics"}  # type: ignore[return-value]


class NewsForm(AnnouncementForm):
    """A press item."""

    dated_on = forms.DateField(
        label=_("Datum"),
        help_text=_("Von wann ist die Meldung?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={
            "required": _("Bitte geben Sie das Datum an."),
            "invalid": _("Dieses Datum gibt es nicht. Beispiel: 31.03.2027"),
        },
    )

    def clean_dated_on(self) -> dt.date | None:
        value: dt.date | None = self.cleaned_data["dated_on"]
        if value is not None and not EARLIEST <= value <= timezone.localdate() + dt.timedelta(days=366):
            raise ValidationError(_("Bitte prüfen Sie das Jahr."))
        return value


def _moment(label: Any, *, required: bool, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%d.%m.%Y %H:%M", "%d.%m.%Y"],  # besides ISO
        error_messages={
            "required": _("Bitte geben Sie an, wann die Veranstaltung beginnt."),
            "invalid": _("Bitte geben Sie Tag und Uhrzeit an. Beispiel: 31.03.2027 18:00"),
        },
    )


class EventForm(AnnouncementForm):
    """A hint at an event. ``must_come``: it is new, so it makes sense only while the event is not over."""

    must_come = False
    starts_at = _moment(_("Beginn"), required=True, help_text=_("Tag und Uhrzeit"))
    ends_at = _moment(_("Ende"), required=False)
    place = forms.CharField(
        label=_("Ort"),
        help_text=_("Gebäude, Straße, Ort; oder „online“."),
        max_length=200,
        error_messages={"required": _("Bitte geben Sie den Ort an."), "max_length": TOO_LONG},
    )
    registration_url = _web_address(_("Anmeldung"), _("Die Adresse, unter der man sich anmeldet."))

    def clean_starts_at(self) -> dt.datetime | None:
        value: dt.datetime | None = self.cleaned_data["starts_at"]
        if value is not None and not EARLIEST <= value.date() <= timezone.localdate() + FARTHEST:
            raise ValidationError(_("Bitte prüfen Sie das Jahr."))
        return value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("Das Ende liegt nicht nach dem Beginn."))
        elif self.must_come and start and (end or start) < timezone.now():
            self.add_error("starts_at", _("Diese Veranstaltung ist schon vorbei."))
        return cleaned


ALL, NEWS, EVENTS, PAST = "", "meldungen", "veranstaltungen", "vergangene"


class AnnouncementFilterForm(forms.Form):
    """What of the list is shown. Whatever it does not know counts as not chosen."""

    art = forms.ChoiceField(label=_("Art"), required=False)
    land = forms.ChoiceField(label=_("Land"), required=False)

    def __init__(self, data: Mapping[str, Any], *, lands: Iterable[Territory]) -> None:
        sorts = [
            (ALL, _("alles")),
            (NEWS, _("Meldungen")),
            (EVENTS, _("kommende Veranstaltungen")),
            (PAST, _("vergangene Veranstaltungen")),
        ]
        places = [("", _("alle Länder")), *((land.ars, land.name) for land in lands)]
        self.chosen = {
            "art": data.get("art", "") if data.get("art") in dict(sorts) else "",
            "land": data.get("land", "") if data.get("land") in dict(places) else "",
        }
        super().__init__(self.chosen)
        self.fields["art"].choices = sorts  # type: ignore[attr-defined]
        self.fields["land"].choices = places  # type: ignore[attr-defined]


FORMS: Final[dict[str, type[AnnouncementForm]]] = {
    AnnouncementSort.NEWS: NewsForm,
    AnnouncementSort.EVENT: EventForm,
}
