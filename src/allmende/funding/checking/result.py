# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The result of a check: the answers of all directives in question. Page, PDF and comparison are made of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from allmende.funding.checking.lines import Answer, answer_of
from allmende.funding.engine.check import Verdict, check_all
from allmende.funding.engine.questions import QUESTIONS
from allmende.funding.names import land_names
from allmende.funding.released import released_texts
from allmende.funding.wording import NO_NAMES, verdict_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from allmende.funding.engine.directive import Condition, DirectiveText
    from allmende.funding.engine.facts import Facts
    from allmende.funding.released import Released
    from allmende.funding.wording import Names

VERDICT_ORDER: Final = tuple(reversed(Verdict))
FEDERAL: Final = ""
"""The Land of a programme of the federal level or the EU."""
ALWAYS_ASKED: Final = frozenset({"requested_amount", "duration_years", "eligible_cost", "undertaking"})


@dataclass(frozen=True, slots=True)
class Land:
    """A Land by the first two digits of its ARS."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All answers, the Land with most partners first.

    ``off_duty``: known versions of these Länder that do not apply on the day. ``unknown``: Länder of partners of which
    no directive is known. ``without_valid``: those of which one is known, but none that applies on the day.
    ``elsewhere``: how many other directives there are. ``asked``: the questions that matter here.
    """

    facts: Facts
    on: dt.date
    answers: tuple[Answer, ...]
    off_duty: tuple[Answer, ...]
    unknown: tuple[Land, ...]
    without_valid: tuple[Land, ...]
    elsewhere: int
    asked: frozenset[str]
    lands: Mapping[str, str]

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many directives answer what, the best first: words and number."""
        verdicts = Counter(answer.result.verdict for answer in self.answers)
        return tuple((verdict_words(verdict), verdicts[verdict]) for verdict in VERDICT_ORDER if verdicts[verdict])

    @property
    def by_key(self) -> Mapping[str, Answer]:
        """Every answer by the key of its version, those that do not apply on the day too."""
        return {answer.key: answer for answer in (*self.answers, *self.off_duty)}


def result_context(
    facts: Facts,
    on: dt.date,
    *,
    names: Names = NO_NAMES,
    lands: Collection[str] = (),
    everywhere: bool = False,
    keys: Collection[str] | None = None,
) -> CheckResult:
    """What the released directives say (two queries).

    In question are those of the Länder of the partners, of ``lands``, and of no Land; with ``everywhere`` all. With
    ``keys`` only those versions, whatever their Land.
    """
    partner_lands = _ranked(facts)
    all_names = land_names()
    wanted = [*partner_lands, *(land for land in lands if land not in partner_lands)]
    texts = released_texts()
    chosen = [one for one in texts if is_in_question(one, wanted, keys, everywhere=everywhere)]
    order = {land: rank for rank, land in enumerate(wanted)}
    chosen.sort(key=lambda one: order.get(one.text.land, len(order) + (one.text.land == FEDERAL)))
    results = check_all(facts, [one.text for one in chosen], on)
    answers = [answer_of(one, result, facts, names, all_names) for one, result in zip(chosen, results, strict=True)]
    valid = [answer for answer in answers if answer.result.verdict is not Verdict.NOT_IN_FORCE]
    known = {one.text.land for one in texts}
    answering = {answer.land for answer in valid}
    silent = [Land(land, all_names.get(land, land)) for land in wanted if keys is None and land not in answering]
    return CheckResult(
        facts=facts,
        on=on,
        answers=tuple(valid),
        off_duty=tuple(answer for answer in answers if answer.result.verdict is Verdict.NOT_IN_FORCE),
        unknown=tuple(land for land in silent if land.key not in known),
        without_valid=tuple(land for land in silent if land.key in known),
        elsewhere=len({one.text.key for one in texts} - {answer.key for answer in answers}),
        asked=asked_by(
            (answer.result.directive for answer in valid) if valid else (one.text for one in texts if wanted)
        ),
        lands=all_names,
    )


def _ranked(facts: Facts) -> list[str]:
    """The Länder of the partners, the one with most partners first, among equals that of who applies."""
    counted = [partner.land for partner in facts.partners if partner.land]
    leading = next((partner.land for partner in facts.partners if partner.key == facts.lead), "")
    return sorted(set(counted), key=lambda land: (-counted.count(land), land != leading, land))


def is_in_question(one: Released, wanted: Sequence[str], keys: Collection[str] | None, *, everywhere: bool) -> bool:
    if keys is not None:
        return one.text.key in keys
    return everywhere or one.text.land in wanted or (one.text.land == FEDERAL and bool(wanted))


def asked_by(directives: Iterable[DirectiveText]) -> frozenset[str]:
    """The questions whose answers matter to one of the directives."""
    found = set(ALWAYS_ASKED)
    for text in directives:
        for rule in text.rules:
            found |= _asked(rule.conditions) | _asked(rule.when)
        for amount in text.amounts:
            found |= _asked(amount.when) | ({amount.per} if amount.each is not None else set())
    return frozenset(found & QUESTIONS.keys())


def _asked(conditions: Iterable[Condition]) -> set[str]:
    return {condition.asks for condition in conditions}
