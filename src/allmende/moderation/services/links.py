# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Outside links of what is published: gathered once a day, looked at in turn, told to owners when they stay dead."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from allmende import __version__
from allmende.accounts.models import Organisation
from allmende.accounts.notifications import notify
from allmende.moderation import kinds
from allmende.moderation.care_notifications import DeadLink, LinksDead
from allmende.moderation.link_checking import Checker, Outcome, Policy
from allmende.moderation.models import LinkUse, OutsideLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from allmende.moderation.kinds import Kind

CHUNK: Final = 200
LONGEST_URL: Final = 600
LONGEST_LABEL: Final = 250
AGAIN_AFTER: Final = dt.timedelta(days=7)
FAILED_AGAIN_AFTER: Final = dt.timedelta(hours=20)
"""A link that failed is looked at again the next day; failures of one day count once."""
AT_ONCE: Final = 4
"""Hosts that are asked at the same time; one host is asked one thing after the other."""
PAUSE: Final = 1.0
"""Seconds between two questions to the same host."""
SECONDS_PER_RUN: Final = 120.0
"""Afterwards the rest waits for the next run: other jobs wait behind this one."""

HOSTS_THAT_CANNOT_ALL_BE_GONE: Final = 5
"""Not one answer from so many hosts: the portal itself has no way out, and the run counts for nothing."""

_is_web_address = URLValidator(schemes=["http", "https"])


# Gathering


def gather() -> dict[str, int]:
    """Make the list of links what the published objects name; returns how many uses came and went."""
    told = {"added": 0, "removed": 0}
    for kind in kinds.all_kinds():
        keys = list(kind.published().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            _gather_some(kind, keys[start : start + CHUNK], told)
        told["removed"] += _forget_gone(kind)
    unknown = LinkUse.objects.exclude(kind__in=[kind.name for kind in kinds.all_kinds()])
    told["removed"] += unknown.delete()[0]
    OutsideLink.objects.filter(uses=None).delete()
    return told


def _gather_some(kind: Kind, keys: Sequence[int], told: dict[str, int]) -> None:
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        wanted: dict[tuple[int, str], str] = {}
        for obj in kind.with_links().filter(pk__in=keys).order_by("pk"):
            for url, label in kind.links(obj):
                if is_outside(url):
                    wanted.setdefault((obj.pk, url), label[:LONGEST_LABEL])
        there = {
            (use.object_key, use.link.url): use
            for use in LinkUse.objects.filter(kind=kind.name, object_key__in=keys).select_related("link")
        }
        gone = [use.pk for pair, use in there.items() if pair not in wanted]
        LinkUse.objects.filter(pk__in=gone).delete()
        new = {pair: label for pair, label in wanted.items() if pair not in there}
        links = _links_of({url for _key, url in new})
        uses = [
            LinkUse(link_id=links[url], kind=kind.name, object_key=key, label=label)
            for (key, url), label in new.items()
        ]
        LinkUse.objects.bulk_create(uses, ignore_conflicts=True)
        for pair, use in there.items():
            if pair in wanted and use.label != wanted[pair]:
                LinkUse.objects.filter(pk=use.pk).update(label=wanted[pair])
        told["added"] += len(new)
        told["removed"] += len(gone)


def _links_of(urls: Iterable[str]) -> dict[str, int]:
    """The keys of the links with these addresses; those that are missing are made."""
    wanted = sorted(urls)
    OutsideLink.objects.bulk_create([OutsideLink(url=url) for url in wanted], ignore_conflicts=True)
    return dict(OutsideLink.objects.filter(url__in=wanted).order_by().values_list("url", "pk"))


def _forget_gone(kind: Kind) -> int:
    """Objects that are public no more name nothing."""
    public = kind.published().order_by().values("pk")
    return LinkUse.objects.filter(kind=kind.name).exclude(object_key__in=public).delete()[0]


def is_outside(url: str) -> bool:
    """Whether ``url`` is a web address of somebody else."""
    if len(url) > LONGEST_URL or not url.lower().startswith(("http://", "https://")):
        return False
    try:
        _is_web_address(url)
        host = urlsplit(url).hostname
    except (ValidationError, ValueError):
        return False
    return bool(host != urlsplit(settings.BASE_URL).hostname)


# Looking


def user_agent() -> str:
    """Says who asks and where to complain."""
    return f"Allmende-Linkpruefung/{__version__} (+{settings.BASE_URL})"


def due(now: dt.datetime) -> QuerySet[OutsideLink]:
    """Links to be looked at, those first that were not for longest."""
    never = Q(checked_at=None)
    fine = Q(failures=0, checked_at__lte=now - AGAIN_AFTER)
    failed = Q(failures__gt=0, checked_at__lte=now - FAILED_AGAIN_AFTER)
    return OutsideLink.objects.filter(never | fine | failed).order_by(F("checked_at").asc(nulls_first=True), "pk")


def check(*, limit: int, policy: Policy | None = None, pause: float = PAUSE, seconds: float = SECONDS_PER_RUN) -> int:
    """Look at up to ``limit`` links; returns how many. Two runs at once never look at the same one."""
    taken = _take(limit)
    by_host: dict[str, list[OutsideLink]] = defaultdict(list)
    for link in taken:
        by_host[urlsplit(link.url).hostname or ""].append(link)
    until = time.monotonic() + seconds

    def look_at(links: Sequence[OutsideLink]) -> list[tuple[OutsideLink, Outcome | None]]:
        checker = Checker(user_agent(), policy or Policy())
        found: list[tuple[OutsideLink, Outcome | None]] = []
        for number, link in enumerate(links):
            if number:
                time.sleep(pause)
            found.append((link, checker.check(link.url) if time.monotonic() < until else None))
        return found

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="links") as threads:
        found = [pair for results in threads.map(look_at, by_host.values()) for pair in results]
    cut_off = len(by_host) >= HOSTS_THAT_CANNOT_ALL_BE_GONE and all(_no_answer(outcome) for _link, outcome in found)
    for link, outcome in found:
        if outcome is None or cut_off:
            OutsideLink.objects.filter(pk=link.pk).update(checked_at=link.checked_at)
        else:
            note(link=link, outcome=outcome)
    return 0 if cut_off else sum(outcome is not None for _link, outcome in found)


