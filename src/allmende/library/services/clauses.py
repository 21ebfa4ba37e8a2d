# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write about clauses: splitting a version into them, and the desk's corrections.

Splitting is derived from the pages and can be made anew at any time, so the audit log holds the corrections only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.core.content_version import content_changed
from allmende.library import rules
from allmende.library.clauses.classifying import classify
from allmende.library.clauses.matching import Known, pairs
from allmende.library.clauses.splitting import Sort, split_pages
from allmende.library.models import Clause, DocumentVersion, Subject
from allmende.library.models.clause import DIVIDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.accounts.models import User
    from allmende.library.clauses.splitting import Part

KEPT: Final = frozenset({Sort.OPENING, Sort.PREAMBLE, Sort.CLAUSE, Sort.ANNEX})
"""Parts that become clauses. Tables of contents say nothing; signatures hold names only."""
LONGEST_TEXT: Final = 200_000
"""Characters kept of one clause; what is longer was not recognised as several."""
ASIDE: Final = 1_000_000
"""Added to the order of the former clauses while the new ones take their places."""
CHANGING: Final = ("order", "number", "heading", "text", "page", "subject", "also")


def split_version(version: DocumentVersion) -> int:
    """Make the clauses of ``version`` anew from its pages; returns how many there are.

    A clause that was there before stays the same row, with what the desk said about it. A new version of a document
    takes over the desk's words for clauses that are still the same.
    """
    with transaction.atomic():
        current = DocumentVersion.objects.select_for_update(of=("self",)).select_related("document").get(pk=version.pk)
        has_clauses = current.document is None or current.document.sort in DIVIDED
        pages = current.pages.order_by("number").values_list("number", "text") if has_clauses else ()
        parts = [part for part in split_pages(pages) if part.sort in KEPT]
        now = [_clause(current, order, part) for order, part in enumerate(parts, start=1)]
        former = list(current.clauses.order_by("order"))
        changed = _store(former, now) if former else _create(current, now)
        if changed and current.document is not None and current.document.published_at:
            content_changed()
    return len(now)


def _clause(version: DocumentVersion, order: int, part: Part) -> Clause:
    finding = classify(heading=part.heading, text=part.text, sort=part.sort)
    return Clause(
        version=version,
        order=order,
        number=part.number,
        heading=part.heading,
        text=part.text[:LONGEST_TEXT],
        page=part.page,
        subject=finding.subject,
        also=list(finding.also),
    )


def _create(version: DocumentVersion, now: Sequence[Clause]) -> bool:
    """The first clauses of a version, with the desk's words for the same clauses of the version before."""
    before = (
        version.document and version.document.versions.filter(number__lt=version.number).order_by("-number").first()
    )
    if before:
        former = list(before.clauses.exclude(corrected="").order_by("order"))
        for place, old in pairs([_known(clause) for clause in former], [_known(clause) for clause in now]).items():
            now[place].corrected, now[place].corrected_by_id = former[old].corrected, former[old].corrected_by_id
    Clause.objects.bulk_create(now, batch_size=200)
    return bool(now)


def _store(former: Sequence[Clause], now: Sequence[Clause]) -> bool:
    """Bring the rows to ``now``: the same clause keeps its row, others go or come. Whether anything changed."""
    same = pairs([_known(clause) for clause in former], [_known(clause) for clause in now])
    kept = []
    for place, old in same.items():
        row = former[old]
        if any(getattr(row, name) != getattr(now[place], name) for name in CHANGING):
            for name in CHANGING:
                setattr(row, name, getattr(now[place], name))
            kept.append(row)
    gone = [clause.pk for old, clause in enumerate(former) if old not in same.values()]
    new = [clause for place, clause in enumerate(now) if place not in same]
    if not (kept or gone or new):
        return False
    Clause.objects.filter(pk__in=gone).delete()
    moved = Clause.objects.filter(pk__in=[row.pk for row in kept])
    moved.update(order=F("order") + ASIDE)
    Clause.objects.bulk_update(kept, CHANGING, batch_size=100)
    Clause.objects.bulk_create(new, batch_size=200)
    return True


def _known(clause: Clause) -> Known:
    return Known(clause.number, clause.heading, clause.text)


def correct_clause(*, clause: Clause, subject: str, by: User) -> Clause:
    """Say what ``clause`` regulates, instead of what the rules found; an empty ``subject`` follows the rules again.

    Raises PermissionDenied for whoever does not keep the document, ValidationError for a subject that does not exist.
    """
    document = clause.version.document
    if document is None or not rules.may_change(by, document):
        raise PermissionDenied
    if subject and subject not in Subject.values:
        raise ValidationError(_("Diesen Gegenstand gibt es nicht."))
    with transaction.atomic():
        found = Clause.objects.select_for_update(of=("self",)).get(pk=clause.pk)
        if found.corrected != subject:
            before = found.corrected
            found.corrected, found.corrected_by = subject, by if subject else None
            found.save(update_fields=["corrected", "corrected_by"])
            audit.record(
                "clause.corrected",
                found,
                by=by,
                before={"corrected": before, "found": found.subject},
                after={"corrected": subject},
            )
            content_changed()
    clause.corrected, clause.corrected_by = found.corrected, found.corrected_by
    return found
