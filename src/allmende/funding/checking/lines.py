# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What one directive answers, line by line as a page shows it: each line knows its rule, where that is written, and
which field of the form asks for what is missing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.core.templatetags.core import euro
from allmende.funding import wording
from allmende.funding.checking import parameters
from allmende.funding.engine.amounts import AmountKind
from allmende.funding.engine.check import Outcome, Verdict
from allmende.funding.engine.directive import Severity
from allmende.funding.engine.limits import position_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from allmende.funding.engine import facts as engine_facts
    from allmende.funding.engine.amounts import Derivation
    from allmende.funding.engine.check import Result, RuleFinding
    from allmende.funding.engine.directive import AmountRule, Award, Citation, Rule
    from allmende.funding.engine.facts import Facts
    from allmende.funding.engine.limits import Position
    from allmende.funding.released import Released
    from allmende.funding.wording import Names


OUTCOME_LOOKS: Final[Mapping[Outcome, str]] = {
    Outcome.NOT_MET: "badge--danger",
    Outcome.OPEN: "badge--warning",
    Outcome.MET: "badge--success",
    Outcome.NOT_ASKED: "",
}
OUTCOME_ORDER: Final = tuple(OUTCOME_LOOKS)
VERDICT_LOOKS: Final[Mapping[Verdict, str]] = {
    Verdict.POSSIBLE: "badge--success",
    Verdict.WARNED: "badge--info",
    Verdict.OPEN: "badge--warning",
    Verdict.REFUSED: "badge--danger",
    Verdict.NOT_IN_FORCE: "badge--danger",
}


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
    def look(self) -> str:
        return OUTCOME_LOOKS[self.finding.outcome]

    @property
    def is_unknown(self) -> bool:
        """What the directive demands is not known."""
        return self.finding.outcome is Outcome.OPEN and self.finding.value_unknown

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
    def awards_url(self) -> str:
        return f"{self.url}#bewilligt"

    @property
    def is_obstructed(self) -> bool:
        """Some rule is not met, and that matters."""
        return self.result.verdict in {Verdict.REFUSED, Verdict.WARNED}

    @property
    def verdict_look(self) -> str:
        return VERDICT_LOOKS[self.result.verdict]

    @property
    def amount_if_allowed(self) -> str:
        """What the amounts come to, whatever the rules say."""
        return wording.amount_text(self.result.amount)

    @property
    def ceiling(self) -> Decimal | None:
        """The most for these partners."""
        return self.result.amount.ceiling

    @property
    def ceiling_url(self) -> str:
        """The amount rule that sets the ceiling."""
        return next((line.url for line in self.amounts if line.found.ceiling == self.ceiling), self.amount_url)

    @property
    def says_ceiling(self) -> bool:
        """The amount is nothing but the ceiling; to name that once more says nothing new."""
        return (
            not self.is_refused
            and self.result.amount.kind is AmountKind.AT_MOST
            and self.ceiling == self.result.amount.high
        )

    @property
    def authority(self) -> Link:
        """Who decides and can be asked, with the page of the contact; both may be empty."""
        profile = self.released.profile
        return Link(profile.authority, profile.contact_url)

    @property
    def ordered_rules(self) -> tuple[RuleLine, ...]:
        """What stands in the way first, what is not asked last; else as in the directive."""
        return tuple(sorted(self.rules, key=lambda line: OUTCOME_ORDER.index(line.finding.outcome)))

    @property
    def outcome_counts(self) -> tuple[tuple[str, int, str], ...]:
        """How many rules came out how: words, number, look."""
        counts = Counter(line.finding.outcome for line in self.rules)
        return tuple(
            (wording.outcome_words(outcome), counts[outcome], OUTCOME_LOOKS[outcome])
            for outcome in OUTCOME_ORDER
            if counts[outcome]
        )

    @property
    def period(self) -> str:
        """„gilt ab 31.08.2021, bis 31.12.2026“; a day that is not known is said to be so."""
        text = self.result.directive
        return wording.period_text(text.valid_from, text.valid_until)

    @property
    def day_within(self) -> dt.date | None:
        """The day of its period that is nearest to the day of the check; None if no day is known."""
        text, on = self.result.directive, self.result.on
        if text.valid_until is not None and on > text.valid_until:
            return text.valid_until
        return text.valid_from or text.valid_until


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
    effect = wording.severity_words(finding.effect)
    if finding.outcome is Outcome.OPEN and finding.effect is not Severity.INFO:
        effect = _("%(effect)s, wenn nicht erfüllt") % {"effect": effect}
    matters = finding.outcome in {Outcome.NOT_MET, Outcome.OPEN}
    return RuleLine(
        finding=finding,
        url=f"{url}#regel-{rule.key}",
        demand=wording.rule_text(rule, names),
        concerns=wording.conditions_text(rule.when, names=names),
        outcome=wording.outcome_words(finding.outcome),
        sentence=wording.rule_sentence(finding, names),
        effect=effect if matters else "",
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
    text = result.directive
    is_undated = text.valid_from is None and text.valid_until is None and not text.validity.verified
    if is_undated or text.in_force_on(result.on) is not True:
        yield Link(_("Ob die Richtlinie an diesem Tag gilt, ist nicht geprüft."), f"{url}#geltung")
    if not result.directive.is_complete:
        yield Link(_("Der Text der Richtlinie liegt nicht vollständig vor; es kann weitere Regeln geben."), url)
