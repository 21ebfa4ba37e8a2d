# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The lists of a version as the editor shows them: what they are called, and the form of an entry."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from allmende.funding.desk.case_form import CaseForm
from allmende.funding.desk.entry_forms import AmountForm, AwardForm, CostForm, PaperForm, RuleForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from allmende.funding.desk.entry_forms import EntryForm


@dataclass(frozen=True, slots=True)
class Part:
    """One list of a directive file (``key``); ``word`` is what addresses call it."""

    key: str
    word: str
    label: _StrPromise
    one: _StrPromise
    new: _StrPromise
    about: _StrPromise
    form: type[EntryForm]


PARTS: Final = {
    part.word: part
    for part in (
        Part(
            "rules",
            "regeln",
            _("Regeln"),
            _("Regel"),
            _("Neue Regel"),
            _("Was die Richtlinie fordert, jede Regel mit ihrer Fundstelle."),
            RuleForm,
        ),
        Part(
            "amounts",
            "betraege",
            _("Beträge"),
            _("Betrag"),
            _("Neuer Betrag"),
            _("Wie viel es gibt, und wovon das abhängt."),
            AmountForm,
        ),
        Part(
            "costs",
            "kosten",
            _("Kosten"),
            _("Kosten"),
            _("Neue Kosten"),
            _("Was förderfähig ist und was nicht."),
            CostForm,
        ),
        Part(
            "papers",
            "unterlagen",
            _("Unterlagen und Beschlüsse"),
            _("Unterlage"),
            _("Neue Unterlage"),
            _("Was dem Antrag beiliegen muss."),
            PaperForm,
        ),
        Part(
            "awards",
            "bewilligungen",
            _("Tatsächliche Bewilligungen"),
            _("Bewilligung"),
            _("Neue Bewilligung"),
            _("Zum Vergleich mit den veröffentlichten Grenzen."),
            AwardForm,
        ),
        Part(
            "cases",
            "testfaelle",
            _("Testfälle"),
            _("Testfall"),
            _("Neuer Testfall"),
            _("Erfundene oder echte Fälle, von denen Sie wissen, was herauskommen muss."),
            CaseForm,
        ),
    )
}
BY_KEY: Final = {part.key: part for part in PARTS.values()}


def entries_of(content: Mapping[str, Any], part: Part) -> list[dict[str, Any]]:
    return list(content.get(part.key) or ())


def mark_of(entry: Mapping[str, Any]) -> str:
    """A mark that changes with everything an entry says: by it an entry is found again when others have moved."""
    return hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()[:16]


def with_entries(content: Mapping[str, Any], part: Part, entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {**content, part.key: entries}
