# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""10,000 checks of alliances of five partners under all shipped directives, in one process.

python bench/funding.py [number of alliances]
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import tracemalloc
from collections import Counter
from decimal import Decimal
from importlib.resources import files
from time import perf_counter, process_time

from allmende.funding.engine.changes import what_would_change
from allmende.funding.engine.check import check_all
from allmende.funding.engine.contradictions import contradictions
from allmende.funding.engine.facts import Answer, Facts, Partner
from allmende.funding.engine.questions import BENEFITS, COST_KINDS, UNDERTAKINGS
from allmende.funding.files.loading import read_file

NUMBER = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
LANDS = ("05", "06", "07", "09", "16")
ON = dt.date(2025, 6, 1)


def alliance(chance: random.Random) -> Facts:
    """Five partners of mostly one Land, with most answers given."""
    land = chance.choice(LANDS)
    partners = []
    for number in range(5):
        here = land if chance.random() < 0.9 else chance.choice(LANDS)
        partners.append(Partner(f"{here}{number:010}", f"Ort {number}", here, chance.randint(500, 40_000)))
    answers: dict[str, Answer] = {
        "undertaking": chance.choice(UNDERTAKINGS),
        "topic": "it",
        "legal_form": "oeffentlich-rechtlicher-vertrag",
        "duration_years": Decimal(chance.randint(1, 10)),
        "eligible_cost": Decimal(chance.randint(100_000, 60_000_000)) / 100,
        "requested_amount": Decimal(chance.randint(100_000, 60_000_000)) / 100,
        "cost_kinds": frozenset(chance.sample(COST_KINDS, 3)),
        "saving_percent": Decimal(chance.randint(0, 4_000)) / 100,
        "benefits": frozenset(chance.sample(BENEFITS, chance.randint(0, 2))),
        "resolutions": chance.choice(("all", "some", "none")),
        "is_new": chance.random() < 0.8,
        "has_begun": chance.random() < 0.2,
        "financially_weak": chance.random() < 0.3,
        "special_need_area": chance.random() < 0.3,
        "only_equipment": False,
        "other_state_funds": False,
    }
    given = {key: answer for key, answer in answers.items() if chance.random() < 0.9}
    return Facts(tuple(partners), partners[0].key if chance.random() < 0.9 else "", given)


def main() -> None:
    folder = files("allmende.funding") / "data/directives"
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda path: path.name)
    texts = [read_file(path.read_bytes(), path.name) for path in paths]
    rules = sum(len(text.rules) for text in texts)
    chance = random.Random(6)
    verdicts: Counter[str] = Counter()
    started, used = perf_counter(), process_time()
    alliances = [alliance(chance) for _ in range(NUMBER)]
    print(f"{NUMBER:,} alliances made in {perf_counter() - started:.2f} s ({process_time() - used:.2f} s of processor)")
    started, used = perf_counter(), process_time()
    for facts in alliances:
        for result in check_all(facts, texts, ON):
            verdicts[result.verdict] += 1
    took, used = perf_counter() - started, process_time() - used
    print(f"{NUMBER:,} alliances x {len(texts)} directives ({rules} rules): {took:.2f} s ({used:.2f} s of processor)")
    print(f"  one alliance {took / NUMBER * 1e6:,.0f} us, one directive {took / NUMBER / len(texts) * 1e6:,.0f} us")
    print("  " + ", ".join(f"{verdict} {number:,}" for verdict, number in sorted(verdicts.items())))

    tracemalloc.start()
    for _ in range(100):
        check_all(alliance(chance), texts, ON)
    left, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"Memory of 100 more: {left / 1024:,.0f} KiB left, {most / 1024:,.0f} KiB at most")

    started = perf_counter()
    for _ in range(100):
        facts = alliance(chance)
        for text in texts:
            what_would_change(facts, text, ON)
    took = perf_counter() - started
    print(f"What would change: {took / 100 * 1000:,.1f} ms for one alliance under all directives")
    started = perf_counter()
    for text in texts:
        contradictions(text)
    print(f"Contradictions of all directives: {(perf_counter() - started) * 1000:,.0f} ms")


main()
