# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import pytest

from allmende.accounts import notifications
from allmende.accounts.tests.inbox_stories import ALL


@pytest.fixture
def told(tmp_path, settings):
    """Three categories and one template that only the tests know; no other category is there."""
    (tmp_path / "told.txt").write_text("{{ title }}\n\n{{ text }}\n")
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**first, "DIRS": [tmp_path, *first.get("DIRS", [])]}]
    kept = dict(notifications.CATEGORIES)
    notifications.CATEGORIES.clear()
    notifications.CATEGORIES.update({category.key: category for category in ALL})
    yield
    notifications.CATEGORIES.clear()
    notifications.CATEGORIES.update(kept)
