# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From the bytes of a file to plain values. All of it is text: no „no“ becomes False, no number is rounded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from allmende.funding.files.json_events import json_events
from allmende.funding.files.problems import DirectiveFileError, Problem, below
from allmende.funding.files.reading import read
from allmende.funding.files.scalars import shortened
from allmende.funding.files.yaml_events import yaml_events

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.funding.engine.directive import DirectiveText
    from allmende.funding.files.events import Event

MOST_BYTES: Final = 1_000_000
DEEPEST: Final = 30
UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Plain values of a file (mappings, lists, text, True, False, None) and the lines of their paths."""

    content: dict[str, Any]
    lines: dict[str, int]


def parse(data: bytes, name: str = "") -> dict[str, Any]:
    """The plain values of a file. Raises DirectiveFileError."""
    return load(data, name).content


def read_file(data: bytes, name: str = "") -> DirectiveText:
    """The directive in a file. Raises DirectiveFileError; problems have the line."""
    loaded = load(data, name)
    return read(loaded.content, loaded.lines)


def load(data: bytes, name: str = "") -> Loaded:
    """JSON if the name ends so or the text begins so, else YAML. Raises DirectiveFileError."""
    text = _decoded(data)
    if not text.strip():
        raise _refused(_("Die Datei ist leer."))
    suffix = name.lower().rpartition(".")[2]
    is_json = suffix == "json" or (suffix not in {"yaml", "yml"} and text.lstrip()[0] in "{[")
    builder = _Builder()
    builder.take(json_events(text, DEEPEST) if is_json else yaml_events(text))
    if builder.twice:
        raise DirectiveFileError(builder.twice)
    if not isinstance(builder.root, dict):
        raise _refused(_("Die Datei muss aus benannten Angaben bestehen, zum Beispiel „title: …“."))
    return Loaded(builder.root, builder.lines)


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise _refused(_("Die Datei ist zu groß. Erlaubt ist höchstens 1 MB."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = _("Die Datei ist kein Text in UTF-8. Bitte speichern Sie sie mit der Zeichenkodierung „UTF-8“.")
        raise _refused(message) from None
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _refused(message: str, line: int | None = None) -> DirectiveFileError:
    return DirectiveFileError([Problem("", message, line)])


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read; ``key`` is that of the value to come, on ``line``."""

    into: dict[str, Any] | list[Any]
    path: str
    key: str | None = None
    line: int = 0


class _Builder:
    """Puts events together, without recursion, so that no file is too deep for it."""

    def __init__(self) -> None:
        self.root: object = None
        self.lines: dict[str, int] = {}
        self.twice: list[Problem] = []
        self.stack: list[_Open] = []

    def take(self, events: Iterable[Event]) -> None:
        for event in events:
            if event.kind == "end":
                self.stack.pop()
            elif event.kind == "scalar":
                self._scalar(event)
            else:
                into: dict[str, Any] | list[Any] = {} if event.kind == "map" else []
                path = self._put(into, event)
                self.stack.append(_Open(into, path))
                if len(self.stack) > DEEPEST:
                    raise _refused(_("Die Angaben sind zu tief geschachtelt."), event.line)

    def _scalar(self, event: Event) -> None:
        above = self.stack[-1] if self.stack else None
        if above is None or isinstance(above.into, list) or above.key is not None:
            self._put(event.value, event)
            return
        if not isinstance(event.value, str) or not event.value:
            raise _refused(_("Hier fehlt der Name einer Angabe."), event.line)
        above.key, above.line = event.value, event.line
        if event.value in above.into:
            message = _("Die Angabe „%(name)s“ steht hier zweimal.") % {"name": shortened(event.value)}
            self.twice.append(Problem(below(above.path, event.value), message, event.line))

    def _put(self, value: object, event: Event) -> str:
        """Puts the value where it belongs; its path."""
        if not self.stack:
            self.root = value
            return ""
        above, line = self.stack[-1], event.line
        if isinstance(above.into, list):
            path = below(above.path, len(above.into))
            above.into.append(value)
        elif above.key is None:
            raise _refused(_("Der Name einer Angabe muss ein einzelnes Wort sein."), event.line)
        else:
            path = below(above.path, above.key)
            above.into[above.key] = value
            above.key, line = None, above.line
        self.lines.setdefault(path, line)
        return path
