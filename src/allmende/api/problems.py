# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is wrong with a request, in words for the people who wrote the other program: always the same shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import JsonResponse
from ninja import Schema
from pydantic import Field

from allmende.funding.checking.numbers import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Problem(Schema):
    """Eine Angabe, die so nicht geht."""

    field: str = Field(
        description="Wo es hakt, wie `answers.eligible_cost` oder `partners[2]`; leer: die Anfrage im Ganzen.",
        examples=["answers.eligible_cost"],
    )
    message: str = Field(
        description="Was nicht geht und was stattdessen geht, auf Deutsch.",
        examples=["Ein Betrag ist nicht negativ."],
    )


class Problems(Schema):
    """Antwort, wenn etwas nicht geht: alle Fehler auf einmal."""

    errors: list[Problem] = Field(description="Mindestens einer.")


class Refused(Exception):  # noqa: N818 - not an error of ours
    """The request cannot be answered; ``problems`` are pairs of field and message."""

    def __init__(self, *problems: tuple[str, str], status: int = 422) -> None:
        super().__init__(problems)
        self.problems = problems
        self.status = status


def refusal(status: int, problems: Iterable[tuple[str, str]]) -> JsonResponse:
    """The answer that says so."""
    errors = [{"field": field, "message": message} for field, message in problems]
    return JsonResponse({"errors": errors}, status=status, json_dumps_params={"ensure_ascii": False})


def where(location: Sequence[int | str]) -> str:
    """``("answers", "eligible_cost")`` as „answers.eligible_cost“, ``("partners", 2)`` as „partners[2]“."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{shown(str(part))}" if path else shown(str(part))
    return path


WORDS: Final[Mapping[str, str]] = {
    "missing": "Diese Angabe fehlt.",
    "string_type": "Hier gehört Text hin, in Anführungszeichen.",
    "string_unicode": "Der Text enthält Zeichen, die es nicht gibt.",
    "string_sub_type": "Hier gehört Text hin, in Anführungszeichen.",
    "string_pattern_mismatch": "Der Text hat nicht die erwartete Form.",
    "bool_type": "Hier gehört true oder false hin, oder null für „nicht bekannt“.",
    "int_type": "Hier gehört eine ganze Zahl hin.",
    "list_type": "Hier gehört eine Liste hin: [ … ].",
    "dict_type": "Hier gehören Angaben in geschweiften Klammern hin: { … }.",
    "model_type": "Hier gehören Angaben in geschweiften Klammern hin: { … }.",
    "model_attributes_type": "Hier gehören Angaben in geschweiften Klammern hin: { … }.",
}
UNREADABLE: Final = "So lässt sich die Angabe nicht lesen."


def message_of(error: Mapping[str, Any], known: Mapping[tuple[str, ...], Sequence[str]]) -> str:
    """The words for one error of pydantic. ``known``: the names that are there, by where they stand."""
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "german":
        return str(error["msg"])
    if kind == "extra_forbidden":
        place = tuple(part for part in error["loc"][:-1] if isinstance(part, str))
        names = ", ".join(known.get(place, ()))
        return f"Diese Angabe gibt es nicht. Möglich sind: {names}." if names else "Diese Angabe gibt es nicht."
    if kind == "too_long":
        return f"Höchstens {context.get('max_length')} Einträge."
    if kind == "string_too_long":
        return f"Höchstens {context.get('max_length')} Zeichen."
    if kind in {"greater_than_equal", "less_than_equal"}:
        word = "Mindestens" if kind == "greater_than_equal" else "Höchstens"
        return f"{word} {context.get('ge', context.get('le'))}."
    return WORDS.get(kind, UNREADABLE)
