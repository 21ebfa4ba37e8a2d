# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The format of a directive file as one table. The names are those of the engine's dataclasses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from allmende.funding.engine.check import Verdict
from allmende.funding.engine.directive import (
    AmountRule,
    Award,
    Citation,
    CostItem,
    DirectiveText,
    Paper,
    Rule,
    Severity,
    TestCase,
)
from allmende.funding.engine.facts import Facts, Partner
from allmende.funding.engine.questions import COST_KINDS, QUESTIONS, Kind
from allmende.funding.files.blocks import SINGLE, AnswersShape, Block, ConditionShape, Field, Rows, block, missing
from allmende.funding.files.scalars import Choice, Day, Flag, Link, Slug, Text

if TYPE_CHECKING:
    from allmende.funding.files.problems import Place

FORMAT: Final = "allmende-foerderrichtlinie-1"
LANDS: Final = ("", *(f"{number:02}" for number in range(1, 17)))
MOST_ROWS: Final = 500
MOST_PARTNERS, MOST_RULES, MOST_AMOUNTS, MOST_CASES = 100, 100, 50, 100
"""All pairs of rules and amounts are looked at for contradictions whenever a draft is shown: a few seconds at most."""
MOST_CONDITIONS: Final = 30
TITLE: Final = Text(250)
LONG: Final = Text(10_000, lines=True)
MONEY, PERCENT, COUNT = SINGLE[Kind.MONEY], SINGLE[Kind.PERCENT], SINGLE[Kind.COUNT]
DAY: Final = Day()
LAND: Final = Choice(LANDS)


def _period(made: Any, at: Place) -> None:
    if made.valid_from and made.valid_until and made.valid_until < made.valid_from:
        at.at("valid_until").say(_("Der letzte Tag liegt vor dem ersten."))


def _amount(made: AmountRule, at: Place) -> None:
    _period(made, at)
    if made.each is not None and not made.per:
        at.at("per").say(missing("per"))


def _case(made: dict[str, Any], at: Place) -> None:
    partners, lead = made.get("partners", ()), made.get("lead", "")
    if lead and lead not in {partner.key for partner in partners}:
        at.at("lead").say(_("Wer den Antrag stellt, muss unter „partners“ stehen."))


CITATION: Final = block(
    Citation,
    Field("text", Text(500), about="Paragraf oder Nummer, wie man sie in der Quelle findet"),
    Field("url", Link(), about="Adresse der Quelle"),
    Field("read_on", DAY, about="Tag, an dem die Quelle gelesen wurde"),
    Field("verified", Flag(), always=True, about="am Wortlaut geprüft; nur dann darf eine Regel ablehnen"),
)
CITED: Final = Field("citation", CITATION, always=True, about="Fundstelle", absent=Citation())
CONDITIONS: Final = Rows(ConditionShape(), MOST_CONDITIONS)
PERIOD: Final = (
    Field("valid_from", DAY, about="erster Tag, wenn er vom Beginn der Richtlinie abweicht"),
    Field("valid_until", DAY, about="letzter Tag, wenn er vom Ende der Richtlinie abweicht"),
)
WHEN: Final = Field("when", CONDITIONS, about="gilt nur, wenn alle diese Bedingungen zutreffen")
NOTE: Final = Field("note", LONG, about="Anmerkung")

RULE: Final = block(
    Rule,
    Field("key", Slug(), required=True, about="Schlüssel, einmal je Richtlinie"),
    Field("title", TITLE, required=True, about="was verlangt wird, in wenigen Worten"),
    Field(
        "conditions",
        Rows(ConditionShape(), MOST_CONDITIONS, least=1),
        required=True,
        about="was gefragt und womit es verglichen wird; value null: Wert nicht bekannt",
    ),
    Field("any_of", Flag(), about="eine der Bedingungen genügt; sonst müssen alle zutreffen"),
    WHEN,
    Field(
        "severity",
        Choice(tuple(Severity), Severity),
        required=True,
        about="wenn nicht erfüllt: refuse lehnt ab, warn warnt, info weist hin",
    ),
    CITED,
    NOTE,
    *PERIOD,
    check=_period,
)
AMOUNT: Final = block(
    AmountRule,
    Field("key", Slug(), required=True, about="Schlüssel, einmal je Richtlinie"),
    Field("title", TITLE, required=True, about="wofür der Betrag gilt, in wenigen Worten"),
    WHEN,
    Field("lump", MONEY, about="Festbetrag in Euro"),
    Field("each", MONEY, about="Euro für jede weitere Einheit"),
    Field(
        "per",
        Choice(tuple(key for key, question in QUESTIONS.items() if question.kind is Kind.COUNT)),
        about="was die Einheit ist",
    ),
    Field("above", COUNT, about="erst die Einheiten über dieser Zahl zählen"),
    Field("rate", PERCENT, about="Anteil an den förderfähigen Kosten in Prozent"),
    Field("cap", MONEY, about="höchstens, in Euro"),
    Field("is_ceiling", Flag(), about="nur der Höchstbetrag ist veröffentlicht, nicht der Betrag selbst"),
    Field("exceedable", Text(2000, lines=True), about="warum und wann mehr möglich ist; leer, wenn nicht"),
    NOTE,
    CITED,
    *PERIOD,
    check=_amount,
)
COST: Final = block(
    CostItem,
    Field("title", TITLE, required=True),
    Field("eligible", Flag(), required=True, about="förderfähig"),
    Field("kind", Choice(COST_KINDS), about="Kostenart des Fördercheck, wenn es eine davon ist"),
    CITED,
)
PAPER: Final = block(
    Paper,
    Field("title", TITLE, required=True),
    Field("is_resolution", Flag(), about="ein Beschluss"),
    CITED,
)
AWARD: Final = block(
    Award,
    Field("title", TITLE, required=True),
    Field("amount", MONEY, required=True, about="bewilligt, in Euro"),
    Field("partners", COUNT, always=True, about="Zahl der Beteiligten; null: nicht bekannt", absent=None),
    NOTE,
    CITED,
)
PARTNER: Final = block(
    Partner,
    Field("key", Text(60), required=True, about="Regionalschlüssel, im Ausland ein eigener Name"),
    Field("name", TITLE, required=True),
    Field("land", LAND, required=True, may_be_empty=True, about="Anfang des Regionalschlüssels, leer im Ausland"),
    Field("population", COUNT, about="Einwohnerinnen und Einwohner"),
)
FACTS: Final = ("partners", "lead", "answers")


