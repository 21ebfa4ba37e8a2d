# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What one directive answers, line by line as a page shows it: each line knows its rule, where that is written, and
which field of the form asks for what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.core.templatetags.core import euro
from allmende.funding import wording
from allmende.funding.checking import parameters
from allmende.funding.engine.check import Outcome, Verdict
from allmende.funding.engine.directive import Severity
from allmende.funding.engine.limits import position_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from allmende.funding.engine import facts as engine_facts
    from allmende.funding.engine.amounts import Derivation
    from allmende.funding.engine.check import Result, RuleFinding
    from allmende.funding.engine.directive import AmountRule, Award, Citation, CostItem, Rule
    from allmende.funding.engine.facts import Facts
    from allmende.funding.engine.limits import Position
    from allmende.funding.released import Released
    from allmende.funding.wording import Names


@dataclass(frozen=True, slots=True)
class Link:
    """A text with where it leads: an anchor of the page of the directive, or a field of the form."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule with its outcome. ``given``: what was said to what it asks, each with the link to its field."""

    finding: RuleFinding
    url: str
    demand: str
    concerns: str
    outcome: str
    sentence: str
    effect: str
    is_softened: bool
    given: tuple[Link, ...]
    missing: tuple[Link, ...]

    @property
    def rule(self) -> Rule:
        return self.finding.rule

    @property
    def citation(self) -> Citation:
        return self.finding.rule.citation


@dataclass(frozen=True, slots=True)
class AmountLine:
    """One amount rule that applies or may apply, with its derivation step by step."""

    found: Derivation
    url: str
    formula: str
    concerns: str
    steps: tuple[str, ...]
    missing: tuple[Link, ...]

    @property
    def rule(self) -> AmountRule:
        return self.found.rule

    @property
    def citation(self) -> Citation:
        return self.found.rule.citation


