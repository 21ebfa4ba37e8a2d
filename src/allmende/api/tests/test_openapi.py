# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The description of the API holds what OpenAPI 3.1 demands, is complete, and says what is really answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from allmende.api import urls
from allmende.api.asked import CASE
from allmende.api.tests.story import MENDIG, ask
from allmende.funding.engine.questions import QUESTIONS
from allmende.funding.tests.check_cast import make_places, release

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TYPES = {"string": str, "object": dict, "array": list, "boolean": bool, "null": type(None)}
METHODS = {"get", "post"}


@pytest.fixture
def document(client) -> Any:
    return client.get(reverse("api:openapi")).json()


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)


def follow(document: dict[str, Any], reference: str) -> Any:
    assert reference.startswith("#/")
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def fits(document: dict[str, Any], schema: dict[str, Any], value: Any, at: str = "") -> list[str]:
    """Where ``value`` is not what ``schema`` says: as much of JSON Schema as the description uses."""
    if "$ref" in schema:
        return fits(document, follow(document, schema["$ref"]), value, at)
    if "anyOf" in schema:
        tried = [fits(document, one, value, at) for one in schema["anyOf"]]
        return [] if [] in tried else [f"{at}: {value!r} fits none"]
    kind = schema.get("type")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (is_number if kind in {"integer", "number"} else isinstance(value, TYPES.get(kind or "", object))):
        return [f"{at}: {value!r} is no {kind}"]
    wrong = [] if value in schema.get("enum", [value]) else [f"{at}: {value!r} is not one of them"]
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        wrong.append(f"{at}: {value!r} does not match")
    for index, item in enumerate(value if kind == "array" else ()):
        wrong += fits(document, schema.get("items", {}), item, f"{at}[{index}]")
    return wrong + (_fits_object(document, schema, value, at) if kind == "object" else [])


def _fits_object(document: dict[str, Any], schema: dict[str, Any], value: dict[str, Any], at: str) -> list[str]:
    properties = schema.get("properties", {})
    wrong = [f"{at}.{name} is missing" for name in schema.get("required", []) if name not in value]
    if not schema.get("additionalProperties", not properties):
        wrong += [f"{at}.{name} is not described" for name in value.keys() - properties.keys()]
    for name in value.keys() & properties.keys():
        wrong += fits(document, properties[name], value[name], f"{at}.{name}")
    return wrong


def answer_schema(document: dict[str, Any], path: str, method: str = "get", status: str = "200") -> Any:
    return document["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]


def test_it_has_the_shape_of_openapi_3_1(document) -> None:
    assert document["openapi"].startswith("3.1.")
    assert {"title", "version", "description"} <= document["info"].keys()
    assert all(entry["url"].startswith("http") for entry in document["servers"])
    operations = [
        (path, method, operation) for path, item in document["paths"].items() for method, operation in item.items()
    ]
    names = [operation["operationId"] for _path, _method, operation in operations]
    assert len(names) == len(set(names)) == 4
    for path, method, operation in operations:
        assert method in METHODS
        assert operation["summary"]
        assert operation["description"]
        assert {status for status in operation["responses"] if not re.fullmatch(r"[1-5]\d\d", status)} == set()
        assert all(answer["description"] for answer in operation["responses"].values())
        in_path = {entry["name"] for entry in operation["parameters"] if entry["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))
        assert all(entry["required"] for entry in operation["parameters"] if entry["in"] == "path")


def test_every_reference_leads_somewhere_and_every_type_is_used(document) -> None:
    named = {node["$ref"] for node in nodes(document) if isinstance(node.get("$ref"), str)}
    assert all(follow(document, reference) for reference in named)
    assert {f"#/components/schemas/{name}" for name in document["components"]["schemas"]} == named


def test_every_address_of_the_api_is_described(document) -> None:
    ours = {entry.name for entry in urls.version_1 if entry.name} - {"openapi"}
    described = {reverse(f"api:{name}", kwargs={"key": "x"} if name == "directive" else {}) for name in ours}
    assert {path.replace("{key}", "x") for path in document["paths"]} == described


def test_every_question_can_be_answered_and_is_explained_in_german(document) -> None:
    answers = document["components"]["schemas"]["Answers"]["properties"]
    assert answers.keys() == {key for key, question in QUESTIONS.items() if not question.derived}
    assert all(entry["description"] for entry in answers.values())
    assert "in Euro" in answers["eligible_cost"]["description"]
    assert "`study`" in answers["undertaking"]["description"]


def test_everything_answered_is_described_as_it_is(client, document) -> None:
    make_places()
    for name in ("rlp-pilot-2024", "nrw-ikz-2021"):
        release(name)
    check = reverse("api:check")
    body = {"partners": [MENDIG], "answers": {"requested_amount": 5, "eligible_cost": 10}, "on": "2026-06-01"}
    answered = ask(client, body).json()
    assert answered["results"]
    assert fits(document, answer_schema(document, check, "post"), answered) == []
    refused = ask(client, {"on": "x"}).json()
    assert fits(document, answer_schema(document, check, "post", "422"), refused) == []
    for name in ("api:programmes", "api:directives"):
        address = reverse(name)
        assert fits(document, answer_schema(document, address), client.get(address).json()) == []


def test_the_example_is_described_as_it_is_sent(document) -> None:
    body = document["paths"][reverse("api:check")]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert fits(document, body, CASE) == []
    assert fits(document, body, {"partner": []}) != []
