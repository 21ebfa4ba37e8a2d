# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How another system asks, and what it is told. Places and directives are those of the tests of the Fördercheck."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from allmende.funding.tests.check_cast import RLP

if TYPE_CHECKING:
    from django.test import Client

MENDIG, BELL, MAINZ = RLP
DAY = "2026-06-01"


def ask(client: Client, body: Any, **headers: str) -> Any:
    """A check; a ``body`` of bytes is sent as it is."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(reverse("api:check"), data, content_type="application/json", headers=headers)


def told(response: Any) -> dict[str, str]:
    """The messages of a refusal by field."""
    return {error["field"]: error["message"] for error in response.json()["errors"]}
