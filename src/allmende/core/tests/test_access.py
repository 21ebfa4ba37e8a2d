# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What somebody with a session sees is kept for nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

from allmende.accounts.models import User

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/suche/", "/suche.json", "/nirgends/", "/robots.txt"])
def test_answers_to_a_session_are_private(client: Client, address: str) -> None:
    assert "private" not in client.get(address).headers.get("Cache-Control", "")
    client.force_login(User.objects.create_user("eva@example.org"))
    assert client.get(address).headers["Cache-Control"] == "private, no-cache"


def test_what_is_cached_is_the_same_in_every_process() -> None:
    """Wagtail keeps addresses of pages and pictures there; an old one would be a dead link in one process only."""
    assert not isinstance(caches["default"], LocMemCache)
