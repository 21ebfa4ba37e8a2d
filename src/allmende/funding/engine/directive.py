# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One version of a funding directive as data: rules and amounts, each with where it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from allmende.funding.engine.facts import Answer, Facts


class Operator(StrEnum):
    """How an answer is compared. ``ONE_OF``: the answer is in the list. ``INCLUDES``: at least one of the list is
    among the answers. ``EXCLUDES``: none of the list is among the answers (or the answer is not in the list).
    """

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUALS = "equals"
    ONE_OF = "one_of"
    INCLUDES = "includes"
    EXCLUDES = "excludes"


class Severity(StrEnum):
    """What it means that a rule is not met. Only a verified rule may refuse; unverified it warns."""

    REFUSE = "refuse"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where it is written: paragraph or number, address of the source, day it was read, and whether it was verified."""

    text: str = ""
    url: str = ""
    read_on: dt.date | None = None
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """``asks`` (a question key) compared with ``value``; None: the directive has a value that is not known to us."""

    asks: str
    operator: Operator
    value: Answer | None


@dataclass(frozen=True, slots=True)
class Rule:
    """Something the directive demands, where all of ``when`` hold.

    Met if all ``conditions`` hold, or one of them if ``any_of``. In force from ``valid_from`` to ``valid_until`` (both
    included; None: as the version).
    """

    key: str
    title: str
    conditions: tuple[Condition, ...]
    severity: Severity
    citation: Citation
    any_of: bool = False
    when: tuple[Condition, ...] = ()
    note: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None

    @property
    def effect(self) -> Severity:
        """What it does when it is not met: only a verified rule refuses, an unverified one warns."""
        unproven = self.severity is Severity.REFUSE and not self.citation.verified
        return Severity.WARN if unproven else self.severity


@dataclass(frozen=True, slots=True)
class AmountRule:
    """How much is given where all of ``when`` hold: the least of the parts that are stated, all in EUR.

    Fixed part: ``lump`` plus ``each`` for every unit of the question ``per`` above ``above``. Share: ``rate`` percent
    of the eligible cost. ``cap``: a limit on top. ``is_ceiling``: only the upper limit is published, the amount itself
    is not known. Nothing stated: the amount is not published. ``exceedable``: why and when more is possible (text of
    the directive or of its authority); empty if not.
    """

    key: str
    title: str
    citation: Citation
    when: tuple[Condition, ...] = ()
    lump: Decimal | None = None
    each: Decimal | None = None
    per: str = ""
    above: int = 0
    rate: Decimal | None = None
    cap: Decimal | None = None
    is_ceiling: bool = False
    exceedable: str = ""
    note: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class CostItem:
    """A kind of cost that is eligible or not. ``kind`` is one of ``questions.COST_KINDS``, empty for any other."""

    title: str
    eligible: bool
    citation: Citation
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document or resolution that the application needs."""

    title: str
    citation: Citation
    is_resolution: bool = False


@dataclass(frozen=True, slots=True)
class Award:
    """A real award, for comparison with the published limits. Amount in EUR; ``partners`` None if not known."""

    title: str
    amount: Decimal
    partners: int | None
    citation: Citation
    note: str = ""


@dataclass(frozen=True, slots=True)
class TestCase:
    """A case with what must come out: ``verdict`` (a ``check.Verdict``) and/or the exact ``amount`` in EUR."""

    __test__ = False

    name: str
    facts: Facts
    on: dt.date
    verdict: str = ""
    amount: Decimal | None = None
    ceiling: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DirectiveText:
    """One version. ``land``: two digits of the ARS, empty for the federal level and the EU.

    ``valid_from``/``valid_until`` None: not known. ``is_complete`` False: rules are missing because the text was not
    found, so silence proves nothing.
    """

    key: str
    title: str
    land: str
    citation: Citation
    dated: dt.date | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    validity: Citation = field(default_factory=Citation)
    is_complete: bool = False
    applicants: str = ""
    funding_type: str = ""
    summary: str = ""
    note: str = ""
    rules: tuple[Rule, ...] = ()
    amounts: tuple[AmountRule, ...] = ()
    costs: tuple[CostItem, ...] = ()
    papers: tuple[Paper, ...] = ()
    awards: tuple[Award, ...] = ()
    cases: tuple[TestCase, ...] = ()

    def in_force_on(self, on: dt.date) -> bool | None:
        """None: cannot be decided, because the period is not verified, or only the day of the text is known.

        No text is in force before both its own verified day and its first one, whoever has said when it ends.
        """
        if not in_force(self.valid_from, self.valid_until, on):
            return False if self.validity.verified or self._is_not_yet_written(on) else None
        return None if self.valid_from is None and self.dated is not None and on < self.dated else True

    def _is_not_yet_written(self, on: dt.date) -> bool:
        if self.dated is None or self.valid_from is None:
            return False
        return self.citation.verified and on < min(self.dated, self.valid_from)


def in_force(valid_from: dt.date | None, valid_until: dt.date | None, on: dt.date) -> bool:
    """Both days included; None: no bound on that side."""
    return (valid_from is None or valid_from <= on) and (valid_until is None or on <= valid_until)
