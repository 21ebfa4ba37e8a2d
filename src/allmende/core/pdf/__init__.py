# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""PDF files for everybody: tagged (PDF/UA-1) and made to be kept (PDF/A-3a), typeset by typst.

A template (``*.typ``) is ours; what comes from people goes to it as data and stays text, whatever it looks like. A
template imports the frame (``#import "frame.typ": data, paper``) and reads ``data``; it sees no other file. The fonts
are embedded; ``scripts/vendor_assets.py`` puts them into ``fonts/``. The same template, data and time
give the same bytes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typst
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

FOLDER: Final = Path(__file__).resolve().parent
FONTS: Final = FOLDER / "fonts"
MEDIA_TYPE: Final = "application/pdf"
UNKNOWN: Final = "?"
"""What stands for a character that the font cannot show."""
STAY: Final = frozenset("\n\u00ad\u200b")
"""Line feeds and marks where a word may be divided: characters without a picture that do no harm."""
TOO_LONG: Final = re.compile(r"[^\s-]{36,}")
"""German words in names of places and offices go up to some 35 letters."""
BLANKS: Final = frozenset({"Zs", "Zl", "Zp"})


class FontsMissingError(RuntimeError):
    """The fonts have not been copied yet."""


@cache
def shown_characters() -> dict[str, int]:
    """Every character that all weights of the font can show, and how wide the boldest shows it (thousandths)."""
    try:
        widths = json.loads((FONTS / "characters.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise FontsMissingError("The fonts for PDF files are missing: run scripts/vendor_assets.py.") from error
    return {chr(int(code)): width for code, width in widths.items()}


def width_of(text: str) -> float:
    """How wide ``text`` is at most, as a multiple of its size; for papers that must fit something into a space."""
    widths = shown_characters()
    return sum(widths.get(letter, 1000) for letter in showable(text)) / 1000


def showable(text: str) -> str:
    """``text`` with what the font can show: other letters without their marks, or as a question mark.

    PDF/UA allows no character without a picture. Control and direction marks go: they could make a name read otherwise
    than it is.
    """
    known = shown_characters()
    text = unicodedata.normalize("NFC", text)
    if all(letter in known for letter in text) and text.isprintable():
        return text
    return "".join(_showable(letter, known) for letter in text.replace("\r\n", "\n").replace("\r", "\n"))


def _showable(letter: str, known: Collection[str]) -> str:
    category = unicodedata.category(letter)
    if letter in STAY:
        return letter
    if letter == "\t" or category in BLANKS:
        return letter if letter in known else " "
    if category[0] == "C" and category != "Co":
        return ""
    if letter in known:
        return letter
    base = [part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)]
    return "".join(part if part in known else UNKNOWN for part in base)


def breakable(text: str) -> str:
    """``text`` in which also words without any hyphen may be divided when they are longer than any line."""
    return TOO_LONG.sub(lambda word: "\u200b".join(re.findall(".{1,18}", word[0])), text)


def _plain(value: Any) -> Any:
    """``value`` with every text in it made showable."""
    if isinstance(value, str):
        return showable(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def render(
    template: Path,
    data: Mapping[str, Any],
    *,
    title: str,
    author: str,
    language: str = "de",
    made_at: dt.datetime | None = None,
) -> bytes:
    """The PDF of ``template`` with ``data`` (plain values: texts, numbers, lists, dicts; unknown is None).

    ``title`` and ``author`` say what it is and from whom; ``made_at`` is the time in its properties, else now. Raises
    FontsMissingError, and typst.TypstError for a mistake in the template.
    """
    made_at = made_at or timezone.now()
    document = {
        "title": " ".join(title.split()) or UNKNOWN,
        "author": " ".join(author.split()),
        "language": language,
        "date": [made_at.year, made_at.month, made_at.day],
    }
    values = json.dumps({"document": _plain(document), "data": _plain(dict(data))}, cls=DjangoJSONEncoder)
    files: Any = {"main.typ": template.read_bytes(), "frame.typ": (FOLDER / "frame.typ").read_bytes()}
    made: bytes = typst.compile(
        files,  # a small world of its own, which the types of the package do not know
        root=str(FONTS),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"values": values},
        format="pdf",
        pdf_standards=["ua-1", "a-3a"],
        timestamp=int(made_at.timestamp()),
    )
    return made


def answer(content: bytes, *, filename: str, as_attachment: bool = False) -> HttpResponse:
    """A PDF as an answer that nobody keeps; it is shown, or saved under ``filename``."""
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment, filename) or "inline"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
