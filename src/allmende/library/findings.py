# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the reading of a file has found out, for its sender and for the desk, before anything is published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from allmende.library.document_views import similar_documents
from allmende.library.forms import needs_check
from allmende.library.models import DocumentVersion, Reading
from allmende.library.services.versions import is_being_read

if TYPE_CHECKING:
    from allmende.accounts.models import User
    from allmende.library.document_views import Similar
    from allmende.library.models import Document, PersonalFind

SHOWN: Final = 20
"""Finds that are listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Findings:
    """About one file: what could be read, what is there already, what may be personal data."""

    version: DocumentVersion
    is_waiting: bool
    is_readable: bool
    needs_check: bool
    similar: list[Similar] = field(default_factory=list)
    finds: list[PersonalFind] = field(default_factory=list)
    more_finds: int = 0


def findings_of(key: int | None, *, about: Document | None, user: User) -> Findings | None:
    """About the version with this key, if it is new; of other documents only those that ``user`` sees."""
    version = DocumentVersion.objects.filter(pk=key, document=None).first() if key is not None else None
    if version is None:
        return None
    count = version.personal_finds.count()
    return Findings(
        version=version,
        is_waiting=is_being_read(version),
        is_readable=version.reading in {Reading.READ, Reading.RECOGNISED},
        needs_check=needs_check(version),
        similar=[found for found in similar_documents(version, user) if about is None or found.document.pk != about.pk],
        finds=list(version.personal_finds.all()[:SHOWN]),
        more_finds=max(count - SHOWN, 0),
    )
