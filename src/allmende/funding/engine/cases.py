# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Test cases of a directive: what must come out beside what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allmende.funding.engine.check import check

if TYPE_CHECKING:
    from allmende.funding.engine.check import Result
    from allmende.funding.engine.directive import DirectiveText, TestCase


@dataclass(frozen=True, slots=True)
class CaseRun:
    """A case with its result. ``verdict_fits`` and so on: None if the case expects nothing of the kind.

    The amount is what is paid: 0 where an application is refused.
    """

    case: TestCase
    result: Result
    verdict_fits: bool | None
    amount_fits: bool | None
    ceiling_fits: bool | None

    @property
    def passed(self) -> bool:
        """Also if nothing is expected."""
        return False not in {self.verdict_fits, self.amount_fits, self.ceiling_fits}


def run(case: TestCase, directive: DirectiveText) -> CaseRun:
    """Ask the directive about the case."""
    result = check(case.facts, directive, case.on)
    return CaseRun(
        case,
        result,
        verdict_fits=None if not case.verdict else result.verdict == case.verdict,
        amount_fits=None if case.amount is None else result.payable == case.amount,
        ceiling_fits=None if case.ceiling is None else result.amount.ceiling == case.ceiling,
    )
