# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Made-up entries of the tests of the search function: a small region with its cooperations and documents."""

from __future__ import annotations

import datetime as dt

from allmende.core.searchables import PUBLIC, Entry, PageText

KOBLENZ, MENDIG, KASSEL, BERLIN = (7.594, 50.357), (7.283, 50.374), (9.48, 51.316), (13.405, 52.52)
"""Longitude and latitude. Koblenz–Mendig is 22 km, Koblenz–Kassel 170 km, Koblenz–Berlin 472 km."""

BAUHOF = Entry(
    "kooperationen",
    "1",
    "Gemeinsamer Bauhof Mendig",
    "/k/1",
    note="VG Mendig, Stadt Mayen",
    keywords=("Bauhof", "Zweckverband"),
    text="Die Gemeinden betreiben einen Bauhof. Grundlage ist eine öffentlich-rechtliche Vereinbarung von 2021.",
    places=("071375003071",),
    topics=("bauhof",),
    status="running",
    legal_form="oerv",
    year=2021,
    point=MENDIG,
    changed_on=dt.date(2026, 1, 1),
)
KITA = Entry(
    "kooperationen",
    "2",
    "Kita-Zweckverband Kassel",
    "/k/2",
    text="Ein Zweckverband trägt die Kindergärten.",
    places=("066110000000",),
    topics=("kita",),
    status="running",
    legal_form="zv",
    year=2019,
    point=KASSEL,
    changed_on=dt.date(2025, 1, 1),
)
ARCHIV = Entry(
    "kooperationen",
    "3",
    "Archiv für Berlin",
    "/k/3",
    text="Das Archiv ist beendet. Ein Bauhof kommt nicht vor, außer hier.",
    places=("110000000000",),
    topics=("archiv", "bauhof"),
    status="ended",
    legal_form="zv",
    year=2019,
    point=BERLIN,
    changed_on=dt.date(2026, 6, 1),
)
VERTRAG = Entry(
    "dokumente",
    "4",
    "Mustervertrag",
    "/d/4",
    text="",
    pages=(
        PageText(1, "Vertrag über die Zusammenarbeit. Inhalt."),
        PageText(2, "Der Bauhof erfüllt die Aufgaben. Die Kündigung des Vertrags ist schriftlich zu erklären."),
        PageText(3, "Schluss."),
    ),
    places=("071375003071",),
    sort="contract",
    year=2024,
)
PLACES = (
    Entry("orte", "071375003", "Mendig", "/o/1", names=("Verbandsgemeinde Mendig", "VG Mendig"), note="VG",
          places=("071375003",), point=MENDIG, prior=1.6),
    Entry("orte", "071110000000", "Koblenz", "/o/2", note="Kreisfreie Stadt", places=("071110000000",),
          point=KOBLENZ, prior=1.8),
    Entry("orte", "09", "Bayern", "/o/3", places=("09",), prior=2.0),
)  # fmt: skip
SECRET = Entry("kooperationen", "9", "Bauhof Geheimprojekt", "/k/9", audience=("org:1",), places=("066110000000",))
ALL = (BAUHOF, KITA, ARCHIV, VERTRAG, *PLACES, SECRET)
VISITOR = (PUBLIC,)
