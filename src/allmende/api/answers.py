# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the API answers, as types: from them comes its description. German, because that is read by people."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from allmende.funding.engine.amounts import AmountKind, StepKind
from allmende.funding.engine.check import Outcome, Verdict
from allmende.funding.engine.directive import Severity

CENT: Final = Decimal("0.01")


def money(value: object) -> object:
    """EUR with two decimals as text: no program takes it for a binary fraction."""
    return f"{value.quantize(CENT, ROUND_HALF_UP):f}" if isinstance(value, Decimal) else value


MONEY_SCHEMA: Final = {"type": "string", "pattern": r"^\d+\.\d{2}$", "examples": ["210000.00"]}
Money = Annotated[str, BeforeValidator(money), WithJsonSchema(MONEY_SCHEMA)]
MaybeMoney = Annotated[str | None, BeforeValidator(money), WithJsonSchema({"anyOf": [MONEY_SCHEMA, {"type": "null"}]})]
SIGNED_SCHEMA: Final = {"type": "string", "pattern": r"^-?\d+\.\d{2}$", "examples": ["-25000.00"]}
SignedMoney = Annotated[
    str | None, BeforeValidator(money), WithJsonSchema({"anyOf": [SIGNED_SCHEMA, {"type": "null"}]})
]
Given = bool | int | str | list[str] | None
"""An answer as it can be sent: numbers with decimals as text."""
Key = Annotated[str, Field(examples=["rlp-2021"])]


class Source(BaseModel):
    """Wo etwas steht."""

    citation: str = Field(description="Nummer oder Paragraf; leer, wenn nicht bekannt.", examples=["Nr. 5.3"])
    source: str = Field(description="Adresse der Quelle; leer, wenn nicht bekannt.")
    read_on: dt.date | None = Field(description="Tag, an dem die Quelle gelesen wurde.")
    verified: bool = Field(description="Ob es in der Quelle nachgelesen wurde. Ungeprüftes schließt nichts aus.")


class Programme(BaseModel):
    """Ein Förderprogramm, wie es der Finder zeigt."""

    slug: str = Field(description="Teil der Adresse der Seite.")
    name: str
    url: str = Field(description="Seite für Menschen.")
    scope: str = Field(description="`land`, `federal`, `eu` oder `other`.", examples=["land"])
    land: str = Field(description="Zwei Stellen des Regionalschlüssels; leer: kein Land.", examples=["07"])
    summary: str
    applicants: str = Field(description="Wer einen Antrag stellen kann; leer: Angabe fehlt.")
    amount: str = Field(description="Was es gibt, in Worten; leer: Angabe fehlt.")
    how_to_apply: str
    authority: str = Field(description="Bewilligungsbehörde; leer: Angabe fehlt.")
    topics: list[str] = Field(description="Themenfelder; leer: für alle Aufgaben offen.")
    cost_kinds: list[str] = Field(description="Förderfähige Kostenarten; leer: Angabe fehlt.")
    source: str
    read_on: dt.date | None
    verified: bool
    updated_at: dt.datetime
    calls: list[Call] = Field(description="Antragsphasen, die nächste Frist zuerst.")
    directives: list[Key] = Field(description="Schlüssel der freigegebenen Richtlinien; leer: keine Regeln hinterlegt.")


class Call(Source):
    """Eine Antragsphase."""

    title: str
    opens_on: dt.date | None = Field(description="Erster Tag; null: nicht bekannt.")
    closes_on: dt.date | None = Field(description="Letzter Tag; null: nicht bekannt, oder es gibt keinen (is_rolling).")
    is_rolling: bool = Field(description="true: Anträge sind laufend möglich, ohne letzten Tag.")
    budget: MaybeMoney = Field(description="Mittel in Euro; null: nicht veröffentlicht.")
    note: str


class Programmes(BaseModel):
    """Alle veröffentlichten Programme."""

    programmes: list[Programme]


class Directive(BaseModel):
    """Eine Fassung einer Richtlinie, ohne ihre Regeln."""

    key: Key
    title: str
    programme: str = Field(description="`slug` des Programms.")
    land: str = Field(description="Zwei Stellen des Regionalschlüssels; leer: kein Land.", examples=["07"])
    valid_from: dt.date | None = Field(description="Erster Tag; null: nicht bekannt.")
    valid_until: dt.date | None = Field(description="Letzter Tag; null: nicht bekannt oder offen.")
    complete: bool = Field(description="Ob alle Regeln vorliegen. Sonst beweist Schweigen nichts.")
    origin: Source = Field(description="Wo die Richtlinie steht.")
    url: str = Field(description="Seite für Menschen, mit allen Regeln.")
    file: str = Field(description="Die Richtlinie als Datei, JSON.")


class Directives(BaseModel):
    """Freigegebene Fassungen."""

    directives: list[Directive]


class Partner(BaseModel):
    """Ein Partner, wie er gezählt wird."""

    key: str = Field(description="Regionalschlüssel, oder `ausland-1` …")
    name: str
    land: str
    population: int | None


class Land(BaseModel):
    """Ein Land."""

    key: str = Field(description="Zwei Stellen des Regionalschlüssels.", examples=["07"])
    name: str


