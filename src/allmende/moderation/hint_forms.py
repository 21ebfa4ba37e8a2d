# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms about hints: the one visitors fill in, the filter of the list, the answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from allmende.core.form_text import TOO_LONG
from allmende.core.navigation import without_token
from allmende.moderation.models import HintState
from allmende.moderation.models.hint import new_form_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from allmende.moderation.kinds import Kind, PartText
    from allmende.moderation.models.hint import HintQuerySet

LONGEST_TEXT: Final = 5000
LONGEST_PAGE: Final = 500
LONGEST_VALUE: Final = 90
"""Characters of today's value in the list of parts; the whole of it stands below."""
UNPRINTABLE: Final = re.compile(r"[\x00-\x20\x7f\\]")


def own_path(address: str, hosts: Collection[str] = ()) -> str:
    """The path of a page of ours; empty for anything else. ``hosts`` are the names by which we may be addressed."""
    address = address.strip()
    if not address or len(address) > LONGEST_PAGE or UNPRINTABLE.search(address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if (parts.scheme or parts.netloc) and (parts.scheme not in {"http", "https"} or parts.netloc not in hosts):
        return ""
    path = without_token(parts.path)
    return path if path.startswith("/") and not path.startswith("//") else ""


class HintForm(forms.Form):
    """„Fehler melden“. ``website`` is a trap: people do not see it, programs that send spam fill it in.

    ``part`` is asked for only where the page shows an entry; ``form_key`` tells a form that was sent twice.
    """

    page = forms.CharField(
        label=_("Um welche Seite geht es?"),
        help_text=_("Die Adresse aus dem Browser, zum Beispiel /kooperationen/gemeinsame-bussgeldstelle/"),
        max_length=LONGEST_PAGE,
        error_messages={"required": _("Bitte geben Sie die Adresse der Seite an.")},
    )
    part = forms.ChoiceField(label=_("Welche Angabe stimmt nicht?"), required=False)
    text = forms.CharField(
        label=_("Was stimmt nicht?"),
        help_text=_("Beschreiben Sie es in Ihren Worten. Hilfreich ist auch, woher Sie es wissen."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Bitte schreiben Sie, was nicht stimmt."), "max_length": TOO_LONG},
    )
    suggestion = forms.CharField(
        label=_("Was wäre richtig?"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": TOO_LONG},
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        help_text=_("Nur, wenn Sie eine Antwort möchten oder wir nachfragen dürfen."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Diese E-Mail-Adresse ist unvollständig. Beispiel: name@beispiel.de")},
    )
    website = forms.CharField(label=_("Bitte leer lassen"), required=False)
    form_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(
        self, *args: Any, page: str, parts: Sequence[PartText] = (), hosts: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._hosts = hosts
        self.fields["form_key"].initial = new_form_key()
        self.fields["page"].initial = page
        if page:
            self.fields["page"].widget = forms.HiddenInput()
        if parts:
            choices = [("", _("etwas anderes")), *((item.part, _with_value(item)) for item in parts)]
            self.fields["part"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["part"]

    def clean_page(self) -> str:
        path = own_path(self.cleaned_data["page"], self._hosts)
        if not path:
            raise forms.ValidationError(_("Bitte geben Sie eine Seite dieses Portals an. Sie beginnt mit „/“."))
        return path

    @property
    def is_spam(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def values(self) -> dict[str, str]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


def _with_value(item: PartText) -> str:
    value = Truncator(" · ".join(item.lines)).chars(LONGEST_VALUE)
    if value:
        return str(_("%(label)s: „%(value)s“") % {"label": item.label, "value": value})
    return str(_("%(label)s: keine Angabe") % {"label": item.label})


class HintAnswerForm(forms.Form):
    """How a hint ends. The answer goes to the address that was given, if any."""

    answer = forms.CharField(
        label=_("Antwort"),
        help_text=_("Geht per Mail an die Person, wenn sie eine Adresse angegeben hat. Pflicht, wenn Sie ablehnen."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": TOO_LONG},
    )


STATES: Final = {
    "offen": (HintState.OPEN,),
    "in-arbeit": (HintState.TAKEN,),
    "erledigt": (HintState.DONE,),
    "nicht-uebernommen": (HintState.DECLINED,),
}
OF_NO_KIND: Final = "seite"


class HintFilterForm(forms.Form):
    """What of the list is shown. Whatever it does not know shows what is unanswered."""

    stand = forms.ChoiceField(label=_("Stand"), required=False)
    art = forms.ChoiceField(label=_("Zu"), required=False)

    def __init__(self, data: Mapping[str, Any], *, kinds: Sequence[Kind]) -> None:
        states = [(key, HintState(values[0]).label) for key, values in STATES.items()]
        nouns = [(kind.name, kind.label_plural) for kind in kinds]
        stands = [("", _("offen und in Arbeit")), *states, ("alle", _("alle"))]
        sorts = [("", _("allem")), *nouns, (OF_NO_KIND, _("anderen Seiten"))]
        chosen = {
            "stand": data.get("stand", "") if data.get("stand") in dict(stands) else "",
            "art": data.get("art", "") if data.get("art") in dict(sorts) else "",
        }
        super().__init__(chosen)
        self.chosen = chosen
        self.fields["stand"].choices = stands  # type: ignore[attr-defined]
        self.fields["art"].choices = sorts  # type: ignore[attr-defined]

    def narrowed(self, hints: HintQuerySet) -> HintQuerySet:
        stand, art = self.chosen["stand"], self.chosen["art"]
        if stand in STATES:
            hints = hints.filter(state__in=STATES[stand])
        elif not stand:
            hints = hints.unsettled()
        if art:
            hints = hints.filter(kind="" if art == OF_NO_KIND else art)
        return hints
