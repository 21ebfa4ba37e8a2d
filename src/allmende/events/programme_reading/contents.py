# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the rows of one event say about it: texts, kind, who speaks, topics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.events.programme_reading.headings import differing
from allmende.events.programme_reading.inquiry import OWN
from allmende.events.programme_reading.own_answers import READERS
from allmende.events.programme_reading.values import commas, one_line, person, split_list, split_persons
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allmende.events.programme_reading.drafts import DraftEvent, Row, Surroundings
    from allmende.events.programme_reading.inquiry import Inquiry

TEXTS: Final = {
    "summary": 500, "description": 9_000, "target_group": 1000, "bring": 1000, "cost": 500, "funding": 500,
    "notes": 900, "source": 600, "contact": 254,
}  # fmt: skip
"""The columns with texts, and the most characters each may have."""
LINES: Final = {
    "title": 200,
    "venue": 160,
    "street": 160,
    "city": 120,
    "room": 120,
    "label": 120,
    "accessibility": 1000,
}
NAME, INSTITUTION = 120, 160
MOST_SIMILAR: Final = 5
SHOWN: Final = 80
SKIP: Final = "skip"


def shortened(text: str, most: int) -> str:
    """The beginning of ``text`` up to the last whole word, with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut.rsplit(None, 1)[0] if ' ' in cut else cut}…"


def fitting_rows(inquiry: Inquiry, rows: Sequence[Row]) -> list[Row]:
    """The rows with texts that fit in; what is too long is asked about."""
    return [_fitting(inquiry, row) for row in rows]


def _fitting(inquiry: Inquiry, row: Row) -> Row:
    changed: dict[str, str] = {}
    for key, most in {**TEXTS, **LINES}.items():
        text = row.text(key)
        if len(text) <= most:
            continue
        told = {"row": row.number, "text": shortened(one_line(text), SHOWN), "most": most, "length": len(text)}
        words = _("Zeile %(row)s: „%(text)s“ ist zu lang: %(length)s Zeichen, höchstens %(most)s passen hinein.") % told
        own = "text" if most >= 200 and key in LINES else ""
        options = [("cut", _("kürzen")), (SKIP, _("weglassen"))]
        answer = inquiry.ask("long", [row.number], words, options, own=own, about=[key, text])
        choice = answer.choice if answer else "cut"
        changed[key] = "" if choice == SKIP else shortened(text, most)
        if answer is not None and choice == OWN:
            changed[key] = READERS["text"](answer.value)
    return type(row)(row.number, {**row.cells, **changed}) if changed else row


def read_contents(inquiry: Inquiry, event: DraftEvent, around: Surroundings) -> None:
    """Everything that belongs to the event and not to one of its dates."""
    event.texts = {key: _agreed(inquiry, event, key) for key in TEXTS}
    if event.texts["source"]:
        event.texts["source"] = _link(inquiry, event.rows[0].number, "source", event.texts["source"])
    if event.texts["contact"]:
        event.texts["contact"] = _mailbox(inquiry, event, event.texts["contact"])
    event.kind = _kind(inquiry, event, around)
    event.topics = _topics(inquiry, event, around)


def _agreed(inquiry: Inquiry, event: DraftEvent, key: str) -> str:
    """The text that all rows agree on, or the one that was chosen."""
    found = differing(event.rows, key)
    if len(found) <= 1:
        return next(iter(found), "")
    by_value = {f"row:{rows[0].number}": text for text, rows in found.items()}
    options = [
        (value, _("Zeile %(row)s: %(text)s") % {"row": value[4:], "text": shortened(one_line(text), SHOWN)})
        for value, text in by_value.items()
    ]
    answer = inquiry.ask(
        f"differs_{key}",
        [row.number for rows in found.values() for row in rows],
        _("Die Zeilen zu „%(title)s“ sagen Verschiedenes. Was gilt für die Veranstaltung?") % {"title": event.title},
        options,
        about=[event.title, *found],
    )
    return by_value.get(answer.choice, "") if answer else ""


def _kind(inquiry: Inquiry, event: DraftEvent, around: Surroundings) -> str:
    """The kind by its German word; without one it is a workshop, as in the form."""
    found = differing(event.rows, "kind")
    if not found:
        return event.kind
    values = {around.kind_words.get(fold(text), "") for text in found}
    if len(values) == 1 and (value := values.pop()):
        return value
    texts = ", ".join(shortened(text, 40) for text in found)
    answer = inquiry.ask(
        "kind",
        event.row_numbers,
        _("Von welcher Art ist „%(title)s“? In der Datei steht: %(texts)s.") % {"title": event.title, "texts": texts},
        list(around.kinds.items()),
        about=[event.title, *found],
    )
    return answer.choice if answer else event.kind


def _topics(inquiry: Inquiry, event: DraftEvent, around: Surroundings) -> list[int]:
    found: list[int] = []
    for text in dict.fromkeys(part for row in event.rows for part in _topic_words(row.text("topics"), around)):
        known = around.topics.get(fold(text))
        if known is None:
            known = _asked_topic(inquiry, event, text, around)
        if known is not None and known[0] not in found:
            found.append(known[0])
    return found


def _topic_words(text: str, around: Surroundings) -> list[str]:
    """Names of topics may have commas; where the whole is none, its parts are looked up."""
    words: list[str] = []
    for part in split_list(text):
        words += [part] if fold(part) in around.topics else commas(part)
    return words


def _asked_topic(inquiry: Inquiry, event: DraftEvent, text: str, around: Surroundings) -> tuple[int, str] | None:
    near = _similar(fold(text), around.topics)
    answer = inquiry.ask(
        "topic",
        event.row_numbers,
        _("Das Themenfeld „%(text)s“ gibt es im Portal nicht.") % {"text": shortened(text, SHOWN)},
        [(SKIP, _("weglassen")), *((f"topic:{pk}", name) for pk, name in near)],
        about=[text, *(pk for pk, _name in near)],
    )
    if answer is None or answer.choice == SKIP:
        return None
    return next((topic for topic in near if f"topic:{topic[0]}" == answer.choice), None)


def _similar(folded: str, topics: Mapping[str, tuple[int, str]]) -> list[tuple[int, str]]:
    """Topics that share a word, or the beginning of one."""
    words = [word[:5] for word in folded.split() if len(word) > 3]
    near = {topic for name, topic in topics.items() if any(word in name for word in words)}
    return sorted(near, key=lambda topic: topic[1])[:MOST_SIMILAR]


def read_speakers(inquiry: Inquiry, row: Row) -> tuple[tuple[str, str], ...]:
    """Who speaks at the date of ``row``, with institutions."""
    text = row.text("speakers")
    if not text:
        return ()
    persons = split_persons(text)
    if persons is None:
        parts = commas(text)
        answer = inquiry.ask(
            "speakers",
            [row.number],
            _("Zeile %(row)s: Wer ist mit „%(text)s“ gemeint?") % {"row": row.number, "text": shortened(text, 160)},
            [
                ("several", _("%(number)s Personen: %(names)s") % {"number": len(parts), "names": " · ".join(parts)}),
                ("one", _("eine Person: %(name)s") % {"name": one_line(text)}),
            ],
            about=[text],
        )
        persons = parts if answer is not None and answer.choice == "several" else [one_line(text)]
    return tuple((shortened(name, NAME), shortened(where, INSTITUTION)) for name, where in map(person, persons))


def _mailbox(inquiry: Inquiry, event: DraftEvent, text: str) -> str:
    if READERS["mailbox"](text):
        return text.strip()
    row = event.rows[0].number
    told = {"row": row, "text": shortened(one_line(text), SHOWN)}
    words = _("Zeile %(row)s: „%(text)s“ ist keine E-Mail-Adresse.") % told
    choice, typed = inquiry.ask_value("contact", row, words, [(SKIP, _("weglassen"))], own="mailbox", about=[text])
    return str(typed) if choice == OWN else ""


def read_link(inquiry: Inquiry, row: Row) -> str:
    text = row.text("online")
    return _link(inquiry, row.number, "online", text) if text else ""


def _link(inquiry: Inquiry, row: int, kind: str, text: str) -> str:
    if READERS["link"](text):
        return text.strip()
    words = _("Zeile %(row)s: „%(text)s“ ist keine Adresse im Netz.") % {"row": row, "text": shortened(text, SHOWN)}
    choice, typed = inquiry.ask_value(f"{kind}_link", row, words, [(SKIP, _("weglassen"))], own="link", about=[text])
    return typed if choice == OWN else ""
