# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Measure the search as another system asks it: ``/suche.json``, through the whole portal.

    ALLMENDE_VAR=/tmp/corpus python bench/search_served.py corpus.jsonl.gz queries.json [--serve PORT]

The corpus becomes one more source of the portal, in the data directory named, and the portal builds its index of it.
Every query is asked by HTTP as an anonymous visitor would, past the page cache, ten hits each; recall@10 and MRR@10 per
class and the time per answer are printed. ``--serve`` answers on a port instead, for queries of your own:
``http://127.0.0.1:PORT/suche.json?q=Klaeranlagen&anzahl=10``; the ids of the corpus are the keys of the hits.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics as figures
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from wsgiref.simple_server import make_server

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ |= {"ALLMENDE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "allmende.config.settings"}

import django  # noqa: E402 - the settings are named above

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from allmende.config.wsgi import application  # noqa: E402
from allmende.core import searchables  # noqa: E402
from allmende.core.searchables import Entry  # noqa: E402
from allmende.search import index, rebuilding  # noqa: E402
from allmende.search.synonym_services import load_synonyms  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FIRST_PAGE = 10


class Corpus(searchables.Source):
    """One entry for each line of the corpus."""

    key: ClassVar = "korpus"
    order: ClassVar = 1
    label: ClassVar = "Korpus"
    label_one: ClassVar = "Text"

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self, keys: Sequence[str] | None = None) -> Iterator[Entry]:
        with gzip.open(self.path, "rt") as lines:
            for row in map(json.loads, lines):
                if keys is None or str(row["id"]) in keys:
                    yield Entry(
                        source=self.key,
                        key=str(row["id"]),
                        title=row["title"],
                        url=f"/korpus/{row['id']}/",
                        note=row["lawtitle"],
                        text=row["body"],
                        topics=(row["theme"],),
                        status=row["status"],
                    )


def prepare(corpus: Path) -> None:
    """A portal with nothing in it but the corpus."""
    searchables.register(Corpus(corpus))
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    load_synonyms(by=None)
    began = time.perf_counter()
    if not index.reader().view().is_there:
        rebuilding.rebuild(index.reader().node)
        print(f"index built in {time.perf_counter() - began:.0f} s")


def measure(path: Path) -> None:
    client = Client(headers={"host": "localhost"})
    queries: list[dict[str, Any]] = json.loads(path.read_text())
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    times = []
    for query in queries:
        began = time.perf_counter()
        answer = client.get("/suche.json", {"q": query["q"], "anzahl": FIRST_PAGE}).json()
        times.append((time.perf_counter() - began) * 1000)
        keys = [int(hit["key"]) for hit in answer["hits"] if hit["source"] == "korpus"]
        rank = next((place for place, key in enumerate(keys, 1) if key in set(query["rel"])), 0)
        found[query["cls"]].append((float(rank > 0), 1 / rank if rank else 0.0))
    for name, values in found.items():
        recall, reciprocal = (figures.mean(column) for column in zip(*values, strict=True))
        print(f"{name:16} recall@10 {recall:.3f}   MRR@10 {reciprocal:.3f}   ({len(values)})")
    print(f"per answer: p50 {figures.median(times):.1f} ms, p95 {sorted(times)[int(len(times) * 0.95)]:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--serve", type=int, metavar="PORT")
    chosen = parser.parse_args()
    if "ALLMENDE_VAR" not in os.environ:
        parser.error("Name a data directory by ALLMENDE_VAR.")
    prepare(chosen.corpus)
    if chosen.serve:
        print(f"http://127.0.0.1:{chosen.serve}/suche.json?q=Klaeranlagen&anzahl={FIRST_PAGE}")
        make_server("127.0.0.1", chosen.serve, application).serve_forever()
    else:
        measure(chosen.queries)


if __name__ == "__main__":
    main()
