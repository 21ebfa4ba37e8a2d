# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""JSON from outside, read strictly: nothing twice, no NaN, no number that nobody can mean, numbers exact."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from ninja.parser import Parser

from allmende.api.problems import Refused
from allmende.funding.checking.numbers import shown

if TYPE_CHECKING:
    from typing import NoReturn

    from django.http import HttpRequest

MOST_BYTES: Final = 64 * 1024
MOST_DIGITS: Final = 30
"""Of one number; amounts are far below."""
DEEPEST: Final = 8
"""Levels of brackets; a check has three."""
BAD_REQUEST: Final = 400


def read_json(data: bytes) -> Any:
    """What ``data`` says. Raises ``Refused``."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _bad("Der Text ist nicht in UTF-8 geschrieben.") from None
    try:
        value = json.loads(
            text, parse_constant=_no_number, parse_float=_exact, parse_int=_whole, object_pairs_hook=_once_each
        )
    except json.JSONDecodeError as error:
        raise _bad(f"Das ist kein JSON: Fehler in Zeile {error.lineno}, Zeichen {error.colno}.") from None
    except RecursionError:
        raise _bad("Die Angaben sind zu tief verschachtelt.") from None
    if _depth(text) > DEEPEST:
        raise _bad("Die Angaben sind zu tief verschachtelt.")
    return value


class StrictParser(Parser):
    """Reads bodies as above. What it raises is told by ``allmende.api.v1``."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(request.body)


def _bad(message: str) -> Refused:
    return Refused(("", message), status=BAD_REQUEST)


def _no_number(name: str) -> NoReturn:
    raise _bad(f"„{name}“ ist keine Zahl.")


def _exact(text: str) -> Decimal:
    if len(text) > MOST_DIGITS:
        raise _bad(f"Die Zahl {shown(text[:12])}… hat zu viele Stellen.")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise _bad(f"{shown(text)} ist keine Zahl, mit der man rechnen kann.") from None


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise _bad(f"Die Zahl {shown(text[:12])}… hat zu viele Stellen.")
    return int(text)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _bad(f"Die Angabe „{shown(name)}“ steht zweimal da.")
        found[name] = value
    return found


def _depth(text: str) -> int:
    """Levels of brackets, those inside of texts not counted."""
    deepest = depth = 0
    inside = escaped = False
    for letter in text:
        if inside:
            inside, escaped = (letter != '"' or escaped), (letter == "\\" and not escaped)
        elif letter == '"':
            inside = True
        elif letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]}":
            depth -= 1
    return deepest
