# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Bar charts: the drawing, the same figures as a table, and what happens to odd values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from allmende.core.charts import LABEL_LENGTH, Bar, BarChart


def chart(*bars: Bar) -> BarChart:
    return BarChart(title="Zuwendungen", description="Am meisten erhielt die IT.", unit="Euro", bars=bars)


def test_bars_are_proportional_and_the_largest_fills_the_width() -> None:
    drawn = chart(Bar("IT", Decimal(200), "200 €"), Bar("Bauhof", 50, "50 €")).drawn
    assert [bar.width for bar in drawn] == ["100.00%", "25.00%"]


@pytest.mark.parametrize("bars", [[], [Bar("IT", 0)], [Bar("IT", None)], [Bar("IT", -5)]])
def test_nothing_to_compare_draws_no_bar(bars: list[Bar]) -> None:
    assert all(bar.width == "0.00%" for bar in chart(*bars).drawn)


def test_unknown_is_not_drawn_as_zero_but_named() -> None:
    unknown, zero = chart(Bar("A", None), Bar("B", 0)).drawn
    assert (unknown.display, zero.display) == ("–", "0")


def test_rows_do_not_overlap_and_grow_with_the_text() -> None:
    drawing = chart(*(Bar(str(number), number) for number in range(3)))
    assert drawing.height == "10.5em"
    assert [bar.label_y for bar in drawing.drawn] == ["1.1em", "4.6em", "8.1em"]


def test_long_label_is_cut_in_the_drawing_and_whole_in_the_table() -> None:
    label = "Verbandsgemeindeverwaltungskooperationsvereinbarung"
    drawing = chart(Bar(label, 1))
    assert len(drawing.drawn[0].label) == LABEL_LENGTH
    html = render_to_string("core/components/bar_chart.html", {"chart": drawing})
    assert f'<th scope="row">{label}</th>' in html


def test_chart_has_a_text_alternative_and_every_figure_in_a_table() -> None:
    bars = [Bar("IT", 200, "200 €", "/themen/it/"), Bar("<b>", None, "Angabe fehlt")]
    html = render_to_string("core/components/bar_chart.html", {"chart": chart(*bars)})
    assert 'role="img" aria-label="Zuwendungen: Am meisten erhielt die IT."' in html
    table = html[html.index("<table") :]
    assert '<a href="/themen/it/">IT</a>' in table
    assert "200 €" in table
    assert "Angabe fehlt" in table
    assert "<b>" not in html
