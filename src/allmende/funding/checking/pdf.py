# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The result of a Fördercheck on paper: what was asked, and what each directive answers.

The layout is in ``check.typ``. It is a German document whoever asks for it, and says what the page says: both are made
of the same results.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone, translation
from django.utils.formats import date_format

from allmende.core import pdf
from allmende.core.templatetags.core import euro
from allmende.funding import wording
from allmende.funding.engine.check import Outcome, Verdict
from allmende.funding.engine.directive import Severity
from allmende.funding.engine.limits import position_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from allmende.funding.engine.amounts import Derivation
    from allmende.funding.engine.check import Result, RuleFinding
    from allmende.funding.engine.directive import Award, Citation
    from allmende.funding.engine.facts import Facts
    from allmende.funding.engine.limits import Position
    from allmende.funding.wording import Names

TEMPLATE: Final = Path(__file__).resolve().with_name("check.typ")
TITLE: Final = "Ergebnis des Förderchecks"
DIVISIBLE: Final = re.compile(r"([/?&=.])(?=[^\s/?&=.])")
"""After what an address may go on in the next line."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a directive answers, with the name of its programme."""

    programme: str
    result: Result


@dataclass(slots=True)
class Sources:
    """The addresses where something is written, in the order of their first use; a printed paper has no links."""

    addresses: list[str] = field(default_factory=list)

    def source(self, citation: Citation) -> dict[str, str]:
        """Where it is written, for the template."""
        text = pdf.breakable(citation.text) or ("Quelle" if citation.url else "Fundstelle fehlt")
        if citation.url:
            if citation.url not in self.addresses:
                self.addresses.append(citation.url)
            text = f"{text} [{self.addresses.index(citation.url) + 1}]"
        read = f"gelesen am {citation.read_on:%d.%m.%Y}" if citation.read_on else ""
        state = "geprüft" if citation.verified else "ungeprüft"
        return {"text": text, "url": citation.url, "note": ", ".join(part for part in (read, state) if part)}

    def listed(self) -> list[dict[str, str]]:
        return [{"url": url, "shown": divisible(url)} for url in self.addresses]


def check_pdf(
    *,
    facts: Facts,
    answered: Sequence[Answered],
    on: dt.date,
    address: str,
    names: Names = wording.NO_NAMES,
    notes: Iterable[str] = (),
    made_at: dt.datetime | None = None,
) -> bytes:
    """The paper. ``address`` opens the same check; ``notes`` are what the page says besides."""
    made_at = made_at or timezone.now()
    with translation.override("de"):
        sources = Sources()
        data = {
            "day": date_format(on, "j. F Y"),
            "made": date_format(timezone.localtime(made_at), "j. F Y"),
            "address": address,
            "shown": divisible(address),
            "partners": [pdf.breakable(partner.name) for partner in facts.partners],
            "asked": asked(facts, names),
            "notes": [pdf.breakable(str(note)) for note in notes],
            "directives": [_directive(one, names, sources) for one in answered],
            "sources": sources.listed(),
        }
        return pdf.render(TEMPLATE, data, title=f"{TITLE} vom {data['made']}", author="Allmende", made_at=made_at)


def divisible(address: str) -> str:
    """An address that may be divided where its parts end."""
    return pdf.breakable(DIVISIBLE.sub("\\1\u200b", address))


def asked(facts: Facts, names: Names) -> list[tuple[str, str]]:
    """What was said of the alliance and the project: label and value."""
    lead = next((partner.name for partner in facts.partners if partner.key == facts.lead), "")
    rows = [("Federführung", pdf.breakable(lead))] if lead else []
    answers = ((key, facts.answers[key]) for key in wording.in_order(facts.answers))
    return rows + [(wording.question_label(key), wording.answer_text(key, answer, names)) for key, answer in answers]


def _directive(one: Answered, names: Names, sources: Sources) -> dict[str, Any]:
    result = one.result
    text = result.directive
    return {
        "title": pdf.breakable(text.title),
        "programme": "" if one.programme == text.title else pdf.breakable(one.programme),
        "verdict": wording.verdict_words(result.verdict),
        "why": wording.verdict_sentence(result),
        "source": sources.source(text.citation),
        "facts": _facts(result),
        "validity": sources.source(text.validity),
        "derivations": [_derivation(found, names, sources) for found in result.amount.derivations],
        "rules": [_rule(finding, names, sources) for finding in result.findings],
        "missing": [wording.question_label(key) for key in wording.in_order(result.missing)],
        "costs": [
            {
                "state": "förderfähig" if cost.eligible else "nicht förderfähig",
                "title": pdf.breakable(cost.title),
                "source": sources.source(cost.citation),
            }
            for cost in text.costs
        ],
        "papers": [
            {
                "title": pdf.breakable(paper.title),
                "kind": "Beschluss" if paper.is_resolution else "Unterlage",
                "source": sources.source(paper.citation),
            }
            for paper in text.papers
        ],
        "awards": [_award(award, result, sources) for award in text.awards],
    }


