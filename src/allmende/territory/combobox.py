# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What makes a text field suggest places while one types, where JavaScript runs (``place-combobox.js``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

NUMBER = "#"
"""Stands for the number in a text that the script completes."""


def combobox_attributes() -> Mapping[str, str]:
    """The attributes of the field: where suggestions come from, and the texts of the list in the visitor's language."""
    return {
        "data-place-combobox": reverse("territory:suggest"),
        "data-text-label": _("Vorschläge"),
        "data-text-none": _("Keine Vorschläge"),
        "data-text-one": ngettext("%(n)s Vorschlag", "%(n)s Vorschläge", 1) % {"n": 1},
        "data-text-many": ngettext("%(n)s Vorschlag", "%(n)s Vorschläge", 2) % {"n": NUMBER},
    }
