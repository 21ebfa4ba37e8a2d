# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The parent's side: starts a process for one file, waits no longer than agreed, and believes nothing unseen."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from allmende.library.extraction.limits import Limits
from allmende.library.extraction.media_types import THUMBNAIL
from allmende.library.extraction.outcomes import Failure, Note

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT: Final = ("PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH")
LONGEST_LINE: Final = 4 * 1024 * 1024
LARGEST_THUMBNAIL: Final = 512 * 1024
TOO_LONG: Final = frozenset({signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL})
LONGEST_VALUE: Final = 40


@dataclass(slots=True)
class Page:
    """The text of one page, counted from 1."""

    number: int
    text: str
    is_scanned: bool = False
    is_recognised: bool = False


@dataclass(slots=True)
class Extraction:
    """What was found out about one file. ``error`` is for the operator's log and holds nothing of the file."""

    pages: list[Page] = field(default_factory=list)
    page_count: int | None = None
    failure: Failure | None = None
    notes: dict[Note, str] = field(default_factory=dict)
    thumbnail: bytes | None = None
    error: str = ""


def extract(source: IO[bytes], media_type: str, limits: Limits | None = None) -> Extraction:
    """Read ``source`` in a process of its own. Never raises because of the file, only when the machine fails."""
    limits = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="allmende-lesen-") as name:
        folder = Path(name)
        file = folder / "file"
        with file.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        ended = _run(command(file, folder, media_type, limits), folder, limits.deadline)
        return understood(folder, limits, ended)


def understood(folder: Path, limits: Limits, ended: int = 0) -> Extraction:
    """What a child that ended with this code has left in ``folder``."""
    found = Extraction()
    for line in _lines(folder / "report.jsonl", limits):
        _take(line, found, limits)
    _judge(found, ended)
    found.thumbnail = _thumbnail(folder / THUMBNAIL)
    return found


def command(file: Path, folder: Path, media_type: str, limits: Limits) -> list[str]:
    """``-I``: neither the environment nor the folder it starts in says which code is run."""
    module = [sys.executable, "-I", "-X", "utf8", "-m", "allmende.library.extraction"]
    return [*module, str(file), str(folder), media_type, "--limits", limits.to_json()]


def environment() -> dict[str, str]:
    """What the child gets to know: where programs are. No keys, no address of the database."""
    return {name: os.environ[name] for name in KEPT if name in os.environ} | {
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
    }


def _run(arguments: list[str], folder: Path, deadline: float) -> int:
    """The exit code of the child, negative for a signal. It and all it started are gone afterwards."""
    silent = subprocess.DEVNULL
    child = subprocess.Popen(
        arguments, cwd=folder, env=environment(), stdin=silent, stdout=silent, stderr=silent, start_new_session=True
    )
    try:
        return child.wait(timeout=deadline)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _lines(report: Path, limits: Limits) -> Iterator[dict[str, Any]]:
    """The lines of the report up to the first that is none."""
    with suppress(FileNotFoundError), report.open("rb") as file:
        read = 0
        while line := file.readline(LONGEST_LINE):
            read += len(line)
            try:
                told = json.loads(line)
            except (ValueError, RecursionError):
                return
            if not isinstance(told, dict) or read > limits.written:
                return
            yield told


def _take(line: dict[str, Any], found: Extraction, limits: Limits) -> None:
    """Add one line to what is known; what has not the shape agreed upon is left out."""
    text = _clean(line["text"]) if isinstance(line.get("text"), str) else ""
    if line.get("page") == len(found.pages) + 1 and len(found.pages) < limits.pages:
        found.pages.append(Page(len(found.pages) + 1, text, is_scanned=line.get("scanned") is True))
    elif isinstance(line.get("read"), int):
        found.page_count = max(line["read"], len(found.pages))
    elif isinstance(number := line.get("recognised"), int) and 0 < number <= len(found.pages):
        page = found.pages[number - 1]
        page.text, page.is_recognised = (f"{page.text}\n{text}".strip(), True) if text else (page.text, False)
    elif line.get("note") in list(Note):
        found.notes.setdefault(Note(line["note"]), str(line.get("value", ""))[:LONGEST_VALUE])
    elif line.get("failed") in list(Failure):
        found.failure = Failure(line["failed"])
    elif isinstance(line.get("error"), str):
        found.error = line["error"][:LONGEST_VALUE]


def _judge(found: Extraction, ended: int) -> None:
    """What a child that did not come to its end means. Pages it had told by then are kept."""
    if found.page_count is not None:
        found.failure = None
        is_waiting = any(page.is_scanned and not page.is_recognised for page in found.pages)
        if ended != 0 and is_waiting:
            found.notes.setdefault(Note.OCR_STOPPED, str(sum(page.is_recognised for page in found.pages)))
        found.error = found.error or (f"exit {ended}" if ended else "")
        return
    found.error = found.error or f"exit {ended}"
    failure = found.failure or (Failure.TIME if -ended in TOO_LONG else Failure.CRASHED)
    if any(page.text for page in found.pages):
        found.notes[Note.STOPPED_EARLY] = str(len(found.pages))
        found.failure = None
    else:
        found.failure = failure


def _thumbnail(path: Path) -> bytes | None:
    """The picture, if it is one of the kind and size agreed upon."""
    try:
        if path.is_symlink() or path.stat().st_size > LARGEST_THUMBNAIL:
            return None
        content = path.read_bytes()
    except OSError:
        return None
    return content if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None


def _clean(text: str) -> str:
    """``text`` without what no database takes: NUL and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", errors="ignore").decode("utf-8")