def _facts(result: Result) -> list[tuple[str, str]]:
    text, amount = result.directive, result.amount
    rows = [("Betrag", wording.amount_text(amount))]
    if result.verdict in {Verdict.REFUSED, Verdict.NOT_IN_FORCE}:
        rows = [("Betrag", "0 €"), ("Ohne den Ausschluss", wording.amount_text(amount))]
    most = "nicht veröffentlicht" if amount.ceiling is None else euro(amount.ceiling)
    rows.append(("Höchstens für diese Partner", most))
    if result.requested is not None:
        rows.append(("Gewünschter Zuschuss", _position(result.requested)))
    rows.append(("Gilt", period(text.valid_from, text.valid_until)))
    rows += [("Wer beantragt", pdf.breakable(text.applicants)), ("Art der Förderung", pdf.breakable(text.funding_type))]
    if not text.is_complete:
        rows.append(("Stand der Regeln", "Nicht alle Regeln liegen vor; es kann weitere geben."))
    return rows


def period(first: dt.date | None, last: dt.date | None) -> str:
    """„vom 18.07.2019 bis 31.08.2021“; a day that is not known is said to be so."""
    start = f"ab {first:%d.%m.%Y}" if first else "Beginn nicht bekannt"
    end = f"bis {last:%d.%m.%Y}" if last else "Ende nicht bekannt"
    return f"{start}, {end}"


def _derivation(found: Derivation, names: Names, sources: Sources) -> dict[str, Any]:
    rule = found.rule
    notes = [wording.formula_text(rule), rule.note, rule.exceedable]
    if rule.when:
        notes.insert(0, f"Gilt für: {wording.rule_text(rule, names)}")
    if found.missing:
        notes.append(f"Es fehlt: {wording.missing_text(found.missing)}.")
    return {
        "title": pdf.breakable(rule.title),
        "notes": [pdf.breakable(note) for note in notes if note],
        "steps": [wording.step_text(step, rule) for step in found.steps],
        "source": sources.source(rule.citation),
    }


def _rule(finding: RuleFinding, names: Names, sources: Sources) -> dict[str, Any]:
    rule = finding.rule
    notes = [wording.rule_sentence(finding, names), rule.note]
    effect = ""
    if finding.outcome in {Outcome.NOT_MET, Outcome.OPEN}:
        effect = wording.severity_words(finding.effect)
        if finding.effect is not rule.severity and rule.severity is Severity.REFUSE:
            notes.append("Die Regel ist ungeprüft; deshalb schließt sie nichts aus.")
    return {
        "outcome": wording.outcome_words(finding.outcome),
        "effect": effect,
        "title": pdf.breakable(rule.title),
        "notes": [pdf.breakable(note) for note in notes if note],
        "source": sources.source(rule.citation),
    }


def _award(award: Award, result: Result, sources: Sources) -> dict[str, Any]:
    notes = [award.note]
    if award.partners is not None:
        notes.append("1 Partner" if award.partners == 1 else f"{award.partners} Partner")
        notes.append(_position(position_of(award.amount, award.partners, result.directive, result.on), amount=False))
    return {
        "title": pdf.breakable(award.title),
        "amount": euro(award.amount),
        "notes": [pdf.breakable(note) for note in notes if note],
        "source": sources.source(award.citation),
    }


def _position(position: Position, *, amount: bool = True) -> str:
    words = [euro(position.amount)] if amount else []
    if position.limit is None:
        words.append("eine Obergrenze ist nicht veröffentlicht")
    elif position.is_above:
        fewer = " (für weniger Partner)" if position.of_fewer else ""
        words.append(f"über der veröffentlichten Obergrenze von {euro(position.limit)}{fewer}, möglich")
    else:
        words.append(f"innerhalb der veröffentlichten Obergrenze von {euro(position.limit)}")
    return ": ".join(words)
