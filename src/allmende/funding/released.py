# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The directives that the portal answers from, as the engine reads them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.db.models import F, TextField
from django.db.models.functions import Cast

from allmende.funding.files.reading import DirectiveFileError, read
from allmende.funding.models import Directive

if TYPE_CHECKING:
    import datetime as dt

    from allmende.funding.engine.directive import DirectiveText
    from allmende.funding.models import ProgrammeProfile

logger = structlog.get_logger(__name__)

_read_before: dict[int, tuple[str, DirectiveText]] = {}
"""By key of the row: what was stored, and what it says, so that it is read once as long as it stays the same."""


@dataclass(frozen=True, slots=True)
class Released:
    """A released version: the programme with its Land, its slug, and the rules."""

    profile: ProgrammeProfile
    slug: str
    text: DirectiveText


def released_texts(on: dt.date | None = None) -> list[Released]:
    """Every released version by programme, newest first; with ``on`` those that may apply on that day.

    One query. What cannot be read is left out and logged: one broken row must not silence all others.
    """
    rows = Directive.objects.released().select_related("profile__programme__land").defer("content")
    newest_first = (F("valid_from").desc(nulls_last=True), "pk")
    ordered = rows.order_by("profile__programme__order", "profile__programme__name", "profile_id", *newest_first)
    found = []
    for row in ordered.annotate(stored=Cast("content", TextField())):
        text = text_of(row.pk, row.stored)  # type: ignore[attr-defined] # annotated above
        if text is not None and (on is None or text.in_force_on(on) is not False):
            found.append(Released(row.profile, row.profile.programme.slug, text))
    return found


def text_of(key: int, stored: str) -> DirectiveText | None:
    """What the ``stored`` file of the row ``key`` says; None if it cannot be read."""
    before = _read_before.get(key)
    if before is not None and before[0] == stored:
        return before[1]
    try:
        text = read(json.loads(stored))
    except DirectiveFileError as error:
        logger.error("funding.unreadable_directive", key=key, error=str(error))  # noqa: TRY400 - the words are enough
        return None
    _read_before[key] = (stored, text)
    return text
