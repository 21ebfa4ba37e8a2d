# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Which municipality, Kreis or organisation a printed name means. Pure; the register is handed in as a ``Register``.

A name is never guessed: it means exactly one unit, or it stays unresolved with the reason and the candidates.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from allmende.territory.models import Level
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KINDS_BY_WORD: dict[str, str] = {
    **dict.fromkeys(
        ("verbandsgemeinde", "samtgemeinde", "verwaltungsgemeinschaft", "amt", "verwaltungsverband", "vg"),
        Level.VERBAND,
    ),
    **dict.fromkeys(("landkreis", "kreis", "kreisverwaltung", "lk"), Level.KREIS),
    **dict.fromkeys(
        (
            "ortsgemeinde",
            "gemeinde",
            "stadt",
            "markt",
            "kreisstadt",
            "landeshauptstadt",
            "hansestadt",
            "universitatsstadt",
            "kreisfreie stadt",
            "grosse kreisstadt",
            "marktgemeinde",
            "flecken",
            "og",
        ),
        Level.GEMEINDE,
    ),
}
CONNECTING = r"(?:am|an|auf|bei|b|d|i|im|in|ob|unter|v|vor|a)"
ORGANISATION_WORDS = re.compile(
    r"zweckverband|wasserverband|abwasserverband|universitat|hochschule|genossenschaft|anstalt"
    r"|verein\b|\bgmbh\b|\be ?v\b|\baor\b"
)
CLOSE_ENOUGH = 0.8
SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the register as far as its name goes; ``key`` is its primary key."""

    key: int
    ars: str
    level: str
    kind: str
    name: str

    @property
    def is_kreisfrei(self) -> bool:
        """The Kreis that a kreisfreie Stadt is beside its Gemeinde; the Stadt acts as Gemeinde."""
        return self.level == Level.KREIS and bool(re.match(r"(kreisfreie|stadtkreis)", fold(self.kind)))

    def __str__(self) -> str:
        return f"{self.name} ({self.kind}, {self.ars})"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a printed name means: a territory, an organisation, or neither with the reason."""

    stated_name: str
    territory_key: int | None = None
    organisation_key: int | None = None
    problem: Literal["", "unknown", "several"] = ""
    candidates: tuple[str, ...] = ()
    units: tuple[Unit, ...] = field(default=(), compare=False)

    @property
    def is_resolved(self) -> bool:
        return not self.problem


