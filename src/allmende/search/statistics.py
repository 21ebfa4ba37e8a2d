# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is searched, and what is not found: counted by day and query, without persons, addresses or times of day.

Counting is kept away from the answer: each process collects in memory and writes once a minute from a thread of its
own, all counts in one transaction. A visitor waits for no write; what is lost when a process is killed is the last
minute. A question that the page cache answers is not counted again, so reloading a page counts once in ten minutes;
what repeats itself by hand or by machine weighs less for it.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import time
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.db.models import F, Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from allmende.search.models import SearchCount

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = structlog.get_logger(__name__)

WRITTEN_EVERY: Final = 60.0
"""Seconds between two writings of one process; ``settings.SEARCH_COUNTS_EVERY`` changes it, None is by hand only."""
MOST_HELD: Final = 2_000
"""Different queries held in memory; what comes on top is not counted."""
MOST_A_DAY: Final = 20_000
"""Different queries kept of one day: a flood of made-up ones fills no disk."""
LONGEST: Final = 120
"""Characters of a query that is counted; longer ones are pasted text, hardly asked twice."""
SHORTEST: Final = 3
READABLE_FROM: Final = 3
"""Times a query must have been asked before a person of the desk can read it."""
SUGGESTED_FROM: Final = 5
"""Times it must have been asked, on at least two days, before it is suggested to everybody."""
KEPT_DAYS: Final = 90
RARE_DAYS: Final = 30
"""Days after which a query that nobody may read is deleted: it stays what one visitor typed."""

YEARS: Final = re.compile(r"(?<![\d/.\-)])(?<!\d\s)(?:19|20)\d\d(?:[/–-](?:19|20)?\d\d)?(?![\d/.\-])(?!\s?\d)")
"""„2024“, „2023/24“: a year, if no further number stands beside it."""
PERSONAL: Final = re.compile(
    r"@"  # an e-mail address, also half of one
    r"|(?:\d[\s()/.\-]{0,3}){6,}"  # phone, account, tax and customer numbers, days of birth, in any grouping
    r"|\b[a-z]{2}\s?\d{2}(?:\s?[a-z0-9]{4}){2,}"  # IBAN
    r"|https?:|www\."  # addresses may hold anything
)


@dataclass(slots=True)
class Count:
    """What is known of one query of one day: how often it was asked, what it found when last asked."""

    asked: int = 0
    found: int = 0
    relaxed: bool = False


class Counter:
    """The counts of this process that are not written yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[dt.date, str], Count] = {}
        self._since = time.monotonic()

    def add(self, query: str, *, found: int, relaxed: bool) -> None:
        key = (timezone.localdate(), query)
        with self._lock:
            if key not in self._counts and len(self._counts) >= MOST_HELD:
                return
            if not self._counts:
                self._since = time.monotonic()
            count = self._counts.setdefault(key, Count())
            count.asked += 1
            count.found, count.relaxed = found, relaxed

    def take(self) -> dict[tuple[dt.date, str], Count]:
        """All of them; from now on they are somebody else's."""
        with self._lock:
            counts, self._counts = self._counts, {}
            return counts

    def is_due(self, every: float) -> bool:
        """Whether it is time to write; says so once only."""
        now = time.monotonic()
        with self._lock:
            if not self._counts or now - self._since < every:
                return False
            self._since = now
            return True


counter = Counter()


def normalised(query: str) -> str:
    """The form under which a query is counted; empty when it is not: too short, too long, perhaps about a person."""
    # One form for signs that look alike: „＠“ is an „@“ too.
    text = " ".join(unicodedata.normalize("NFKC", query).split()).casefold().strip("\"„“”'?!.,;: ")
    if not SHORTEST <= len(text) <= LONGEST or not text.isprintable() or PERSONAL.search(YEARS.sub("", text)):
        return ""
    return text


