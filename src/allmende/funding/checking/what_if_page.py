# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the page „what if“ shows: for each directive what it says now, and one line per variant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.funding import wording
from allmende.funding.checking.compare_page import gain_text
from allmende.funding.checking.facts_query import query_of
from allmende.funding.checking.lines import answer_of, field_id
from allmende.funding.checking.parameters import PARTNER
from allmende.funding.checking.what_if import variants, without_imagined
from allmende.funding.engine.changes import compare
from allmende.funding.engine.check import check

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from allmende.funding.checking.lines import Answer
    from allmende.funding.checking.result import CheckResult
    from allmende.funding.checking.scope import Scope
    from allmende.funding.checking.what_if import Variant
    from allmende.funding.checking.what_if_forms import VariantForm
    from allmende.funding.engine.changes import Comparison, RuleDifference
    from allmende.funding.engine.check import Result
    from allmende.funding.wording import Names


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule of which something else comes: its title, where it is shown, the outcome before and after."""

    title: str
    url: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """A variant and what comes of it. ``url`` opens the check with it, as far as the check can be opened with it.

    ``also``: other options of the same kind of which the same comes.
    """

    variant: Variant
    answer: Answer
    comparison: Comparison
    url: str
    also: tuple[str, ...] = ()

    @property
    def gain_text(self) -> str:
        return gain_text(self.comparison)

    @property
    def amount_changes(self) -> bool:
        return self.comparison.amount_differs or bool(self.comparison.difference)

    @property
    def verdict_changes(self) -> bool:
        return self.comparison.verdict_differs

    @property
    def changes_nothing(self) -> bool:
        return not (self.amount_changes or self.verdict_changes or self.comparison.rules)

    @property
    def rules(self) -> list[RuleChange]:
        return [_told(rule, self.answer.url) for rule in self.comparison.rules]


@dataclass(frozen=True, slots=True)
class Table:
    """One directive: what it says now, and the variants."""

    now: Answer
    lines: tuple[Line, ...]


def tables(result: CheckResult, form: VariantForm, scope: Scope, *, names: Names, day_given: bool) -> list[Table]:
    """A table for every directive that answers; the own variant comes first."""
    return [_table(answer, result, form, scope, names, day_given=day_given) for answer in result.answers]


def _table(
    now: Answer, result: CheckResult, form: VariantForm, scope: Scope, names: Names, *, day_given: bool
) -> Table:
    directive = now.result.directive
    found: Sequence[Variant] = variants(result.facts, directive, names=names, lands=result.lands)
    if form.changes_something:
        found = [form.variant(result.facts, directive, names), *found]
    lines: dict[Hashable, Line] = {}
    for variant in found:
        changed = check(variant.facts, directive, result.on)
        kind = _came_out(changed) if variant.option else variant.key
        if kind in lines:
            same = lines[kind]
            lines[kind] = replace(same, also=(*same.also, variant.option))
            continue
        answer = answer_of(now.released, changed, variant.facts, names, result.lands)
        url = check_url(variant, result, scope, day_given=day_given)
        lines[kind] = Line(variant, answer, compare(now.result, changed), url)
    return Table(now, tuple(lines.values()))


def _came_out(result: Result) -> Hashable:
    findings = tuple((found.outcome, found.missing, found.value_unknown) for found in result.findings)
    return result.verdict, result.amount, findings


def check_url(variant: Variant, result: CheckResult, scope: Scope, *, day_given: bool) -> str:
    """The check with the variant. Partners who are only thought of are to be searched for there."""
    query = scope.added_to(query_of(without_imagined(variant.facts), result.on if day_given else None))
    anchor = f"#{field_id(PARTNER)}" if variant.has_imagined_partners else ""
    return f"{reverse('funding:check')}?{query}{anchor}"


def _told(difference: RuleDifference, url: str) -> RuleChange:
    either = difference.after or difference.before
    before, after = (
        wording.outcome_words(finding.outcome) if finding is not None else _("keine Regel")
        for finding in (difference.before, difference.after)
    )
    title = either.rule.title if either is not None else difference.key
    return RuleChange(title, f"{url}#regel-{difference.key}", before, after)
