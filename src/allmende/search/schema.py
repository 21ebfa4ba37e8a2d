# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The index: which fields an entry has in it, and how its texts become the words of the text fields.

A text is indexed three ways. ``exact`` holds every word, folded, with its position (for phrases); ``keys`` the stems of
lemmas of all but stop words; ``parts`` what is inside compounds. Each exists for everything an entry says
(``text_…``: title and names too, so that a query may mix them), for ``title_…`` (title and names) and ``keyword_…``.
``backwards`` holds the words with their letters reversed: with it words are found by their end, which correcting typing
mistakes needs. Our analysis comes first, so the engine only cuts at spaces.

A document's pages are entries of their own besides (``is_page``), so that a hit can name its page; every query asks for
one or the other.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import tantivy

from allmende.core.searchables import PUBLIC
from allmende.german import analysed, fold, words
from allmende.search import weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from allmende.core.searchables import Entry

__all__ = ["PUBLIC", "SCHEMA", "Shown", "shown", "text_values", "to_document", "to_page_documents"]

VERSION: Final = 1
"""To be raised with every change of the fields: an index of another version is built anew."""

TEXT_EXACT, TEXT_KEYS, TEXT_PARTS = "text_exact", "text_keys", "text_parts"
TITLE_EXACT, TITLE_KEYS, TITLE_PARTS = "title_exact", "title_keys", "title_parts"
KEYWORD_KEYS, KEYWORD_PARTS = "keyword_keys", "keyword_parts"
BACKWARDS = "backwards"
WITH_POSITIONS = (TEXT_EXACT, TITLE_EXACT)
WITH_FREQUENCIES = (TEXT_KEYS, TEXT_PARTS, TITLE_KEYS, TITLE_PARTS, KEYWORD_KEYS, KEYWORD_PARTS)
SHORTEST_CORRECTED = 4
"""Letters of words that typing mistakes are corrected to."""

ID, PARENT, AUDIENCE, PLACE = "id", "parent", "audience", "place"
"""„source:key“ of an entry; the same of the document a page belongs to; who may find it; every ARS it lies in."""
SOURCE, KEY, FINGERPRINT = "source", "key", "fingerprint"
NAME = "name"
"""The title and each other name as a whole (``name_key``), to find what is called exactly as somebody typed."""
LAND, KREIS, TOPIC, STATUS, LEGAL_FORM, SORT = "land", "kreis", "topic", "status", "legal_form", "sort"
FACETS = (SOURCE, LAND, KREIS, TOPIC, STATUS, LEGAL_FORM, SORT)
"""Counted and filtered by; several values are possible. ``land`` and ``kreis`` are the first digits of the places."""
IS_PAGE, PAGE, YEAR, CHANGED_ON, CONFIRMED_ON = "is_page", "page", "year", "changed_on", "confirmed_on"
"""Whole numbers; ``is_page`` is 0 or 1, days count from 1970-01-01. ``page`` of an entry is how many pages it has."""
LON, LAT, WEIGHT = "lon", "lat", "weight"
"""Degrees (WGS 84), and the factor of the score from ``search.weights``, given as ``weight_by_field``."""
SHOWN = "shown"
"""What is kept to be shown, as JSON (:class:`Shown`)."""
LONGEST_NAME = 300
"""Characters of a name that are compared."""
ARS_LEVELS = (2, 3, 5, 9, 12)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in WITH_POSITIONS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in WITH_FREQUENCIES:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(BACKWARDS, tokenizer_name="whitespace", index_option="basic")
    for name in (ID, KEY, FINGERPRINT):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", stored=True)
    for name in (PARENT, AUDIENCE, PLACE, NAME):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", stored=True, fast=True)
    for name in (IS_PAGE, PAGE, YEAR, CHANGED_ON, CONFIRMED_ON):
        builder.add_integer_field(name, stored=True, indexed=True, fast=True)
    for name in (LON, LAT, WEIGHT):
        builder.add_float_field(name, stored=True, indexed=True, fast=True)
    builder.add_bytes_field(SHOWN, stored=True)
    return builder.build()


