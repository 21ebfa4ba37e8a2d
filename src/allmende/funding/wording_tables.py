# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The words of ``wording`` as tables: one line per key of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from allmende.funding.engine.check import Outcome, Verdict
from allmende.funding.engine.directive import Operator, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

QUESTION_LABELS: Final[Mapping[str, _StrPromise]] = {
    "partners": _("Zahl der Partner"),
    "partners_in_land": _("Zahl der Partner aus dem Land"),
    "partners_elsewhere": _("Zahl der Partner von außerhalb des Landes"),
    "lead_in_land": _("Federführung aus dem Land"),
    "inhabitants": _("Einwohner aller Partner zusammen"),
    "adjacent": _("Alle Partner grenzen aneinander"),
    "undertaking": _("Art des Vorhabens"),
    "topic": _("Themenfeld"),
    "legal_form": _("Rechtsform"),
    "duration_years": _("Dauer der Zusammenarbeit"),
    "eligible_cost": _("Förderfähige Kosten"),
    "requested_amount": _("Gewünschter Zuschuss"),
    "cost_kinds": _("Kostenarten"),
    "saving_percent": _("Erwartete Ersparnis"),
    "benefits": _("Anderer Nutzen"),
    "is_new": _("Die Zusammenarbeit ist neu"),
    "has_begun": _("Das Vorhaben hat schon begonnen"),
    "resolutions": _("Beschlüsse der Vertretungen"),
    "is_model": _("Vorbild für andere (Modellcharakter)"),
    "financially_weak": _("Finanzschwache Kommune beteiligt"),
    "special_need_area": _("Raum mit besonderem Handlungsbedarf"),
    "only_equipment": _("Nur gemeinsame Anschaffung von Geräten"),
    "other_state_funds": _("Andere Mittel des Landes"),
    "fire_brigades": _("Zahl der Feuerwehren"),
}
QUESTION_HELP: Final[Mapping[str, _StrPromise]] = {
    "adjacent": _("Ja, wenn man von jedem Partner zu jedem anderen kommt, ohne fremdes Gebiet zu durchqueren."),
    "undertaking": _("Was Sie gemeinsam vorhaben. Für manche Vorhaben gelten eigene Beträge."),
    "topic": _("Die Aufgabe, um die es geht. Manche Richtlinien fördern nur bestimmte Aufgaben."),
    "legal_form": _("Wie die Zusammenarbeit geregelt wird, zum Beispiel durch Vertrag oder in einem Zweckverband."),
    "duration_years": _("Wie viele Jahre die Zusammenarbeit mindestens dauern soll, zum Beispiel 5."),
    "eligible_cost": _("Alle Kosten des Vorhabens, die gefördert werden können, in Euro: zum Beispiel 150.000."),
    "requested_amount": _("Wenn Sie schon einen Betrag im Sinn haben: Er wird neben die Obergrenze gestellt."),
    "cost_kinds": _("Wofür das Geld gebraucht wird. Kreuzen Sie alles an, was vorkommt."),
    "saving_percent": _("Um wie viel Prozent die Aufgabe billiger wird, wenn Sie sie gemeinsam erledigen."),
    "benefits": _("Einige Richtlinien lassen statt der Ersparnis einen anderen Nutzen gelten."),
    "is_new": _("Nein, wenn die Partner bei dieser Aufgabe schon zusammenarbeiten."),
    "has_begun": _("Begonnen ist ein Vorhaben meist mit dem ersten Auftrag oder Vertrag, nicht mit der Planung."),
    "resolutions": _("Von wie vielen Partnern schon ein Beschluss des Rates oder Kreistags vorliegt."),
    "is_model": _("Ja, wenn andere Kommunen das Vorhaben übernehmen könnten."),
    "financially_weak": _("Zum Beispiel eine Kommune mit Haushaltssicherung; die Richtlinie sagt es genauer."),
    "special_need_area": _(
        "Ja, wenn die antragstellende Kommune und die meisten Partner nach dem Landesentwicklungsprogramm in einem "
        "solchen Raum liegen."
    ),
    "only_equipment": _("Ja, wenn nur große oder besondere Geräte gemeinsam gekauft und genutzt werden."),
    "other_state_funds": _("Ja, wenn dasselbe Vorhaben schon andere Fördermittel des Landes bekommt."),
    "fire_brigades": _("Wie viele Feuerwehren von Ortsteilen zusammengelegt werden."),
}
OPTION_LABELS: Final[Mapping[str, Mapping[str, _StrPromise]]] = {
    "undertaking": {
        "cooperation": _("Zusammenarbeit bei einer Aufgabe"),
        "study": _("Untersuchung oder Gutachten vorab"),
        "joint_administration": _("Gemeinsame Verwaltung für fast alle Aufgaben"),
        "fire_brigades": _("Zusammenlegung von Feuerwehren"),
    },
    "cost_kinds": {
        "preparation": _("Vorbereitung"),
        "external_services": _("Beratung und andere Leistungen Dritter"),
        "project_staff": _("Personal für das Vorhaben"),
        "materials": _("Sachmittel und Ausstattung"),
        "investment": _("Investitionen"),
        "it": _("IT und Software"),
        "running": _("laufende Kosten"),
        "retroactive": _("Kosten von vor der Bewilligung"),
        "debts": _("Tilgung von Schulden"),
    },
    "benefits": {
        "revenue": _("mehr Einnahmen in gleicher Höhe"),
        "better_service": _("deutlich bessere Leistungen für die Bürgerinnen und Bürger"),
        "lasting_contribution": _("wesentlicher, dauerhafter Beitrag, den niemand allein leisten kann"),
    },
    "resolutions": {
        "all": _("von allen Partnern"),
        "some": _("von einigen Partnern"),
        "none": _("von keinem Partner"),
    },
}
UNIT_LABELS: Final[Mapping[str, _StrPromise]] = {
    "partners": _("Partner"),
    "partners_in_land": _("Partner aus dem Land"),
    "partners_elsewhere": _("Partner von außerhalb"),
    "fire_brigades": _("Feuerwehr"),
    "inhabitants": _("Einwohner"),
}
OPERATOR_LABELS: Final[Mapping[Operator, _StrPromise]] = {
    Operator.AT_LEAST: _("mindestens"),
    Operator.AT_MOST: _("höchstens"),
    Operator.EQUALS: _("genau"),
    Operator.ONE_OF: _("eines von"),
    Operator.INCLUDES: _("wenigstens eines von"),
    Operator.EXCLUDES: _("keines von"),
}
OPERATORS_OF_ONE: Final[Mapping[Operator, _StrPromise]] = {
    Operator.AT_LEAST: _("mindestens"),
    Operator.AT_MOST: _("höchstens"),
    Operator.EXCLUDES: _("nicht"),
}
"""Before a single value; „genau“, „eines von“ and „wenigstens eines von“ need no word there."""
OPERATORS_OF_SEVERAL: Final[Mapping[Operator, _StrPromise]] = {
    Operator.EQUALS: _("genau"),
    Operator.ONE_OF: _("eines von"),
    Operator.INCLUDES: _("wenigstens eines von"),
    Operator.EXCLUDES: _("keines von"),
}
OUTCOME_LABELS: Final[Mapping[Outcome, _StrPromise]] = {
    Outcome.MET: _("erfüllt"),
    Outcome.NOT_MET: _("nicht erfüllt"),
    Outcome.OPEN: _("nicht zu entscheiden"),
    Outcome.NOT_ASKED: _("nicht gefragt"),
}
SEVERITY_LABELS: Final[Mapping[Severity, _StrPromise]] = {
    Severity.REFUSE: _("schließt aus"),
    Severity.WARN: _("warnt"),
    Severity.INFO: _("Hinweis"),
}
SEVERITY_HELP: Final[Mapping[Severity, _StrPromise]] = {
    Severity.REFUSE: _(
        "Ist die Regel nicht erfüllt, gibt es keine Förderung. Nur eine geprüfte Regel kann ausschließen."
    ),
    Severity.WARN: _("Ist die Regel nicht erfüllt, bleibt eine Förderung möglich; das muss vorher geklärt werden."),
    Severity.INFO: _("Nur zur Information; das Ergebnis hängt nicht davon ab."),
}
VERDICT_LABELS: Final[Mapping[Verdict, _StrPromise]] = {
    Verdict.NOT_IN_FORCE: _("gilt an diesem Tag nicht"),
    Verdict.REFUSED: _("keine Förderung"),
    Verdict.OPEN: _("noch nicht zu entscheiden"),
    Verdict.WARNED: _("möglich, mit Vorbehalt"),
    Verdict.POSSIBLE: _("Förderung möglich"),
}
VERDICT_SENTENCES: Final[Mapping[Verdict, _StrPromise]] = {
    Verdict.NOT_IN_FORCE: _("Diese Richtlinie gilt an dem gewählten Tag nicht."),
    Verdict.REFUSED: _("Nach diesen Angaben gibt es keine Förderung: Eine zwingende Regel ist nicht erfüllt."),
    Verdict.OPEN: _("Ob es eine Förderung gibt, lässt sich noch nicht entscheiden."),
    Verdict.WARNED: _("Eine Förderung ist möglich; vorher ist noch etwas zu klären."),
    Verdict.POSSIBLE: _("Nach diesen Angaben ist eine Förderung möglich: Alle hinterlegten Regeln sind erfüllt."),
}
