# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Titles and names stand in mail headers, calendar files and on signs: one line, without control characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from allmende.core.form_text import CONTROL_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterable

WEB_ADDRESS: Final = re.compile(r"://|www\.|\.[a-z]{2,}/", re.IGNORECASE)
LINE_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""And what turns the direction of all that follows it, also outside of the text."""


def is_one_line(text: str) -> bool:
    return not LINE_BREAKS.search(text)


def refuse_web_address(name: str) -> None:
    """A name stands in letters that the portal sends to others: no place for a link of whoever typed it."""
    if WEB_ADDRESS.search(name):
        raise ValidationError(_("Bitte nur den Namen, ohne Internetadresse und ohne die Zeichen < und >."))


def check_texts(row: models.Model, names: Iterable[str]) -> None:
    """Raises ValidationError for columns of ``row`` whose text no page, mail or calendar could show."""
    problems: dict[str, str] = {}
    for name in names:
        field = row._meta.get_field(name)
        value = getattr(row, name)
        if not isinstance(value, str) or not isinstance(field, models.CharField | models.TextField):
            continue
        if isinstance(field, models.CharField) and not is_one_line(value):
            problems[name] = _("Bitte schreiben Sie das in eine Zeile, ohne Steuerzeichen.")
        elif CONTROL_CHARACTERS.search(value):
            problems[name] = _("Der Text enthält Steuerzeichen, die nicht angezeigt werden können.")
    if problems:
        raise ValidationError(problems)
