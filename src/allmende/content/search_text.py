# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Text as it is compared when someone searches: folded, without mark-up."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

from django.utils.html import strip_tags

from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Iterable


def plain(html: str) -> str:
    """The words of ``html``; tags part words, entities are resolved."""
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


def searchable(parts: Iterable[object]) -> str:
    """Everything in ``parts`` as one folded text."""
    return fold(plain(" ".join(str(part) for part in parts if part)))


def words(query: str) -> list[str]:
    """The words of a query, folded; at most eight, so that nobody can build an endless condition."""
    return fold(query[:200]).split()[:8]
