# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is written is read again as it was; whatever is sent, nothing but words about the file comes back."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from allmende.funding.files.differences import differences
from allmende.funding.files.loading import parse, read_file
from allmende.funding.files.reading import DirectiveFileError, programme_of, read
from allmende.funding.files.scalars import cleaned
from allmende.funding.files.schema import file_schema
from allmende.funding.files.writing import as_content, to_json, to_yaml
from allmende.funding.tests.random_directives import directives, plain_values, words
from allmende.funding.tests.schema_check import fits

if TYPE_CHECKING:
    from collections.abc import Callable

    from allmende.funding.engine.directive import DirectiveText

SCHEMA = file_schema()


def words_about(reader: Callable[..., object], *sent: Any) -> list[str]:
    """What is said about something that cannot be read; nothing if it can."""
    try:
        reader(*sent)
    except DirectiveFileError as error:
        return [str(problem) for problem in error.problems] or [""]
    return []


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(directives())
def test_every_directive_comes_back_from_values_yaml_and_json(text: DirectiveText) -> None:
    content = as_content(text, programme="ikz")
    assert read(content) == text
    assert as_content(read(content), programme=programme_of(content)) == content
    for written, name in ((to_yaml(content), "a.yaml"), (to_json(content), "a.json")):
        assert read_file(written.encode(), name) == text
        assert parse(written.encode(), name)["programme"] == "ikz"
    assert differences(text, read(content)).is_empty
    assert fits(content, SCHEMA, SCHEMA)
    # Other programs that read YAML see the same values: what is text is quoted where they would see a number or day.
    assert yaml.safe_load(to_yaml(content)) == content == json.loads(to_json(content))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(plain_values, st.sampled_from(["whole", "sections", "fields", "conditions"]))
def test_whatever_is_read_only_a_word_about_the_file_comes_back(value: object, where: str) -> None:
    base: dict[str, object] = {"format": "allmende-foerderrichtlinie-1", "key": "a", "title": "A", "land": "07"}
    fields = dict.fromkeys(("key", "title", "when", "lump", "name", "on", "answers", "partners", "citation"), value)
    condition = dict.fromkeys(("asks", "operator", "value"), value)
    content = {
        "whole": value,
        "sections": base | dict.fromkeys(("rules", "amounts", "cases", "citation", "title"), value),
        "fields": base | {name: [fields, value] for name in ("rules", "amounts", "cases")},
        "conditions": base
        | {"rules": [{"conditions": [condition, {**condition, "asks": "topic", "operator": "one_of"}]}]},
    }[where]
    before = copy.deepcopy(content)
    assert all(said == cleaned(said) for said in words_about(read, content))
    assert repr(content) == repr(before)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.binary(max_size=60)
    | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.lists(
        words | st.sampled_from([": ", "\n", "- ", "  ", "[", "{", '"', "'", "|", "&a ", "*a", "!t ", "? ", "%"]),
        max_size=30,
    ).map(lambda parts: "".join(parts).encode()),
    st.sampled_from(["", "a.json", "a.yaml"]),
)
@example(b"a: \x85\xff", "a.yaml")
@example(b'{"a": "\\ud800"}', "a.json")
@example(b'{"a": 1e999999999}', "a.json")
@example(b"%YAML 9.9\n---\na: 1", "a.yaml")
@example(b"%TAG ! tag:x,1:\n---\n!a b", "a.yaml")
def test_whatever_file_is_sent_only_a_word_about_it_comes_back(data: bytes, name: str) -> None:
    assert all(words_about(read_file, data, name))


@given(st.text(max_size=40))
def test_what_was_cleaned_is_clean(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    once.encode()
