# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Files as people send them: YAML and JSON, whole, broken and hostile."""

from __future__ import annotations

import json

import pytest

from allmende.funding.files.loading import MOST_BYTES, load, parse, read_file
from allmende.funding.files.reading import DirectiveFileError

HEAD = "format: allmende-foerderrichtlinie-1\nkey: a\ntitle: A\nland: '07'\n"


def said(data: bytes | str, name: str = "") -> str:
    with pytest.raises(DirectiveFileError) as caught:
        read_file(data.encode() if isinstance(data, str) else data, name)
    return str(caught.value)


def test_everything_in_yaml_is_text_but_null() -> None:
    text = "a: no\nb: 2021-08-31\nc: 1.50\nd: 0x10\ne: null\nf:\ng: ~\nh: 'null'\ni: [ja, 07, 1_000]\nj: 12:30\n"
    found = parse(text.encode(), "a.yaml")
    assert [found.pop(name) for name in "abcd"] == ["no", "2021-08-31", "1.50", "0x10"]
    assert found == {"e": None, "f": None, "g": None, "h": "null", "i": ["ja", "07", "1_000"], "j": "12:30"}


def test_numbers_of_json_stay_as_they_were_written() -> None:
    text = '{"a": 0.10, "b": true, "c": null, "d": 12345678901234567890.123, "e": "\\u00e4"}'
    found = parse(text.encode(), "a.json")
    assert found == {"a": "0.10", "b": True, "c": None, "d": "12345678901234567890.123", "e": "ä"}


@pytest.mark.parametrize("name", ["a.json", "", "ohne-endung"])
def test_json_is_known_by_its_name_or_its_first_letter(name: str) -> None:
    assert parse(b'\n {"a": "\\/"}', name) == {"a": "/"}


def test_marks_and_line_ends_of_windows_do_not_matter() -> None:
    data = ("\ufeff" + HEAD + "note: |\n  a\n  b\n").replace("\n", "\r\n").encode()
    assert read_file(data, "a.yaml").note == "a\nb"


def test_lines_are_those_of_the_file() -> None:
    lines = {"rules": 5, "rules[0]": 6, "rules[0].key": 6, "rules[0].severity": 7}
    yaml = HEAD + "rules:\n  - key: a\n    severity: x\n"
    assert {path: load(yaml.encode(), "a.yaml").lines[path] for path in lines} == lines
    assert "Regel 1, „severity“, Zeile 7: „x“ gibt es hier nicht" in said(yaml)
    assert "Regel 1, „title“, Zeile 6: Die Angabe „title“ fehlt." in said(yaml)
    as_json = json.dumps({"key": "a", "rules": [{"key": '"}],\n', "severity": "x"}]}, indent=1)
    assert load(as_json.encode(), "a.json").lines["rules[0].severity"] == 6


def test_a_name_that_stands_twice_is_refused() -> None:
    assert said("a: 1\nb: 2\na: 3\n") == "„a“, Zeile 3: Die Angabe „a“ steht hier zweimal."
    assert said('{"a": {"b": 1, "b": 1}}', "x.json") == "„a“, „b“, Zeile 1: Die Angabe „b“ steht hier zweimal."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Die Datei ist leer."),
        (b" \n\n", "Die Datei ist leer."),
        (b"\xef\xbb\xbf", "Die Datei ist leer."),
        ("titel: Förderung".encode("latin-1"), "kein Text in UTF-8"),
        ("titel: x".encode("utf-16"), "kein Text in UTF-8"),
        (b"a" * (MOST_BYTES + 1), "zu groß"),
        (b"- a\n- b\n", "benannten Angaben"),
        (b"nur Text", "benannten Angaben"),
        (b"# nur ein Kommentar", "benannten Angaben"),
        (b"[1, 2]", "benannten Angaben"),
        (b"a: &x 1\nb: *x\n", "Zeile 1: Verweise mit"),
        (b"a: *x\n", "Zeile 1: Verweise mit"),
        (b"a: !!python/object:os.system x\n", "Zeile 1: Angaben mit „!“"),
        (b"a: 1\n---\nb: 2\n", "mehrere Dokumente"),
        (b"a: {? [x] : 1}", "Der Name einer Angabe muss ein einzelnes Wort sein."),
        (b"~: 1", "Hier fehlt der Name"),
        (b"a: b: c", "Zeile 1: Hier ist ein Doppelpunkt zu viel"),
        (b"a: 1\nb 2\nc: 3", "fehlt der Doppelpunkt"),
        (b"a: 1\n\tb: 2", "Zeile 2: "),
        (b'a: "x', "Hier fehlt ein Anführungszeichen"),
        (b"a: [1, 2", "Hier fehlt ein Komma, oder eine Klammer am Ende."),
        (b"a: 'b' c", "kein gültiges YAML"),
        (b"a:\n  b: 1\n c: 2", "Zeile 3: "),
        (b"{" * 100_000, "Name einer Angabe"),
        (b"a: " + b"[" * 100_000, "zu tief geschachtelt"),
        (b"".join(b" " * depth + b"- \n" for depth in range(100)), "zu tief geschachtelt"),
    ],
)
def test_what_is_no_plain_yaml_is_said(data: bytes, words: str) -> None:
    assert words in said(data, "a.yaml")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ('{"a": NaN}', "„NaN“ ist keine Zahl"),
        ('{"a": -Infinity}', "„-Infinity“ ist keine Zahl"),
        ('{"a": 1,\n}', "Zeile 2: Das ist kein gültiges JSON"),
        ('{"a": 1} {"b": 2}', "kein gültiges JSON"),
        ("{'a': 1}", "kein gültiges JSON"),
        ('// x\n{"a": 1}', "kein gültiges JSON"),
        ("[" * 500_000, "Zeile 1: Die Angaben sind zu tief geschachtelt."),
        ('{"a":\n' * 40, "Zeile 31: Die Angaben sind zu tief geschachtelt."),
        ('"\\' * 200_000, "kein gültiges JSON"),
        ('"' * 200_000, "kein gültiges JSON"),
        ('"text"', "benannten Angaben"),
        ("null", "benannten Angaben"),
    ],
)
def test_what_is_no_json_is_said(data: str, words: str) -> None:
    assert words in said(data, "a.json")
