# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Hints as a file for the desk: what was said and what became of it, never who said it."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Final

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from allmende.moderation.models import Hint
    from allmende.moderation.models.hint import HintQuerySet

FORMULA: Final = re.compile(r"\s*[=+\-@\t\r]")
COLUMNS: Final = (
    "nummer", "eingegangen_am", "seite", "art", "angabe", "hinweis", "richtig_waere", "organisation", "stand",
    "antwort", "bearbeitet_am",
)  # fmt: skip


def record_of(hint: Hint) -> dict[str, str | int]:
    """One hint as plain values, without name, address and account."""
    return {
        "nummer": hint.pk,
        "eingegangen_am": timezone.localtime(hint.received_at).isoformat(timespec="minutes"),
        "seite": hint.page,
        "art": hint.kind,
        "angabe": hint.part,
        "hinweis": hint.text,
        "richtig_waere": hint.suggestion,
        "organisation": hint.organisation.name if hint.organisation else "",
        "stand": str(hint.get_state_display()),
        "antwort": hint.answer,
        "bearbeitet_am": timezone.localtime(hint.handled_at).isoformat(timespec="minutes") if hint.handled_at else "",
    }


def _records(hints: HintQuerySet) -> Iterator[dict[str, str | int]]:
    """The newest first (one query)."""
    return (record_of(hint) for hint in hints.select_related("organisation").order_by("-received_at", "-pk"))


def _cell(value: str | int) -> str | int:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def as_csv(hints: HintQuerySet) -> tuple[bytes, str]:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in _records(hints):
        writer.writerow([_cell(record[column]) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"


def as_json(hints: HintQuerySet) -> tuple[bytes, str]:
    return json.dumps({"hinweise": list(_records(hints))}, ensure_ascii=False).encode(), "application/json"


WRITERS: Final[dict[str, Callable[[HintQuerySet], tuple[bytes, str]]]] = {"csv": as_csv, "json": as_json}
