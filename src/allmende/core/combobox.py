# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What makes a text field suggest something while one types, where JavaScript runs (``combobox.js``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

NUMBER = "#"
"""Stands for the number in a text that the script completes."""


def combobox_attributes(address: str, *, value: str = "") -> Mapping[str, str]:
    """The attributes of a field whose suggestions come from ``address``: a list of name, note, url and kind.

    The texts of the list are in the visitor's language. ``value`` names what of a chosen suggestion goes into the
    field that the attribute ``data-combobox-target`` names.
    """
    attributes = {
        "data-combobox": address,
        "data-text-label": _("Vorschläge"),
        "data-text-none": _("Keine Vorschläge"),
        "data-text-one": ngettext("%(n)s Vorschlag", "%(n)s Vorschläge", 1) % {"n": 1},
        "data-text-many": ngettext("%(n)s Vorschlag", "%(n)s Vorschläge", 2) % {"n": NUMBER},
    }
    return {**attributes, "data-combobox-value": value} if value else attributes
