# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a BarCamp says when something cannot be done, in words for the person who tried."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class BarcampError(ValidationError):
    """Not now, or not like this."""


class ClosedError(BarcampError):
    """Over, cancelled, or closed by the moderator."""


class PlanChangedError(BarcampError):
    """Somebody else has changed the plan since the page was opened."""

    def __init__(self, text: str = "") -> None:
        super().__init__(
            text or _("Der Plan wurde inzwischen geändert. Sie sehen jetzt den neuen Stand; bitte noch einmal wählen.")
        )


class NotesChangedError(BarcampError):
    """Somebody else has written in the notes meanwhile. Nothing was saved; ``theirs`` is what stands there now."""

    def __init__(self, theirs: str, version: int) -> None:
        super().__init__(_("Während Sie schrieben, hat jemand anderes die Notizen geändert."))
        self.theirs = theirs
        self.version = version


class HandedOverError(BarcampError):
    """The proposal has become something already."""
