# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The lists of care as a file, for those who work with a spreadsheet or a program."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from allmende.core.outgoing import absolute

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from allmende.moderation.care_listing import CareRow

FORMULA: Final = re.compile(r"[=+\-@\t\r]")
CONTENT_TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
HEADINGS: Final = {
    "kind": "Art",
    "title": "Titel",
    "url": "Adresse",
    "owner": "Gepflegt von",
    "confirmed_on": "bestätigt am",
    "asked_on": "gefragt am",
    "reminded_on": "erinnert am",
    "marked_on": "gekennzeichnet am",
    "said_gone_on": "als beendet gemeldet am",
    "dead_links": "tote Links",
}


def record_of(row: CareRow) -> dict[str, Any]:
    """One row as plain values; unknown is null."""
    request = row.request
    return {
        "kind": str(row.kind.label),
        "title": row.obj.title,
        "url": absolute(row.obj.get_absolute_url()),
        "owner": row.obj.owner.name if row.obj.owner else None,
        "confirmed_on": row.confirmed.isoformat() if row.confirmed else None,
        "asked_on": _day(request.asked_at) if request else None,
        "reminded_on": _day(request.reminded_at) if request else None,
        "marked_on": _day(request.marked_at) if request else None,
        "said_gone_on": _day(request.said_gone_at) if request else None,
        "dead_links": [link.url for link in row.links],
    }


def as_json(rows: Iterable[CareRow]) -> bytes:
    return json.dumps([record_of(row) for row in rows], ensure_ascii=False, indent=1).encode()


def as_csv(rows: Iterable[CareRow]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS.values())
    for row in rows:
        record = record_of(row)
        record["dead_links"] = " ".join(record["dead_links"])
        writer.writerow([_safe(record[name] or "") for name in HEADINGS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _day(moment: dt.datetime | None) -> str | None:
    return timezone.localdate(moment).isoformat() if moment else None


def _safe(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets a guard."""
    return f"'{text}" if FORMULA.match(text) else text
