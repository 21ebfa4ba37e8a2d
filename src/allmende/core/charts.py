# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Charts as plain data: a template draws them as SVG and writes the same figures as a table beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise

LABEL_LENGTH = 44
"""Characters of a label that fit above a bar on a phone; the table has the whole label."""
WIDEST = 100
"""Per cent of the drawing that the longest bar takes; its figure stands beyond, in a margin of the style sheet."""
ROW_HEIGHT = Decimal("3.5")
"""Height of one bar with its label, in em, so that it grows with the reader's text size."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. ``display`` is the value as people read it („1,2 Mio. €“); ``value=None`` means unknown.

    ``is_content``: the label is a name of the portal's content, German in every language.
    """

    label: str | _StrPromise
    value: float | Decimal | int | None
    display: str = ""
    url: str = ""
    is_content: bool = False


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its place in the drawing: per cent for widths, em for heights."""

    bar: Bar
    label: str
    display: str
    width: str
    figure_x: str
    label_y: str
    bar_y: str
    figure_y: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart of horizontal bars. ``description`` says in one sentence what can be read from it."""

    title: str | _StrPromise
    description: str | _StrPromise
    unit: str | _StrPromise = ""
    bars: Sequence[Bar] = field(default_factory=tuple)

    @property
    def height(self) -> str:
        """Height of the drawing in em."""
        return f"{ROW_HEIGHT * len(self.bars)}em"

    @property
    def drawn(self) -> list[DrawnBar]:
        """The bars with their places; the largest value takes the widest bar, negative values none."""
        largest = max((float(bar.value) for bar in self.bars if bar.value is not None), default=0.0)
        return [self._draw(bar, row, largest) for row, bar in enumerate(self.bars)]

    def _draw(self, bar: Bar, row: int, largest: float) -> DrawnBar:
        share = max(float(bar.value or 0), 0.0) / largest if largest > 0 else 0.0
        top = ROW_HEIGHT * row
        label = str(bar.label)
        return DrawnBar(
            bar=bar,
            label=label if len(label) <= LABEL_LENGTH else label[: LABEL_LENGTH - 1].rstrip() + "…",
            display=bar.display or ("–" if bar.value is None else str(bar.value)),
            width=f"{share * WIDEST:.2f}%",
            figure_x=f"{share * WIDEST:.2f}%",
            label_y=f"{top + Decimal('1.1')}em",
            bar_y=f"{top + Decimal('1.5')}em",
            figure_y=f"{top + Decimal('2.45')}em",
        )
