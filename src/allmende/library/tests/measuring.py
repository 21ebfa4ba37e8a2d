# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How well contracts are split and clauses classified, measured on the labelled texts.

A part found counts as right when it begins in a line where a labelled clause begins; its subject counts as right when
it is that of the label. Texts 01–20 were open while the rules were made, 21–40 were not.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from allmende.library.clauses.classifying import classify
from allmende.library.clauses.splitting import split_text

if TYPE_CHECKING:
    from collections.abc import Iterable

LABELLED = Path(__file__).parent / "labelled"
OPEN, HELD_BACK, ALL = range(1, 21), range(21, 41), range(1, 41)


@dataclass
class Score:
    """Right, wrongly found, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass
class Measured:
    """The beginnings of clauses, and each subject."""

    starts: Score = field(default_factory=Score)
    subjects: dict[str, Score] = field(default_factory=dict)

    @property
    def mean_f1(self) -> float:
        return sum(score.f1 for score in self.subjects.values()) / len(self.subjects)


def labelled(numbers: Iterable[int]) -> list[tuple[str, str, dict[int, str]]]:
    """Name, text, and subject by line of the texts with these numbers."""
    wanted = {f"{number:02}" for number in numbers}
    rows = []
    for path in sorted(LABELLED.glob("*.txt")):
        if path.name[:2] in wanted:
            labels = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            clauses = labels if isinstance(labels, list) else labels["clauses"]
            rows.append(
                (path.stem, path.read_text(encoding="utf-8"), {each["start_line"]: each["class"] for each in clauses})
            )
    return rows


def measure(numbers: Iterable[int]) -> Measured:
    measured = Measured()
    found: Counter[str] = Counter()
    told: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for _, text, labels in labelled(numbers):
        parts = split_text(text)
        starts = {part.start_line for part in parts}
        measured.starts.right += len(starts & set(labels))
        measured.starts.wrong += len(starts - set(labels))
        measured.starts.missed += len(set(labels) - starts)
        told.update(labels.values())
        for part in parts:
            subject = classify(heading=part.heading, text=part.text, sort=part.sort).subject
            found[subject] += 1
            right[subject] += labels.get(part.start_line) == subject
    for subject in sorted(told):
        ours = right[subject]
        measured.subjects[subject] = Score(ours, found[subject] - ours, told[subject] - ours)
    return measured
