# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Whatever is sent: it is understood, or refused in German with the place where it hurts; nothing else happens."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from allmende.api.asked import ASKED, CASE, CheckRequest
from allmende.api.problems import Refused, message_of, where
from allmende.api.reading import read_json
from allmende.api.v1 import KNOWN

EXAMPLES = settings(max_examples=60, deadline=None, derandomize=True, database=None)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
)
ANSWERS = st.dictionaries(st.sampled_from([question.key for question in ASKED]) | st.text(max_size=5), VALUES)
BODIES = st.fixed_dictionaries({}, optional=dict.fromkeys((*CheckRequest.model_fields, "something"), VALUES | ANSWERS))


def words_of(data: bytes) -> list[str]:
    """What a refusal says; nothing if the request can be answered."""
    try:
        CheckRequest.model_validate(read_json(data))
    except Refused as refused:
        return [words for _field, words in refused.problems]
    except ValidationError as error:
        return [f"{where(found['loc'])} {message_of(found, KNOWN)}" for found in error.errors()]
    return []


def in_german(data: bytes) -> bool:
    said = words_of(data)
    "".join(said).encode()
    return all(words.endswith(".") and "Input" not in words for words in said)


@EXAMPLES
@given(BODIES)
def test_any_json(body) -> None:
    assert in_german(json.dumps(body).encode())


@EXAMPLES
@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:0123456789.eE-+ntfalsr\\u ', max_size=60).map(str.encode))
def test_any_bytes(data) -> None:
    assert in_german(data)


def test_the_example_is_understood_with_its_numbers_exact() -> None:
    assert words_of(json.dumps(CASE).encode()) == []
    assert str(read_json(b'{"a": 0.10}')["a"]) == "0.10"
    with pytest.raises(Refused):
        read_json(b'{"a": "]"' + b"}" * 2)
    assert read_json(b'"[[[[[[[[[[[[\\"[["') == '[[[[[[[[[[[["[['