@dataclass(slots=True)
class Register:
    """The units of one Land (or of all) and the organisations, by their folded names."""

    units: Iterable[Unit]
    organisations: Iterable[tuple[int, str]] = ()
    _by_name: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list), init=False)
    _by_stem: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list), init=False)
    _organisations: dict[str, int] = field(default_factory=dict, init=False)
    _organisation_names: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for unit in self.units:
            if unit.level in {Level.LAND, Level.REGIERUNGSBEZIRK}:
                continue
            self._by_name[fold(unit.name)].append(unit)
            for stem in stems(unit.name):
                self._by_stem[stem].append(unit)
        for key, name in self.organisations:
            self._organisations[fold(name)] = key
            self._organisation_names[fold(name)] = name

    def resolve(self, stated_name: str, *, suggest: bool = True) -> Resolution:
        """What ``stated_name`` means when nothing is known but the Land.

        Looking for names like an unknown one takes a tenth of a second; without ``suggest`` nobody looks.
        """
        folded = fold(stated_name)
        if folded in self._organisations:
            return Resolution(stated_name, organisation_key=self._organisations[folded])
        found = self._candidates(stated_name)
        if len(found) == 1:
            return Resolution(stated_name, territory_key=found[0].key, units=tuple(found))
        if found:
            named = tuple(str(unit) for unit in sorted(found, key=lambda unit: unit.ars))
            return Resolution(stated_name, problem="several", candidates=named, units=tuple(found))
        candidates = self._suggestions(stated_name) if suggest else ()
        return Resolution(stated_name, problem="unknown", candidates=candidates)

    def resolve_all(self, stated_names: Sequence[str], *, suggest: bool = True) -> list[Resolution]:
        """What the partners of one cooperation mean; one that fits several places is the one inside a fellow partner.

        „Reichelsheim“ beside „Odenwaldkreis“ is the one in the Odenwaldkreis.
        """
        first = [self.resolve(name, suggest=suggest) for name in stated_names]
        fellows = [
            item.units[0].ars for item in first if item.is_resolved and item.units and len(item.units[0].ars) < 12
        ]
        return [self._inside(item, fellows) if item.problem == "several" else item for item in first]

    @staticmethod
    def _inside(resolution: Resolution, fellows: Sequence[str]) -> Resolution:
        for digits in (9, 5):
            inside = [
                unit
                for unit in resolution.units
                if any(len(ars) == digits and unit.ars.startswith(ars) and unit.ars != ars for ars in fellows)
            ]
            if len(inside) == 1:
                return Resolution(resolution.stated_name, territory_key=inside[0].key, units=(inside[0],))
        return resolution

    def _candidates(self, stated_name: str) -> list[Unit]:
        """Units with this very name first, then those whose name it shortens; each of the level that is stated."""
        for name, level in readings(stated_name):
            folded = fold(name)
            for table in (self._by_name, self._by_stem):
                found = [unit for unit in table.get(folded, ()) if level in {None, unit.level}]
                found = [unit for unit in found if not unit.is_kreisfrei]
                if found:
                    return found
            stem = fold(without_brackets(name))
            if stem != folded and (found := [u for u in self._by_name.get(stem, ()) if level in {None, u.level}]):
                return [unit for unit in found if not unit.is_kreisfrei]
        return []

    def _suggestions(self, stated_name: str) -> tuple[str, ...]:
        """Names that look like it, of the level that is stated, best first."""
        if ORGANISATION_WORDS.search(fold(stated_name)):
            close = difflib.get_close_matches(fold(stated_name), self._organisation_names, SUGGESTIONS, CLOSE_ENOUGH)
            return tuple(self._organisation_names[name] for name in close)
        name, level = readings(stated_name)[-1]
        known = {
            folded: [unit for unit in units if level in {None, unit.level} and not unit.is_kreisfrei]
            for folded, units in (self._by_name | self._by_stem).items()
        }
        close = difflib.get_close_matches(fold(name), [key for key, units in known.items() if units], SUGGESTIONS, 0.75)
        return tuple(dict.fromkeys(str(unit) for key in close for unit in known[key]))[:SUGGESTIONS]


def readings(stated_name: str) -> list[tuple[str, str | None]]:
    """How a printed name can be read: as a whole, and as a word for the kind with the name after it.

    „Landkreis Donnersbergkreis“ → „Donnersbergkreis“, a Kreis; „Eifelkreis Bitburg-Prüm“ is read as it stands.
    """
    text = " ".join(stated_name.split())
    found: list[tuple[str, str | None]] = []
    words = text.split(" ")
    for count in (2, 1):
        level = KINDS_BY_WORD.get(fold(" ".join(words[:count])))
        if level and len(words) > count:
            found.append((" ".join(words[count:]), level))
            break
    else:
        head, comma, tail = text.partition(",")
        if comma and fold(tail) in KINDS_BY_WORD:  # as in the register: „Mayen, Stadt“
            found.append((head, KINDS_BY_WORD[fold(tail)]))
        else:
            found.append((text, None))
    if found[0][1] == Level.KREIS:
        # Some Kreise carry the word in their name: „Kreis Bergstraße“, „Rhein-Hunsrück-Kreis“.
        found.append((f"{found[0][0]}-Kreis", Level.KREIS))
        found.append((f"{found[0][0]}kreis", Level.KREIS))
        found.insert(0, (text, Level.KREIS))
        found.append(found[1])
    return found


def without_brackets(name: str) -> str:
    """``name`` without an addition in brackets."""
    return re.sub(r"\s*\([^)]*\)", "", name).strip()


def stems(name: str) -> set[str]:
    """Shorter forms under which a unit is known: „Ludwigshafen am Rhein“ → „Ludwigshafen“."""
    found = {fold(without_brackets(name)), re.sub(rf"\s{CONNECTING}\s.*$", "", fold(without_brackets(name)))}
    found.add(fold(without_brackets(name).split("/")[0]))
    return found - {fold(name), ""}
