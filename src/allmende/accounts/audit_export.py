# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The audit log as a file, read and sent in lots, so that neither memory nor a long-lived cursor grows with it."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts.audit_log import Redaction, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from allmende.core.models import AuditEntryQuerySet

MOST: Final = 100_000
"""Rows of one file; a shorter time span gives the rest."""
AT_ONCE: Final = 1000
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK: Final = "\ufeff"  # tells Excel that the file is UTF-8
CONTENT_TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def response(kind: str, rows: AuditEntryQuerySet, redaction: Redaction) -> StreamingHttpResponse:
    """``rows`` as a file of this kind („csv“, „json“), newest first."""
    write: dict[str, Callable[[Iterator[Row]], Iterator[str]]] = {"csv": _csv, "json": _json}
    answer = StreamingHttpResponse(write[kind](_read(rows, redaction)), content_type=CONTENT_TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="protokoll-{timezone.localdate():%Y-%m-%d}.{kind}"'
    return answer


def _read(rows: AuditEntryQuerySet, redaction: Redaction) -> Iterator[Row]:
    """At most one row more than ``MOST``, so that the writer can tell that there are more."""
    rest, left = rows.order_by("-at", "-pk"), MOST + 1
    while left > 0:
        lot = list(rest[: min(AT_ONCE, left)])
        for entry in lot:
            yield Row(entry, redaction)
        if len(lot) < min(AT_ONCE, left):
            return
        left -= len(lot)
        rest = rows.older_than(lot[-1].at, lot[-1].pk).order_by("-at", "-pk")


class _Lines:
    """A file for ``csv.writer`` that hands back what it is given."""

    def write(self, text: str) -> str:
        return text


def _csv(rows: Iterator[Row]) -> Iterator[str]:
    write: Callable[[list[str]], Any] = csv.writer(_Lines(), delimiter=";", lineterminator="\r\n").writerow
    yield BYTE_ORDER_MARK + write([
        _("Zeitpunkt"), _("Wer"), _("Organisation"), _("Was"), _("Vorgang"), _("Art des Gegenstands"), _("Schlüssel"),
        _("Gegenstand"), _("Vorher"), _("Nachher"),
    ])  # fmt: skip
    for number, row in enumerate(rows):
        if number == MOST:
            yield write([cut_off()])
            return
        yield write([
            timezone.localtime(row.at).isoformat(timespec="seconds"),
            *(_cell(text) for text in (
                row.actor, row.organisation, row.label, row.entry.verb, row.kind, row.entry.object_id, row.object_label,
                _dumped(row.before), _dumped(row.after),
            )),
        ])  # fmt: skip


def _json(rows: Iterator[Row]) -> Iterator[str]:
    yield '{"entries": ['
    is_complete = True
    for number, row in enumerate(rows):
        if number == MOST:
            is_complete = False
            break
        record = {
            "at": row.at,
            "actor": row.actor,
            "organisation": row.organisation or None,
            "label": row.label,
            "verb": row.entry.verb,
            "object_type": row.entry.object_type,
            "object_id": row.entry.object_id,
            "object": row.object_label,
            "before": row.before,
            "after": row.after,
        }
        yield (",\n" if number else "\n") + json.dumps(record, ensure_ascii=False, cls=DjangoJSONEncoder)
    yield f'\n], "is_complete": {json.dumps(is_complete)}}}\n'


def cut_off() -> str:
    """What the last line of a file says that does not hold everything."""
    most = f"{MOST:,}".replace(",", ".")
    return _("Hier endet die Datei nach %(most)s Einträgen. Ältere gibt es mit einem früheren Zeitraum.") % {
        "most": most
    }


def _dumped(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _cell(text: str) -> str:
    """No program takes it for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
