# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""YAML, the plain part of it: one document, no anchors and aliases, no tags. All that stands there is text, or null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml
from django.utils.translation import gettext as _

from allmende.funding.files.events import Event
from allmende.funding.files.problems import DirectiveFileError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

# With the library in C where there is one: ten times as fast.
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})


def yaml_events(text: str) -> Iterator[Event]:
    """Raises DirectiveFileError where it is no YAML or more than is allowed."""
    documents = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            documents += isinstance(event, yaml.DocumentStartEvent)
            _refuse_more(event, documents)
            found = _event(event)
            if found is not None:
                yield found
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        raise DirectiveFileError([Problem("", _words(error), mark.line + 1 if mark else None)]) from None


def _event(event: Any) -> Event | None:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.ScalarEvent):
        is_null = event.implicit[0] and event.value in NULLS
        return Event("scalar", line, None if is_null else event.value)
    if isinstance(event, yaml.MappingStartEvent):
        return Event("map", line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Event("list", line)
    return Event("end", line) if isinstance(event, yaml.CollectionEndEvent) else None


def _refuse_more(event: Any, documents: int) -> None:
    message = ""
    if documents > 1:
        message = _("In der Datei stehen mehrere Dokumente (getrennt durch „---“). Erlaubt ist eines.")
    elif getattr(event, "anchor", None) is not None:
        message = _("Verweise mit „&“ und „*“ sind nicht erlaubt. Text, der so beginnt, steht in Anführungszeichen.")
    elif getattr(event, "tag", None) is not None:
        message = _("Angaben mit „!“ davor sind nicht erlaubt. Text, der so beginnt, steht in Anführungszeichen.")
    if message:
        raise DirectiveFileError([Problem("", message, event.start_mark.line + 1)])


def _words(error: yaml.YAMLError) -> str:
    problem = str(getattr(error, "problem", ""))
    if r"'\t'" in problem or "tab" in problem:
        return _("Tabulatoren sind hier nicht erlaubt. Bitte mit Leerzeichen einrücken.")
    if "mapping values are not allowed" in problem:
        return _(
            "Hier ist ein Doppelpunkt zu viel, oder die Zeile ist falsch eingerückt. Text mit „: “ darin steht in"
            " Anführungszeichen."
        )
    if "could not find expected ':'" in problem:
        return _("Nach dem Namen einer Angabe fehlt der Doppelpunkt, oder das Leerzeichen danach.")
    if "expected ','" in problem:
        return _("Hier fehlt ein Komma, oder eine Klammer am Ende.")
    if "end of stream" in problem or "found unexpected" in problem:
        return _("Hier fehlt ein Anführungszeichen am Ende.")
    return _("Das ist kein gültiges YAML. Häufig ist eine Zeile nicht so weit eingerückt wie ihre Nachbarn.")