def note(query: str, *, found: int, relaxed: bool = False) -> None:
    """Count that ``query`` was asked and found so much. For a whole page, not for every letter typed; first page only.

    ``found`` is what the query as typed gave; ``relaxed`` that something looser was shown instead.
    """
    text = normalised(query)
    if not text:
        return
    counter.add(text, found=found, relaxed=relaxed and not found)
    every = getattr(settings, "SEARCH_COUNTS_EVERY", WRITTEN_EVERY)
    if every is not None and counter.is_due(every):
        threading.Thread(target=_write_in_peace, name="search-counts", daemon=True).start()


def _write_in_peace() -> None:
    try:
        write()
    finally:
        connections.close_all()


def write() -> int:
    """Write what this process has counted; how many queries. What cannot be written is dropped, not tried for ever."""
    counts = counter.take()
    if not counts:
        return 0
    by_day: dict[dt.date, dict[str, Count]] = defaultdict(dict)
    for (day, query), count in counts.items():
        by_day[day][query] = count
    try:
        with transaction.atomic():
            for day, of_day in sorted(by_day.items()):
                _write_day(day, of_day)
    except DatabaseError:
        logger.exception("search.counts_not_written", queries=len(counts))
        return 0
    return len(counts)


def _write_day(day: dt.date, counts: dict[str, Count]) -> None:
    """Rows that are missing are made first, then each is raised: right too when several processes write at once."""
    known = set(SearchCount.objects.filter(day=day, query__in=counts).values_list("query", flat=True))
    room = max(0, MOST_A_DAY - SearchCount.objects.filter(day=day).count())
    new = [query for query in sorted(counts) if query not in known][:room]
    SearchCount.objects.bulk_create([SearchCount(day=day, query=query) for query in new], ignore_conflicts=True)
    for query in sorted(known.union(new)):
        count = counts[query]
        SearchCount.objects.filter(day=day, query=query).update(
            asked=F("asked") + count.asked, found=count.found, relaxed=count.relaxed
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that was asked ``times``, and how many hits it had at most and at least."""

    query: str
    times: int
    most: int
    least: int


def readable(since: dt.date, until: dt.date) -> list[Asked]:
    """What the desk may read of these days: each query asked often enough, the most frequent first."""
    return _asked(SearchCount.objects.filter(day__gte=since, day__lte=until))


def unanswered(since: dt.date, until: dt.date) -> list[Asked]:
    """The same for queries that found nothing as typed."""
    return _asked(SearchCount.objects.filter(Q(found=0) | Q(relaxed=True), day__gte=since, day__lte=until))


def _asked(rows: QuerySet[SearchCount]) -> list[Asked]:
    sums = rows.values("query").annotate(times=Sum("asked"), most=Max("found"), least=Min("found"))
    return [Asked(**row) for row in sums.filter(times__gte=READABLE_FROM).order_by("-times", "query")]


def frequent(*, limit: int) -> Sequence[tuple[str, int]]:
    """Queries good enough to be suggested, with how often they were asked: answered, asked on several days."""
    rows = (
        SearchCount.objects.filter(found__gt=0, relaxed=False)
        .values("query")
        .annotate(times=Sum("asked"), first=Min("day"), last=Max("day"))
        .filter(times__gte=SUGGESTED_FROM, last__gt=F("first"))
        .order_by("-times", "query")
    )
    return [(row["query"], row["times"]) for row in rows[:limit]]


def forget(before: dt.datetime) -> int:
    """Delete counts from before that day, and after a month those nobody may read. How many rows."""
    day = timezone.localdate(before)
    gone, _each = SearchCount.objects.filter(day__lt=day).delete()
    month_ago = timezone.localdate() - dt.timedelta(days=RARE_DAYS)
    often = SearchCount.objects.values("query").annotate(times=Sum("asked")).filter(times__gte=READABLE_FROM)
    rare = SearchCount.objects.filter(day__lt=month_ago).exclude(query__in=often.values("query"))
    return gone + rare.delete()[0]
