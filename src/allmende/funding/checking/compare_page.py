# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the page „side by side“ shows: its columns, and rows with one cell per column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.core.templatetags.core import euro
from allmende.funding import wording
from allmende.funding.checking.compare import Difference, cost_rows, differs, rule_rows
from allmende.funding.checking.compare_columns import address_of
from allmende.funding.checking.lines import answer_of
from allmende.funding.engine.changes import compare
from allmende.funding.engine.check import check

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from allmende.funding.checking.compare import CostRow, RuleRow
    from allmende.funding.checking.compare_columns import Chosen
    from allmende.funding.checking.lines import Answer
    from allmende.funding.engine.changes import Comparison
    from allmende.funding.engine.facts import Facts
    from allmende.funding.wording import Names

LETTERS: Final = "ABCD"
DIFFERENCES: Final = {
    Difference.DEMAND: gettext_lazy("verschieden"),
    Difference.OUTCOME: gettext_lazy("gleiche Regel, anderes Ergebnis"),
    Difference.NONE: gettext_lazy("gleich"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A directive on a day. ``without``: the query of the page without this column.

    ``comparison``: beside the first column; None for that one itself.
    """

    letter: str
    answer: Answer
    on: dt.date
    without: str
    comparison: Comparison | None = None

    @property
    def gain_text(self) -> str:
        return gain_text(self.comparison) if self.comparison is not None else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the comparison. ``kind`` says how its cells are shown; a cell is (column, content)."""

    key: str
    label: str
    kind: str
    cells: tuple[tuple[Column, Any], ...]
    difference: Difference

    @property
    def difference_text(self) -> str:
        return str(DIFFERENCES[self.difference])

    @property
    def is_same(self) -> bool:
        return self.difference is Difference.NONE


def gain_text(comparison: Comparison) -> str:
    """„35.000 € mehr“; where one side is not one amount, the highest possible ones are compared, and that is said."""
    amount = comparison.difference
    if amount is None:
        return _("Unterschied nicht zu beziffern")
    if not amount:
        return _("gleich viel") if comparison.is_exact else _("höchstens gleich viel")
    if comparison.is_exact:
        words = _("%(amount)s mehr") if amount > 0 else _("%(amount)s weniger")
    else:
        words = _("höchstens %(amount)s mehr") if amount > 0 else _("der Höchstbetrag ist %(amount)s niedriger")
    return words % {"amount": euro(abs(amount))}


def columns_of(
    facts: Facts, chosen: Sequence[Chosen], query: str, *, names: Names, lands: Mapping[str, str], as_if: bool = False
) -> list[Column]:
    """The answer of each chosen directive on its day; with ``as_if``, as if the partners lay in its Land."""
    columns: list[Column] = []
    for index, one in enumerate(chosen):
        seen = facts.as_if_in(one.released.text.land) if as_if else facts
        result = check(seen, one.released.text, one.on)
        columns.append(
            Column(
                letter=LETTERS[index],
                answer=answer_of(one.released, result, seen, names, lands),
                on=one.on,
                without=address_of(query, [*chosen[:index], *chosen[index + 1 :]]),
                comparison=compare(columns[0].answer.result, result) if columns else None,
            )
        )
    return columns


def result_rows(columns: Sequence[Column]) -> list[Row]:
    """Verdict, amount, the most that is possible, and the period."""
    return [
        _row("ergebnis", _("Ergebnis"), "verdict", columns, lambda column: column.answer.result.verdict),
        _row("betrag", _("Betrag"), "amount", columns, lambda column: column.answer.amount),
        _row("hoechstens", _("Höchstens für diese Partner"), "ceiling", columns, lambda column: column.answer.ceiling),
        _row("geltung", _("Geltung"), "period", columns, _period),
    ]


def rule_table(columns: Sequence[Column]) -> list[Row]:
    """The rules, those about the same question in one row."""
    return [_rule_row(row, columns) for row in rule_rows([column.answer for column in columns])]


def cost_table(columns: Sequence[Column]) -> list[Row]:
    """The kinds of cost, and what has to be handed in."""
    rows = [_cost_row(row, columns) for row in cost_rows([column.answer for column in columns])]
    if any(column.answer.result.directive.papers for column in columns):
        rows.append(_row("unterlagen", _("Unterlagen und Beschlüsse"), "papers", columns, _papers))
    return rows


def _row(key: str, label: str, kind: str, columns: Sequence[Column], content: Callable[[Column], Hashable]) -> Row:
    values = [content(column) for column in columns]
    difference = Difference.DEMAND if differs(values) else Difference.NONE
    return Row(key, label, kind, tuple(zip(columns, values, strict=True)), difference)


def _period(column: Column) -> Hashable:
    text = column.answer.result.directive
    return (text.valid_from, text.valid_until)


def _papers(column: Column) -> Hashable:
    return tuple((paper.title, paper.is_resolution) for paper in column.answer.result.directive.papers)


def _rule_row(row: RuleRow, columns: Sequence[Column]) -> Row:
    label = wording.question_label(row.topic) if row.topic else _("Weitere Regeln")
    return Row(f"regel-{row.topic}", label, "rules", tuple(zip(columns, row.cells, strict=True)), row.difference)


def _cost_row(row: CostRow, columns: Sequence[Column]) -> Row:
    label = wording.option_label("cost_kinds", row.kind) if row.kind else _("weitere Kosten")
    key = f"kosten-{row.kind or 'weitere'}"
    return Row(key, label, "costs", tuple(zip(columns, row.cells, strict=True)), row.difference)
