# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Time and peak memory of reading files, in the child and in the parent; finding near-duplicates among many.

python bench/extraction.py [--versions 100000]
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402 - the settings are named above

django.setup()

from django.core.management import call_command  # noqa: E402 - needs what is set up above
from django.db import transaction  # noqa: E402

from allmende.library import duplicates, personal_patterns  # noqa: E402
from allmende.library.extraction import runner  # noqa: E402
from allmende.library.extraction.media_types import DOCX, HTML, PDF  # noqa: E402
from allmende.library.models import DocumentVersion, ShingleBand  # noqa: E402
from allmende.library.tests.office_files import docx, paragraph  # noqa: E402
from allmende.library.tests.pdf_files import pdf, picture  # noqa: E402

WORDS = (ROOT / "src/allmende/library/tests/labelled").glob("*.txt")
BATCH = 2000


def peak(who: int) -> float:
    """MB."""
    return resource.getrusage(who).ru_maxrss / 1024


def read_files(text: str) -> None:
    files = {
        "PDF, 10 pages": (pdf(*[text[:2500]] * 10), PDF),
        "PDF, 2,000 pages": (pdf(*[text[:2500]] * 2000), PDF),
        "PDF, 200 scans": (pdf(*[picture()] * 200), PDF),
        "PDF, picture of 60,000 × 60,000": (pdf(picture(10, 10, declared=(60_000, 60_000))), PDF),
        "DOCX, 20,000 paragraphs": (docx(paragraph("Ein Absatz, wie er oft in Verträgen steht.") * 20_000), DOCX),
        "DOCX, zip bomb": (docx("", raw=b"<w>" + b" " * 60_000_000 + b"</w>"), DOCX),
        "HTML, 5 MB": (b"<p>Ein Absatz mit Text.</p>" * 200_000, HTML),
    }
    for name, (content, media_type) in files.items():
        started = time.perf_counter()
        found = runner.extract(io.BytesIO(content), media_type)
        took = time.perf_counter() - started
        memory = f"children so far {peak(resource.RUSAGE_CHILDREN):.0f} MB, parent {peak(resource.RUSAGE_SELF):.0f} MB"
        print(f"{name}: {took:.2f} s, {len(found.pages)} pages, {found.failure or 'read'}; {memory}", flush=True)


def derive(text: str) -> None:
    """What the parent does with one million characters."""
    long = (text * (1_000_000 // len(text) + 1))[:1_000_000]
    for name, work in {
        "sketch": lambda: duplicates.sketch([long]),
        "finds": lambda: personal_patterns.find(long),
    }.items():
        started = time.perf_counter()
        work()
        print(f"{name}, 1,000,000 characters: {time.perf_counter() - started:.2f} s", flush=True)


def find_duplicates(count: int) -> None:
    """Among ``count`` versions, of which one in a hundred resembles another."""
    chance = random.Random(1)
    kept: list[bytes] = []
    for start in range(0, count, BATCH):
        sketches = [_sketch(chance, kept) for _ in range(min(BATCH, count - start))]
        with transaction.atomic():
            rows = [
                DocumentVersion(
                    file="x", name="x", media_type="x", size=1, sha256=f"{start + place:064}", shingles=numbers
                )
                for place, numbers in enumerate(sketches)
            ]
            DocumentVersion.objects.bulk_create(rows)
            bands = [ShingleBand(version=row, value=value) for row in rows for value in duplicates.bands(row.shingles)]
            ShingleBand.objects.bulk_create(bands, batch_size=10_000)
    asked = list(DocumentVersion.objects.order_by("-pk")[:200])
    times, found = [], 0
    for version in asked:
        started = time.perf_counter()
        found += bool(duplicates.matches(version, among=DocumentVersion.objects.all()))
        times.append(time.perf_counter() - started)
    times.sort()
    median, late = times[len(times) // 2] * 1000, times[int(len(times) * 0.95)] * 1000
    print(f"near-duplicates among {count}: p50 {median:.1f} ms, p95 {late:.1f} ms, {found} of {len(asked)} have one")


def _sketch(chance: random.Random, kept: list[bytes]) -> bytes:
    """Random numbers; one in a hundred agrees with a former one in eight of ten places."""
    numbers = [chance.getrandbits(32) for _ in range(duplicates.NUMBERS)]
    if kept and chance.random() < 0.01:
        former = duplicates.SHAPE.unpack(chance.choice(kept))
        numbers = [old if chance.random() < 0.8 else new for old, new in zip(former, numbers, strict=True)]
    packed = duplicates.SHAPE.pack(*numbers)
    if len(kept) < BATCH:
        kept.append(packed)
    return packed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--versions", type=int, default=100_000)
    given = parser.parse_args()
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(WORDS))
    read_files(text.encode("cp1252", errors="replace").decode("cp1252"))
    derive(text)
    call_command("migrate", verbosity=0)  # into the database of the tests, which goes with this process
    find_duplicates(given.versions)


if __name__ == "__main__":
    main()
