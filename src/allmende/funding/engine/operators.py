# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Which comparisons fit which kind of answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from allmende.funding.engine.directive import Operator
from allmende.funding.engine.questions import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBERS: Final = (Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUALS)
FITTING: Final[Mapping[Kind, tuple[Operator, ...]]] = {
    Kind.COUNT: _NUMBERS,
    Kind.MONEY: _NUMBERS,
    Kind.PERCENT: _NUMBERS,
    Kind.YEARS: _NUMBERS,
    Kind.YES_NO: (Operator.EQUALS,),
    Kind.CHOICE: (Operator.EQUALS, Operator.ONE_OF, Operator.EXCLUDES),
    Kind.CHOICES: (Operator.INCLUDES, Operator.EXCLUDES),
}
LISTED: Final = frozenset({Operator.ONE_OF, Operator.INCLUDES, Operator.EXCLUDES})
"""Those that compare with a list."""