def _made_case(**values: Any) -> TestCase:
    facts = Facts(**{name: values.pop(name) for name in FACTS if name in values})
    return TestCase(facts=facts, **values)


def _taken_case(case: TestCase, name: str) -> object:
    return getattr(case.facts if name in FACTS else case, name)


CASE: Final = Block(
    _made_case,
    (
        Field("name", TITLE, required=True, about="was der Fall prüft"),
        Field("on", DAY, required=True, about="Stichtag"),
        Field("partners", Rows(PARTNER, MOST_PARTNERS, unique="key")),
        Field("lead", Text(60), about="Schlüssel der Kommune, die den Antrag stellt"),
        Field("answers", AnswersShape(), about="Antworten nach Fragen"),
        Field("verdict", Choice(tuple(Verdict)), about="erwartetes Ergebnis"),
        Field("amount", MONEY, about="erwarteter Betrag in Euro"),
        Field("ceiling", MONEY, about="erwarteter Höchstbetrag in Euro"),
    ),
    {"partners": (), "lead": "", "answers": {}, "verdict": "", "amount": None, "ceiling": None},
    take=_taken_case,
    fits=_case,
)
TEXT: Final = block(
    DirectiveText,
    Field("key", Slug(), required=True, about="Schlüssel der Fassung, steht in ihrer Adresse"),
    Field("title", TITLE, required=True, about="Titel der Richtlinie"),
    Field("land", LAND, required=True, may_be_empty=True, about="zwei Ziffern wie 07; leer für Bund und EU"),
    CITED,
    Field("dated", DAY, about="Datum der Richtlinie"),
    Field("valid_from", DAY, always=True, about="erster Tag; null: nicht bekannt"),
    Field("valid_until", DAY, always=True, about="letzter Tag; null: nicht bekannt"),
    Field("validity", CITATION, about="Fundstelle der Geltungsdauer"),
    Field("is_complete", Flag(), always=True, about="alle Regeln sind erfasst"),
    Field("applicants", LONG, about="wer einen Antrag stellen kann"),
    Field("funding_type", Text(500), about="Art der Förderung"),
    Field("summary", LONG, about="Kurzfassung in einfachen Worten"),
    NOTE,
    Field("rules", Rows(RULE, MOST_RULES, unique="key"), about="was verlangt wird"),
    Field("amounts", Rows(AMOUNT, MOST_AMOUNTS, unique="key"), about="wie viel es gibt"),
    Field("costs", Rows(COST, MOST_ROWS), about="was förderfähig ist und was nicht"),
    Field("papers", Rows(PAPER, MOST_ROWS), about="was dem Antrag beiliegt"),
    Field("awards", Rows(AWARD, MOST_ROWS), about="tatsächliche Bewilligungen zum Vergleich"),
    Field("cases", Rows(CASE, MOST_CASES), about="Testfälle mit dem, was herauskommen muss"),
    check=_period,
)


def _made_text(**values: Any) -> DirectiveText:
    return DirectiveText(**{name: value for name, value in values.items() if name not in {"format", "programme"}})


FILE: Final = replace(
    TEXT,
    make=_made_text,
    fields=(
        Field("format", Choice((FORMAT,)), required=True, about="Kennung dieses Formats"),
        Field("programme", Slug(80), about="Schlüssel des Förderprogramms"),
        *TEXT.fields,
    ),
)
"""The file: the text of the directive, and for which programme it is."""
