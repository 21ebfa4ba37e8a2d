# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What would change an answer, as the page of the check shows it: a few single changes, those that bring most first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.funding import wording
from allmende.funding.checking.compare_page import gain_text
from allmende.funding.checking.facts_query import query_of
from allmende.funding.checking.lines import VERDICT_LOOKS, field_url
from allmende.funding.engine.changes import what_would_change
from allmende.funding.engine.questions import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allmende.funding.checking.lines import Answer
    from allmende.funding.checking.result import CheckResult
    from allmende.funding.checking.scope import Scope
    from allmende.funding.engine.changes import Change
    from allmende.funding.wording import Names

MOST_ANSWERS: Final = 5
"""Of more directives at once nobody reads what would change each of them; one can look at them one by one."""
MOST_CHANGES: Final = 6


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change. ``check_url``: where one can do it. ``verdict``: the new one if it is another. ``amount_url``: the
    amount rule that then applies.
    """

    text: str
    check_url: str
    verdict: str
    look: str
    effect: str
    amount_url: str


def change_lines(result: CheckResult, scope: Scope, *, names: Names, day_given: bool) -> dict[str, list[ChangeLine]]:
    """For every directive that answers, by its key."""
    if len(result.answers) > MOST_ANSWERS or not result.facts.partners:
        return {}
    return {answer.key: list(_lines_of(answer, result, scope, names, day_given=day_given)) for answer in result.answers}


def _lines_of(
    answer: Answer, result: CheckResult, scope: Scope, names: Names, *, day_given: bool
) -> Iterator[ChangeLine]:
    shown: set[str] = set()
    for change in what_would_change(result.facts, answer.result.directive, result.on):
        # Of the many options of one question, the one that brings most is enough.
        if change.question in shown or not _is_better(change):
            continue
        shown.add(change.question)
        rules = [derivation.rule.key for derivation in change.amount.derivations]
        yield ChangeLine(
            text=change_text(change, names),
            check_url=_check_url(change, result, scope, day_given=day_given),
            verdict=wording.verdict_words(change.verdict) if change.comparison.verdict_differs else "",
            look=VERDICT_LOOKS[change.verdict],
            effect=wording.amount_text(change.amount) if change.difference is None else gain_text(change.comparison),
            amount_url=f"{answer.url}#betrag-{rules[0]}" if rules else answer.url,
        )
        if len(shown) == MOST_CHANGES:
            return


def _is_better(change: Change) -> bool:
    """Nobody asks how to get less; but what an open question may cost is worth knowing."""
    return change.old is None or change.comparison.verdict_differs or (change.difference or 0) > 0


def change_text(change: Change, names: Names) -> str:
    """„Zahl der Partner aus dem Land: 4 statt 3“."""
    values = {
        "question": wording.question_label(change.question),
        "new": wording.answer_text(change.question, change.new, names),
        "old": wording.answer_text(change.question, change.old, names),
    }
    return (_("%(question)s: %(new)s") if change.old is None else _("%(question)s: %(new)s statt %(old)s")) % values


def _check_url(change: Change, result: CheckResult, scope: Scope, *, day_given: bool) -> str:
    """The check with the new answer; who is to join must be said by the visitor."""
    if QUESTIONS[change.question].derived:
        return field_url(change.question)
    query = scope.added_to(query_of(change.facts, result.on if day_given else None))
    return f"{reverse('funding:check')}?{query}"
