# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is asked instead of guessed: each doubt with the answers it may have, and which has been given."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from allmende.events.programme_reading.own_answers import READERS, is_readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OWN: Final = "own"
"""The answer that is typed."""
MOST_ROWS_NAMED: Final = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """What was chosen; ``value`` is what was typed where that is the choice, ``note`` why."""

    choice: str
    value: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in the table that is not clear. ``rows`` are numbers in the file (the headings are row 1).

    ``options`` are values with their labels; ``own`` says of which kind an own answer is, empty when there is none.
    ``key`` stays as long as the doubt is about the same, so that answers outlive others.
    """

    key: str
    kind: str
    rows: tuple[int, ...]
    text: str
    options: tuple[tuple[str, str], ...]
    own: str = ""

    def takes(self, answer: Answer) -> bool:
        """Whether ``answer`` is one that this doubt can have."""
        if answer.choice == OWN:
            return bool(self.own) and is_readable(self.own, answer.value)
        return any(answer.choice == value for value, _label in self.options)

    def told(self, answer: Answer) -> str:
        """``answer`` in words."""
        if answer.choice == OWN:
            return answer.value
        return next((label for value, label in self.options if value == answer.choice), "")

    def stored(self) -> dict[str, Any]:
        return asdict(self)


def restored(stored: Mapping[str, Any]) -> Doubt:
    """The doubt that was stored."""
    options = tuple((str(value), str(label)) for value, label in stored["options"])
    return Doubt(stored["key"], stored["kind"], tuple(stored["rows"]), stored["text"], options, stored.get("own", ""))


@dataclass(slots=True)
class Inquiry:
    """All doubts of one reading, with the answers there are."""

    answers: Mapping[str, Answer]
    _doubts: dict[str, Doubt] = field(default_factory=dict)

    def ask(
        self,
        kind: str,
        rows: Iterable[int],
        text: str,
        options: Sequence[tuple[str, Any]],
        *,
        own: str = "",
        about: Sequence[object] = (),
        is_for_all: bool = False,
    ) -> Answer | None:
        """The answer to this question, None while there is none. ``about`` is what the question depends on.

        ``is_for_all``: asked once for the whole table, whatever the rows.
        """
        numbers = tuple(sorted(set(rows)))
        said = json.dumps([kind, () if is_for_all else numbers, [str(item) for item in about]])
        key = f"{kind}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"
        doubt = Doubt(key, kind, numbers, text, tuple((value, str(label)) for value, label in options), own)
        self._doubts.setdefault(key, doubt)
        answer = self.answers.get(key)
        return answer if answer is not None and doubt.takes(answer) else None

    def ask_value(
        self,
        kind: str,
        row: int,
        text: str,
        options: Sequence[tuple[str, Any]] = (),
        *,
        own: str,
        about: Sequence[object] = (),
    ) -> tuple[str, Any]:
        """The same for one row: the choice with the value that was typed; an empty choice while there is none."""
        answer = self.ask(kind, [row], text, options, own=own, about=about)
        if answer is None:
            return "", None
        return answer.choice, READERS[own](answer.value) if answer.choice == OWN else None

    @property
    def doubts(self) -> list[Doubt]:
        """In the order in which they were asked."""
        return list(self._doubts.values())

    @property
    def open(self) -> list[Doubt]:
        return [doubt for doubt in self.doubts if not self.is_answered(doubt)]

    def is_answered(self, doubt: Doubt) -> bool:
        answer = self.answers.get(doubt.key)
        return answer is not None and doubt.takes(answer)
