# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Drafts and checklists made from clauses, as DOCX with real headings and lists; always in German."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from docx.document import Document as File

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE: Final = "de-DE"
UNPRINTABLE: Final = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ADAPT: Final = (
    "Muster müssen angepasst werden: Diese Zusammenstellung ist keine Rechtsberatung und kein fertiger Vertrag. Prüfen "
    "Sie jede Klausel auf Ihren Fall und lassen Sie das Ergebnis rechtlich prüfen, bevor Sie es beschließen."
)
REFERENCE_ONLY: Final = "Der Wortlaut darf nicht übernommen werden; lesen Sie ihn an der Quelle."
EXAMPLE: Final = "Beispiel, für die Vorführung geschrieben, ohne rechtliche Geltung."

QUESTIONS: Final = {
    "parties": "Wer ist beteiligt, wer vertritt wen, wie können weitere beitreten?",
    "task": "Welche Aufgabe, in welchem Umfang: nur ausführen oder mit allen Rechten und Pflichten übertragen?",
    "cost": "Wer trägt welche Kosten, nach welchem Schlüssel, wann wird abgerechnet?",
    "staff": "Wer stellt das Personal, wer weist an, was gilt bei Übergang und Rückkehr?",
    "liability": "Wer haftet wem wofür, was ist versichert?",
    "data_protection": "Wer ist verantwortlich, braucht es eine Auftragsverarbeitung, wer gibt Auskunft?",
    "term": "Wie lange gilt die Vereinbarung, verlängert sie sich?",
    "notice": "Wer kann mit welcher Frist kündigen, was ist ein wichtiger Grund?",
    "exit": "Was geschieht am Ende mit Vermögen, Personal, Daten und laufenden Verträgen?",
    "dispute": "Wie werden Meinungsverschiedenheiten beigelegt, wer schlichtet?",
    "vat": "Ist die Leistung umsatzsteuerbar, wer trägt eine spätere Steuer?",
    "entry_into_force": "Wann tritt sie in Kraft, wer genehmigt, wo wird sie bekannt gemacht?",
}
"""What to ask about each subject, as keys of ``classes.json``."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a clause comes from, so that it can be cited and found again."""

    document: str
    land: str
    year: str
    licence: str
    address: str
    is_example: bool

    def __str__(self) -> str:
        told = [self.document, self.land, self.year, self.licence, self.address]
        return ", ".join(part for part in told if part)


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of an outline: a clause with its source, or a heading of one's own. ``text`` None: not to be copied."""

    heading: str
    subject: str = ""
    text: str | None = ""
    source: Source | None = None


def draft(entries: Sequence[Entry], *, made_on: dt.date, address: str) -> bytes:
    """A draft outline: each part under a heading, with its text and its source."""
    file = _new("Entwurf einer Gliederung", made_on, address)
    for entry in entries:
        _heading(file, entry.heading, 1)
        if entry.source is None:
            file.add_paragraph("[Ihr Text]")
            continue
        if entry.text is None:
            file.add_paragraph(REFERENCE_ONLY)
        else:
            for paragraph in entry.text.split("\n"):
                file.add_paragraph(_clean(paragraph))
        _source(file, entry.source)
    return _bytes(file)


def checklist(entries: Sequence[Entry], labels: Sequence[tuple[str, str]], *, made_on: dt.date, address: str) -> bytes:
    """What a contract should say about each subject (key, name), to tick off, with the chosen clauses as models."""
    file = _new("Checkliste für eine Vereinbarung", made_on, address)
    for key, label in labels:
        if key not in QUESTIONS:
            continue
        _heading(file, label, 1)
        file.add_paragraph(f"☐ {QUESTIONS[key]}")
        for entry in entries:
            if entry.subject == key and entry.source is not None:
                told = f"Vorbild: {entry.heading} – {entry.source}"
                file.add_paragraph(
                    _clean(f"{told} ({EXAMPLE})" if entry.source.is_example else told), style="List Bullet"
                )
    own = [entry.heading for entry in entries if entry.source is None]
    if own:
        _heading(file, "Eigene Punkte", 1)
        for heading in own:
            file.add_paragraph(_clean(f"☐ {heading}"))
    return _bytes(file)


def _new(title: str, made_on: dt.date, address: str) -> File:
    file = Document()
    properties = file.core_properties
    properties.title, properties.language, properties.author = title, LANGUAGE, "Allmende"
    properties.comments, properties.keywords = ADAPT, ""
    _speak_german(file)
    for section in file.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.footer.paragraphs[0].text = "Muster: anpassen und rechtlich prüfen lassen"
    file.styles["Normal"].font.size = Pt(11)
    file.add_heading(title, 0)
    note = file.add_paragraph()
    note.add_run("Wichtig: ").bold = True
    note.add_run(ADAPT)
    file.add_paragraph(f"Zusammengestellt am {made_on:%d.%m.%Y} mit der Bibliothek von Allmende: {address}")
    return file


def _speak_german(file: File) -> None:
    """Say in the defaults of all styles that the text is German, so that it is read and checked as such."""
    for language in file.styles.element.iter(qn("w:lang")):
        language.getparent().remove(language)
    defaults = file.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is not None:
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), LANGUAGE)
        language.set(qn("w:eastAsia"), LANGUAGE)
        defaults.append(language)


def _heading(file: File, text: str, level: int) -> None:
    file.add_heading(_clean(text), level)


def _source(file: File, source: Source) -> None:
    told = file.add_paragraph()
    told.add_run("Quelle: ").bold = True
    told.add_run(_clean(str(source))).italic = True
    if source.is_example:
        file.add_paragraph(EXAMPLE)


def _clean(text: str) -> str:
    """Text that may stand in XML, on one line."""
    return UNPRINTABLE.sub("", text).replace("\n", " ").strip()


def _bytes(file: File) -> bytes:
    stored = io.BytesIO()
    file.save(stored)
    return stored.getvalue()
