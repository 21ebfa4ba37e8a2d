# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Version 1 of the API. What it answers to is in ``funding_api``; its description is made from the code."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from django.http import HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from allmende.api.asked import Answers, CheckRequest
from allmende.api.funding_api import router
from allmende.api.gate import ASKING, READING, open_to_all
from allmende.api.problems import Refused, message_of, refusal, where
from allmende.api.reading import StrictParser
from allmende.core.outgoing import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest
    from django.urls import URLPattern

PREFIX: Final = "/api/v1/"
DESCRIPTION: Final = (
    "Was das Portal über die Förderung interkommunaler Zusammenarbeit weiß, für andere Programme: Förderprogramme, "
    "Richtlinien als Daten und der Fördercheck.\n\n"
    'Ohne Anmeldung und ohne Schlüssel; Cookies zählen nicht. Geld ist Text mit zwei Stellen in Euro (`"210000.00"`), '
    "kaufmännisch auf den Cent gerundet. Was nicht bekannt ist, ist `null`, nie 0 und nie nein. Nur Regeln, die in der "
    "Quelle nachgelesen sind (`verified`), schließen eine Förderung aus. Das Ergebnis ist keine Zusage: Maßgeblich "
    "ist die Bewilligungsbehörde.\n\n"
    "Innerhalb von Version 1 kommen Angaben hinzu, aber keine fällt weg."
)
KNOWN: Final[Mapping[tuple[str, ...], Sequence[str]]] = {
    (): tuple(CheckRequest.model_fields),
    ("answers",): tuple(Answers.model_fields),
}
"""The names that a check can hold, to be told to who misspells one."""
BODY: Final = ("body", "body")


class Renderer(JSONRenderer):
    json_dumps_params: Final[Mapping[str, Any]] = {"ensure_ascii": False}  # type: ignore[misc]


API: Final = NinjaAPI(
    title="Allmende",
    version="1.0.0",
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    renderer=Renderer(),
    parser=StrictParser(),
)
API.add_router("foerderung", router)


@API.exception_handler(Refused)
def _on_refused(_request: HttpRequest, error: Refused | type[Refused]) -> HttpResponse:
    found = cast("Refused", error)
    return refusal(found.status, found.problems)


@API.exception_handler(HttpError)
def _on_http_error(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    """The parser's own words are behind what ninja raises."""
    found = cast("HttpError", error)
    if isinstance(found.__cause__, Refused):
        return _on_refused(request, found.__cause__)
    return refusal(found.status_code, [("", "Das lässt sich nicht lesen.")])


@API.exception_handler(ValidationError)
def _on_invalid(_request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    """Every problem of a request, in the order of its fields."""
    problems = []
    for found in cast("ValidationError", error).errors:
        place = tuple(found["loc"])
        place = place[2:] if place[:1] == ("body",) else place[1:]
        problems.append((where(place), message_of({**found, "loc": place}, KNOWN)))
    return refusal(422, problems)


@API.exception_handler(Exception)
def _on_exception(_request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Told and logged by the gate; never with a trace."""
    raise cast("Exception", error)


@cache
def _document() -> bytes:
    schema = API.get_openapi_schema(path_prefix=PREFIX)
    schema["servers"] = [{"url": absolute("")}]
    return json.dumps(schema, ensure_ascii=False, indent=1).encode()


def openapi(_request: HttpRequest) -> HttpResponse:
    """The description of all of this (OpenAPI 3.1)."""
    return HttpResponse(_document(), content_type="application/json; charset=utf-8")


def nothing_here(_request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001 - it says nothing
    words = f"Diese Adresse gibt es nicht. Was es gibt, steht in {absolute(PREFIX)}openapi.json."
    return refusal(404, [("", words)])


def views() -> list[URLPattern]:
    """The addresses of version 1, each behind the gate."""
    found = cast("list[URLPattern]", API.urls[0])
    for entry in found:
        entry.callback = open_to_all(entry.callback, ASKING if entry.name == "check" else READING)
    return [entry for entry in found if entry.name != "api-root"]
