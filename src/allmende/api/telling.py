# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From programmes, directives and the engine's results to what the API answers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse

from allmende.api import answers
from allmende.core.outgoing import absolute
from allmende.funding import wording
from allmende.funding.checking.change_lines import change_text
from allmende.funding.engine.changes import what_would_change

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allmende.funding.checking.lines import AmountLine, Answer, RuleLine
    from allmende.funding.checking.result import CheckResult
    from allmende.funding.engine import facts
    from allmende.funding.engine.amounts import Step as EngineStep
    from allmende.funding.engine.changes import Change
    from allmende.funding.engine.directive import Citation
    from allmende.funding.engine.limits import Position
    from allmende.funding.models import Call, ProgrammeProfile
    from allmende.funding.released import Released
    from allmende.funding.wording import Names


def programme(profile: ProgrammeProfile, keys: Sequence[str]) -> answers.Programme:
    """``keys``: of its released directives. Topics, calls and the Land are expected to be loaded."""
    land = profile.programme.land
    return answers.Programme(
        slug=profile.programme.slug,
        name=profile.programme.name,
        url=absolute(profile.get_absolute_url()),
        scope=profile.scope,
        land=land.ars if land is not None else "",
        summary=profile.summary,
        applicants=profile.applicants,
        amount=profile.amount_text,
        how_to_apply=profile.how_to_apply,
        authority=profile.authority,
        topics=[topic.slug for topic in profile.topics.all()],
        cost_kinds=profile.cost_kinds,
        source=profile.source_url,
        read_on=profile.read_on,
        verified=profile.is_verified,
        updated_at=profile.updated_at,
        calls=[_call(call) for call in profile.calls.all()],
        directives=list(keys),
    )


def _call(call: Call) -> answers.Call:
    return answers.Call(
        title=call.title,
        opens_on=call.opens_on,
        closes_on=call.closes_on,
        is_rolling=call.is_rolling,
        budget=call.budget,  # type: ignore[arg-type] # written as text by its own type
        note=call.note,
        citation=call.citation,
        source=call.source_url,
        read_on=call.read_on,
        verified=call.is_verified,
    )


def directive(released: Released) -> answers.Directive:
    text = released.text
    return answers.Directive(
        key=text.key,
        title=text.title,
        programme=released.slug,
        land=text.land,
        valid_from=text.valid_from,
        valid_until=text.valid_until,
        complete=text.is_complete,
        origin=answers.Source.model_validate(_source(text.citation)),
        url=absolute(reverse("funding:directive", kwargs={"slug": released.slug, "key": text.key})),
        file=absolute(reverse("api:directive", kwargs={"key": text.key})),
    )


def result(answer: Answer, asked: CheckResult, names: Names) -> answers.Result:
    """What one directive answers: the lines of the page, with keys and numbers beside the words."""
    found = answer.result
    return answers.Result(
        directive=directive(answer.released),
        verdict=found.verdict,
        text=answer.sentence,
        amount=_amount(answer),
        requested=_requested(found.requested, answer.requested) if found.requested else None,
        findings=[_finding(line) for line in answer.rules],
        missing=wording.in_order(found.missing),
        changes=[_change(change, names) for change in what_would_change(asked.facts, found.directive, asked.on)],
    )


def _change(change: Change, names: Names) -> answers.Change:
    return answers.Change.model_validate({
        "question": change.question,
        "old": given(change.old),
        "new": given(change.new),
        "verdict": change.verdict,
        "kind": change.amount.kind,
        "payable": change.result.payable,
        "ceiling": change.amount.ceiling,
        "difference": change.difference,
        "text": change_text(change, names),
    })  # fmt: skip


def given(answer: facts.Answer | None) -> answers.Given:
    """An answer as it can be sent back."""
    if isinstance(answer, frozenset):
        return sorted(answer)
    return f"{answer:f}" if isinstance(answer, Decimal) else answer


def _source(citation: Citation) -> Mapping[str, object]:
    return {
        "citation": citation.text,
        "source": citation.url,
        "read_on": citation.read_on,
        "verified": citation.verified,
    }


def _finding(line: RuleLine) -> answers.Finding:
    return answers.Finding.model_validate({
        "rule": line.rule.key,
        "title": line.rule.title,
        "outcome": line.finding.outcome,
        "effect": line.finding.effect,
        "text": line.sentence,
        "missing": wording.in_order(line.finding.missing),
        "value_unknown": line.finding.value_unknown,
        "url": absolute(line.url),
        **_source(line.citation),
    })  # fmt: skip


def _amount(answer: Answer) -> answers.Amount:
    amount = answer.result.amount
    return answers.Amount.model_validate({
        "kind": amount.kind,
        "low": amount.low,
        "high": amount.high,
        "ceiling": amount.ceiling,
        "payable": answer.result.payable,
        "text": answer.amount,
        "missing": wording.in_order(amount.missing),
        "derivations": [_derivation(line) for line in answer.amounts],
    })  # fmt: skip


def _derivation(line: AmountLine) -> answers.Derivation:
    found, rule = line.found, line.rule
    return answers.Derivation.model_validate({
        "rule": rule.key,
        "title": rule.title,
        "amount": found.amount,
        "ceiling": found.ceiling,
        "steps": [_step(step, text) for step, text in zip(found.steps, line.steps, strict=True)],
        "formula": line.formula,
        "exceedable": rule.exceedable,
        "missing": wording.in_order(found.missing),
        "url": absolute(line.url),
        **_source(line.citation),
    })  # fmt: skip


def _step(step: EngineStep, text: str) -> answers.Step:
    return answers.Step.model_validate({
        "kind": step.kind,
        "operands": [f"{operand:f}" for operand in step.operands],
        "result": step.result,
        "text": text,
    })  # fmt: skip


def _requested(position: Position, text: str) -> answers.Requested:
    return answers.Requested.model_validate({
        "amount": position.amount,
        "limit": position.limit,
        "above": position.is_above,
        "of_fewer": position.of_fewer,
        "exceedable": position.exceedable,
        "text": text,
    })  # fmt: skip
