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
"""All but tab and line feed."""
LINE_ENDS: Final = re.compile(r"\r\n?")
"""Browsers send texts of several lines with CR LF (HTML, form-data set)."""
TOO_LONG: Final = _("Bitte fassen Sie sich kürzer: höchstens %(limit_value)s Zeichen.")


def plain_lines(text: str) -> str:
    """``text`` with line feeds only."""
    return LINE_ENDS.sub("\n", text)


def clean_texts(form: Form) -> None:
    """Give ``form`` plain line feeds, and refuse characters that no page can show. Part of its ``clean``."""
    for name, value in list(form.cleaned_data.items()):
        if isinstance(value, str):
            text = form.cleaned_data[name] = plain_lines(value)
            if CONTROL_CHARACTERS.search(text):
                form.add_error(name, _("Der Text enthält Steuerzeichen, die nicht angezeigt werden können."))
