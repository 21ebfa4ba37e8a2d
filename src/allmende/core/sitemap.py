# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Which addresses search engines shall know: each app says it for its own nouns, in ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Addresses = Callable[[], Iterable[str]]
"""Gives the addresses (paths on this host) of all public pages of one kind."""

MOST = 50_000
"""More addresses than this a sitemap may not have."""

_sources: dict[str, Addresses] = {}


def register(key: str, addresses: Addresses) -> None:
    """Add the pages of one kind; the same key again replaces the former."""
    _sources[key] = addresses


def addresses() -> list[str]:
    """Every address, without doubles, in the order of registration; cut at what a sitemap may have."""
    found = dict.fromkeys(["/"])
    for source in _sources.values():
        found.update(dict.fromkeys(source()))
    return list(found)[:MOST]
