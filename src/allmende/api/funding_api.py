# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Funding for other systems: programmes, directives as data, and the Fördercheck."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest
from ninja import Router

from allmende.api import answers, telling
from allmende.api.asked import CheckRequest, day_of
from allmende.api.checking import checked
from allmende.api.problems import Problems, Refused
from allmende.funding.checking.numbers import shown
from allmende.funding.files.writing import as_content
from allmende.funding.models import ProgrammeProfile
from allmende.funding.released import released_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

router: Final = Router(tags=["Förderung"])
NOT_FOUND: Final = 404
LAND_LENGTH: Final = 2
ASKING: Final[Mapping[Any, Any]] = {400: Problems, 413: Problems, 415: Problems, 422: Problems, 429: Problems}


@router.get(
    "programme",
    response={200: answers.Programmes, 422: Problems},
    url_name="programmes",
    operation_id="programmes",
    summary="Förderprogramme",
)
def programmes(request: HttpRequest) -> answers.Programmes:
    """Alle veröffentlichten Programme, mit Antragsphasen und den Schlüsseln ihrer Richtlinien."""
    _only(request)
    keys: dict[int, list[str]] = defaultdict(list)
    for released in released_texts():
        keys[released.profile.pk].append(released.text.key)
    profiles = ProgrammeProfile.objects.filter(is_published=True).select_related("programme__land")
    found = profiles.prefetch_related("topics", "calls")
    return answers.Programmes(programmes=[telling.programme(profile, keys[profile.pk]) for profile in found])


@router.get(
    "richtlinien",
    response={200: answers.Directives, 422: Problems},
    url_name="directives",
    operation_id="directives",
    summary="Förderrichtlinien",
)
def directives(request: HttpRequest, land: str | None = None, stichtag: str | None = None) -> answers.Directives:
    """Die freigegebenen Fassungen. `land`: zwei Stellen des Regionalschlüssels. `stichtag`: nur was an diesem Tag
    gelten kann (JJJJ-MM-TT).
    """
    _only(request, "land", "stichtag")
    problems = []
    if land is not None and not (len(land) == LAND_LENGTH and land.isascii() and land.isdigit()):
        problems.append(("land", "Ein Land sind zwei Ziffern, zum Beispiel 07 für Rheinland-Pfalz."))
    try:
        day = day_of(stichtag)
    except ValueError as error:
        problems.append(("stichtag", str(error)))
    if problems:
        raise Refused(*problems)
    found = [released for released in released_texts(day) if land is None or released.text.land == land]
    return answers.Directives(directives=[telling.directive(released) for released in found])


@router.get(
    "richtlinien/{key}",
    response={200: dict[str, Any], 404: Problems},
    url_name="directive",
    operation_id="directive",
    summary="Eine Richtlinie als Daten",
)
def directive(request: HttpRequest, key: str) -> dict[str, Any]:
    """Die ganze Richtlinie mit Regeln, Beträgen, Kosten, Unterlagen und Prüffällen: dieselbe Datei, die sich im Portal
    einlesen lässt.
    """
    _only(request)
    found = next((released for released in released_texts() if released.text.key == key), None)
    if found is None:
        raise Refused(("key", f"Eine Richtlinie „{shown(key)}“ gibt es nicht."), status=NOT_FOUND)
    return as_content(found.text, programme=found.slug)


@router.post(
    "pruefung",
    response={200: answers.CheckAnswer, **ASKING},
    url_name="check",
    operation_id="check",
    summary="Fördercheck",
)
def check(request: HttpRequest, asked: CheckRequest) -> answers.CheckAnswer:
    """Was die Richtlinien zu einem Vorhaben sagen: dasselbe wie auf der Seite und im PDF. Nichts wird gespeichert."""
    _only(request)
    return checked(asked)


def _only(request: HttpRequest, *names: str) -> None:
    """Refuse what is misspelt behind the question mark: passed over, it would give an answer to another question."""
    known = f"Möglich sind: {', '.join(names)}." if names else "Hier gibt es keine."
    problems = [(shown(name), f"Diese Angabe gibt es nicht. {known}") for name in request.GET if name not in names]
    problems += [(name, "Diese Angabe steht zweimal da.") for name in names if len(request.GET.getlist(name)) > 1]
    if problems:
        raise Refused(*problems)
