# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The one form of care: who shall keep an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_FOUND = 20


class OwnerForm(forms.Form):
    """One of the organisations that were found."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Bitte wählen Sie eine Organisation."),
            "invalid_choice": _("Diese Organisation gibt es nicht, oder sie kann zurzeit nicht handeln."),
        },
    )

    def __init__(self, *args: Any, found: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = found  # type: ignore[attr-defined]
