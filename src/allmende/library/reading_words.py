# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the reading of a file has shown, in words of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.library.extraction.outcomes import Failure, Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.library.extraction.runner import Extraction

LONGEST: Final = 300
"""Characters that are kept of it."""
MOST_RANGES: Final = 6
ORDER: Final = (
    Note.STOPPED_EARLY, Note.NO_TEXT_OF_THIS_SORT, Note.MORE_PAGES, Note.MORE_TEXT, Note.SOME_SCANNED, Note.OCR_STOPPED,
    Note.OCR_MISSING, Note.RECOGNISED, Note.SCRIPTS, Note.COMMENTS, Note.TRACKED_CHANGES, Note.ATTACHMENTS,
)  # fmt: skip
"""What matters most comes first, in case not all of it has room."""


def told(extraction: Extraction) -> str:
    """Sentences about what could not be read or should be known; empty when all went well."""
    if extraction.failure is not None:
        return why(extraction.failure)
    text = ""
    for note in ORDER:
        if note not in extraction.notes:
            continue
        longer = f"{text} {_sentence(note, extraction.notes[note])}".strip()
        if len(longer) > LONGEST:
            break
        text = longer
    return text


def why(failure: Failure) -> str:
    """Why nothing of a file could be read."""
    return {
        Failure.PASSWORD: _("Die Datei ist mit einem Passwort geschützt. Bitte laden Sie sie ohne Passwort hoch."),
        Failure.DAMAGED: _("Die Datei ist beschädigt oder nicht das, was ihr Name sagt. Bitte speichern Sie sie neu."),
        Failure.ENTITIES: _(
            "Die Datei ist so gebaut, dass sie beim Lesen immer größer wird. Bitte speichern Sie sie in Ihrem "
            "Schreibprogramm neu oder als PDF."
        ),
        Failure.UNPACKS_TOO_LARGE: _(
            "Die Datei wird beim Entpacken viel zu groß. Bitte speichern Sie sie als PDF oder teilen Sie sie auf."
        ),
        Failure.TIME: _("Das Lesen der Datei dauert zu lange. Bitte speichern Sie sie neu oder teilen Sie sie auf."),
        Failure.MEMORY: _("Die Datei ist zu aufwendig. Bitte speichern Sie sie neu oder teilen Sie sie auf."),
        Failure.CRASHED: _("Die Datei lässt sich nicht lesen. Bitte speichern Sie sie neu, am besten als PDF."),
        Failure.MISSING: _("Die Datei ist im Portal nicht mehr vorhanden. Bitte laden Sie sie noch einmal hoch."),
    }[failure]


def _sentence(note: Note, value: str) -> str:
    sentence = (_about_text() | _about_file())[note]
    return sentence % {"value": value} if value else sentence


def _about_text() -> dict[Note, str]:
    """What was read and what was not."""
    return {
        Note.STOPPED_EARLY: _(
            "Nur bis Seite %(value)s ließ sich die Datei lesen; danach ist sie beschädigt oder zu aufwendig."
        ),
        Note.NO_TEXT_OF_THIS_SORT: _(
            "Aus dieser Art von Datei lesen wir keinen Text; sie wird nur zum Herunterladen angeboten."
        ),
        Note.MORE_PAGES: _("Die Datei ist sehr lang. Gelesen wurden die ersten %(value)s Seiten."),
        Note.MORE_TEXT: _("Der Text ist sehr lang; auf Seite %(value)s ist er gekürzt."),
        Note.SOME_SCANNED: _("Gescannt und ohne Text: Seite %(value)s."),
        Note.OCR_STOPPED: _("Die Texterkennung wurde nicht fertig; erkannt sind %(value)s der gescannten Seiten."),
        Note.OCR_MISSING: _(
            "Gescannte Seiten kann dieses Portal nicht lesen: Eine Texterkennung ist nicht eingerichtet."
        ),
        Note.RECOGNISED: _("Der Text gescannter Seiten ist automatisch erkannt und kann Fehler enthalten."),
    }


def _about_file() -> dict[Note, str]:
    """What else is in the file."""
    return {
        Note.SCRIPTS: _("Die Datei enthält Skripte. Sie werden hier nie ausgeführt."),
        Note.COMMENTS: _("Die Datei enthält Kommentare. Wer sie herunterlädt, kann sie lesen."),
        Note.TRACKED_CHANGES: _("Die Datei enthält nachverfolgte Änderungen. Gelesen wurde der geänderte Stand."),
        Note.ATTACHMENTS: _("In der Datei stecken weitere Dateien. Sie wurden nicht gelesen."),
    }


def ranges(numbers: Iterable[int]) -> str:
    """Page numbers for people: „1, 3–7, 12“."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] + 1 == number:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    told_runs = ["–".join(str(end) for end in run) for run in runs]
    return _shortened(told_runs)


def _shortened(runs: Sequence[str]) -> str:
    return ", ".join(runs[:MOST_RANGES]) + (" …" if len(runs) > MOST_RANGES else "")
