# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The entries of a version in a line each, as the page of the editor lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from allmende.core.templatetags.core import euro
from allmende.funding import wording
from allmende.funding.desk.parts import PARTS, Part, entries_of, mark_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allmende.funding.desk.trial import CaseLine, Trial
    from allmende.funding.engine.directive import AmountRule, DirectiveText, Rule


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry. ``verified`` None: it has no citation (test cases)."""

    number: int
    mark: str
    title: str
    told: str
    badge: str = ""
    verified: bool | None = None
    case: CaseLine | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One list with its entries."""

    part: Part
    entries: tuple[EntryLine, ...]


def sections_of(content: Mapping[str, Any], trial: Trial, names: wording.Names) -> list[Section]:
    found = []
    for part in PARTS.values():
        lines = []
        for place, entry in enumerate(entries_of(content, part)):
            told, badge = _told(part.key, place, trial.text, names)
            lines.append(
                EntryLine(
                    place + 1,
                    mark_of(entry),
                    str(entry.get("title") or entry.get("name") or ""),
                    told,
                    badge,
                    bool((entry.get("citation") or {}).get("verified")) if part.key != "cases" else None,
                    trial.cases[place] if part.key == "cases" and place < len(trial.cases) else None,
                )
            )
        found.append(Section(part, tuple(lines)))
    return found


def _told(key: str, place: int, text: DirectiveText | None, names: wording.Names) -> tuple[str, str]:
    """What an entry says, and the badge beside its title."""
    if text is None or key == "cases":
        return "", ""
    entry = getattr(text, key)[place]
    if key == "rules":
        return rule_line(entry, names), wording.severity_words(entry.severity)
    if key == "amounts":
        return amount_line(entry, names), ""
    if key == "costs":
        return "", _("förderfähig") if entry.eligible else _("nicht förderfähig")
    if key == "papers":
        return "", _("Beschluss") if entry.is_resolution else ""
    number = _("%(n)s Partner") % {"n": entry.partners} if entry.partners is not None else ""
    return ", ".join(filter(None, (euro(entry.amount), number))), ""


def rule_line(rule: Rule, names: wording.Names) -> str:
    """„Wenn …, dann: Zahl der Partner: mindestens 2“."""
    told = wording.rule_text(rule, names)
    if not rule.when:
        return told
    when = wording.conditions_text(rule.when, names=names)
    return _("Wenn %(when)s, dann: %(demanded)s") % {"when": when, "demanded": told}


def amount_line(amount: AmountRule, names: wording.Names) -> str:
    """„Wenn …: 175.000 € fest“."""
    formula = wording.formula_text(amount)
    when = wording.rule_text(amount, names)
    return _("Wenn %(when)s: %(formula)s") % {"when": when, "formula": formula} if when else formula
