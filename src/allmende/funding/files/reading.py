# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From plain values, as they are in a file or in the database, to the text of a directive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.funding.files.problems import DirectiveFileError, Place, Problem, Problems
from allmende.funding.files.table import FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allmende.funding.engine.directive import DirectiveText

__all__ = ["DirectiveFileError", "Problem", "programme_of", "read"]


def read(content: Mapping[str, Any], lines: Mapping[str, int] | None = None) -> DirectiveText:
    """The directive that ``content`` describes; ``lines`` are those of the paths of a file.

    Raises DirectiveFileError with all problems.
    """
    problems = Problems()
    text: DirectiveText = FILE.read(content, Place(problems))
    problems.raise_any(lines or {})
    return text


def programme_of(content: Mapping[str, Any]) -> str:
    """The slug of the programme that a readable file names; empty if none."""
    return str(content.get("programme") or "").strip()
