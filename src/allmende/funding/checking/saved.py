# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Saved checks beside what came out when their owner looked last: what has changed since, in words.

What was seen is kept as plain values: per version of a directive its title, the verdict, and the amount with its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.core.templatetags.core import euro
from allmende.funding import wording
from allmende.funding.checking import parameters
from allmende.funding.checking.forms import CheckForm
from allmende.funding.checking.partners import partner_of, partners_abroad
from allmende.funding.checking.result import is_in_question
from allmende.funding.checking.scope import read_scope
from allmende.funding.engine.amounts import Amount, AmountKind
from allmende.funding.engine.check import Verdict, check
from allmende.funding.engine.facts import Facts
from allmende.funding.names import open_names
from allmende.funding.released import released_texts
from allmende.territory.models import Territory

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from allmende.funding.checking.scope import Scope
    from allmende.funding.engine.check import Result
    from allmende.funding.engine.facts import Partner
    from allmende.funding.models import SavedCheck
    from allmende.funding.released import Released

REFUSED: Final = frozenset({Verdict.REFUSED, Verdict.NOT_IN_FORCE})
Seen = dict[str, dict[str, str | None]]
"""By key of the directive."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one directive says now, and what it said: words, empty where it said nothing."""

    title: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A saved check today. ``lost``: partners that are no more, so that it counts without them."""

    check: SavedCheck
    seen: Seen
    lines: tuple[tuple[str, str], ...]
    differences: tuple[Difference, ...]
    lost: bool

    @property
    def has_changed(self) -> bool:
        return bool(self.differences)


def review(checks: Sequence[SavedCheck]) -> list[Reviewed]:
    """What comes out now for each of them (five queries, however many there are)."""
    queries = [QueryDict(saved.query) for saved in checks]
    keys = {key for query in queries for key in query.getlist(parameters.PARTNER)}
    units = Territory.objects.current().filter(ars__in=keys).select_related("parent")
    partners = {unit.ars: partner_of(unit) for unit in units}
    names, texts, today = open_names(), released_texts(), timezone.localdate()
    found = []
    for saved, query in zip(checks, queries, strict=True):
        form = CheckForm(query, names=names)
        wanted = list(dict.fromkeys(query.getlist(parameters.PARTNER)))
        taken = [partners[key] for key in wanted if key in partners]
        facts = _facts(form, [*taken, *partners_abroad(form.partners_abroad())])
        now = seen_of(facts, form.cleaned_data.get(parameters.DAY) or today, texts, read_scope(query))
        lines = tuple((entry["title"] or "", said(entry)) for entry in now.values())
        differences = tuple(differences_of(saved.seen, now))
        found.append(Reviewed(saved, now, lines, differences, len(taken) < len(wanted)))
    return found


def _facts(form: CheckForm, partners: Sequence[Partner]) -> Facts:
    form.offer_leads(tuple(partners))
    form.full_clean()
    return Facts(tuple(partners), form.cleaned_data.get(parameters.LEAD) or "", form.answers())


def seen_of(facts: Facts, on: dt.date, texts: Iterable[Released], scope: Scope) -> Seen:
    """What those directives say that are in question and apply on the day: the ones that the page shows."""
    lands = [*(partner.land for partner in facts.partners if partner.land), *scope.lands]
    asked = (one for one in texts if is_in_question(one, lands, None, everywhere=scope.everywhere))
    results = (check(facts, one.text, on) for one in asked)
    return {result.directive.key: _kept(result) for result in results if result.verdict is not Verdict.NOT_IN_FORCE}


def _kept(result: Result) -> dict[str, str | None]:
    amount = result.amount
    return {
        "title": result.directive.title,
        "verdict": str(result.verdict),
        "kind": str(amount.kind),
        "low": _text(amount.low),
        "high": _text(amount.high),
        "ceiling": _text(amount.ceiling),
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def differences_of(before: Mapping[str, Mapping[str, Any]], now: Seen) -> Iterable[Difference]:
    """Of every directive that says something else than it did, or has come or gone."""
    for key in dict.fromkeys([*now, *before]):
        was, says = before.get(key, {}), now.get(key, {})
        old, new = said(was), said(says)
        if old != new:
            yield Difference(str(says.get("title") or was.get("title") or key), old, new)


def said(entry: Mapping[str, Any]) -> str:
    """„möglich, Betrag: 210.000 €“; empty if nothing is kept, or what is kept is of no use."""
    if not entry:
        return ""
    try:
        verdict, kind = Verdict(entry["verdict"]), AmountKind(entry["kind"])
    except (KeyError, ValueError):
        return ""
    low, high, most = (Decimal(entry[name]) if entry.get(name) else None for name in ("low", "high", "ceiling"))
    words = euro(0) if verdict in REFUSED else wording.amount_text(Amount(kind, low, high, most))
    return _("%(verdict)s, Betrag: %(amount)s") % {"verdict": wording.verdict_words(verdict), "amount": words}
