# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From the address of a check to facts, and back: the same facts always have the same address."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils import timezone

from allmende.funding.checking import parameters
from allmende.funding.checking.forms import CheckForm
from allmende.funding.checking.numbers import written
from allmende.funding.checking.partners import ReadPartners, read_partners
from allmende.funding.engine.facts import Facts
from allmende.funding.engine.questions import QUESTIONS
from allmende.funding.names import open_names

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from django.http import QueryDict

    from allmende.funding.engine.facts import Answer
    from allmende.funding.wording import Names


@dataclass(frozen=True, slots=True)
class Checked:
    """What an address says. ``facts`` holds all that could be read; ``errors`` the messages by parameter for the rest.

    ``on`` is the day to check; ``day_given`` whether the address names it (else it is today).
    """

    facts: Facts
    on: dt.date
    day_given: bool
    form: CheckForm
    read: ReadPartners
    names: Names = field(default_factory=dict)

    @property
    def errors(self) -> Mapping[str, tuple[str, ...]]:
        found = {name: tuple(str(text) for text in texts) for name, texts in self.form.errors.items()}
        if self.read.problems:
            found[parameters.PARTNER] = tuple(problem.message for problem in self.read.problems)
        return found

    @property
    def query(self) -> str:
        """The address of this check in its canonical form, without what could not be read."""
        return query_of(self.facts, self.on if self.day_given else None)


def read_facts(query: QueryDict) -> Checked:
    """What the address says; nothing in it can make this fail (at most six queries)."""
    names = open_names()
    form = CheckForm(query, names=names)
    read = read_partners(query.getlist(parameters.PARTNER), form.partners_abroad())
    form.offer_leads(read.partners)
    form.full_clean()
    lead = form.cleaned_data.get(parameters.LEAD) or ""
    day = form.cleaned_data.get(parameters.DAY)
    facts = Facts(read.partners, lead, form.answers())
    return Checked(facts, day or timezone.localdate(), day is not None, form, read, names)


def query_of(facts: Facts, on: dt.date | None = None) -> str:
    """The address of a check: partners by key, then the answers in the order of the form; ``on`` None: always today."""
    pairs = [(parameters.PARTNER, key) for key in sorted(partner.key for partner in facts.partners if partner.land)]
    abroad = sum(1 for partner in facts.partners if not partner.land)
    if abroad:
        pairs.append((parameters.ABROAD, str(abroad)))
    if facts.lead:
        pairs.append((parameters.LEAD, facts.lead))
    for name, key in parameters.QUESTION_OF.items():
        answer = facts.answers.get(key)
        if answer is not None:
            pairs += [(name, word) for word in _words(key, answer)]
    if on is not None:
        pairs.append((parameters.DAY, on.isoformat()))
    return urlencode(pairs)


def _words(key: str, answer: Answer) -> list[str]:
    if isinstance(answer, bool):
        return [parameters.YES if answer else parameters.NO]
    if isinstance(answer, frozenset):
        options = QUESTIONS[key].options
        return [parameters.word_of(key, option) for option in options if option in answer] or [parameters.NOTHING]
    return [parameters.word_of(key, answer) if isinstance(answer, str) else written(Decimal(answer))]
