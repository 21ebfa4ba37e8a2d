# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is wrong with a directive, in German: one sentence that says what to mend.

The place is said by ``files.problems.Problem``; ``problem_of`` makes one of a contradiction.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.core.templatetags.core import euro, thousands
from allmende.funding import wording
from allmende.funding.engine.check import Verdict
from allmende.funding.engine.flaws import Contradiction, Flaw
from allmende.funding.files.problems import Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from django.utils.functional import _StrPromise

    from allmende.funding.engine.contradictions import Overlap
    from allmende.funding.engine.facts import Answer

SENTENCES: Final[Mapping[Flaw, _StrPromise]] = {
    Flaw.NO_CONDITION: gettext_lazy("Diese Regel fragt nichts und gilt deshalb immer als erfüllt."),
    Flaw.NEGATIVE: gettext_lazy("Eine Zahl unter 0 ist hier nicht möglich."),
    Flaw.TOO_HIGH: gettext_lazy("Dieser Betrag ist zu hoch, um richtig zu sein."),
    Flaw.PARTS_OF_A_CENT: gettext_lazy("Ein Betrag hat höchstens zwei Stellen nach dem Komma."),
    Flaw.RATE: gettext_lazy("Ein Anteil ist mehr als 0 und höchstens 100 Prozent."),
    Flaw.EACH_WITHOUT_PER: gettext_lazy("Es fehlt, wonach gezählt wird: Der Betrag gilt je Partner, je Feuerwehr …"),
    Flaw.PER_WITHOUT_EACH: gettext_lazy("Es ist gesagt, wonach gezählt wird, aber kein Betrag je Einheit."),
    Flaw.PER_IS_NO_COUNT: gettext_lazy("Danach lässt sich nicht zählen. Möglich ist nur eine Frage nach einer Anzahl."),
    Flaw.CAP_BELOW_LUMP: gettext_lazy("Der Höchstbetrag liegt unter dem Festbetrag, der so nie gezahlt wird."),
    Flaw.ENDS_BEFORE_IT_BEGINS: gettext_lazy("Das Ende liegt vor dem Beginn."),
    Flaw.NEVER_IN_FORCE: gettext_lazy("Diese Tage liegen ganz außerhalb der Zeit, in der die Fassung gilt."),
    Flaw.PARTLY_IN_FORCE: gettext_lazy("Dieser Tag liegt außerhalb der Zeit, in der die Fassung gilt."),
    Flaw.NEVER_CONCERNED: gettext_lazy("Was unter „Gilt nur, wenn“ steht, trifft nie zugleich zu."),
    Flaw.NEVER_MET: gettext_lazy("Diese Bedingungen schließen einander aus: Niemand kann die Regel erfüllen."),
    Flaw.CASE_EXPECTS_NOTHING: gettext_lazy("Es ist nicht gesagt, was herauskommen muss."),
}
"""Flaws that are said without naming anything."""


def contradiction_text(found: Contradiction, names: wording.Names = wording.NO_NAMES) -> str:
    """One sentence, with the keys of the entries, the question and the values concerned."""
    if found.flaw in SENTENCES:
        return str(SENTENCES[found.flaw])
    return _amounts_differ(found, names) if found.flaw is Flaw.AMOUNTS_DIFFER else TEXTS[found.flaw](found)


def problem_of(found: Contradiction, names: wording.Names = wording.NO_NAMES) -> Problem:
    """As a problem of the directive file, with its place."""
    return Problem(found.paths[0], contradiction_text(found, names))


def overlap_text(overlap: Overlap) -> str:
    """„Zwei Fassungen gelten zugleich: … vom … bis …“."""
    values = {"first": overlap.first.title, "second": overlap.second.title, "period": _period(overlap)}
    return _("Zwei Fassungen gelten zugleich%(period)s: „%(first)s“ und „%(second)s“.") % values


def _period(overlap: Overlap) -> str:
    begins, ends = _day(overlap.begins), _day(overlap.ends)
    if begins and ends:
        return _(" vom %(begins)s bis zum %(ends)s") % {"begins": begins, "ends": ends}
    if begins:
        return _(" ab dem %(begins)s") % {"begins": begins}
    return _(" bis zum %(ends)s") % {"ends": ends} if ends else ""


