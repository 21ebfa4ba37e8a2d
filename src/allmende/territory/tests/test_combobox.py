# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The texts of the suggestions come from the server, in the visitor's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "label", "many"), [("de", "Vorschläge", "# Vorschläge"), ("en", "Suggestions", "# suggestions")]
)
def test_the_field_carries_its_texts(client: Client, language: str, label: str, many: str) -> None:
    client.cookies["sprache"] = language
    page = client.get("/orte/").content.decode()
    assert "data-combobox=" in page
    assert f'data-text-label="{label}"' in page
    assert f'data-text-many="{many}"' in page
