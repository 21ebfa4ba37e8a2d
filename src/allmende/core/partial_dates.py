# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Dates that are known only to the month or the year: „2024“, „Juli 2023“, „9. Januar 2023“."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db import models
from django.utils import formats
from django.utils.translation import gettext_lazy as _


class Precision(models.TextChoices):
    DAY = "day", _("Tag")
    MONTH = "month", _("Monat")
    YEAR = "year", _("Jahr")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date with the precision it is known to; the first day of the month or year stands for the whole."""

    on: dt.date
    precision: str = Precision.DAY

    def __str__(self) -> str:
        pattern = {Precision.YEAR: "Y", Precision.MONTH: "F Y"}.get(Precision(self.precision), "DATE_FORMAT")
        return formats.date_format(self.on, pattern)

    def isoformat(self) -> str:
        """„2024“, „2023-07“ or „2023-01-09“, as precise as it is known."""
        return self.on.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(self.precision), 10)]

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read „2024“, „2023-07“, „2023-01-09“ or „09.01.2023“. Raises ValueError for anything else."""
        text = text.strip()
        if re.fullmatch(r"\d{4}", text):
            return cls(dt.date(int(text), 1, 1), Precision.YEAR)
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return cls(dt.date(int(text[:4]), int(text[5:]), 1), Precision.MONTH)
        if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
            day, month, year = map(int, match.groups())
            return cls(dt.date(year, month, day))
        return cls(dt.date.fromisoformat(text))
