# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What every form says about a text that somebody has typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.forms import Form

CONTROL_CHARACTERS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
"""All but tab and line feed; forms take their texts with plain line feeds."""
TOO_LONG: Final = _("Bitte fassen Sie sich kürzer: höchstens %(limit_value)s Zeichen.")


def refuse_control_characters(form: Form) -> None:
    """Add an error to every field of ``form`` with characters that no page can show; part of its ``clean``."""
    for name, value in list(form.cleaned_data.items()):
        if isinstance(value, str) and CONTROL_CHARACTERS.search(value):
            form.add_error(name, _("Der Text enthält Steuerzeichen, die nicht angezeigt werden können."))
