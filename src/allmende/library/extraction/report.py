# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the child tells the parent: one JSON object on each line, written out at once, so that a crash loses nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from allmende.library.extraction.outcomes import Note

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

    from allmende.library.extraction.limits import Limits
    from allmende.library.extraction.outcomes import Failure


class Report:
    """Takes page after page until a limit is reached, and says when it is."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self.limits = limits
        self.scanned: list[int] = []
        self._pages = 0
        self._text = 0
        self._is_full = False
        self._file = (folder / "report.jsonl").open("w", encoding="utf-8", errors="replace")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def page(self, text: str, *, is_scanned: bool = False) -> bool:
        """Tell the next page; False when no further page is wanted."""
        if self._is_full:
            return False
        self._pages += 1
        room = min(self.limits.page_text, self.limits.text - self._text)
        if len(text) > room:
            text = text[:room]
            self.note(Note.MORE_TEXT, self._pages)
            self._is_full = self._text + len(text) >= self.limits.text
        self._text += len(text)
        if is_scanned:
            self.scanned.append(self._pages)
        self._tell(page=self._pages, text=text, scanned=is_scanned)
        return not self._is_full

    def pages(self, texts: list[str]) -> None:
        """Tell the pages of a file without scans."""
        for text in texts[: self.limits.pages]:
            if not self.page(text):
                break
        if len(texts) > self.limits.pages:
            self.note(Note.MORE_PAGES, self.limits.pages)
        self.read(len(texts))

    def read(self, page_count: int) -> None:
        """Say that the text is complete as far as it is read; what follows can fail without harm."""
        self._tell(read=page_count)

    def recognised(self, page: int, text: str) -> None:
        self._tell(recognised=page, text=text[: self.limits.page_text])

    def note(self, note: Note, value: object = "") -> None:
        self._tell(note=note, value=str(value))

    def failed(self, failure: Failure) -> None:
        self._tell(failed=failure)

    def error(self, error: BaseException) -> None:
        """For the log of the operator; the message of an error may hold text of the file, so only its name is told."""
        self._tell(error=type(error).__name__)

    def _tell(self, **line: Any) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()