SCHEMA: Final = _schema()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a hit shows without asking the database; ``text`` and ``keywords`` are for highlighting."""

    title: str
    url: str
    note: str = ""
    names: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    text: str = ""


def shown(document: tantivy.Document) -> Shown:
    """Of a document as the index gives it back."""
    told = json.loads(bytes(document.get_first(SHOWN) or b"{}"))
    return Shown(
        **{
            "title": "",
            "url": "",
            **told,
            "names": tuple(told.get("names", ())),
            "keywords": tuple(told.get("keywords", ())),
        }
    )


def to_document(entry: Entry) -> tantivy.Document:
    """``entry`` as it is indexed, the text of its pages included."""
    texts = [entry.note, entry.text, *(page.text for page in entry.pages)]
    document = _document(entry, title=(entry.title, *entry.names), keywords=entry.keywords, texts=texts)
    for token in sorted(set(entry.audience)):
        document.add_text(AUDIENCE, token)
    if entry.pages:
        document.add_integer(PAGE, len(entry.pages))
    document.add_text(ID, f"{entry.source}:{entry.key}")
    document.add_integer(IS_PAGE, 0)
    for key in sorted({name_key(name) for name in (entry.title, *entry.names)} - {""}):
        document.add_text(NAME, key)
    _add_shown(document, entry, entry.text)
    return document


def to_page_documents(entry: Entry) -> Iterator[tantivy.Document]:
    """The pages of ``entry``, each findable by its text and by the title."""
    for page in entry.pages:
        document = _document(entry, title=(entry.title,), keywords=(), texts=[page.text])
        for token in sorted(set(entry.audience)):
            document.add_text(AUDIENCE, page_audience(token))
        document.add_text(ID, f"{entry.source}:{entry.key}#{page.number}")
        document.add_text(PARENT, f"{entry.source}:{entry.key}")
        document.add_integer(IS_PAGE, 1)
        document.add_integer(PAGE, page.number)
        _add_shown(document, entry, page.text)
        yield document


def page_audience(token: str) -> str:
    """The audience of single pages. It differs from that of entries, so that one condition tells both apart."""
    return f"page {token}"


def name_key(text: str) -> str:
    """The form in which whole names are compared: its words folded, one space between them."""
    return " ".join(fold(word.text) for word in words(text))[:LONGEST_NAME]


def _document(entry: Entry, *, title: tuple[str, ...], keywords: tuple[str, ...], texts: list[str]) -> tantivy.Document:
    document = tantivy.Document()
    for name, value in text_values(title=title, keywords=keywords, text=texts).items():
        document.add_text(name, value)
    several = {
        TOPIC: entry.topics,
        PLACE: {place[:level] for place in entry.places for level in ARS_LEVELS if len(place) >= level},
        LAND: {place[:2] for place in entry.places},
        KREIS: {place[:5] for place in entry.places if len(place) >= 5},
        SOURCE: (entry.source,),
        KEY: (entry.key,),
        FINGERPRINT: (entry.fingerprint,),
        STATUS: (entry.status,),
        LEGAL_FORM: (entry.legal_form,),
        SORT: (entry.sort,),
    }
    for name, values in several.items():
        for value in sorted(set(filter(None, values))):
            document.add_text(name, value)
    for name, number in (
        (YEAR, entry.year),
        (CHANGED_ON, _days(entry.changed_on)),
        (CONFIRMED_ON, _days(entry.confirmed_on)),
    ):
        if number is not None:
            document.add_integer(name, number)
    if entry.point is not None:
        document.add_float(LON, entry.point[0])
        document.add_float(LAT, entry.point[1])
    document.add_float(WEIGHT, _as_the_engine_takes_it(weights.weight_of(entry)))
    return document


def _add_shown(document: tantivy.Document, entry: Entry, text: str) -> None:
    kept = Shown(entry.title, entry.url, entry.note, entry.names, entry.keywords, text)
    document.add_bytes(SHOWN, json.dumps(asdict(kept), ensure_ascii=False).encode("utf-8", "replace"))


def _as_the_engine_takes_it(factor: float) -> float:
    """The engine multiplies the score by log2(2 + value); twice the factor keeps the value above nought."""
    return 2 ** (2 * factor) - 2


def _days(day: dt.date | None) -> int | None:
    return None if day is None else (day - dt.date(1970, 1, 1)).days


def text_values(*, title: Iterable[str], keywords: Iterable[str] = (), text: Iterable[str] = ()) -> dict[str, str]:
    """The values of all text fields. ``title``: title and other names; ``text``: note, text, pages."""
    columns = [_indexed(title), _indexed(keywords), _indexed(text)]
    values = dict(zip((TITLE_EXACT, TITLE_KEYS, TITLE_PARTS), columns[0], strict=True))
    values |= {KEYWORD_KEYS: columns[1][1], KEYWORD_PARTS: columns[1][2]}
    for name, together in zip((TEXT_EXACT, TEXT_KEYS, TEXT_PARTS), zip(*columns, strict=True), strict=True):
        values[name] = " ".join(filter(None, together))
    different = sorted(set(values[TEXT_EXACT].split()))
    values[BACKWARDS] = " ".join(word[::-1] for word in different if len(word) >= SHORTEST_CORRECTED and word.isalpha())
    return values


def _indexed(texts: Iterable[str]) -> tuple[str, str, str]:
    """The exact words, the keys and the keys of the parts of ``texts``, each joined by spaces."""
    exact: list[str] = []
    keys: list[str] = []
    parts: list[str] = []
    for text in texts:
        for word in words(text):
            found = analysed(word.text)
            exact.append(found[0])
            if not found[3]:
                keys.extend(found[1])
                parts.extend(found[2])
    return " ".join(exact), " ".join(keys), " ".join(parts)
