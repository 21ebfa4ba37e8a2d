# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What if: the same alliance with one thing changed, beside what it is now. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_UP, Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.core.templatetags.core import euro
from allmende.funding import wording
from allmende.funding.engine.facts import Partner, problem_of
from allmende.funding.engine.questions import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from allmende.funding.engine.directive import Condition, DirectiveText
    from allmende.funding.engine.facts import Answer, Facts
    from allmende.funding.wording import Names

IMAGINED: Final = "gedacht-"
"""How keys of partners begin that are only thought of."""
ABROAD: Final = "ausland-"
MORE_COST: Final = Decimal("0.1")
THOUSAND: Final = Decimal(1000)
MOST_FORMS: Final = 40
"""Legal forms that are tried one by one."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The facts with one thing changed.

    ``option``: the new answer alone, where several of a kind are tried. ``note``: why it may make no difference.
    """

    key: str
    label: str
    facts: Facts
    option: str = ""
    note: str = ""

    @property
    def has_imagined_partners(self) -> bool:
        """Whether somebody takes part who is only thought of, so that the check cannot be opened with them."""
        return any(partner.key.startswith(IMAGINED) for partner in self.facts.partners)


def variants(
    facts: Facts, directive: DirectiveText, *, names: Names = wording.NO_NAMES, lands: Mapping[str, str]
) -> list[Variant]:
    """A partner more from the Land or from elsewhere, a year, more cost, another legal form, all resolutions.

    ``lands``: names of the Länder. What is so already, or cannot be said, is left out.
    """
    return [
        *_partners(facts, directive, lands),
        *_years(facts, directive),
        *_cost(facts),
        *_forms(facts, directive, names),
        *_resolutions(facts),
    ]


def with_partners(facts: Facts, land: str, number: int, name: str = "") -> Facts:
    """With ``number`` partners more from ``land`` who are only thought of; empty: from abroad."""
    start = ABROAD if not land else IMAGINED
    taken = {partner.key for partner in facts.partners}
    added: list[Partner] = []
    count = 0
    while len(added) < number:
        count += 1
        if f"{start}{count}" not in taken:
            added.append(Partner(f"{start}{count}", name, land))
    return replace(facts, partners=(*facts.partners, *added))


def without_imagined(facts: Facts) -> Facts:
    """Only with the partners who are there."""
    return replace(facts, partners=tuple(partner for partner in facts.partners if not partner.key.startswith(IMAGINED)))


def with_answers(facts: Facts, **answers: Answer) -> Facts:
    """With other answers to these questions."""
    return replace(facts, answers={**facts.answers, **answers})


def home_of(facts: Facts, directive: DirectiveText) -> str:
    """The Land of a directive; of one that belongs to none, that of the alliance."""
    return directive.land or min((partner.land for partner in facts.partners if partner.land), default="")


def _partners(facts: Facts, directive: DirectiveText, lands: Mapping[str, str]) -> Iterator[Variant]:
    land = home_of(facts, directive)
    if land:
        label = _("1 Partner mehr aus dem Land %(land)s") % {"land": lands.get(land, land)}
        yield Variant("partner-land", label, with_partners(facts, land, 1))
    label = _("1 Partner mehr von außerhalb (Ausland)")
    yield Variant("partner-ausland", label, with_partners(facts, "", 1))


def _years(facts: Facts, directive: DirectiveText) -> Iterator[Variant]:
    now = facts.answers.get("duration_years")
    years = now + 1 if isinstance(now, Decimal) else _highest(directive, "duration_years")
    if years is None or problem_of(QUESTIONS["duration_years"], years) is not None:
        return
    text = wording.answer_text("duration_years", years)
    label = _("1 Jahr länger: %(years)s") if now is not None else _("Dauer: %(years)s")
    yield Variant("dauer", label % {"years": text}, with_answers(facts, duration_years=years))


def _cost(facts: Facts) -> Iterator[Variant]:
    now = facts.answers.get("eligible_cost")
    if not isinstance(now, Decimal) or not now:
        return
    more = (now * MORE_COST / THOUSAND).to_integral_value(ROUND_UP) * THOUSAND
    if problem_of(QUESTIONS["eligible_cost"], now + more) is not None:
        return
    label = _("%(more)s mehr Kosten: %(cost)s") % {"more": euro(more), "cost": euro(now + more)}
    yield Variant("kosten", label, with_answers(facts, eligible_cost=now + more))


def _forms(facts: Facts, directive: DirectiveText, names: Names) -> Iterator[Variant]:
    now = facts.answers.get("legal_form")
    named = sorted({form for condition in _asking(directive, "legal_form") for form in _texts(condition.value)})
    for form in [form for form in named if form != now][:MOST_FORMS]:
        name = wording.option_label("legal_form", form, names)
        label = _("Rechtsform: %(form)s") % {"form": name}
        yield Variant(f"form-{form}", label, with_answers(facts, legal_form=form), name)
    if not named:
        other = next((form for form in names.get("legal_form", {}) if form != now), None)
        if other is not None:
            note = _("Nach der Rechtsform fragt keine Regel, die hier bekannt ist.")
            yield Variant("form", _("Andere Rechtsform"), with_answers(facts, legal_form=other), note=note)


def _resolutions(facts: Facts) -> Iterator[Variant]:
    if facts.answers.get("resolutions") == "all":
        return
    label = ngettext(
        "Beschluss des Partners liegt vor", "Beschlüsse aller Partner liegen vor", max(1, len(facts.partners))
    )
    yield Variant("beschluesse", label, with_answers(facts, resolutions="all"))


def _asking(directive: DirectiveText, question: str) -> Iterator[Condition]:
    for rule in directive.rules:
        yield from (each for each in (*rule.conditions, *rule.when) if each.asks == question)
    for amount in directive.amounts:
        yield from (each for each in amount.when if each.asks == question)


def _highest(directive: DirectiveText, question: str) -> Decimal | None:
    values: Sequence[Decimal] = [
        condition.value for condition in _asking(directive, question) if isinstance(condition.value, Decimal)
    ]
    return max(values, default=None)


def _texts(value: Answer | None) -> frozenset[str]:
    if isinstance(value, frozenset):
        return value
    return frozenset((value,)) if isinstance(value, str) else frozenset()
