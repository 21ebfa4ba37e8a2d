# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A portal with some places and the directives that come with it, for whoever asks over the API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

import allmende.funding
from allmende.cooperation.models import Programme
from allmende.funding.files.loading import load
from allmende.funding.files.reading import read
from allmende.funding.files.writing import as_content
from allmende.funding.models import Directive, DirectiveState, ProgrammeProfile
from allmende.territory.tests.factories import make_eifel, make_place

if TYPE_CHECKING:
    from django.test import Client

FILES = Path(allmende.funding.__file__).parent / "data" / "directives"
MENDIG, BELL, ETTRINGEN, GLEES = "071375004069", "071375004008", "071375009038", "071315003029"
MAYEN, BLANKENHEIM = "071370068068", "053660004004"
NRW = [BLANKENHEIM, "053660008008", "053660012012", "053660016016", "053660020020"]
DAY = "2026-06-01"


def make_places() -> None:
    """The Eifel of Rheinland-Pfalz, and five municipalities across the border in Nordrhein-Westfalen."""
    make_eifel()
    for key, name in zip(NRW[1:], ("Dahlem", "Euskirchen", "Hellenthal", "Kall"), strict=True):
        make_place(key, name, "Gemeinde", population=10_000)


def make_directive(name: str) -> Directive:
    """The directive of a file that comes with the portal, released."""
    content = load((FILES / f"{name}.yaml").read_bytes(), f"{name}.yaml").content
    text = read(content)
    slug = content["programme"]
    programme, _new = Programme.objects.get_or_create(slug=slug, defaults={"name": slug})
    profile, _new = ProgrammeProfile.objects.get_or_create(programme=programme, defaults={"is_published": True})
    return Directive.objects.create(
        profile=profile,
        key=text.key,
        title=text.title,
        valid_from=text.valid_from,
        valid_until=text.valid_until,
        content=as_content(text, programme=slug),
        state=DirectiveState.RELEASED,
        released_at=timezone.now(),
    )


def ask(client: Client, body: Any, **headers: str) -> Any:
    """A check; a ``body`` of bytes is sent as it is."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(reverse("api:check"), data, content_type="application/json", headers=headers)


def told(response: Any) -> dict[str, str]:
    """The messages of a refusal by field."""
    return {error["field"]: error["message"] for error in response.json()["errors"]}
