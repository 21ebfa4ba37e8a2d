# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What looks personal is pointed out, what only looks like it is not."""

from __future__ import annotations

import pytest

from allmende.library.personal_patterns import find, is_iban
from allmende.library.signatures import masked

FOUND = [
    ("Fragen an anna.beispiel@mendig.de", "email", "a…@mendig.de"),
    ("a.beispiel@mendig.de", "email", "a…@mendig.de"),
    ("m.muster(at)stadt.de", "email", "m…@stadt.de"),
    ("m.muster [at] stadt.de", "email", "m…@stadt.de"),
    ("maria@gmx.de", "email", "m…@gmx.de"),
    ("IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFFXXX", "iban", "DE89 … 00"),
    ("DE89370400440532013000.", "iban", "DE89 … 00"),
    ("AT61 1904 3002 3457 3201", "iban", "AT61 … 01"),
    ("Tel. 02651 98765", "phone", "02651 …"),
    ("Tel.: 02651/98765-12", "phone", "02651 …"),
    ("Durchwahl: 026519876512", "phone", "02651 …"),
    ("(02651) 98 76 5", "phone", "(02651) …"),
    ("0261 / 108-234", "phone", "0261 …"),
    ("+49 171 1234567", "phone", "+49 171 …"),
    ("0049 (0) 2651 98765", "phone", "0049 (0) 2651 …"),
    ("0171/1234567", "phone", "0171 …"),
    ("gez. Anna Beispiel", "signature", "A… B…"),
    ("gez. Dr. Beispiel", "signature", "B…"),
    ("gez.\nMax Mustermann\nBürgermeister", "signature", "M… M…"),
    ("______________\nMax Mustermann\nBürgermeister", "signature", "M… M…"),
    ("__________\n(Anna-Lena von der Heide)", "signature", "A… H…"),
    ("Ort, Datum\n\nStadt Neuwied\nBürgermeisterin Petra Muster", "signature", "P… M…"),
    ("......................\nOberbürgermeister Dirk Beispiel", "signature", "D… B…"),
    ("_______ | _______\nAnna Beispiel | Stadt Mayen", "signature", "A… B…"),
    ("geboren am 12.3.1960", "birth", "geb. … 1960"),
    ("geb. 12. März 1960 in Mayen", "birth", "geb. … 1960"),
    ("Geburtsdatum: 01.02.1970", "birth", "geb. … 1970"),
    ("Max (*01.02.1970)", "birth", "geb. … 1970"),
]


@pytest.mark.parametrize(("text", "sort", "excerpt"), FOUND, ids=[text for text, _sort, _excerpt in FOUND])
def test_found_and_shown_in_part(text, sort, excerpt):
    assert [(one.sort, one.excerpt) for one in find(text)] == [(sort, excerpt)]
    (one,) = find(text)
    assert text[one.start : one.end] != excerpt
    assert text[one.start : one.end] in text


NOT_FOUND = [
    "info@mendig.de, rathaus@mayen.de, bauamt@x.de, poststelle@vg-mendig.de",
    "@mendig.de und a@b",
    "DE89 3704 0044 0532 0130 01",
    "XX89 3704 0044 0532 0130 00",
    "Gläubiger-ID DE98ZZZ09999999999",
    "06131 16-0",
    "Telefon (02651) 9876-0",
    "0800 1234567",
    "Fax 02651 98765",
    "Telefax: 02651/98765",
    "Az. 0815/2024",
    "Aktenzeichen: 02651 98765",
    "§ 02651 12345",
    "012-345/2025",
    "Drucksache 17/1234 56789",
    "AGS 07137 068 000",
    "Haushaltsstelle 0123 45678",
    "07137068",
    "01067 Dresden",
    "am 01.02.2024 bis 03.04.2025",
    "0,50 EUR und 0.123.456,78 Euro",
    "2024-01-05 12:30",
    "BGBl. I S. 2024 Nr. 0123 4567",
    "ISBN 0123 456789",
    "geb. Müller, geborene Schmidt",
    "Gebühren ab 01.02.2024",
    "2 * 3 und 1 * 2.5.2024x",
    "vertreten durch Bürgermeisterin Anna Beispiel",
    "Max Mustermann wohnt weit weg von jeder Unterschrift\n\n\n\n\n\n\n\nText",
    "__________\nOrtsgemeinde Sankt Johann",
    "_______\nVerbandsgemeinde Vordereifel\nDer Bürgermeister",
    "Ort, Datum\nUnterschrift\nFür die Gemeinde",
    "Dienstsiegel\nStadt Mayen",
    "",
]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_left_alone(text):
    assert find(text) == []


def test_several_in_their_order():
    text = "Anna: anna.beispiel@mendig.de, Tel. 02651 98765, IBAN DE89 3704 0044 0532 0130 00\ngez. Anna Beispiel"
    assert [one.sort for one in find(text)] == ["email", "phone", "iban", "signature"]


@pytest.mark.parametrize(
    ("number", "is_right"),
    [("DE89370400440532013000", True), ("GB82WEST12345698765432", True), ("DE98370400440532013000", False)],
)
def test_checksum(number, is_right):
    assert is_iban(number) is is_right


def test_titles_are_no_initials():
    assert masked("Prof. Dr. Anna von Beispiel") == "A… B…"


@pytest.mark.parametrize(
    "piece",
    ["a", "0123 ", "Aa ", "_", "DE89 ", "a.b@", "gez. ", "A-", "_____\nAaaa Bbbb\n", "(", "0261 / ", "1", "geb. am "],
)
def test_no_pattern_runs_away(piece, monkeypatch):
    """Twice the text takes about twice the steps; measured by what a quadratic pattern could not do: end."""
    text = (piece * 100_000)[:100_000]
    assert len(find(text)) <= len(text)
