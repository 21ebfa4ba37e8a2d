# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The differences between two versions in words: sections, entries and lines with the old and the new value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.core.templatetags.core import euro, thousands
from allmende.funding import wording
from allmende.funding.engine.check import Verdict
from allmende.funding.engine.directive import Citation, Condition, Severity
from allmende.funding.engine.facts import Facts
from allmende.funding.files.differences import SECTIONS, ChangeKind, FieldChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import _StrPromise

    from allmende.funding.files.differences import Differences, EntryChange
    from allmende.funding.wording import Names

SECTION_TITLES: Final[Mapping[str, _StrPromise]] = {
    "base": gettext_lazy("Grunddaten"),
    "rules": gettext_lazy("Regeln"),
    "amounts": gettext_lazy("Beträge"),
    "costs": gettext_lazy("Kosten"),
    "papers": gettext_lazy("Unterlagen und Beschlüsse"),
    "awards": gettext_lazy("Bewilligungen"),
    "cases": gettext_lazy("Testfälle"),
}
KINDS: Final[Mapping[ChangeKind, _StrPromise]] = {
    ChangeKind.ADDED: gettext_lazy("neu"),
    ChangeKind.REMOVED: gettext_lazy("entfallen"),
    ChangeKind.CHANGED: gettext_lazy("geändert"),
    ChangeKind.MOVED: gettext_lazy("verschoben"),
}
LABELS: Final[Mapping[str, _StrPromise]] = {
    "above": gettext_lazy("erst über der Zahl"),
    "amount": gettext_lazy("Betrag"),
    "answers": gettext_lazy("Antworten"),
    "any_of": gettext_lazy("eine Bedingung genügt"),
    "applicants": gettext_lazy("Wer einen Antrag stellen kann"),
    "cap": gettext_lazy("höchstens"),
    "ceiling": gettext_lazy("erwarteter Höchstbetrag"),
    "citation.read_on": gettext_lazy("Fundstelle: gelesen am"),
    "citation.text": gettext_lazy("Fundstelle"),
    "citation.url": gettext_lazy("Quelle"),
    "citation.verified": gettext_lazy("geprüft"),
    "conditions": gettext_lazy("Bedingungen"),
    "dated": gettext_lazy("Datum der Richtlinie"),
    "each": gettext_lazy("je weiterer Einheit"),
    "eligible": gettext_lazy("förderfähig"),
    "exceedable": gettext_lazy("mehr ist möglich"),
    "funding_type": gettext_lazy("Art der Förderung"),
    "is_ceiling": gettext_lazy("nur der Höchstbetrag ist veröffentlicht"),
    "is_complete": gettext_lazy("alle Regeln sind erfasst"),
    "is_resolution": gettext_lazy("Beschluss"),
    "key": gettext_lazy("Schlüssel"),
    "kind": gettext_lazy("Kostenart"),
    "land": gettext_lazy("Land"),
    "lead": gettext_lazy("Wer den Antrag stellt"),
    "lump": gettext_lazy("Festbetrag"),
    "name": gettext_lazy("Name"),
    "note": gettext_lazy("Anmerkung"),
    "on": gettext_lazy("Stichtag"),
    "partners": gettext_lazy("Beteiligte"),
    "per": gettext_lazy("Einheit"),
    "rate": gettext_lazy("Anteil an den Kosten"),
    "severity": gettext_lazy("wenn nicht erfüllt"),
    "summary": gettext_lazy("Kurzfassung"),
    "title": gettext_lazy("Titel"),
    "valid_from": gettext_lazy("gilt ab"),
    "valid_until": gettext_lazy("gilt bis"),
    "validity.read_on": gettext_lazy("Geltungsdauer: gelesen am"),
    "validity.text": gettext_lazy("Geltungsdauer: Fundstelle"),
    "validity.url": gettext_lazy("Geltungsdauer: Quelle"),
    "validity.verified": gettext_lazy("Geltungsdauer: geprüft"),
    "verdict": gettext_lazy("erwartetes Ergebnis"),
    "when": gettext_lazy("gilt nur, wenn"),
}

