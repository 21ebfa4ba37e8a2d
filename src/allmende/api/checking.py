# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A Fördercheck as another system asks for it: every mistake named at once, nothing left out in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.urls import reverse
from django.utils import timezone

from allmende.api import answers, telling
from allmende.api.asked import day_of
from allmende.api.problems import Refused
from allmende.core.outgoing import absolute
from allmende.funding.checking.facts_query import query_of
from allmende.funding.checking.numbers import shown
from allmende.funding.checking.partners import MOST_PARTNERS, read_partners
from allmende.funding.checking.result import result_context
from allmende.funding.engine.facts import Facts
from allmende.funding.engine.questions import QUESTIONS, Kind
from allmende.funding.names import open_names
from allmende.funding.released import released_texts

if TYPE_CHECKING:
    import datetime as dt

    from allmende.api.asked import CheckRequest, Strict
    from allmende.funding.checking.partners import ReadPartners
    from allmende.funding.engine.facts import Answer
    from allmende.funding.wording import Names

Problems = list[tuple[str, str]]


def checked(asked: CheckRequest) -> answers.CheckAnswer:
    """What the directives answer. Raises ``Refused`` with all problems."""
    problems: Problems = []
    names = open_names()
    read = _partners(asked, problems)
    lead = _lead(asked, read, problems)
    given = _answers(asked, names, problems)
    day = _day(asked, problems)
    on = day or timezone.localdate()
    keys = _directives(asked, problems)
    if problems:
        raise Refused(*problems)
    facts = Facts(read.partners, lead, given)
    found = result_context(facts, on, names=names, keys=keys)
    shown_results = found.answers if keys is None else [found.by_key[key] for key in keys if key in found.by_key]
    query = query_of(facts, day)
    return answers.CheckAnswer(
        on=on,
        partners=[
            answers.Partner(key=one.key, name=one.name, land=one.land, population=one.population)
            for one in facts.partners
        ],
        hints=list(read.hints),
        page=absolute(f"{reverse('funding:check')}?{query}"),
        pdf=absolute(f"{reverse('funding:check_pdf')}?{query}"),
        results=[telling.result(answer, found, names) for answer in shown_results],
        not_in_force=[telling.directive(answer.released) for answer in found.off_duty],
        unknown_lands=[answers.Land(key=land.key, name=land.name) for land in found.unknown],
        without_valid=[answers.Land(key=land.key, name=land.name) for land in found.without_valid],
    )


def _partners(asked: CheckRequest, problems: Problems) -> ReadPartners:
    keys = [key.strip() for key in asked.partners]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            problems.append((f"partners[{index}]", f"„{shown(key)}“ ist zweimal angegeben."))
        elif not key:
            problems.append((f"partners[{index}]", "Der Schlüssel ist leer."))
    if len(keys) + asked.partners_abroad > MOST_PARTNERS:
        problems.append(("partners", f"Höchstens {MOST_PARTNERS} Partner."))
    read = read_partners(list(dict.fromkeys(keys)), asked.partners_abroad)
    for problem in read.problems:
        field = f"partners[{keys.index(problem.key)}]" if problem.key in keys else "partners"
        problems.append((field, problem.message))
    return read


def _lead(asked: CheckRequest, read: ReadPartners, problems: Problems) -> str:
    """By its ARS; the lead may be named as the partner was, so by AGS too."""
    wanted = (asked.lead or "").strip()
    if not wanted:
        return ""
    inside = {partner.key for partner in read.partners if partner.land}
    if wanted in inside:
        return wanted
    named = read_partners([wanted]).partners if wanted in {key.strip() for key in asked.partners} else ()
    if named and named[0].key in inside:
        return named[0].key
    problems.append(("lead", f"„{shown(wanted)}“ ist keiner der Partner in Deutschland."))
    return ""


def _answers(asked: CheckRequest, names: Names, problems: Problems) -> dict[str, Answer]:
    """What was answered. Topics and legal forms are known to the database alone."""
    given: dict[str, Answer] = {key: value for key, value in cast("Strict", asked.answers) if value is not None}
    for key, value in given.items():
        question = QUESTIONS[key]
        if question.kind is Kind.CHOICE and not question.options and value not in names.get(key, {}):
            known = ", ".join(names.get(key, {})) or "keine"
            problems.append((f"answers.{key}", f"„{shown(str(value))}“ gibt es nicht. Möglich sind: {known}."))
    return given


def _day(asked: CheckRequest, problems: Problems) -> dt.date | None:
    try:
        return day_of(asked.on)
    except ValueError as error:
        problems.append(("on", str(error)))
        return None


def _directives(asked: CheckRequest, problems: Problems) -> list[str] | None:
    """The keys of the named ones, in their order; None: those that may apply to these partners."""
    if not asked.directives:
        return None
    known = {released.text.key for released in released_texts()}
    for index, key in enumerate(asked.directives):
        if key not in known:
            problems.append((f"directives[{index}]", f"Eine Richtlinie „{shown(key)}“ gibt es nicht."))
        elif key in asked.directives[:index]:
            problems.append((f"directives[{index}]", f"„{shown(key)}“ ist zweimal angegeben."))
    return asked.directives
