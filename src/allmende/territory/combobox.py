# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What makes a text field suggest places while one types; a chosen place is known by its ARS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from allmende.core import combobox

if TYPE_CHECKING:
    from collections.abc import Mapping


def combobox_attributes() -> Mapping[str, str]:
    """The attributes of the field: where suggestions come from, and the texts of the list."""
    return combobox.combobox_attributes(reverse("territory:suggest"), value="ars")
