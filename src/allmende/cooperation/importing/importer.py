# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The import of cooperations from a file: everything or nothing, a dry run first, a report row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from allmende.cooperation.importing.problems import ImportReport, Problem
from allmende.cooperation.importing.rows import Draft, RowReader, Vocabulary
from allmende.cooperation.importing.tables import read_table
from allmende.cooperation.services import NotReadyError, create_cooperation, publish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.accounts.models import User
    from allmende.cooperation.importing.tables import Row


def import_cooperations(
    *,
    content: bytes,
    filename: str,
    by: User | None,
    dry_run: bool = False,
    skip_errors: bool = False,
    published: bool = False,
) -> ImportReport:
    """Enter the cooperations of a CSV or XLSX file as drafts (or ``published``).

    Nothing is written when a row has an error or an open question, unless ``skip_errors`` leaves such rows out.
    A cooperation that is there already (same title, same partners) stays as it is, so the same file may come again.
    Raises FileRefusedError when the file as a whole cannot be read.
    """
    table = read_table(content, filename)
    report = ImportReport(rows=len(table.rows), unknown_headings=table.unknown_headings)
    words = Vocabulary.load()
    drafts = _understood(table.rows, words, report)
    with transaction.atomic():
        for draft in drafts:
            _enter(draft, report, by=by, published=published)
        if dry_run or (report.has_errors and not skip_errors):
            transaction.set_rollback(True)
        else:
            report.is_written = True
    return report


def _understood(rows: Sequence[Row], words: Vocabulary, report: ImportReport) -> list[Draft]:
    """The rows that are new and without problems; the others go to the report."""
    drafts: list[Draft] = []
    seen: dict[object, int] = {}
    for row in rows:
        reader = RowReader(row, words)
        draft = reader.read()
        for problem in reader.problems:
            report.add(problem)
        if draft is None:
            continue
        if draft.fingerprint in seen:
            first = seen[draft.fingerprint]
            message = _("Steht schon in Zeile %(row)d: gleicher Titel, gleiche Beteiligte.") % {"row": first}
            report.add(Problem(row.number, "", message))
        elif draft.fingerprint in words.fingerprints:
            report.present.append(draft.values["title"])
        else:
            drafts.append(draft)
        seen.setdefault(draft.fingerprint, row.number)
    return drafts


def _enter(draft: Draft, report: ImportReport, *, by: User | None, published: bool) -> None:
    """Create one cooperation in its own savepoint, so that a row the database refuses spoils no other."""
    try:
        with transaction.atomic():
            cooperation = create_cooperation(by=by, values=draft.values, parts=draft.parts)
            if published:
                publish(subject=cooperation, by=by)
    except NotReadyError as error:
        report.add(Problem(draft.row, "", " ".join(error.messages)))
    except ValidationError as error:
        for message in error.messages:
            report.add(Problem(draft.row, "", message))
    else:
        report.created.append(cooperation.title)