class Finding(Source):
    """Was mit einer Regel ist."""

    rule: str = Field(description="Schlüssel der Regel in der Richtlinie.")
    title: str
    outcome: Outcome = Field(
        description="`met` erfüllt; `not_met` nicht erfüllt; `open` nicht zu entscheiden; `not_asked` nicht gefragt."
    )
    effect: Severity = Field(
        description="Was es bedeutet, wenn sie nicht erfüllt ist: `refuse` schließt aus, `warn` warnt, `info` Hinweis. "
        "Ungeprüfte Regeln warnen höchstens."
    )
    text: str = Field(description="Die Regel und was mit ihr ist, als Satz.")
    missing: list[str] = Field(description="Schlüssel der Fragen, deren Antwort fehlt.")
    value_unknown: bool = Field(description="Was die Richtlinie fordert, ist nicht bekannt.")
    url: str = Field(description="Die Regel auf der Seite der Richtlinie.")


class Step(BaseModel):
    """Eine Zeile der Herleitung."""

    kind: StepKind = Field(
        description="`lump` Festbetrag; `each` Anzahl × Betrag; `fixed` Summe; `share` Prozent × Kosten; `cap` "
        "Höchstbetrag; `least` der kleinste Betrag gilt."
    )
    operands: list[str] = Field(description="Woraus gerechnet wurde, als Dezimalzahlen.")
    result: Money
    text: str


class Derivation(Source):
    """Was eine Betragsregel ergibt."""

    rule: str
    title: str
    amount: MaybeMoney = Field(description="null: Es fehlen Angaben, oder nur die Obergrenze ist bekannt.")
    ceiling: MaybeMoney = Field(description="Das meiste für diese Partner; null: keine Grenze bekannt.")
    steps: list[Step]
    formula: str = Field(description="Wie gerechnet wird, in Worten.")
    exceedable: str = Field(description="Warum und wann mehr möglich ist; leer: nicht bekannt.")
    missing: list[str]
    url: str


class Amount(BaseModel):
    """Der Zuschuss in Euro, kaufmännisch auf den Cent gerundet."""

    kind: AmountKind = Field(
        description="`exact` ein Betrag; `range` von – bis; `at_most` nur die Obergrenze ist veröffentlicht; `open` es "
        "fehlen Angaben; `unpublished` nicht veröffentlicht."
    )
    low: MaybeMoney
    high: MaybeMoney
    ceiling: MaybeMoney = Field(description="Das meiste für diese Partner, gleich bei welchen Kosten.")
    payable: MaybeMoney = Field(description="Was herauskommt: 0.00, wenn ausgeschlossen; null, wenn nicht ein Betrag.")
    text: str
    missing: list[str]
    derivations: list[Derivation]


class Requested(BaseModel):
    """Wie der gewünschte Zuschuss zur veröffentlichten Obergrenze liegt."""

    amount: Money
    limit: MaybeMoney = Field(description="null: keine Obergrenze veröffentlicht.")
    above: bool = Field(description="Über der veröffentlichten Obergrenze; das kann möglich sein.")
    of_fewer: bool = Field(description="Die Grenze ist die für weniger Partner; für so viele ist keine veröffentlicht.")
    exceedable: str = Field(description="Warum und wann mehr möglich ist; leer: nicht bekannt.")
    text: str


class Change(BaseModel):
    """Eine einzelne Änderung, die das Ergebnis ändert."""

    question: str = Field(
        description="Schlüssel der Frage; auch gezählte wie `partners_in_land`.", examples=["duration_years"]
    )
    old: Given = Field(description="Was jetzt gilt; null: keine Angabe.")
    new: Given = Field(description="Was stattdessen wäre, so wie es sich angeben lässt.")
    verdict: Verdict
    kind: AmountKind
    payable: MaybeMoney = Field(description="Was dann herauskommt; null, wenn nicht ein Betrag.")
    ceiling: MaybeMoney
    difference: SignedMoney = Field(description="Unterschied in Euro; null: nicht zu sagen.")
    text: str = Field(description="Die Änderung in Worten.")


class Result(BaseModel):
    """Die Antwort einer Richtlinie."""

    directive: Directive
    verdict: Verdict = Field(
        description="`possible` möglich; `warned` möglich, aber etwas ist zu klären; `open` nicht zu entscheiden; "
        "`refused` ausgeschlossen; `not_in_force` gilt am Stichtag nicht."
    )
    text: str = Field(description="Das Ergebnis als Satz.")
    amount: Amount
    requested: Requested | None = Field(description="null: kein Betrag genannt oder nicht zu vergleichen.")
    findings: list[Finding] = Field(description="Alle Regeln, in der Reihenfolge der Richtlinie.")
    missing: list[str] = Field(description="Fragen, deren Antwort etwas klärt.")
    changes: list[Change] = Field(description="Was das Ergebnis ändern würde, das Beste zuerst.")


class CheckAnswer(BaseModel):
    """Das Ergebnis eines Förderchecks: keine Zusage; maßgeblich ist die Bewilligungsbehörde."""

    on: dt.date
    partners: list[Partner]
    hints: list[str] = Field(description="Was man über die Partner und die Richtlinien wissen sollte.")
    page: str = Field(description="Derselbe Check als Seite.")
    pdf: str = Field(description="Dasselbe Ergebnis als PDF.")
    results: list[Result] = Field(
        description="Leer heißt: keine Richtlinie bekannt, die gilt – nicht: keine Förderung. Zuerst das Land mit den "
        "meisten Partnern, oder so, wie sie verlangt waren."
    )
    not_in_force: list[Directive] = Field(description="Fassungen dieser Länder, die am Stichtag nicht gelten.")
    unknown_lands: list[Land] = Field(
        description="Länder von Partnern, deren Richtlinie nicht bekannt ist. Es kann eine geben."
    )
    without_valid: list[Land] = Field(description="Länder, deren bekannte Fassungen am Stichtag nicht gelten.")


Programme.model_rebuild()