@dataclass(frozen=True, slots=True)
class AwardLine:
    """A real award beside the published limit."""

    award: Award
    position: Position | None
    text: str
    limit_url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one version of a directive says, ready to be shown."""

    released: Released
    result: Result
    url: str
    land_name: str
    amount: str
    amount_url: str
    reasons: tuple[Link, ...]
    rules: tuple[RuleLine, ...]
    amounts: tuple[AmountLine, ...]
    awards: tuple[AwardLine, ...]
    requested: str
    requested_url: str
    missing: tuple[Link, ...]
    chosen_costs: frozenset[str]

    @property
    def key(self) -> str:
        return self.result.directive.key

    @property
    def land(self) -> str:
        return self.result.directive.land

    @property
    def programme(self) -> str:
        return str(self.released.profile)

    @property
    def verdict(self) -> str:
        return wording.verdict_words(self.result.verdict)

    @property
    def sentence(self) -> str:
        return wording.verdict_sentence(self.result)

    @property
    def is_refused(self) -> bool:
        return self.result.verdict in {Verdict.REFUSED, Verdict.NOT_IN_FORCE}

    @property
    def ceiling(self) -> Decimal | None:
        """The most for these partners; not said again where the amount says it already."""
        return self.result.amount.ceiling

    @property
    def resolutions(self) -> tuple[str, ...]:
        return tuple(paper.title for paper in self.result.directive.papers if paper.is_resolution)

    @property
    def eligible(self) -> tuple[CostItem, ...]:
        return tuple(cost for cost in self.result.directive.costs if cost.eligible)

    @property
    def not_eligible(self) -> tuple[CostItem, ...]:
        return tuple(cost for cost in self.result.directive.costs if not cost.eligible)


def field_url(question: str) -> str:
    """Where the form asks this question."""
    return f"#{field_id(parameters.PARAMETER_OF[question])}" if question in parameters.PARAMETER_OF else "#angaben"


def field_id(parameter: str) -> str:
    """The id of the field; partners are searched for by the name of their place."""
    return "id_ort" if parameter == parameters.PARTNER else f"id_{parameter}"


def missing_links(keys: Iterable[str]) -> tuple[Link, ...]:
    """What has no answer, each with the link to its field; partners once."""
    links = [Link(_label_of(key), field_url(key)) for key in wording.in_order(keys)]
    return tuple({link.url if link.url == field_url("partners") else link.text: link for link in links}.values())


def _label_of(key: str) -> str:
    return _("Partner") if parameters.PARAMETER_OF.get(key) == parameters.PARTNER else wording.question_label(key)


def answer_of(released: Released, result: Result, facts: Facts, names: Names, lands: Mapping[str, str]) -> Answer:
    """Everything a page shows of one result."""
    text = result.directive
    url = reverse("funding:directive", kwargs={"slug": released.slug, "key": text.key})
    seen = facts.seen_from(text.land)
    amounts = tuple(_amount_line(found, url, names) for found in result.amount.derivations)
    requested = result.requested
    chosen = facts.answers.get("cost_kinds")
    return Answer(
        released=released,
        result=result,
        url=url,
        land_name=lands.get(text.land, ""),
        amount=amount_words(result),
        amount_url=amounts[0].url if amounts else f"{url}#betraege",
        reasons=tuple(_reasons(result, url)),
        rules=tuple(_rule_line(finding, url, seen, names) for finding in result.findings),
        amounts=amounts,
        awards=tuple(_award_line(award, result, url) for award in text.awards),
        requested=wording.position_text(requested) if requested is not None else "",
        requested_url=_limit_url(requested, url),
        missing=missing_links(result.missing),
        chosen_costs=chosen if isinstance(chosen, frozenset) else frozenset(),
    )


def amount_words(result: Result) -> str:
    """The grant as it is paid: nothing where the directive refuses."""
    if result.verdict in {Verdict.REFUSED, Verdict.NOT_IN_FORCE}:
        return euro(0)
    return wording.amount_text(result.amount)


def _rule_line(finding: RuleFinding, url: str, seen: Mapping[str, engine_facts.Answer], names: Names) -> RuleLine:
    rule = finding.rule
    asked = dict.fromkeys(condition.asks for condition in rule.conditions)
    given = tuple(
        Link(f"{wording.question_label(key)}: {wording.answer_text(key, seen[key], names)}", field_url(key))
        for key in asked
        if key in seen
    )
    matters = finding.outcome in {Outcome.NOT_MET, Outcome.OPEN}
    return RuleLine(
        finding=finding,
        url=f"{url}#regel-{rule.key}",
        demand=wording.rule_text(rule, names),
        concerns=wording.conditions_text(rule.when, names=names),
        outcome=wording.outcome_words(finding.outcome),
        sentence=wording.rule_sentence(finding, names),
        effect=wording.severity_words(finding.effect) if matters else "",
        is_softened=matters and finding.effect is not rule.severity and rule.severity is Severity.REFUSE,
        given=given,
        missing=missing_links(finding.missing) if finding.outcome is Outcome.OPEN else (),
    )


def _amount_line(found: Derivation, url: str, names: Names) -> AmountLine:
    rule = found.rule
    return AmountLine(
        found=found,
        url=f"{url}#betrag-{rule.key}",
        formula=wording.formula_text(rule),
        concerns=wording.conditions_text(rule.when, names=names),
        steps=tuple(wording.step_text(step, rule) for step in found.steps),
        missing=missing_links(found.missing),
    )


def _award_line(award: Award, result: Result, url: str) -> AwardLine:
    position = None
    if award.partners is not None:
        position = position_of(award.amount, award.partners, result.directive, result.on)
    words = wording.position_text(position) if position is not None else ""
    return AwardLine(award, position, words, _limit_url(position, url))


def _limit_url(position: Position | None, url: str) -> str:
    rule = position.rule if position is not None else None
    return f"{url}#betrag-{rule.key}" if rule is not None else url


def _reasons(result: Result, url: str) -> Iterable[Link]:
    """What the verdict rests on, the weightiest first."""
    if result.verdict is Verdict.NOT_IN_FORCE:
        return
    for finding in result.findings:
        refuses = finding.effect is Severity.REFUSE
        if finding.outcome is Outcome.NOT_MET and (refuses or finding.effect is Severity.WARN):
            if result.verdict is Verdict.REFUSED and not refuses:
                continue
            yield Link(_("Nicht erfüllt: %(rule)s") % {"rule": finding.rule.title}, f"{url}#regel-{finding.rule.key}")
    if result.verdict is Verdict.OPEN:
        yield from _open_reasons(result, url)
    if result.requested is not None and result.requested.is_above and result.verdict is Verdict.WARNED:
        link = _limit_url(result.requested, url)
        yield Link(_("Der gewünschte Zuschuss liegt über der veröffentlichten Obergrenze."), link)


def _open_reasons(result: Result, url: str) -> Iterable[Link]:
    for finding in result.findings:
        if finding.outcome is Outcome.OPEN and finding.value_unknown and finding.effect is not Severity.INFO:
            words = _("Was die Richtlinie fordert, ist nicht bekannt: %(rule)s")
            yield Link(words % {"rule": finding.rule.title}, f"{url}#regel-{finding.rule.key}")
    if result.directive.in_force_on(result.on) is not True:
        yield Link(_("Ob die Richtlinie an diesem Tag gilt, ist nicht geprüft."), url)
    if not result.directive.is_complete:
        yield Link(_("Der Text der Richtlinie liegt nicht vollständig vor; es kann weitere Regeln geben."), url)
