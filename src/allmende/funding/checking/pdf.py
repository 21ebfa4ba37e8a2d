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
from allmende.funding.checking.asked import asked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from allmende.funding.checking.lines import AmountLine, Answer, AwardLine, RuleLine
    from allmende.funding.checking.result import CheckResult
    from allmende.funding.engine.directive import Citation
    from allmende.funding.wording import Names

LANGUAGE: Final = "de"
TEMPLATE: Final = Path(__file__).resolve().with_name("check.typ")
TITLE: Final = "Ergebnis des Förderchecks"
DIVISIBLE: Final = re.compile(r"([/?&=.])(?=[^\s/?&=.])")
"""After what an address may go on in the next line."""


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
    check: CheckResult,
    *,
    address: str,
    names: Names = wording.NO_NAMES,
    notes: Iterable[str] = (),
    made_at: dt.datetime | None = None,
) -> bytes:
    """The paper of ``check`` (made in German). ``address`` opens the same check; ``notes``: what it says besides."""
    made_at = made_at or timezone.now()
    with translation.override(LANGUAGE):
        sources = Sources()
        made = date_format(timezone.localtime(made_at), "j. F Y")
        data = {
            "day": date_format(check.on, "j. F Y"),
            "made": made,
            "address": address,
            "shown": divisible(address),
            "partners": [pdf.breakable(partner.name) for partner in check.facts.partners],
            "asked": [(label, pdf.breakable(value)) for label, value in asked(check.facts, names)],
            "notes": [pdf.breakable(note) for note in (*notes, *_silence(check))],
            "directives": [_directive(answer, sources) for answer in check.answers],
            "sources": sources.listed(),
        }
        return pdf.render(TEMPLATE, data, title=f"{TITLE} vom {made}", author="Allmende", made_at=made_at)


def divisible(address: str) -> str:
    """An address that may be divided where its parts end."""
    return pdf.breakable(DIVISIBLE.sub("\\1\u200b", address))


def _silence(check: CheckResult) -> Iterable[str]:
    for land in check.unknown:
        yield f"{land.name}: Eine Förderrichtlinie ist hier nicht bekannt. Das heißt nicht, dass es keine gibt."
    for land in check.without_valid:
        yield f"{land.name}: Für diesen Stichtag ist keine Fassung bekannt, die gilt."


def _directive(answer: Answer, sources: Sources) -> dict[str, Any]:
    text = answer.result.directive
    return {
        "title": pdf.breakable(text.title),
        "programme": "" if answer.programme == text.title else pdf.breakable(answer.programme),
        "verdict": answer.verdict,
        "why": answer.sentence,
        "reasons": [pdf.breakable(reason.text) for reason in answer.reasons],
        "source": sources.source(text.citation),
        "facts": _facts(answer),
        "validity": sources.source(text.validity),
        "derivations": [_derivation(line, sources) for line in answer.amounts],
        "rules": [_rule(line, sources) for line in answer.rules],
        "missing": [link.text for link in answer.missing],
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
        "awards": [_award(line, sources) for line in answer.awards],
    }


def _facts(answer: Answer) -> list[tuple[str, str]]:
    text = answer.result.directive
    rows = [("Betrag", answer.amount)]
    if answer.is_refused:
        rows.append(("Ohne den Ausschluss wären es", answer.amount_if_allowed))
    if not answer.says_ceiling:
        most = "keine Obergrenze bekannt" if answer.ceiling is None else euro(answer.ceiling)
        rows.append(("Höchstens für diese Partner", most))
    if answer.requested:
        rows.append(("Gewünschter Zuschuss", answer.requested))
    rows += [
        ("Auskunft gibt", pdf.breakable(answer.authority.text)),
        ("Geltung", answer.period),
        ("Wer beantragt", pdf.breakable(text.applicants)),
        ("Art der Förderung", pdf.breakable(text.funding_type)),
    ]
    return rows


def _derivation(line: AmountLine, sources: Sources) -> dict[str, Any]:
    notes = [
        f"Gilt für: {line.concerns}" if line.concerns else "",
        line.formula,
        line.rule.note,
        line.rule.exceedable,
        f"Es fehlt: {', '.join(link.text for link in line.missing)}." if line.missing else "",
    ]
    return {
        "title": pdf.breakable(line.rule.title),
        "notes": [pdf.breakable(note) for note in notes if note],
        "steps": line.steps,
        "source": sources.source(line.citation),
    }


def _rule(line: RuleLine, sources: Sources) -> dict[str, Any]:
    notes = [
        line.sentence,
        f"Ihre Angabe: {', '.join(link.text for link in line.given)}." if line.given else "",
        f"Nur gefragt, wenn: {line.concerns}." if line.concerns else "",
        line.rule.note,
        "Die Regel ist ungeprüft; deshalb schließt sie nichts aus." if line.is_softened else "",
    ]
    return {
        "outcome": line.outcome,
        "effect": line.effect,
        "title": pdf.breakable(line.rule.title),
        "notes": [pdf.breakable(note) for note in notes if note],
        "source": sources.source(line.citation),
    }


def _award(line: AwardLine, sources: Sources) -> dict[str, Any]:
    award = line.award
    partners = "" if award.partners is None else f"{award.partners} Partner"
    return {
        "title": pdf.breakable(award.title),
        "amount": euro(award.amount),
        "notes": [pdf.breakable(note) for note in (partners, line.text, award.note) if note],
        "source": sources.source(award.citation),
    }
