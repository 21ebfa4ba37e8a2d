# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What can be said about a file, as words that both processes know. The sentences are in ``reading_words``."""

from __future__ import annotations

from enum import StrEnum


class Failure(StrEnum):
    """Why a file could not be read at all."""

    PASSWORD = "password"  # noqa: S105 - the name of a reason
    DAMAGED = "damaged"
    ENTITIES = "entities"
    """Its XML declares words of its own, which may grow without end („billion laughs“)."""
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    TIME = "time"
    MEMORY = "memory"
    CRASHED = "crashed"
    MISSING = "missing"
    """The portal no longer has the file."""


class Note(StrEnum):
    """What should be known about a file that was read."""

    MORE_PAGES = "more_pages"
    MORE_TEXT = "more_text"
    STOPPED_EARLY = "stopped_early"
    SOME_SCANNED = "some_scanned"
    OCR_MISSING = "ocr_missing"
    OCR_STOPPED = "ocr_stopped"
    RECOGNISED = "recognised"
    SCRIPTS = "scripts"
    ATTACHMENTS = "attachments"
    TRACKED_CHANGES = "tracked_changes"
    COMMENTS = "comments"
    NO_TEXT_OF_THIS_SORT = "no_text_of_this_sort"


class UnreadableError(Exception):
    """The file cannot be read, and this is why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure
