# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Measure how well the search speaks German: recall and rank of known entries, and what building and asking cost.

    python bench/search.py corpus.jsonl.gz queries.json [--index DIRECTORY] [--half 0|1] [--missed CLASS …]

The corpus has one document per line (id, title, lawtitle, body), the queries are a list of ``{cls, q, rel: [ids]}``.
Planning, index fields, weights and relaxation are the product's; facets, snippets and visibility are measured by
``bench/search_function.py``. ``--half`` takes every second query only, to see whether a weight was tuned to single
ones. ``--missed`` lists the queries of a class whose answer is not on the first page.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import statistics as figures
import sys
import tempfile
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

from allmende.core.searchables import Entry  # noqa: E402
from allmende.german.queries import parse  # noqa: E402
from allmende.search import schema, weights  # noqa: E402
from allmende.search.models import SynonymGroup  # noqa: E402
from allmende.search.planning import plan  # noqa: E402
from allmende.search.query_building import build  # noqa: E402
from allmende.search.synonyms import mapping_of  # noqa: E402
from allmende.search.vocabulary import SeenWords  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from allmende.search.planning import Plan

SYNONYMS = ROOT / "src/allmende/search/data/synonyms.json"
QUESTIONS = "xquad"
FIRST_PAGE = 10
TARGETS = {"mean": 0.97, "class": 0.92, QUESTIONS: 0.93}


class Search:
    """The planning and ranking of the product over one index, for somebody who may see everything."""

    def __init__(self, index: tantivy.Index) -> None:
        self.searcher = index.searcher()
        everything = tantivy.Query.const_score_query(tantivy.Query.all_query(), 0.0)
        self.vocabulary = SeenWords(self.searcher, everything)
        self.synonyms = supplied_synonyms()

    def __call__(self, text: str) -> list[str]:
        """The keys of the first page."""
        planned = plan(parse(text), self.vocabulary, self.synonyms)
        found = self._found(planned, None)
        if found.count < weights.ENOUGH and len(planned.groups) > 1:
            found = self._found(planned, planned.steps[-1])
        return [str(self.searcher.doc(address).get_first(schema.KEY)) for _, address in found.hits]

    def _found(self, planned: Plan, required: int | None) -> Any:
        query = build(planned, schema.SCHEMA, required=required, vocabulary=self.vocabulary)
        return self.searcher.search(query, FIRST_PAGE, count=required is None, weight_by_field=schema.WEIGHT)


def supplied_synonyms() -> Mapping[str, tuple[str, ...]]:
    rows = json.loads(SYNONYMS.read_text())
    return mapping_of(SynonymGroup(words=", ".join(row["words"]), is_one_way=row["is_one_way"]) for row in rows)


def entries(corpus: Path) -> Iterator[Entry]:
    with gzip.open(corpus, "rt") as lines:
        for line in lines:
            row = json.loads(line)
            yield Entry("corpus", str(row["id"]), row["title"], "/", note=row["lawtitle"], text=row["body"])


def built(corpus: Path, directory: Path) -> tantivy.Index:
    """The index in ``directory``, made anew unless it is there."""
    if (directory / "meta.json").exists():
        return tantivy.Index(schema.SCHEMA, path=str(directory))
    directory.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(schema.SCHEMA, path=str(directory))
    writer = index.writer(128_000_000, 1)
    began, began_computing, count = time.perf_counter(), time.process_time(), 0
    for entry in entries(corpus):
        writer.add_document(schema.to_document(entry))
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    size = sum(file.stat().st_size for file in directory.iterdir())
    print(
        f"{count:,} entries analysed and indexed in {time.perf_counter() - began:.0f} s "
        f"({time.process_time() - began_computing:.0f} s of computing), "
        f"{size / 1e6:.0f} MB on disk, {memory():.0f} MB of memory at most"
    )
    return index


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def measure(search: Search, queries: list[dict[str, Any]], missed: list[str]) -> bool:
    """Print the figures; whether all targets are met."""
    for query in queries[:20]:
        search(query["q"])
    ranks: dict[str, list[int]] = defaultdict(list)
    on_clock, computing = [], []
    for query in queries:
        began, began_computing = time.perf_counter(), time.process_time()
        keys = search(query["q"])
        on_clock.append((time.perf_counter() - began) * 1000)
        computing.append((time.process_time() - began_computing) * 1000)
        relevant = {str(key) for key in query["rel"]}
        rank = next((place for place, key in enumerate(keys, 1) if key in relevant), 0)
        ranks[query["cls"]].append(rank)
        if not rank and query["cls"] in missed:
            print(f"    missed: {query['q']}")
    recalls = {name: figures.mean(rank > 0 for rank in found) for name, found in ranks.items()}
    for name, found in ranks.items():
        reciprocal = figures.mean(1 / rank if rank else 0.0 for rank in found)
        print(f"  {name:16} recall@10 {recalls[name]:.3f}   MRR@10 {reciprocal:.3f}   ({len(found)})")
    others = [recall for name, recall in recalls.items() if name != QUESTIONS]
    mean = figures.mean(others)
    print(f"  {'mean but ' + QUESTIONS:16} recall@10 {mean:.3f}")
    for name, times in (("on the clock", on_clock), ("computing", computing)):
        print(f"  {name:16} p50 {figures.median(times):.1f} ms, p95 {sorted(times)[int(len(times) * 0.95)]:.1f} ms")
    print(f"  {'memory':16} {memory():.0f} MB at most")
    return (
        mean >= TARGETS["mean"]
        and min(others) >= TARGETS["class"]
        and recalls.get(QUESTIONS, 1.0) >= TARGETS[QUESTIONS]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--index", type=Path, help="where the index is kept for the next run")
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--missed", nargs="*", default=[], metavar="CLASS")
    options = parser.parse_args()
    queries = json.loads(options.queries.read_text())
    if options.half is not None:
        queries = queries[options.half :: 2]
    with tempfile.TemporaryDirectory() as beside:
        search = Search(built(options.corpus, options.index or Path(beside)))
        return 0 if measure(search, queries, options.missed) else 1


if __name__ == "__main__":
    sys.exit(main())
