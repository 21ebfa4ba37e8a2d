# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of the inbox and of how mails come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Delivery
from allmende.accounts.notifications import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Mapping

DELIVERY_LABELS = (
    (Delivery.AT_ONCE, _("sofort per Mail")),
    (Delivery.DIGEST, _("gesammelt, höchstens eine Mail am Tag")),
    (Delivery.NEVER, _("keine Mail, nur im Portal")),
)


class InboxFilter(forms.Form):
    """What of the inbox is shown; what is no possible value counts as not given."""

    art = forms.ChoiceField(label=_("Art"), required=False)
    ungelesen = forms.BooleanField(label=_("nur ungelesene"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        art = self.fields["art"]
        art.choices = [("", _("alle")), *((key, item.label) for key, item in CATEGORIES.items())]  # type: ignore[attr-defined]

    def chosen(self) -> tuple[str, bool]:
        """The category („“: all) and whether only unread messages are asked for."""
        self.is_valid()
        return self.cleaned_data.get("art", ""), self.cleaned_data.get("ungelesen", False)


class DeliveriesForm(forms.Form):
    """One question for each category that leaves a choice; ``initial`` is what counts now, by category."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, str]) -> None:
        super().__init__(data, initial={self.name_of(key): value for key, value in initial.items()})
        for key in initial:
            self.fields[self.name_of(key)] = forms.ChoiceField(
                label=CATEGORIES[key].label,
                help_text=CATEGORIES[key].description,
                choices=DELIVERY_LABELS,
                widget=forms.RadioSelect,
            )
        self._keys = tuple(initial)

    @staticmethod
    def name_of(key: str) -> str:
        return f"art-{key}"

    def choices(self) -> dict[str, str]:
        """What was chosen, by category."""
        return {key: self.cleaned_data[self.name_of(key)] for key in self._keys}
