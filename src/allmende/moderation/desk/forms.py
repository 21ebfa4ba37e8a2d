# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of the desk: the filter of the queue and the decision."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.core.filters import choices
from allmende.moderation.models import State
from allmende.moderation.services import LIVE, MINE, Resolution
from allmende.moderation.services.steps import LONGEST_COMMENT, LONGEST_FIELD_COMMENT
from allmende.moderation.workflow import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms.boundfield import BoundField
    from django.http import QueryDict

    from allmende.moderation.desk.queue import Counts, QueueQuery
    from allmende.moderation.models import Change
    from allmende.moderation.trial import Trial

DESK_STEPS = ("accept", "schedule", "unschedule", "return", "decline")
COMMENT, CHOICE = "kommentar-", "wahl-"


class QueueForm(forms.Form):
    """Shows the filters as they were understood; ``QueueQuery`` reads them."""

    method = "get"

    q = forms.CharField(label=gettext_lazy("Titel oder Organisation"), required=False, max_length=100)
    stand = forms.ChoiceField(label=gettext_lazy("Stand"), required=False)
    land = forms.ChoiceField(label=gettext_lazy("Land"), required=False)
    art = forms.ChoiceField(label=gettext_lazy("Art"), required=False)
    zugewiesen = forms.ChoiceField(label=gettext_lazy("Zugewiesen"), required=False)
    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"), required=False)

    def __init__(self, query: QueueQuery, counts: Counts) -> None:
        super().__init__(data={name: getattr(query, name) for name in self.base_fields})
        self._offer("stand", [(option.value, f"{option.label} · {option.count}") for option in counts.stand])
        self._offer("land", choices(counts.land, _("alle Länder")))
        self._offer("art", choices(counts.art, _("alle Arten")))
        self._offer("zugewiesen", choices(counts.zugewiesen, _("egal wem")))
        self._offer("organisation", choices(counts.organisation, _("alle Organisationen")))

    def _offer(self, name: str, rows: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = rows


class DecisionForm(forms.Form):
    """What the desk decides. A field for a comment stands beside every part that can be commented on.

    ``state``, ``version`` and ``seen`` say what the person looked at; another state of things makes the step fail.
    """

    state = forms.ChoiceField(choices=State, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    step = forms.ChoiceField(
        label=gettext_lazy("Was soll geschehen?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bitte wählen Sie, was geschehen soll.")},
    )
    day = forms.DateField(
        label=gettext_lazy("Erscheint am"),
        required=False,
        input_formats=["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"],
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "maxlength": 10}),
        help_text=gettext_lazy("TT.MM.JJJJ, nur für „später veröffentlichen“"),
        error_messages={"invalid": gettext_lazy("Bitte als TT.MM.JJJJ eingeben, z. B. 24.12.2026.")},
    )
    time = forms.TimeField(
        label=gettext_lazy("Uhrzeit"),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 5}),
        help_text=gettext_lazy("SS:MM; leer heißt 8:00 Uhr"),
        error_messages={"invalid": gettext_lazy("Bitte als SS:MM eingeben, z. B. 14:30.")},
    )
    comment = forms.CharField(
        label=gettext_lazy("Nachricht an die Organisation"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Nötig beim Ablehnen, und beim Zurückgeben, wenn keine Angabe kommentiert ist."),
    )

    def __init__(self, change: Change, trial: Trial, data: QueryDict | None = None) -> None:
        initial = {"state": change.state, "version": change.version, "seen": trial.mark}
        super().__init__(data, initial=initial)
        self.trial = trial
        steps = [STEPS[name] for name in DESK_STEPS if change.state in STEPS[name].sources]
        if trial.refusal:
            steps = [step for step in steps if step.name not in {"accept", "schedule"}]
        offered = self.fields["step"]
        if isinstance(offered, forms.ChoiceField):
            offered.choices = [(step.name, step.label) for step in steps]
        if "schedule" not in [step.name for step in steps]:
            del self.fields["day"], self.fields["time"]
        for part in trial.parts:
            self.fields[f"{COMMENT}{part.part}"] = forms.CharField(
                label=_("Kommentar zu: %(part)s") % {"part": part.label},
                required=False,
                max_length=LONGEST_FIELD_COMMENT,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        for conflict in trial.conflicts:
            self.fields[f"{CHOICE}{conflict.part}"] = forms.ChoiceField(
                label=_("Was soll gelten bei: %(part)s?") % {"part": conflict.label},
                required=False,
                choices=[(LIVE, _("was veröffentlicht ist")), (MINE, _("was eingereicht ist"))],
                widget=forms.RadioSelect,
            )

    def comment_on(self, part: str) -> BoundField:
        return self[f"{COMMENT}{part}"]

    def choice_for(self, part: str) -> BoundField:
        return self[f"{CHOICE}{part}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        step = cleaned.get("step")
        comments = self.comments()
        if step == "schedule" and not self.errors.get("day") and not cleaned.get("day"):
            self.add_error("day", _("Bitte geben Sie an, wann der Beitrag erscheinen soll."))
        if step == "schedule" and cleaned.get("day") and "time" in cleaned and self.publish_at() <= timezone.now():
            self.add_error("day", _("Der Zeitpunkt muss in der Zukunft liegen."))
        if step == "decline" and not cleaned.get("comment"):
            self.add_error("comment", _("Bitte schreiben Sie, warum der Beitrag abgelehnt wird."))
        if step == "return" and not cleaned.get("comment") and not comments:
            self.add_error(
                "comment", _("Bitte schreiben Sie, was zu ändern ist, hier oder bei einer einzelnen Angabe.")
            )
        if step in {"accept", "schedule"}:
            for conflict in self.trial.conflicts:
                if not cleaned.get(f"{CHOICE}{conflict.part}"):
                    self.add_error(f"{CHOICE}{conflict.part}", _("Bitte wählen Sie, was gelten soll."))
        return cleaned

    def comments(self) -> dict[str, str]:
        """The comments by part, those that were written."""
        return {
            name.removeprefix(COMMENT): value
            for name, value in self.cleaned_data.items()
            if name.startswith(COMMENT) and value
        }

    def resolution(self) -> Resolution:
        choices = {
            name.removeprefix(CHOICE): value
            for name, value in self.cleaned_data.items()
            if name.startswith(CHOICE) and value
        }
        return Resolution(choices, self.cleaned_data.get("seen", ""))

    def publish_at(self) -> dt.datetime:
        """The moment in German time."""
        at = self.cleaned_data.get("time") or dt.time(8)
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["day"], at))


class AssignForm(forms.Form):
    """Who shall review it: oneself, another person at the desk, or nobody in particular."""

    to = forms.ChoiceField(label=gettext_lazy("Zuweisen an"), required=False)

    def __init__(self, people: Iterable[tuple[int, str]], current: int | None, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"to": str(current or "")})
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("niemandem")), *((str(key), name) for key, name in people)]