def _day(day: dt.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day is not None else ""


def _unknown_question(found: Contradiction) -> str:
    return _("Die Frage „%(asks)s“ gibt es nicht.") % {"asks": found.asks}


def _operator(found: Contradiction) -> str:
    values = {"question": wording.question_label(found.asks), "operator": str(found.values[0])}
    return _("Zur Frage „%(question)s“ passt der Vergleich „%(operator)s“ nicht.") % values


def _value(found: Contradiction) -> str:
    if not found.asks:
        return _("„%(value)s“ ist kein Ergebnis, das herauskommen kann.") % {"value": found.values[0]}
    return _("Dieser Wert ist keine Antwort auf die Frage „%(question)s“.") % {
        "question": wording.question_label(found.asks)
    }


def _unknown_option(found: Contradiction) -> str:
    return _("Eine der genannten Antworten gibt es bei der Frage „%(question)s“ nicht.") % {
        "question": wording.question_label(found.asks)
    }


def _duplicate_key(found: Contradiction) -> str:
    return _("Den Schlüssel „%(key)s“ gibt es mehrfach.") % {"key": found.keys[0]}


def _never_together(found: Contradiction) -> str:
    values = {"first": found.keys[0], "second": found.keys[1]}
    if not found.asks:
        return _("Die Regeln „%(first)s“ und „%(second)s“ kann niemand zugleich erfüllen.") % values
    values["question"] = wording.question_label(found.asks)
    return (
        _("Die Regeln „%(first)s“ und „%(second)s“ kann niemand zugleich erfüllen; beide fragen: %(question)s.")
        % values
    )


def _amounts_differ(found: Contradiction, names: wording.Names) -> str:
    values = {
        "first": found.keys[0],
        "second": found.keys[1],
        "one": _sum(found.values[0]),
        "other": _sum(found.values[1]),
        "case": _case(found, names),
    }
    if not values["case"]:
        return _("Für denselben Fall geben „%(first)s“ %(one)s und „%(second)s“ %(other)s.") % values
    return _("Für denselben Fall (%(case)s) geben „%(first)s“ %(one)s und „%(second)s“ %(other)s.") % values


def _case(found: Contradiction, names: wording.Names) -> str:
    """The answers of the case, without those that follow from the others."""
    given = dict(found.case)
    if not given.get("partners_elsewhere"):
        given = {key: answer for key, answer in given.items() if key not in {"partners", "partners_elsewhere"}}
    given.pop("lead_in_land", None)
    return "; ".join(
        f"{wording.question_label(key)}: {wording.answer_text(key, given[key], names)}"
        for key in wording.in_order(given)
    )


def _sum(value: Answer | None) -> str:
    return euro(value) if isinstance(value, (int, Decimal)) else _("keinen veröffentlichten Betrag")


def _hole(found: Contradiction) -> str:
    low, high = found.values
    label = wording.question_label(found.asks)
    if low == high:
        return _("Für %(low)s gibt es keinen Betrag, für weniger und für mehr schon (%(question)s).") % {
            "low": thousands(low),
            "question": label,
        }
    values = {"low": thousands(low), "high": thousands(high), "question": label}
    return _("Für %(low)s bis %(high)s gibt es keinen Betrag, für weniger und für mehr schon (%(question)s).") % values


def _case_fails(found: Contradiction) -> str:
    expected, came = found.values
    values = {"name": found.keys[0], "expected": _expected(expected), "came": _expected(came)}
    if found.asks == "verdict":
        return _("„%(name)s“: Herauskommen soll „%(expected)s“, es kommt aber „%(came)s“ heraus.") % values
    if found.asks == "ceiling":
        return _("„%(name)s“: Höchstens möglich sein sollen %(expected)s, es sind aber: %(came)s.") % values
    return _("„%(name)s“: Herauskommen sollen %(expected)s, es kommt aber heraus: %(came)s.") % values


def _expected(value: Answer | None) -> str:
    if isinstance(value, str):
        return wording.verdict_words(Verdict(value))
    return euro(value) if isinstance(value, (int, Decimal)) else _("kein bestimmter Betrag")


TEXTS: Final[Mapping[Flaw, Callable[[Contradiction], str]]] = {
    Flaw.UNKNOWN_QUESTION: _unknown_question,
    Flaw.OPERATOR: _operator,
    Flaw.VALUE: _value,
    Flaw.UNKNOWN_OPTION: _unknown_option,
    Flaw.DUPLICATE_KEY: _duplicate_key,
    Flaw.NEVER_TOGETHER: _never_together,
    Flaw.HOLE: _hole,
    Flaw.CASE_FAILS: _case_fails,
}
