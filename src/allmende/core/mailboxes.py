# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Whether a mailbox belongs to a person or to an office. A guess from the address alone; pure text, no database."""

from __future__ import annotations

import re
from typing import Final

from allmende.core.traces import UMLAUTS

INITIAL_AND_NAME = re.compile(r"[a-z]{1,2}[._-][a-z]{3,}(?:-[a-z]{3,})?")
SPLIT = re.compile(r"[._\-+0-9]+")
WORDS: Final = """
abfall abteilung agentur akademie allmende amt amtsleitung anfrage anfragen archiv auskunft ausschreibung bau
bauamt bauhof bauleitplanung bauverwaltung behoerde beratung beratungsstelle bestattung betrieb bewerbung bildung
brandschutz buecherei buergeramt buergerbuero buergermeister buergermeisterei buergermeisterin buergerservice
buero bussgeld bussgeldstelle bibliothek controlling datenschutz dezernat dienste digital digitalisierung direktion
dorfladen ehrenamt einkauf einwohner energie entsorgung entwicklung europa fachbereich fachdienst feuerwehr finanzen
finanzverwaltung foerderung foerdermittel forst forsten friedhof fundbuero fuehrungsakademie gebaeude gemeinde
gemeindekasse gemeindeverwaltung geschaeftsfuehrung geschaeftsstelle gesundheit gewerbe gewerbeamt gewaesser gmbh
grundschule gruenflaechen hauptamt hallo hausverwaltung hilfe hochbau ikz immobilien info infos informatik
innenministerium institut interkommunal interkommunale it jobcenter jugend jugendamt jugendpflege kaemmerei kanzlei
kasse kataster kinder kita klaeranlage klima klimaschutz kommune kommunal kommunale kommunales kontakt koordination
kooperation kreis kreisverwaltung kultur landkreis landrat landraetin leader leitstelle leitung liegenschaften mail
management marketing meldeamt mobilitaet museum musikschule netzwerk oeffentlichkeitsarbeit ordnung ordnungsamt
ordnungswesen organisation ortsgemeinde personal personalamt personalrat pflege planung poststelle post postfach
praesident presse pressestelle projekt projektbuero projektleitung rathaus raumordnung recht rechtsamt recycling
redaktion referat regio region regional rentenstelle samtgemeinde schule schulamt sekretariat service servicestelle
soziales sport stab stabsstelle stadt stadtkasse stadtplanung stadtverwaltung stadtwerke standesamt stelle steuer
steuern steueramt stiftung strassen strassenverkehr support team technik teilhabe tiefbau tourismus tourist
touristinfo traeger transfer umwelt umweltamt umweltschutz umsatzsteuer verband verbandsgemeinde verbund vergabe
vergabestelle verein verkehr verwaltung verwaltungsgemeinschaft volkshochschule vollstreckung vorstand vorzimmer vg
vhs wahlamt wahlen wasser wasserwerk web webmaster werke wirtschaft wirtschaftsfoerderung wohnen wohngeld zentrale
zentral zentrum zukunft zweckverband
"""
FUNCTION_WORDS: Final = frozenset(WORDS.split())
"""Words by which an office calls its mailbox, in ASCII."""


HEADS: Final = (
    "abteilung", "amt", "bereich", "buero", "dienst", "dienste", "gemeinde", "kasse", "leitung", "planung", "schule",
    "service", "stelle", "verband", "verwaltung", "werke", "zentrum",
)  # fmt: skip
"""By their last part compounds show that they mean an office: „stadtplanungsamt“."""


def looks_personal(address: str) -> bool:
    """Whether the mailbox seems to be a person's: „anna.beispiel@…“, „anna_beispiel@…“, „a-beispiel@…“.

    One word alone („beispiel@…“) and words joined by a hyphen („bad-ems@…“) may be an office or a place and pass; so
    does everything with a function word in it.
    """
    local = address.strip().lower().partition("@")[0].translate(UMLAUTS)
    words = [word for word in SPLIT.split(local) if word]
    if any(word in FUNCTION_WORDS or word.endswith(HEADS) for word in words):
        return False
    if INITIAL_AND_NAME.fullmatch(local):
        return True
    return len(words) > 1 and bool(re.search(r"[^._][._][^._]", local))
