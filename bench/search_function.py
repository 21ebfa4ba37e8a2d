# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Measure the search as the product uses it: hits, counts, visibility, snippets, corrections; and suggestions.

    python bench/search_function.py corpus.jsonl.gz queries.json [--times 10] [--index DIRECTORY]

The corpus is made into entries of several sources, every twentieth visible to an organisation only. Each query is asked
as an anonymous visitor asks it, with ten hits. ``--times`` puts each entry into the index so many times, for the size;
``--index`` keeps the index for the next run.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import gzip
import json
import os
import pstats
import resource
import statistics as figures
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402 - the settings are named above

django.setup()

import tantivy  # noqa: E402
from django.core.management import call_command  # noqa: E402

from allmende.core.searchables import PUBLIC, Entry  # noqa: E402
from allmende.search import correcting, facets, filtering, ranking, reading, relaxing, schema, showing  # noqa: E402
from allmende.search.index import View  # noqa: E402
from allmende.search.query import SearchQuery  # noqa: E402
from allmende.search.searching import search  # noqa: E402
from allmende.search.suggesting import suggest  # noqa: E402
from allmende.search.vocabulary import Words  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SOURCES = ("kooperationen", "dokumente", "themen", "verbuende")
LETTERS = ("SH", "HH", "NI", "HB", "NW", "HE", "RP", "BW", "BY", "SL", "BE", "BB", "MV", "SN", "ST", "TH")
LAENDER = {land: f"{number:02}" for number, land in enumerate(LETTERS, 1)}
PARTS = {
    "reading the query": (reading, "read_query"),
    "filters": (filtering, "narrowing"),
    "plan and query": (reading.Wording, "text"),
    "counting hits": (filtering.Narrowing, "count"),
    "ranking": (ranking, "ranked"),
    "facets": (facets, "counted"),
    "hits and snippets": (showing, "hits"),
    "did you mean": (correcting, "did_you_mean"),
    "relaxing": (relaxing, "loosened"),
}


def entries(path: Path) -> Iterator[Entry]:
    with gzip.open(path, "rt") as lines:
        for line in lines:
            yield entry(json.loads(line))


def entry(row: dict[str, Any]) -> Entry:
    number, land = row["id"], LAENDER[row["state"]]
    changed = dt.datetime.fromtimestamp(row["date"], dt.UTC).date()
    return Entry(
        source=SOURCES[number % len(SOURCES)],
        key=f"{number}",
        title=row["title"],
        url=f"/entries/{number}/",
        note=row["lawtitle"],
        text=row["body"],
        audience=(f"org:{number % 7}",) if number % 20 == 19 else (PUBLIC,),
        places=(f"{land}{row['kreis'][1:]}0000000",),
        topics=(row["theme"],),
        status=row["status"],
        legal_form="abcdefg"[number % 7],
        sort="xyz"[number % 3],
        year=changed.year,
        point=(row["lon"], row["lat"]),
        changed_on=changed,
    )


def built(path: Path, times: int, directory: Path | None) -> tantivy.Index:
    if directory is not None and (directory / "meta.json").exists():
        return tantivy.Index(schema.SCHEMA, path=str(directory))
    if directory is not None:
        directory.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(schema.SCHEMA, path=str(directory)) if directory else tantivy.Index(schema.SCHEMA)
    writer = index.writer(256_000_000, 2)
    began = time.perf_counter()
    for made in entries(path):
        document = schema.to_document(made)
        for _again in range(times):
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    print(f"index built in {time.perf_counter() - began:.0f} s")
    return index


def timed(label: str, questions: list[Any], ask: Callable[[Any], object]) -> None:
    """Time on the clock, and of the processor alone: on a busy machine only the second says something."""
    for question in questions[:20]:
        ask(question)
    on_clock, computing = [], []
    for question in questions:
        began, began_computing = time.perf_counter(), time.process_time()
        ask(question)
        on_clock.append((time.perf_counter() - began) * 1000)
        computing.append((time.process_time() - began_computing) * 1000)
    told = [
        f"{name} p50 {figures.median(times):6.1f} p95 {sorted(times)[int(len(times) * 0.95)]:6.1f}"
        for name, times in (("clock", on_clock), ("computing", computing))
    ]
    print(f"{label:34} {'   '.join(told)}   most {max(on_clock):6.1f}   ({len(questions)})")


def quality(queries: list[dict[str, Any]], ask: Callable[[str], Any]) -> None:
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for query in queries:
        relevant = {number for number in query["rel"] if number % 20 != 19}
        if not relevant:
            continue
        keys = [int(hit.key) for hit in ask(query["q"]).hits]
        rank = next((place for place, key in enumerate(keys, 1) if key in relevant), 0)
        found[query["cls"]].append((float(rank > 0), 1 / rank if rank else 0.0))
    for name, values in found.items():
        recall, reciprocal = (figures.mean(column) for column in zip(*values, strict=True))
        print(f"  {name:16} recall@10 {recall:.3f}   MRR@10 {reciprocal:.3f}   ({len(values)})")


def parts_of(queries: list[str], ask: Callable[[str], object]) -> None:
    """The mean time of each part of the search, as the profiler sees it (which makes all of them slower)."""
    profile = cProfile.Profile()
    profile.enable()
    for query in queries:
        ask(query)
    profile.disable()
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    for label, (owner, name) in PARTS.items():
        code = getattr(owner, name).__code__
        row = stats.get((code.co_filename, code.co_firstlineno, code.co_name))
        print(f"  {label:22} {1000 * (row[3] if row else 0) / len(queries):6.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--parts", action="store_true")
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    index = built(chosen.corpus, chosen.times, chosen.index)
    searcher = index.searcher()
    view = View(searcher, schema.SCHEMA, Words(searcher), 1, {})
    queries = json.loads(chosen.queries.read_text())
    print(f"{searcher.num_docs} entries in {searcher.num_segments} segments, {len(queries)} queries, times in ms")

    def ask(text: str, **further: Any) -> Any:
        query = SearchQuery.from_params({"q": text, **further})
        return search(query, audiences=further.get("audiences", (PUBLIC,)), size=10, view=view)

    texts = [query["q"] for query in queries]
    quality(queries, ask)
    timed("whole search", texts, ask)
    for name in dict.fromkeys(query["cls"] for query in queries):
        timed(f"  {name}", [query["q"] for query in queries if query["cls"] == name], ask)
    timed("with two filters", texts, lambda text: ask(text, land=["06", "07"], status=["aktiv"]))
    timed("as a member of an organisation", texts, lambda text: ask(text, audiences=(PUBLIC, "org:3", "desk:all")))
    timed("page 40", texts, lambda text: ask(text, seite="40"))
    timed("only stop words", ["der die das", "und", "in der"] * 10, ask)
    timed("filters without words", ["06", "07", "09"] * 10, lambda land: ask("", land=land))
    beginnings = [text[:length] for text in texts[:150] for length in (2, 4, 7, 12)]
    timed("suggestions", beginnings, lambda text: suggest(text, audiences=(PUBLIC,), view=view))
    if chosen.parts:
        parts_of(texts, ask)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"memory of the process at most {peak} MB (the mapped index included)")


if __name__ == "__main__":
    main()
