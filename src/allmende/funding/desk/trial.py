# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A version on trial: how it reads, what of it contradicts itself, what comes out of its test cases and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.core.templatetags.core import euro
from allmende.funding import wording
from allmende.funding.contradiction_wording import contradiction_text
from allmende.funding.engine.cases import run
from allmende.funding.engine.check import Outcome, Verdict
from allmende.funding.engine.contradictions import contradictions
from allmende.funding.engine.directive import Severity
from allmende.funding.engine.flaws import Flaw
from allmende.funding.files.reading import DirectiveFileError, Problem, read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from allmende.funding.engine.cases import CaseRun
    from allmende.funding.engine.check import Result
    from allmende.funding.engine.directive import DirectiveText
    from allmende.funding.engine.flaws import Contradiction


ENTRY: Final = re.compile(r"(rules|amounts)\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A test case with its outcome: ``found`` is what came out, ``wanted`` what should have, ``why`` the rules."""

    number: int
    name: str
    passed: bool
    expects: bool
    wanted: str
    found: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlawLine:
    """One contradiction; ``title`` is that of the entry to mend, if it is one."""

    text: str
    is_hint: bool
    title: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """All that is to be said of a content. ``text`` is None if it cannot be read; ``problems`` say why."""

    text: DirectiveText | None
    problems: tuple[Problem, ...] = ()
    cases: tuple[CaseLine, ...] = ()
    flaws: tuple[FlawLine, ...] = ()

    @property
    def passed(self) -> int:
        return sum(1 for case in self.cases if case.passed and case.expects)

    @property
    def failed(self) -> int:
        return sum(1 for case in self.cases if not case.passed)

    @property
    def failed_first(self) -> list[CaseLine]:
        return sorted(self.cases, key=lambda case: case.passed)

    @property
    def errors(self) -> list[FlawLine]:
        """What must be mended before the version is submitted, but for the test cases, which are listed."""
        return [flaw for flaw in self.flaws if not flaw.is_hint]

    @property
    def hints(self) -> list[FlawLine]:
        return [flaw for flaw in self.flaws if flaw.is_hint]


def tried(content: Mapping[str, Any], names: wording.Names) -> Trial:
    """Put ``content`` on trial; nothing in it can make this fail."""
    try:
        text = read(content)
    except DirectiveFileError as error:
        return Trial(None, error.problems)
    cases = tuple(_case_line(number, run(case, text)) for number, case in enumerate(text.cases, start=1))
    told = {Flaw.CASE_FAILS, Flaw.CASE_EXPECTS_NOTHING}
    flaws = tuple(_flaw_line(each, text, names) for each in contradictions(text) if each.flaw not in told)
    return Trial(text, (), cases, flaws)


def _flaw_line(found: Contradiction, text: DirectiveText, names: wording.Names) -> FlawLine:
    place = ENTRY.match(found.paths[0]) if found.paths else None
    title = getattr(text, place[1])[int(place[2])].title if place else ""
    return FlawLine(contradiction_text(found, names), found.is_hint, title)


def _case_line(number: int, tried_case: CaseRun) -> CaseLine:
    case, result = tried_case.case, tried_case.result
    wanted, found = [], []
    if case.verdict:
        wanted.append(_verdict(case.verdict))
        found.append(_verdict(result.verdict))
    if case.amount is not None:
        wanted.append(euro(case.amount))
        found.append(_("kein fester Betrag") if result.payable is None else euro(result.payable))
    if case.ceiling is not None:
        wanted.append(_("höchstens %(most)s") % {"most": euro(case.ceiling)})
        most = result.amount.ceiling
        found.append(_("kein Höchstbetrag") if most is None else _("höchstens %(most)s") % {"most": euro(most)})
    return CaseLine(
        number,
        case.name,
        tried_case.passed,
        bool(wanted),
        ", ".join(wanted),
        ", ".join(found) or f"{_verdict(result.verdict)}, {wording.amount_text(result.amount)}",
        tuple(_why(result)),
    )


def _verdict(verdict: str) -> str:
    return wording.verdict_words(Verdict(verdict)) if verdict in set(Verdict) else verdict


def _why(result: Result) -> list[str]:
    """The rules that decided, and how the amount was reckoned."""
    lines = []
    for finding in result.findings:
        if finding.effect is Severity.INFO or finding.outcome not in {Outcome.NOT_MET, Outcome.OPEN}:
            continue
        line = f"{finding.rule.title}: {wording.outcome_words(finding.outcome)}"
        if finding.missing:
            line += _(" – es fehlt: %(missing)s") % {"missing": wording.missing_text(finding.missing)}
        elif finding.value_unknown:
            line += _(" – der geforderte Wert ist nicht bekannt")
        if finding.rule.severity is Severity.REFUSE and finding.effect is Severity.WARN:
            line += _(" (ungeprüft, schließt deshalb nicht aus)")
        lines.append(line)
    if result.verdict is Verdict.OPEN and not result.directive.is_complete:
        lines.append(_("Es sind nicht alle Regeln der Richtlinie erfasst; deshalb bleibt das Ergebnis offen."))
    if result.verdict is Verdict.NOT_IN_FORCE:
        lines.append(_("Am Stichtag gilt die Fassung nicht."))
    for derivation in result.amount.derivations:
        steps = "; ".join(wording.step_text(step, derivation.rule) for step in derivation.steps)
        lines.append(f"{derivation.rule.title}: {steps}" if steps else derivation.rule.title)
    if result.amount.missing:
        missing = wording.missing_text(result.amount.missing)
        lines.append(_("Für den Betrag fehlt: %(missing)s") % {"missing": missing})
    return lines
