# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Files that are the same, and files whose text is nearly the same.

The same file is known by its SHA-256. Nearly the same text is known by MinHash (A. Z. Broder, „On the resemblance and
containment of documents“, Proc. Compression and Complexity of Sequences 1997): the text is cut into shingles, runs of
four words; 64 hash functions each keep the smallest value over all shingles; the share of functions on which two texts
agree estimates how many of their shingles they share (Jaccard). At a true share of 0.6 the estimate is off by 0.06
(standard error, √(s(1−s)/64)).

So that nobody is compared with everybody, the 64 values are bundled into 21 bands of three (A. Rajaraman, J. D. Ullman,
„Mining of Massive Datasets“, 2011, ch. 3.4). Texts that share a band are candidates; the database finds them by index.
A pair with a share of 0.6 is missed in 6 of 1,000 cases, one of 0.1 becomes a candidate in 2 of 100.
"""

from __future__ import annotations

import struct
from collections import deque
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q

from allmende.german import fold, words
from allmende.library.models import ShingleBand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import QuerySet

    from allmende.library.models import DocumentVersion

NUMBERS: Final = 64
SHINGLE: Final = 4
"""Words."""
MOST_WORDS: Final = 200_000
"""Words from the beginning that count, some 600 pages; what is longer is alike if its beginning is."""
ROWS: Final = 3
BANDS: Final = NUMBERS // ROWS
NEAR: Final = 0.6
"""From this share of shingles on a text counts as nearly the same: about one word in fifteen differs."""
MOST_CANDIDATES: Final = 200
SHAPE: Final = struct.Struct(f"<{NUMBERS}I")
LOW_32: Final = 0xFFFFFFFF
AT_ONCE: Final = 20_000


def _seeds() -> tuple[tuple[int, int], ...]:
    """Factor and summand of each hash function (multiply-shift); the same on every machine, for ever."""
    found = []
    for number in range(NUMBERS):
        digest = blake2b(f"allmende minhash {number}".encode(), digest_size=16).digest()
        found.append((int.from_bytes(digest[:8], "little") | 1, int.from_bytes(digest[8:], "little")))
    return tuple(found)


SEEDS: Final = _seeds()


def sketch(texts: Iterable[str]) -> bytes | None:
    """The 64 numbers of a text given page by page, as they are stored; None for a text without words.

    Digits do not count: samples that were filled in with other dates and amounts stay alike.
    """
    smallest = [LOW_32] * NUMBERS
    shingles = _shingles(texts)
    is_empty = True
    while some := set(islice(shingles, AT_ONCE)):
        is_empty = False
        for place, (factor, summand) in enumerate(SEEDS):
            least = min(((factor * value + summand) >> 32) & LOW_32 for value in some)
            smallest[place] = min(least, smallest[place])
    return None if is_empty else SHAPE.pack(*smallest)


def _shingles(texts: Iterable[str]) -> Iterator[int]:
    """Hashes of 32 bits of every run of four words; a shorter text is one run."""
    run: deque[str] = deque(maxlen=SHINGLE)
    is_told = False
    for word in islice(_words(texts), MOST_WORDS):
        run.append(word)
        if len(run) == SHINGLE:
            is_told = True
            yield _hashed(run)
    if run and not is_told:
        yield _hashed(run)


def _words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for word in words(text):
            yield "0" if word.text.isdigit() else fold(word.text)


def _hashed(run: Iterable[str]) -> int:
    return int.from_bytes(blake2b(" ".join(run).encode(), digest_size=4).digest(), "little")


def similarity(one: bytes, other: bytes) -> float:
    """Estimate of the share of shingles that two texts have in common: 0 none, 1 all."""
    pairs = zip(SHAPE.unpack(one), SHAPE.unpack(other), strict=True)
    return sum(1 for left, right in pairs if left == right) / NUMBERS


def bands(numbers: bytes) -> list[int]:
    """The keys of a text in the table of bands, positive numbers of 63 bits."""
    size = ROWS * 4
    parts = (numbers[place * size : (place + 1) * size] for place in range(BANDS))
    digests = (blake2b(bytes([place]) + part, digest_size=8).digest() for place, part in enumerate(parts))
    return [int.from_bytes(digest, "little") >> 1 for digest in digests]


def keep(version: DocumentVersion, numbers: bytes | None) -> None:
    """Store the shingles of ``version`` and its bands in place of former ones. Inside the caller's transaction."""
    version.shingles = numbers
    version.save(update_fields=["shingles"])
    version.bands.all().delete()
    rows = [ShingleBand(version=version, value=value) for value in bands(numbers)] if numbers else []
    ShingleBand.objects.bulk_create(rows)


@dataclass(frozen=True, slots=True)
class Match:
    """A version that is the same file, or holds nearly the same text; ``similarity`` is the share of shingles."""

    version: DocumentVersion
    similarity: float
    is_same_file: bool


def matches(version: DocumentVersion, *, among: QuerySet[DocumentVersion]) -> list[Match]:
    """What equals or resembles ``version``, most alike first. Two queries.

    ``among`` are the versions whoever asks may know of; the document of ``version`` itself is never its own duplicate.
    """
    others = among.exclude(pk=version.pk)
    if version.document_id is not None:
        others = others.exclude(document=version.document_id)
    found = others.filter(Q(sha256=version.sha256) | Q(pk__in=_candidates(version))).order_by("pk")
    told = [_compared(version, other) for other in found]
    alike = [match for match in told if match.is_same_file or match.similarity >= NEAR]
    return sorted(alike, key=lambda match: (not match.is_same_file, -match.similarity, match.version.pk))


def _candidates(version: DocumentVersion) -> Sequence[int]:
    """Primary keys of the versions that share most bands with ``version``."""
    if not version.shingles:
        return []
    sharing = ShingleBand.objects.filter(value__in=bands(bytes(version.shingles))).exclude(version=version)
    counted = sharing.order_by().values("version").annotate(shared=Count("pk")).order_by("-shared", "version")
    return list(counted.values_list("version", flat=True)[:MOST_CANDIDATES])


def _compared(version: DocumentVersion, other: DocumentVersion) -> Match:
    is_same_file = version.sha256 == other.sha256
    share = similarity(bytes(version.shingles), bytes(other.shingles)) if version.shingles and other.shingles else 0.0
    return Match(other, 1.0 if is_same_file else share, is_same_file)
