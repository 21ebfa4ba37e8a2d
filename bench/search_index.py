# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How long the index of many documents takes, what one change costs afterwards, and how much memory and disk it needs.

    ALLMENDE_DEMO=1 .venv/bin/python bench/search_index.py corpus.jsonl.gz [--times 1] [--changes 50] [--keep DIRECTORY]

The corpus has one JSON document per line: id, title, lawtitle, body, state, kreis, theme, status, lat, lon. With
``--times 10`` it is repeated, each copy with a word of its own. No database is read or written.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import os
import random
import resource
import shutil
import statistics
import tempfile
import threading
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmende.config.settings")
os.environ.setdefault("ALLMENDE_DEMO", "1")
django.setup()

from allmende.core import searchables  # noqa: E402
from allmende.core.searchables import Entry, Source  # noqa: E402
from allmende.search import changes, checking, index, position, rebuilding  # noqa: E402
from allmende.search.builds import Node  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from allmende.search.builds import Build

DAY_ZERO = dt.date(1970, 1, 1).toordinal()


class Corpus(Source):
    """The documents of the file; those that were asked for by key are kept."""

    key: ClassVar = "corpus"
    order: ClassVar = 1
    label: ClassVar = "Korpus"  # type: ignore[assignment]
    label_one: ClassVar = "Dokument"  # type: ignore[assignment]

    def __init__(self, path: Path, times: int) -> None:
        self.path, self.times = path, times
        self.changed: dict[str, Entry] = {}

    def entries(self, keys: Sequence[str] | None = None) -> Iterator[Entry]:
        if keys is not None:
            yield from (self.changed[key] for key in keys if key in self.changed)
            return
        for copy in range(self.times):
            with gzip.open(self.path, "rt", encoding="utf-8") as file:
                for line in file:
                    yield entry(json.loads(line), copy)


def entry(told: dict[str, Any], copy: int = 0) -> Entry:
    kreis = str(told.get("kreis") or "")
    return Entry(
        source=Corpus.key,
        key=f"{told['id']}" if not copy else f"{told['id']}-{copy}",
        title=told["title"],
        url=f"/{told['id']}/",
        note=told.get("lawtitle") or "",
        text=told["body"] + (f" Fassung{copy}" if copy else ""),
        places=(kreis,) if kreis.isdigit() else (),
        topics=tuple(filter(None, [str(told.get("theme") or "")])),
        status=str(told.get("status") or ""),
        point=(told["lon"], told["lat"]) if told.get("lon") is not None else None,
        changed_on=dt.date.fromordinal(DAY_ZERO + told["date"] % 20_000) if told.get("date") else None,
    )


class Memory:
    """The largest resident memory of this process while it is watched, in MB."""

    def __init__(self) -> None:
        self.most = 0.0
        self._stop = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        page = resource.getpagesize()
        while not self._stop.wait(0.2):
            now = int(Path("/proc/self/statm").read_text().split()[1]) * page / 1e6
            self.most = max(self.most, now)

    def stop(self) -> float:
        self._stop.set()
        return self.most


def timed(action: Callable[[int], object], times: int) -> str:
    """p50 and p95 in milliseconds."""
    took = []
    for number in range(times):
        began = time.perf_counter()
        action(number)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return f"p50 {statistics.median(took):.1f} ms, p95 {took[int(len(took) * 0.95) - 1]:.1f} ms, max {took[-1]:.1f} ms"


def build(node: Node, source: Corpus) -> Build:
    memory, began = Memory(), time.perf_counter()
    made = node.begin()
    with made.writing(heap=rebuilding.HEAP, threads=rebuilding.THREADS) as batch:
        for count, each in enumerate(source.entries(), 1):
            changes.add(batch, each)
            if count % 20_000 == 0:
                print(f"  {count} after {time.perf_counter() - began:.0f} s", flush=True)
        position.write(batch, position.Position(1))
    node.publish(made)
    took = time.perf_counter() - began
    print(
        f"built: {count} documents in {took:.0f} s ({count / took:.0f} per second; {time.process_time():.0f} s of "
        "processor time, all threads), "
        f"{made.size / 1e6:.0f} MB on disk, {memory.stop():.0f} MB of memory at most"
    )
    return made


def follow(reader: index.Reader, source: Corpus, keys: list[str]) -> None:
    view = reader.view()
    todo = changes.Pending(view.number + 1, {source.key: frozenset(keys)})
    changes.apply(reader.build, position.Position(view.number, {}), todo, at_once=200)  # type: ignore[arg-type]
    reader.view(afresh=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--changes", type=int, default=50)
    parser.add_argument("--keep", type=Path, help="keep the index in this directory, or use the one that is there")
    options = parser.parse_args()
    source = Corpus(options.corpus, options.times)
    searchables.register(source)
    directory = options.keep or Path(tempfile.mkdtemp(prefix="search-index-"))
    node = Node(directory)
    if node.open() is None:
        build(node, source)
    reader = index.Reader(node)
    index.use(node)
    some = random.Random(1).sample(list(islice(Corpus(options.corpus, 1).entries(), 5000)), 1000)
    source.changed = {each.key: each for each in some}
    keys = list(source.changed)
    print("one change:     ", timed(lambda n: follow(reader, source, [keys[n]]), options.changes))
    print("100 changes:    ", timed(lambda n: follow(reader, source, keys[n * 100 : n * 100 + 100]), 5))
    print("segments:       ", reader.view().searcher.num_segments)
    print("view, unchanged:", timed(lambda _: reader.view(), 1000))
    ids = [changes.id_of(source.key, key) for key in keys[:500]]
    print("fingerprints of 500:", timed(lambda _: checking._held(reader.view(), ids), 20))  # noqa: SLF001
    words = reader.view().vocabulary
    typed = [word.lower() for each in some for word in each.text.split() if word.isalpha() and len(word) > 5]
    wrong = [word[:3] + word[4:] for word in typed[:500]]
    print("words near:     ", timed(lambda n: words.near(wrong[n]), len(wrong)))
    print("words starting: ", timed(lambda n: words.starting(typed[n][:3]), 500))
    print(
        "memory now:      ",
        f"{int(Path('/proc/self/statm').read_text().split()[1]) * resource.getpagesize() / 1e6:.0f} MB",
    )
    if not options.keep:
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
