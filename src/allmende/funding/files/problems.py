# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is wrong with a directive file: every problem with its place, in the words of people who write such files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.funding.files.scalars import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_PROBLEMS: Final = 100
STEP: Final = re.compile(r"([^.\[]+)(?:\[(\d+)\])?")


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``path`` as ``rules[2].severity``, counted from 0; empty: the whole file. ``line`` counts from 1."""

    path: str
    message: str
    line: int | None = None

    @property
    def place(self) -> str:
        """The place in words: „Regel 3, „severity“, Zeile 41“; empty if it is the whole file."""
        words = [_step_words(name, index) for name, index in STEP.findall(self.path)]
        if self.line is not None:
            words.append(_("Zeile %(line)d") % {"line": self.line})
        return ", ".join(words)

    def __str__(self) -> str:
        place = self.place
        return f"{place}: {self.message}" if place else self.message


class DirectiveFileError(Exception):
    """The file cannot be read; ``problems`` are all that were found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(slots=True)
class Problems:
    """Collects problems; after ``MOST_PROBLEMS`` it is full and takes no more."""

    found: list[Problem] = field(default_factory=list)

    def add(self, path: str, message: str) -> None:
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(Problem(path, message))
        elif len(self.found) == MOST_PROBLEMS:
            self.found.append(Problem("", _("Es gibt noch mehr Fehler. Bitte beheben Sie erst diese.")))

    @property
    def count(self) -> int:
        return len(self.found)

    @property
    def is_full(self) -> bool:
        return self.count > MOST_PROBLEMS

    def raise_any(self, lines: Mapping[str, int]) -> None:
        """Raises DirectiveFileError if anything was found, in the order of the lines."""
        if self.found:
            found = [_with_line(problem, lines) for problem in self.found]
            raise DirectiveFileError(sorted(found, key=lambda problem: problem.line or 0))


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading is, so that problems can be said there."""

    problems: Problems
    path: str = ""

    def at(self, step: str | int) -> Place:
        """The place below: of a name in a mapping, or of an index in a list."""
        return Place(self.problems, below(self.path, step))

    def say(self, message: str) -> None:
        self.problems.add(self.path, message)


def below(path: str, step: str | int) -> str:
    """The path of ``step`` below ``path``; a name that is none of the format's is written as messages can show it."""
    if isinstance(step, int):
        return f"{path}[{step}]"
    if not (step.isascii() and step.isidentifier()):
        step = shortened(step) or "…"
    return f"{path}.{step}" if path else step


def _with_line(problem: Problem, lines: Mapping[str, int]) -> Problem:
    """With the line of its path, else of the nearest one around it."""
    path = problem.path
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return Problem(problem.path, problem.message, lines[path]) if path in lines else problem


def _step_words(name: str, index: str) -> str:
    singular = {
        "rules": _("Regel"),
        "amounts": _("Betrag"),
        "costs": _("Kostenart"),
        "papers": _("Unterlage"),
        "awards": _("Bewilligung"),
        "cases": _("Testfall"),
        "conditions": _("Bedingung"),
        "when": _("„Gilt nur, wenn“"),
        "partners": _("Beteiligte"),
        "value": _("Wert"),
    }
    return f"{singular.get(name, name)} {int(index) + 1}" if index else f"„{name}“"
