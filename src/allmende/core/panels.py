# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Panels: how an upper app shows something of its own on the page of a lower app, without being imported by it.

The lower app names a slot and renders it: ``{% panels "territory" territory %}``. The upper app fills it in
``AppConfig.ready()``: ``panels.register("territory", TerritoryCooperations())``.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


class Panel(Protocol):
    """One block on someone else's page. ``order`` decides where (small first)."""

    @property
    def order(self) -> int: ...

    @property
    def template(self) -> str: ...

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        """What the template needs, or None to show nothing."""
        ...


_slots: dict[str, list[Panel]] = defaultdict(list)


def register(slot: str, panel: Panel) -> None:
    """Fill ``slot`` with ``panel``; a panel registered twice is shown once."""
    if panel not in _slots[slot]:
        _slots[slot].append(panel)
        _slots[slot].sort(key=lambda item: item.order)


def panels_of(slot: str) -> tuple[Panel, ...]:
    """All panels of ``slot`` in the order they are shown."""
    return tuple(_slots[slot])
