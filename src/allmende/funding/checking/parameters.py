# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How the address of a check names questions and answers: German words, one per question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTNER: Final = "partner"
ABROAD: Final = "ausland"
LEAD: Final = "federfuehrung"
DAY: Final = "stichtag"

QUESTION_OF: Final[Mapping[str, str]] = {
    "aufgabe": "undertaking",
    "thema": "topic",
    "form": "legal_form",
    "dauer": "duration_years",
    "kosten": "eligible_cost",
    "betrag": "requested_amount",
    "kostenart": "cost_kinds",
    "ersparnis": "saving_percent",
    "nutzen": "benefits",
    "neu": "is_new",
    "begonnen": "has_begun",
    "beschluesse": "resolutions",
    "modell": "is_model",
    "finanzschwach": "financially_weak",
    "handlungsbedarf": "special_need_area",
    "nur-anschaffung": "only_equipment",
    "andere-mittel": "other_state_funds",
    "feuerwehren": "fire_brigades",
    "angrenzend": "adjacent",
}
"""The question that a parameter answers, in the order of the form and of every address."""
PARAMETER_OF: Final[Mapping[str, str]] = {question: name for name, question in QUESTION_OF.items()} | {
    "partners": PARTNER,
    "partners_in_land": PARTNER,
    "partners_elsewhere": PARTNER,
    "inhabitants": PARTNER,
    "lead_in_land": LEAD,
}
"""The parameter that answers a question; those counted from the partners are answered by them."""

YES: Final = "ja"
NO: Final = "nein"
NOTHING: Final = "nichts"
"""Of several that one could choose, none: an answer, unlike no answer."""

OPTION_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "undertaking": {
        "cooperation": "zusammenarbeit",
        "study": "untersuchung",
        "joint_administration": "gemeinsame-verwaltung",
        "fire_brigades": "feuerwehren",
    },
    "cost_kinds": {
        "preparation": "vorbereitung",
        "external_services": "fremdleistungen",
        "project_staff": "personal",
        "materials": "sachmittel",
        "investment": "investitionen",
        "it": "it",
        "running": "laufend",
        "retroactive": "rueckwirkend",
        "debts": "schulden",
    },
    "benefits": {"revenue": "einnahmen", "better_service": "leistung", "lasting_contribution": "beitrag"},
    "resolutions": {"all": "alle", "some": "einige", "none": "keine"},
}
"""What the address calls the options of closed lists; topics and legal forms keep their own keys."""


def word_of(question: str, option: str) -> str:
    """The word in the address for an option."""
    return OPTION_WORDS.get(question, {}).get(option, option)


def option_of(question: str, word: str) -> str:
    """The option for the word in the address."""
    return next((option for option, known in OPTION_WORDS.get(question, {}).items() if known == word), word)
