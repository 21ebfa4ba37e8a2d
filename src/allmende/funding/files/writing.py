# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From the text of a directive to plain values in the order of the format, and to YAML and JSON for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import yaml

from allmende.funding.files.table import FORMAT, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allmende.funding.engine.directive import DirectiveText

WIDTH: Final = 110


def as_content(text: DirectiveText, *, programme: str = "") -> dict[str, Any]:
    """The directive as its file holds it: what says nothing is left out, money is text."""
    frame = {"format": FORMAT, "programme": programme} if programme else {"format": FORMAT}
    return {**frame, **TEXT.write(text)}


def to_json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def to_yaml(content: Mapping[str, Any]) -> str:
    """With a blank line between sections and between the entries of a list."""
    return "\n".join(_paragraphs(content))


def _paragraphs(content: Mapping[str, Any]) -> list[str]:
    paragraphs, head = [], {}
    for name, value in content.items():
        if not (isinstance(value, list) and value):
            head[name] = value
            continue
        if head:
            paragraphs.append(_dump(head))
            head = {}
        rows = [_indented(_dump([row])) for row in value]
        paragraphs.append(f"{name}:\n" + rows[0])
        paragraphs.extend(rows[1:])
    return [*paragraphs, _dump(head)] if head else paragraphs


def _dump(value: object) -> str:
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)


def _indented(text: str) -> str:
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))


class _Dumper(yaml.SafeDumper):
    """Indents lists, writes lists of words in one line and long text as a block."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


def _list(dumper: yaml.SafeDumper, rows: list[Any]) -> yaml.SequenceNode:
    plain = all(isinstance(row, str) for row in rows)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", rows, flow_style=plain)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