def _no_answer(outcome: Outcome | None) -> bool:
    return outcome is None or (outcome.is_known and outcome.status is None)


def _take(limit: int) -> list[OutsideLink]:
    """Claim links by a guarded UPDATE of when they were last looked at."""
    now = timezone.now()
    return [
        link
        for link in due(now)[:limit]
        if OutsideLink.objects.filter(pk=link.pk, checked_at=link.checked_at).update(checked_at=now)
    ]


def note(*, link: OutsideLink, outcome: Outcome) -> None:
    """Keep what was found. ``link`` is as it was before: failures of the same day count once."""
    now = timezone.now()
    values: dict[str, Any] = {"checked_at": now, "status": outcome.status}
    if outcome.is_fine:
        values |= {"problem": "", "failures": 0, "failing_since": None, "is_definite": False, "told_at": None}
    elif not outcome.is_known:
        values |= {"problem": str(outcome.problem)}
    else:
        former = link.checked_at
        same_day = link.failures > 0 and former is not None and timezone.localdate(former) == timezone.localdate(now)
        values |= {
            "problem": str(outcome.problem),
            "failures": link.failures + (0 if same_day else 1),
            "failing_since": link.failing_since or now,
            "is_definite": outcome.is_definite,
        }
    OutsideLink.objects.filter(pk=link.pk).update(**values)


# Telling


def tell_owners() -> int:
    """Tell each owner once which of its links stay dead; returns how many links were told of."""
    with transaction.atomic():
        dead = OutsideLink.objects.dead().filter(told_at=None).select_for_update().order_by("pk")
        links = {link.pk: link for link in dead[:CHUNK]}
        if not links:
            return 0
        OutsideLink.objects.filter(pk__in=links).update(told_at=timezone.now())
        for owner, rows in _by_owner(links).items():
            notify(LinksDead(organisation=Organisation.objects.get(pk=owner), links=rows))
    return len(links)


def _by_owner(links: dict[int, OutsideLink]) -> dict[int, list[DeadLink]]:
    by_kind: dict[str, list[LinkUse]] = defaultdict(list)
    for use in LinkUse.objects.filter(link__in=links).order_by("kind", "object_key", "pk"):
        by_kind[use.kind].append(use)
    by_owner: dict[int, list[DeadLink]] = defaultdict(list)
    for kind in kinds.all_kinds():
        uses = by_kind.get(kind.name, [])
        found = kind.published().in_bulk([use.object_key for use in uses])
        for use in uses:
            obj = found.get(use.object_key)
            if obj is not None and obj.owner_id is not None:
                link = links[use.link_id]
                by_owner[obj.owner_id].append(DeadLink(link.url, link.problem, obj.title, use.label))
    return by_owner
