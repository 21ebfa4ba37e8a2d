# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Surveys to begin with: what participants thought of it, and what a municipality needs for its next steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from allmende.events.models import ItemKind, SurveyKind


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a preset. ``labels`` say what 1 and 5 mean; without them and without choices it is a text."""

    section: str
    text: str
    labels: tuple[str, str] = ("", "")
    choices: tuple[str, ...] = ()

    @property
    def kind(self) -> ItemKind:
        if self.choices:
            return ItemKind.CHOICE
        return ItemKind.SCALE if any(self.labels) else ItemKind.TEXT


@dataclass(frozen=True, slots=True)
class Preset:
    """A survey that can be taken over and changed."""

    key: str
    kind: SurveyKind
    title: str
    intro: str
    questions: tuple[Question, ...]


GOOD: Final = ("gar nicht gut", "sehr gut")
TRUE: Final = ("trifft nicht zu", "trifft voll zu")
NEED: Final = ("brauchen wir nicht", "brauchen wir dringend")

FEEDBACK: Final = Preset(
    "feedback",
    SurveyKind.FEEDBACK,
    "Ihre Rückmeldung",
    "Was war gut, was machen wir beim nächsten Mal besser? Sie brauchen etwa drei Minuten.",
    (
        Question("Inhalt", "Wie gut passten die Inhalte zu Ihren Aufgaben?", GOOD),
        Question("Inhalt", "Wie gut können Sie das Gelernte in Ihrer Kommune anwenden?", GOOD),
        Question("Referentinnen und Referenten", "Wie verständlich wurde das Thema vermittelt?", GOOD),
        Question("Referentinnen und Referenten", "Wie gut wurde auf Ihre Fragen eingegangen?", GOOD),
        Question("Organisation und Ort", "Wie gut waren Anmeldung und Ablauf organisiert?", GOOD),
        Question("Organisation und Ort", "Wie gut war der Ort geeignet (Räume, Anreise, Barrierefreiheit)?", GOOD),
        Question(
            "Alles in allem",
            "Würden Sie die Veranstaltung weiterempfehlen?",
            choices=("ja", "eher ja", "eher nein", "nein"),
        ),
        Question("Alles in allem", "Was hat Ihnen gefehlt?"),
        Question("Alles in allem", "Welches Thema wünschen Sie sich als nächstes?"),
    ),
)

READY, AGAINST, SUPPORT = "Bereitschaft", "Widerstände", "Unterstützungsbedarf"
NEEDS: Final = Preset(
    "needs",
    SurveyKind.NEEDS,
    "Wo steht Ihr Vorhaben, und was brauchen Sie?",
    "Ihre Antworten helfen, die Begleitung auf die nächsten Schritte Ihrer Kooperation zuzuschneiden. "
    "Bitte antworten Sie für das Vorhaben, das Sie gerade am meisten beschäftigt.",
    (
        Question(
            "Ihr Vorhaben",
            "In welcher Phase ist Ihr Vorhaben?",
            choices=("Idee", "Planung", "Beschluss", "Start", "Betrieb"),
        ),
        Question(READY, "Die Verwaltungsleitung steht sichtbar hinter dem Vorhaben.", TRUE),
        Question(READY, "Rat oder Kreistag sind bereit, den Weg mitzugehen.", TRUE),
        Question(READY, "Die Beschäftigten, deren Arbeit sich ändert, kennen das Ziel und sehen einen Nutzen.", TRUE),
        Question(READY, "Es gibt genug Zeit und Personal, um das Vorhaben voranzubringen.", TRUE),
        Question(READY, "Die Partner vertrauen einander und halten Absprachen ein.", TRUE),
        Question(AGAINST, "Es gibt die Sorge, an Eigenständigkeit und Einfluss zu verlieren.", TRUE),
        Question(AGAINST, "Beschäftigte fürchten um Aufgaben, Arbeitsort oder Eingruppierung.", TRUE),
        Question(AGAINST, "Frühere Versuche sind gescheitert und wirken nach.", TRUE),
        Question(AGAINST, "Nutzen und Kosten gelten als ungerecht verteilt.", TRUE),
        Question(AGAINST, "Welcher Widerstand macht Ihnen am meisten zu schaffen?"),
        Question(SUPPORT, "Idee: Partner finden und das Vorhaben gemeinsam beschreiben", NEED),
        Question(SUPPORT, "Planung: Rechtsform, Umsatzsteuer und Kostenvergleich klären", NEED),
        Question(SUPPORT, "Planung: Fördermittel finden und beantragen", NEED),
        Question(SUPPORT, "Beschluss: Gremien und Öffentlichkeit überzeugen, Vorlagen schreiben", NEED),
        Question(SUPPORT, "Start: Beschäftigte beteiligen, Aufgaben und Abläufe neu ordnen", NEED),
        Question(SUPPORT, "Start: gemeinsame Fachverfahren und Daten zusammenführen", NEED),
        Question(SUPPORT, "Betrieb: Wirkung messen, nachsteuern, weitere Partner aufnehmen", NEED),
        Question(SUPPORT, "Welche Hilfe sollte als nächstes kommen, und in welcher Form?"),
    ),
)
EMPTY: Final = Preset("empty", SurveyKind.FEEDBACK, "Umfrage", "", ())
PRESETS: Final = {preset.key: preset for preset in (FEEDBACK, NEEDS, EMPTY)}
