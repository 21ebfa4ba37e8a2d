# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""As much of JSON Schema as the format of directive files uses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

TYPES: Final[Mapping[str, Any]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
KNOWN: Final = {
    *("$schema", "$id", "$defs", "$ref", "title", "description", "format", "type", "properties", "required", "items"),
    *(
        "additionalProperties",
        "anyOf",
        "enum",
        "const",
        "pattern",
        "maxLength",
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
    ),
}


def fits(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """Whether ``value`` is as ``schema`` says; what the schema says must be known here."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        return fits(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    kinds = schema.get("type", list(TYPES))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return (
        any(isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in kinds)
        and ("enum" not in schema or value in schema["enum"])
        and ("const" not in schema or value == schema["const"])
        and ("anyOf" not in schema or any(fits(value, variant, root) for variant in schema["anyOf"]))
        and _fits_inside(value, schema, root)
    )


def _fits_inside(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    if isinstance(value, str):
        return re.search(schema.get("pattern", ""), value) is not None and len(value) <= schema.get("maxLength", 10**6)
    if isinstance(value, list):
        fitting = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**6)
        return fitting and all(fits(row, schema.get("items", {}), root) for row in value)
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        return (
            set(schema.get("required", ())) <= set(value)
            and (schema.get("additionalProperties", True) or set(value) <= set(properties))
            and all(fits(part, properties.get(name, {}), root) for name, part in value.items())
        )
    return value is None or schema.get("minimum", value) <= value <= schema.get("maximum", value)
