# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The queue: which changes the desk asks for, how many there are of each sort, how long they have waited."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from allmende.core.filters import Option
from allmende.core.models import AuditEntry
from allmende.moderation import kinds
from allmende.moderation.models import Change, ChangeStep, State
from allmende.moderation.services.steps import NOT_WRITING
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

    from allmende.accounts.models import User
    from allmende.moderation.models.change import ChangeQuerySet

MINE, NOBODY = "mir", "niemandem"
WAITING: Final = "wartet"
STANDS: Final = {
    WAITING: (gettext_lazy("wartet auf Prüfung"), (State.SUBMITTED,)),
    "termin": (gettext_lazy("angenommen, erscheint später"), (State.SCHEDULED,)),
    "zurueck": (gettext_lazy("zurückgegeben"), (State.RETURNED,)),
    "entschieden": (gettext_lazy("angenommen oder abgelehnt"), (State.ACCEPTED, State.DECLINED)),
    "alle": (gettext_lazy("alle"), tuple(state for state in State if state != State.DRAFT)),
}
MAX_TEXT: Final = 100
LONG_DAYS: Final = 14
"""From so many days on a submission is marked as waiting long."""


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """What the desk looks for, named as in the address; empty means „no matter“."""

    stand: str = WAITING
    land: str = ""
    art: str = ""
    zugewiesen: str = ""
    organisation: str = ""
    q: str = ""

    @classmethod
    def from_params(cls, params: QueryDict | Mapping[str, Any]) -> QueueQuery:
        """Read ``params``; what is no possible value counts as not given."""

        def text(name: str) -> str:
            return " ".join(str(params.get(name, "")).replace("\x00", "").split())

        def matching(name: str, pattern: str) -> str:
            return text(name) if re.fullmatch(pattern, text(name), re.ASCII) else ""

        known = {kind.name for kind in kinds.all_kinds()}
        return cls(
            stand=text("stand") if text("stand") in STANDS else WAITING,
            land=matching("land", r"\d{2}"),
            art=text("art") if text("art") in known else "",
            zugewiesen=text("zugewiesen") if text("zugewiesen") in {MINE, NOBODY} else "",
            organisation=matching("organisation", r"\d{1,12}"),
            q=text("q")[:MAX_TEXT],
        )

    def params(self) -> list[tuple[str, str]]:
        return [
            (item.name, getattr(self, item.name)) for item in fields(self) if getattr(self, item.name) != item.default
        ]

    def urlencode(self) -> str:
        encoded = urlencode(self.params())
        return f"?{encoded}" if encoded else ""

    def without(self, name: str) -> QueueQuery:
        default: Any = next(item.default for item in fields(self) if item.name == name)
        return replace(self, **{name: default})

    @property
    def active(self) -> list[str]:
        return [name for name, _value in self.params()]


def found(query: QueueQuery, user: User, *, leaving_out: str = "") -> ChangeQuerySet:
    """What ``user`` may review and ``query`` asks for; ``leaving_out`` names a filter not to be applied."""
    rows = Change.objects.for_review_by(user)
    if leaving_out != "stand":
        rows = rows.filter(state__in=STANDS[query.stand][1])
    if query.land and leaving_out != "land":
        rows = rows.filter(Exists(_places().filter(territory__ars__startswith=query.land)))
    if query.art and leaving_out != "art":
        rows = rows.filter(kind=query.art)
    if query.organisation and leaving_out != "organisation":
        rows = rows.filter(organisation=int(query.organisation))
    if query.zugewiesen and leaving_out != "zugewiesen":
        rows = rows.filter(assigned_to=user if query.zugewiesen == MINE else None)
    for word in query.q.split():
        rows = rows.filter(Q(title__icontains=word) | Q(organisation__name__icontains=word))
    return rows


def _places() -> Any:
    return Change.areas.through.objects.filter(change=OuterRef("pk"))


