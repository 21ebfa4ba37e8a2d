# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms visitors fill in."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.content.models import BarrierReport


class BarrierReportForm(forms.ModelForm[BarrierReport]):
    """„Barriere melden“. ``website`` is a trap: people do not see it, programs that send spam fill it in."""

    website = forms.CharField(label=_("Bitte leer lassen"), required=False)

    class Meta:
        model = BarrierReport
        fields: ClassVar = ["message", "page_address", "name", "email"]
        labels: ClassVar = {
            "message": _("Was können Sie nicht lesen oder bedienen?"),
            "page_address": _("Auf welcher Seite?"),
        }
        help_texts: ClassVar = {
            "message": _("Beschreiben Sie die Barriere in Ihren Worten. Hilfreich ist, womit Sie das Portal nutzen."),
            "page_address": _("Die Adresse aus dem Browser oder der Name der Seite."),
            "name": _("Nur, wenn Sie möchten."),
            "email": _("Nur, wenn Sie eine Antwort möchten."),
        }
        error_messages: ClassVar = {
            "message": {"required": _("Bitte beschreiben Sie die Barriere.")},
            "email": {"invalid": _("Diese E-Mail-Adresse ist unvollständig. Beispiel: name@beispiel.de")},
        }
        widgets: ClassVar = {
            "message": forms.Textarea(attrs={"rows": 6, "maxlength": 5000}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["message"].validators.append(too_long)

    @property
    def is_spam(self) -> bool:
        return bool(self.cleaned_data.get("website"))


LONGEST_MESSAGE = 5000


def too_long(text: str) -> None:
    if len(text) > LONGEST_MESSAGE:
        raise forms.ValidationError(_("Bitte fassen Sie sich kürzer: höchstens 5.000 Zeichen."))
