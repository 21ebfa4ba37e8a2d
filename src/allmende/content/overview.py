# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the start page shows of the cooperations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from allmende.cooperation.cards import cards_of, for_cards
from allmende.cooperation.models import Cooperation

if TYPE_CHECKING:
    from allmende.cooperation.cards import Card

SHOWN_COOPERATIONS = 4


def recent_cooperations(limit: int = SHOWN_COOPERATIONS) -> list[Card]:
    """The cooperations whose Steckbrief was confirmed last; those never confirmed follow, the latest to begin first."""
    cooperations = Cooperation.objects.published().order_by(
        F("confirmed_on").desc(nulls_last=True), F("starts_on").desc(nulls_last=True), "-pk"
    )
    return cards_of(for_cards(cooperations)[:limit])
