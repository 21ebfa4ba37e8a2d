# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the engine's keys are called: questions, answers, conditions, outcomes, amounts and their derivation.

Topics and legal forms are rows of the database; who asks gives their ``names`` (``funding.names``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.core.templatetags.core import euro, thousands
from allmende.funding import wording_tables as tables
from allmende.funding.engine.amounts import AmountKind, StepKind
from allmende.funding.engine.check import Outcome
from allmende.funding.engine.questions import QUESTIONS, Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from allmende.funding.engine.amounts import Amount, Step
    from allmende.funding.engine.check import Result, RuleFinding, Verdict
    from allmende.funding.engine.directive import AmountRule, Condition, Operator, Rule, Severity
    from allmende.funding.engine.facts import Answer
    from allmende.funding.engine.limits import Position

Names = Mapping[str, Mapping[str, str]]
"""By question key, the names of the options that the database knows: {"topic": {slug: name}, "legal_form": …}."""
NO_NAMES: Final[Names] = {}


def question_label(key: str) -> str:
    """„Dauer der Zusammenarbeit“; a key that is not known is its own name."""
    return str(tables.QUESTION_LABELS.get(key, key))


def question_help(key: str) -> str:
    """What is meant, in plain words; empty where the label says it."""
    return str(tables.QUESTION_HELP.get(key, ""))


def option_label(key: str, option: str, names: Names = NO_NAMES) -> str:
    """„Zusammenarbeit bei einer Aufgabe“, or the name that the database has for it."""
    known = tables.OPTION_LABELS.get(key, {}).get(option)
    return str(known) if known is not None else names.get(key, {}).get(option, option)


def percent(value: Decimal) -> str:
    """„12,5 %“ with a space that does not break."""
    return f"{thousands(plain(value))}\u00a0%"


def plain(value: Decimal) -> Decimal:
    """Without zeros at the end: 90.00 → 90, 12.50 → 12.5."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def answer_text(key: str, answer: Answer | None, names: Names = NO_NAMES) -> str:
    """„5 Jahre“, „150.000 €“, „ja“; nothing for an answer that is not there."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return _("ja") if answer else _("nein")
    if isinstance(answer, frozenset):
        order = list(QUESTIONS[key].options) if key in QUESTIONS else []
        listed = sorted(answer, key=lambda option: (order.index(option) if option in order else len(order), option))
        return ", ".join(option_label(key, option, names) for option in listed) or _("nichts davon")
    if isinstance(answer, str):
        return option_label(key, answer, names)
    return number_text(key, answer)


def number_text(key: str, number: int | Decimal) -> str:
    """A number with its unit, as the kind of the question says."""
    kind = QUESTIONS[key].kind if key in QUESTIONS else Kind.COUNT
    if kind is Kind.MONEY:
        return euro(number)
    if kind is Kind.PERCENT:
        return percent(Decimal(number))
    if kind is Kind.YEARS:
        years = plain(Decimal(number))
        return ngettext("%(n)s Jahr", "%(n)s Jahre", 1 if years == 1 else 2) % {"n": thousands(years)}
    return thousands(number)


def operator_label(operator: Operator) -> str:
    """„mindestens“, „eines von“ …, as select boxes show it."""
    return str(tables.OPERATOR_LABELS[operator])


def condition_text(condition: Condition, names: Names = NO_NAMES) -> str:
    """„Dauer der Zusammenarbeit: mindestens 5 Jahre“."""
    label = question_label(condition.asks)
    if condition.value is None:
        return _("%(question)s: geforderter Wert nicht bekannt") % {"question": label}
    value = answer_text(condition.asks, condition.value, names)
    several = isinstance(condition.value, frozenset) and len(condition.value) > 1
    table = tables.OPERATORS_OF_SEVERAL if several else tables.OPERATORS_OF_ONE
    words = table.get(condition.operator)
    return f"{label}: {words} {value}" if words else f"{label}: {value}"


def conditions_text(conditions: Iterable[Condition], *, any_of: bool = False, names: Names = NO_NAMES) -> str:
    """All conditions, joined by „und“ or „oder“."""
    joint = _(" oder ") if any_of else _(" und ")
    return joint.join(condition_text(condition, names) for condition in conditions)


def rule_text(rule: Rule | AmountRule, names: Names = NO_NAMES) -> str:
    """What the rule demands: „Dauer …: mindestens 5 Jahre“; of an amount: when it applies (empty: always)."""
    conditions = getattr(rule, "conditions", None)
    if conditions is None:
        return conditions_text(rule.when, names=names)
    return conditions_text(conditions, any_of=getattr(rule, "any_of", False), names=names)


def rule_sentence(finding: RuleFinding, names: Names = NO_NAMES) -> str:
    """What came of a rule, as one sentence that can stand alone."""
    demanded = rule_text(finding.rule, names)
    if finding.outcome is Outcome.MET:
        return _("Erfüllt – gefordert ist: %(demanded)s.") % {"demanded": demanded}
    if finding.outcome is Outcome.NOT_MET:
        return _("Nicht erfüllt – gefordert ist: %(demanded)s.") % {"demanded": demanded}
    if finding.outcome is Outcome.NOT_ASKED:
        return _("Hier nicht gefragt.")
    reasons = []
    if finding.value_unknown:
        reasons.append(_("Was die Richtlinie hier fordert, ist nicht bekannt."))
    if finding.missing:
        reasons.append(_("Es fehlt: %(missing)s.") % {"missing": missing_text(finding.missing)})
    return " ".join([_("Nicht zu entscheiden."), *reasons])


def missing_text(missing: Iterable[str]) -> str:
    """The questions without an answer, in the order in which they are asked."""
    return ", ".join(question_label(key) for key in in_order(missing))


def in_order(keys: Iterable[str]) -> list[str]:
    """Question keys in the order of the form; unknown ones last."""
    order = list(QUESTIONS)
    return sorted(keys, key=lambda key: (order.index(key) if key in order else len(order), key))


def outcome_words(outcome: Outcome) -> str:
    """„erfüllt“, „nicht erfüllt“, „nicht zu entscheiden“, „nicht gefragt“."""
    return str(tables.OUTCOME_LABELS[outcome])


def severity_words(severity: Severity) -> str:
    """„schließt aus“, „warnt“, „Hinweis“."""
    return str(tables.SEVERITY_LABELS[severity])


def severity_help(severity: Severity) -> str:
    """What it means that a rule of this severity is not met."""
    return str(tables.SEVERITY_HELP[severity])


def verdict_words(verdict: Verdict) -> str:
    """The verdict in two or three words."""
    return str(tables.VERDICT_LABELS[verdict])


def verdict_sentence(result: Result) -> str:
    """The verdict in one sentence."""
    return str(tables.VERDICT_SENTENCES[result.verdict])


def amount_text(amount: Amount) -> str:
    """The grant in words and numbers."""
    if amount.kind is AmountKind.EXACT:
        return euro(amount.low)
    if amount.kind is AmountKind.RANGE:
        return _("%(low)s bis %(high)s") % {"low": euro(amount.low), "high": euro(amount.high)}
    if amount.kind is AmountKind.AT_MOST:
        return _("höchstens %(most)s") % {"most": euro(amount.high)}
    if amount.kind is AmountKind.UNPUBLISHED:
        return _("nicht veröffentlicht")
    if amount.ceiling is not None:
        return _("noch offen, höchstens %(most)s") % {"most": euro(amount.ceiling)}
    return _("noch offen")


def period_text(first: dt.date | None, last: dt.date | None) -> str:
    """„gilt vom 18.07.2019 bis 31.08.2021“; a day that is not known is said to be so."""
    values = {"first": first and f"{first:%d.%m.%Y}", "last": last and f"{last:%d.%m.%Y}"}
    if first and last:
        return _("gilt vom %(first)s bis %(last)s") % values
    if first:
        return _("gilt ab %(first)s, Ende nicht bekannt") % values
    return _("gilt bis %(last)s, Beginn nicht bekannt") % values if last else _("Geltungszeit nicht bekannt")


def position_text(position: Position) -> str:
    """How a wish or an award lies to the published limit."""
    if position.limit is None:
        return _("Eine Obergrenze ist dafür nicht veröffentlicht.")
    values = {"limit": euro(position.limit), "more": euro(position.amount - position.limit)}
    if not position.is_above:
        return _("Innerhalb der veröffentlichten Obergrenze von %(limit)s.") % values
    if position.of_fewer:
        words = _(
            "%(more)s über der veröffentlichten Obergrenze von %(limit)s, die für weniger Partner gilt: möglich, aber "
            "vorher zu klären."
        )
    else:
        words = _("%(more)s über der veröffentlichten Obergrenze von %(limit)s: möglich, aber vorher zu klären.")
    return words % values


def step_text(step: Step, rule: AmountRule) -> str:
    """One line of the derivation with its result: „90 % von 300.000 € = 270.000 €“."""
    result = euro(step.result)
    if step.kind is StepKind.LUMP:
        return _("Festbetrag: %(result)s") % {"result": result}
    if step.kind is StepKind.EACH:
        units, each = step.operands
        values = {"units": thousands(plain(units)), "each": euro(each), "result": result}
        values["per"] = units_words(rule.per, rule.above)
        return _("%(units)s × %(each)s (%(per)s) = %(result)s") % values
    if step.kind is StepKind.FIXED:
        return _("%(parts)s = %(result)s") % {"parts": " + ".join(map(euro, step.operands)), "result": result}
    if step.kind is StepKind.SHARE:
        rate, cost = step.operands
        values = {"rate": percent(rate), "cost": euro(cost), "result": result}
        return _("%(rate)s von %(cost)s förderfähigen Kosten = %(result)s") % values
    if step.kind is StepKind.CAP:
        return _("Höchstbetrag: %(result)s") % {"result": result}
    parts = ", ".join(map(euro, step.operands))
    return _("Der kleinste Betrag gilt (%(parts)s): %(result)s") % {"parts": parts, "result": result}


def units_words(per: str, above: int) -> str:
    """What an amount is counted by: „je Partner aus dem Land ab dem 3.“."""
    unit = str(tables.UNIT_LABELS.get(per, question_label(per)))
    if above:
        return _("je %(unit)s ab dem %(first)s.") % {"unit": unit, "first": above + 1}
    return _("je %(unit)s") % {"unit": unit}


def formula_text(rule: AmountRule) -> str:
    """How the amount is reckoned, without the facts: „175.000 € und 35.000 € je Partner …, höchstens 90 % der …“."""
    fixed = [_("%(lump)s fest") % {"lump": euro(rule.lump)}] if rule.lump is not None else []
    if rule.each is not None:
        fixed.append(f"{euro(rule.each)} {units_words(rule.per, rule.above)}")
    parts = [" + ".join(fixed)] if fixed else []
    if rule.rate is not None:
        rate = {"rate": percent(rule.rate)}
        words = _("höchstens %(rate)s der förderfähigen Kosten") if fixed else _("%(rate)s der förderfähigen Kosten")
        parts.append(words % rate)
    if rule.cap is not None:
        parts.append(_("höchstens %(cap)s") % {"cap": euro(rule.cap)})
    if not parts:
        return _("Betrag nicht veröffentlicht")
    text = ", ".join(parts)
    return _("%(formula)s (nur die Obergrenze ist veröffentlicht)") % {"formula": text} if rule.is_ceiling else text
