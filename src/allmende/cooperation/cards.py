# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a card says of a cooperation: title, the first partners, topics, status, known money, Land.

``for_cards`` fetches it in three queries, whatever the number of cards; the names of the Länder are a fourth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from allmende.cooperation.models import Grant, Role, Status
from allmende.territory.finding import titled
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from allmende.cooperation.models import Cooperation, CooperationQuerySet, Participation, Topic

SHOWN_PARTNERS = 3
BADGES = {
    Status.IDEA.value: "info",
    Status.PLANNED.value: "info",
    Status.STARTING.value: "warning",
    Status.RUNNING.value: "success",
    Status.FAILED.value: "danger",
}
"""Colour of the status badge; the rest is neutral. The word says it, the colour only helps."""


@dataclass(frozen=True, slots=True)
class Card:
    """One cooperation in a list. ``amount`` is the sum of the known grants in EUR, None when not one is known."""

    cooperation: Cooperation
    partners: tuple[str, ...]
    more_partners: int
    topics: Sequence[Topic]
    lands: tuple[str, ...]
    badge: str
    amount: Decimal | None
    amount_is_maximum: bool


def for_cards(cooperations: CooperationQuerySet) -> CooperationQuerySet:
    """``cooperations`` with what their cards show."""
    maximum = Grant.objects.filter(cooperation=OuterRef("pk"), amount_is_maximum=True).exclude(amount=None)
    return cooperations.for_cards().annotate(grant_is_maximum=Exists(maximum))


def land_names() -> dict[str, str]:
    """The names of the Länder by their two digits."""
    return dict(Territory.objects.filter(level=Level.LAND).values_list("ars", "name"))


def partner_name(participation: Participation) -> str:
    """The partner as the register („Verbandsgemeinde Mendig“) or its organisation is called; else as in the source."""
    if participation.territory is not None:
        return titled(participation.territory.name, participation.territory.kind)
    return participation.organisation.name if participation.organisation is not None else participation.stated_name


def lead_first(participations: Iterable[Participation]) -> list[Participation]:
    """Partners as a reader looks for them: the lead, those taking part, the associated; who left comes last."""
    order = {Role.LEAD.value: 0, Role.PARTNER.value: 1, Role.ASSOCIATED.value: 2}
    return sorted(participations, key=lambda part: (part.left_on is not None, order.get(part.role, 3)))


def lands_of(participations: Iterable[Participation], names: Mapping[str, str]) -> tuple[str, ...]:
    """The Länder in which the partners lie, in the official order."""
    keys = {part.territory.land_key for part in participations if part.territory is not None}
    return tuple(names[key] for key in sorted(keys) if key in names)


def card_of(cooperation: Cooperation, names: Mapping[str, str]) -> Card:
    participations = lead_first(cooperation.participations.all())
    partners = [partner_name(part) for part in participations]
    # Three are shown, but nobody is hidden behind "and 1 more": that takes as much room as the name.
    shown = SHOWN_PARTNERS if len(partners) > SHOWN_PARTNERS + 1 else len(partners)
    return Card(
        cooperation=cooperation,
        partners=tuple(partners[:shown]),
        more_partners=len(partners) - shown,
        topics=list(cooperation.topics.all()),
        lands=lands_of(participations, names),
        badge=BADGES.get(cooperation.status, ""),
        # annotated by for_cards
        amount=cooperation.grant_total,  # type: ignore[attr-defined]
        amount_is_maximum=cooperation.grant_is_maximum,  # type: ignore[attr-defined]
    )


def cards_of(cooperations: Iterable[Cooperation]) -> list[Card]:
    """Cards in the order given."""
    found = list(cooperations)
    names = land_names() if found else {}
    return [card_of(cooperation, names) for cooperation in found]
