# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How the pages of cooperations name things."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django import template

from allmende.cooperation import cards

if TYPE_CHECKING:
    from allmende.cooperation.models import Participation

register = template.Library()


@register.filter
def partner_name(participation: Participation) -> str:
    """„Verbandsgemeinde Mendig“: the partner with its kind, as a reader knows it."""
    return cards.partner_name(participation)


@register.filter
def host(url: str) -> str:
    """The site an address leads to, so that a reader knows before going there."""
    return urlsplit(url).netloc.removeprefix("www.")