SHOWN_ABOVE: Final = frozenset({"key", "title", "name"})
SAID_ALWAYS: Final = frozenset({"verified", "eligible"})


@dataclass(frozen=True, slots=True)
class Line:
    """A value that differs; None: there is no such entry in that version, empty: it says nothing there."""

    label: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list that differs. ``kind`` as in the engine, ``words`` what it is called."""

    kind: str
    words: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the directive with differences: lines of its own, or of its entries."""

    key: str
    title: str
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]


def described(found: Differences, names: Names = wording.NO_NAMES) -> tuple[Section, ...]:
    """The sections that differ, in the order of the file. ``names`` as in ``wording``, and those of the Länder under
    ``land`` if the codes should not be shown.
    """
    sections = []
    if found.base:
        lines = tuple(_line(change, names) for change in found.base)
        sections.append(Section("base", str(SECTION_TITLES["base"]), lines, ()))
    for key in SECTIONS:
        entries = tuple(_entry(change, names) for change in found.of(key))
        if entries:
            sections.append(Section(key, str(SECTION_TITLES[key]), (), entries))
    return tuple(sections)


def _entry(change: EntryChange, names: Names) -> Entry:
    words = str(KINDS[change.kind])
    if change.kind is ChangeKind.CHANGED and change.has_moved:
        words = _("geändert und verschoben")
    if change.kind is ChangeKind.ADDED:
        lines = [Line(label(name), None, value_text(name, value, names)) for name, value in _said(change.new)]
    elif change.kind is ChangeKind.REMOVED:
        lines = [Line(label(name), value_text(name, value, names), None) for name, value in _said(change.old)]
    else:
        lines = [_line(field, names) for field in change.fields]
    return Entry(change.kind, words, change.title, tuple(lines))


def _line(change: FieldChange, names: Names) -> Line:
    old, new = (value_text(change.name, value, names) for value in (change.old, change.new))
    return Line(label(change.name), old, new)


def _said(entry: Any, inside: str = "") -> Iterator[tuple[str, Any]]:
    """What an entry says besides its title and key; what it does not say is left out."""
    for field in fields(entry):
        value = getattr(entry, field.name)
        if isinstance(value, Citation):
            yield from _said(value, f"{field.name}.")
        elif isinstance(value, Facts):
            yield from _said(value)
        elif (inside or field.name not in SHOWN_ABOVE) and (value or field.name in SAID_ALWAYS):
            yield f"{inside}{field.name}", value


def label(name: str) -> str:
    """What a field of the file is called."""
    return str(LABELS.get(name, name))


def value_text(name: str, value: Any, names: Names = wording.NO_NAMES) -> str:
    """A value of the field ``name`` in words; empty if it says nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, (Mapping, tuple)):
        return _several(value, names)
    return _word(name, value, names) if isinstance(value, str) else _number(name, value)


def _number(name: str, value: dt.date | Decimal | int) -> str:
    if isinstance(value, dt.date):
        return date_format(value, "d.m.Y")
    if isinstance(value, Decimal):
        return wording.percent(value) if name == "rate" else euro(value)
    return thousands(value)


def _several(values: Mapping[str, Any] | tuple[Any, ...], names: Names) -> str:
    """Answers, conditions or partners."""
    if isinstance(values, Mapping):
        answers = (f"{wording.question_label(key)}: {wording.answer_text(key, values[key], names)}" for key in values)
        return "; ".join(answers)
    words = (wording.condition_text(each, names) if isinstance(each, Condition) else each.name for each in values)
    return "; ".join(words)


def _word(name: str, value: str, names: Names) -> str:
    if isinstance(value, Severity):
        return wording.severity_words(value)
    if name == "verdict":
        return wording.verdict_words(Verdict(value))
    if name == "kind":
        return wording.option_label("cost_kinds", value)
    if name == "per":
        return wording.question_label(value)
    return names.get("land", {}).get(value, value) if name == "land" else value