def in_order(rows: ChangeQuerySet, query: QueueQuery) -> ChangeQuerySet:
    """What waits longest first; scheduled by their date; what is decided newest first."""
    order = {"termin": ("publish_at",), "zurueck": ("-decided_at",), "entschieden": ("-decided_at",)}
    return rows.order_by(*order.get(query.stand, ("submitted_at",)), "pk")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there would be with another choice of one filter, the others as they are."""

    stand: list[Option] = field(default_factory=list)
    land: list[Option] = field(default_factory=list)
    art: list[Option] = field(default_factory=list)
    organisation: list[Option] = field(default_factory=list)
    zugewiesen: list[Option] = field(default_factory=list)


def counts(query: QueueQuery, user: User) -> Counts:
    """Six queries, however many changes there are."""

    def by(name: str, column: str) -> dict[Any, int]:
        rows = found(query, user, leaving_out=name).order_by()
        return dict(rows.values_list(column).annotate(n=Count("pk")).values_list(column, "n"))

    states = by("stand", "state")
    by_kind = by("art", "kind")
    organisations = found(query, user, leaving_out="organisation").order_by()
    by_organisation = (
        organisations.values(key=F("organisation"), name=F("organisation__name"))
        .annotate(n=Count("pk"))
        .order_by("name", "key")
    )
    assigned = by("zugewiesen", "assigned_to")
    return Counts(
        stand=[Option(key, str(label), sum(states.get(s, 0) for s in group)) for key, (label, group) in STANDS.items()],
        land=_lands(found(query, user, leaving_out="land")),
        art=[
            Option(kind.name, str(kind.label_plural), by_kind[kind.name])
            for kind in kinds.all_kinds()
            if kind.name in by_kind
        ],
        organisation=[Option(str(row["key"]), row["name"], row["n"]) for row in by_organisation],
        zugewiesen=[
            Option(MINE, _("mir"), assigned.get(user.pk, 0)),
            Option(NOBODY, _("niemandem"), assigned.get(None, 0)),
        ],
    )


def _lands(rows: ChangeQuerySet) -> list[Option]:
    places = Change.areas.through.objects.filter(change__in=rows.order_by().values("pk"))
    land: Any = Substr("territory__ars", 1, 2)
    per_land = places.order_by().values(land=land).annotate(n=Count("change", distinct=True))
    by_land = {row["land"]: row["n"] for row in per_land}
    lands = Territory.objects.filter(level=Level.LAND, ars__in=list(by_land)).order_by("name", "pk")
    return [Option(land.ars, land.name, by_land[land.ars]) for land in lands]


@dataclass(frozen=True, slots=True)
class Age:
    """How long a change has waited. ``days`` are whole calendar days."""

    days: int

    @classmethod
    def since(cls, at: dt.datetime | None) -> Age | None:
        if at is None:
            return None
        return cls(max((timezone.localdate() - timezone.localtime(at).date()).days, 0))

    @property
    def is_long(self) -> bool:
        return self.days >= LONG_DAYS

    @property
    def words(self) -> str:
        """„seit gestern“, „seit 12 Tagen“, „seit 5 Wochen (36 Tagen)“."""
        if self.days == 0:
            return _("seit heute")
        if self.days == 1:
            return _("seit gestern")
        if self.days < LONG_DAYS:
            return ngettext("seit %(n)s Tag", "seit %(n)s Tagen", self.days) % {"n": self.days}
        weeks = self.days // 7
        return ngettext("seit %(weeks)s Woche (%(n)s Tagen)", "seit %(weeks)s Wochen (%(n)s Tagen)", weeks) % {
            "weeks": weeks,
            "n": self.days,
        }


def written_by(user: User, changes: Iterable[Change]) -> set[int]:
    """Keys of those of ``changes`` in which ``user`` has written, so that somebody else must review them."""
    listed = list(changes)
    keys = [change.pk for change in listed]
    own = {change.pk for change in listed if change.author_id == user.pk}
    own |= set(
        ChangeStep.objects.filter(change__in=keys, by=user, for_desk=False).order_by().values_list("change", flat=True)
    )
    rows = AuditEntry.objects.filter(
        object_type=Change._meta.label_lower, object_id__in=[str(key) for key in keys], actor_id=user.pk
    ).exclude(verb__in=NOT_WRITING)
    return own | {int(key) for key in rows.order_by().values_list("object_id", flat=True)}


def next_for(query: QueueQuery, user: User, *, after: Change) -> Change | None:
    """The next waiting one that ``user`` may decide, going on from ``after`` and then from the start of the queue."""
    waiting = in_order(found(query, user).filter(state=State.SUBMITTED), QueueQuery()).exclude(pk=after.pk)
    waiting = waiting.filter(Q(assigned_to=None) | Q(assigned_to=user))
    listed = list(waiting.only("pk", "author", "submitted_at", "created_at")[:200])
    own = written_by(user, listed)
    free = [change for change in listed if change.pk not in own]
    later = [change for change in free if _moment(change) >= _moment(after)]
    return next(iter([*later, *free]), None)


def _moment(change: Change) -> tuple[dt.datetime, int]:
    return change.submitted_at or change.created_at, change.pk
