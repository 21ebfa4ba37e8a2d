# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What needs care: the rows of the lists of owners and desk, chosen by a few filters."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Membership, Organisation
from allmende.moderation import kinds
from allmende.moderation.models import CareRequest, LinkUse, OutsideLink
from allmende.moderation.services.care import cared_for

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from allmende.accounts.models import User
    from allmende.moderation.kinds import Kind

OWN_FILTERS: Final[dict[str, _StrPromise]] = {
    "": _("alle"),
    "offen": _("gefragt und offen"),
    "ueberfaellig": _("überfällig"),
    "links": _("tote Links"),
}
DESK_FILTERS: Final[dict[str, _StrPromise]] = {
    "": _("was Arbeit macht"),
    "offen": _("gefragt und offen"),
    "ueberfaellig": _("überfällig"),
    "ohne": _("ohne Zuständige"),
    "weg": _("als beendet gemeldet"),
    "links": _("tote Links"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """Which object a row is about."""

    kind: str
    pk: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"

    @classmethod
    def read(cls, text: str) -> Key | None:
        """What a form sends; None for nonsense and for kinds that nobody cares for."""
        name, _colon, number = text.partition(":")
        known = {kind.name for kind in cared_for()}
        if name not in known or not (number.isascii() and number.isdigit()) or len(number) > 18:
            return None
        return cls(name, int(number))


def change_url(kind: Kind, obj: Any) -> str:
    """The page on which a change to ``obj`` is begun, after signing in."""
    return f"{reverse('moderation:change_new')}?{urlencode({'art': kind.name, 'gegenstand': obj.pk})}"


@dataclass(frozen=True, slots=True)
class LinkProblem:
    url: str
    problem: str
    label: str
    since: dt.datetime | None
    is_dead: bool


@dataclass(slots=True)
class CareRow:
    """One published object with what care knows of it."""

    key: Key
    kind: Kind
    obj: Any
    confirmed: dt.date | None
    request: CareRequest | None = None
    links: list[LinkProblem] = field(default_factory=list)
    is_own: bool = False

    @property
    def change_url(self) -> str:
        """Where a member of its organisation begins a change; the desk has its own way, on the page itself."""
        return change_url(self.kind, self.obj) if self.is_own else ""

    @property
    def state(self) -> str:
        """One of calm, asked, reminded, marked, gone."""
        if self.request is None:
            return "calm"
        if self.request.said_gone_at:
            return "gone"
        if self.request.marked_at:
            return "marked"
        return "reminded" if self.request.reminded_at else "asked"


@dataclass(frozen=True, slots=True)
class Selection:
    """The filters of a list; what is no filter counts as not given."""

    stand: str = ""
    kind: str = ""
    land: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str], filters: Mapping[str, Any]) -> Selection:
        stand, kind, land = (params.get(name, "") for name in ("stand", "art", "land"))
        return cls(
            stand if stand in filters else "",
            kind if kind in {known.name for known in cared_for()} else "",
            land if len(land) == 2 and land.isascii() and land.isdigit() else "",
        )

    def kinds(self) -> list[Kind]:
        return [kind for kind in cared_for() if self.kind in {"", kind.name}]


def own_keys(user: User, selection: Selection) -> list[Key]:
    """The published objects of the organisations for which ``user`` may act, by title."""
    mine = Organisation.objects.of(user).order_by().values("pk")
    return _sorted(
        (kind, _narrowed(kind, kind.published().filter(owner__in=mine), selection.stand)) for kind in selection.kinds()
    )


def desk_keys(user: User, selection: Selection) -> list[Key]:
    """What a desk user answers for and should look at, by title."""
    found = ((kind, kind.for_desk(user, land=selection.land)) for kind in selection.kinds())
    return _sorted(
        (kind, _narrowed(kind, objects, selection.stand) if selection.stand else objects.filter(_is_work(kind)))
        for kind, objects in found
    )


def _sorted(found: Iterable[tuple[Kind, QuerySet[Any]]]) -> list[Key]:
    rows = [
        (title.casefold(), Key(kind.name, pk))
        for kind, objects in found
        for pk, title in objects.order_by("pk").values_list("pk", "title")
    ]
    return [key for _title, key in sorted(rows, key=lambda row: (row[0], str(row[1])))]


def _asked(kind: Kind, **filters: Any) -> QuerySet[CareRequest, Any]:
    return CareRequest.objects.open().of_kind(kind.name).filter(**filters).order_by().values("object_key")


def _naming(kind: Kind, links: QuerySet[OutsideLink]) -> QuerySet[LinkUse, Any]:
    return (
        LinkUse.objects.filter(kind=kind.name, link__in=links.order_by().values("pk")).order_by().values("object_key")
    )


def _nobody_answers() -> Q:
    """No owner, or one without anybody who could act."""
    acting = Membership.objects.acting().filter(organisation=OuterRef("owner"), user__is_active=True)
    return Q(owner=None) | Q(~Exists(acting.order_by()))


def _narrowed(kind: Kind, objects: QuerySet[Any], stand: str) -> QuerySet[Any]:
    if stand == "offen":
        return objects.filter(pk__in=_asked(kind))
    if stand == "ueberfaellig":
        return objects.filter(pk__in=_asked(kind, marked_at__isnull=False))
    if stand == "weg":
        return objects.filter(pk__in=_asked(kind, said_gone_at__isnull=False))
    if stand == "links":
        return objects.filter(pk__in=_naming(kind, OutsideLink.objects.doubtful()))
    return objects.filter(_nobody_answers()) if stand == "ohne" else objects


def _is_work(kind: Kind) -> Q:
    """What the desk should look at: nobody has answered, nobody could, it is said to be gone, or a link stays dead."""
    return (
        Q(pk__in=_asked(kind, marked_at__isnull=False))
        | Q(pk__in=_asked(kind, said_gone_at__isnull=False))
        | (Q(pk__in=_asked(kind)) & _nobody_answers())
        | Q(pk__in=_naming(kind, OutsideLink.objects.dead()))
    )


def rows_of(keys: Sequence[Key], user: User) -> list[CareRow]:
    """The rows of these objects in their order: two queries for each kind, and three for all."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        by_kind[key.kind].append(key.pk)
    requests = _requests(by_kind)
    problems = _problems(by_kind)
    mine = set(Organisation.objects.of(user).order_by().values_list("pk", flat=True))
    found: dict[Key, CareRow] = {}
    for name, pks in by_kind.items():
        kind = kinds.kind(name)
        for obj in kind.published().select_related("owner").filter(pk__in=pks).order_by("pk"):
            key = Key(name, obj.pk)
            found[key] = CareRow(
                key, kind, obj, kind.last_confirmed(obj), requests.get(key), problems[key], obj.owner_id in mine
            )
    return [found[key] for key in keys if key in found]


def _of_objects(by_kind: Mapping[str, Sequence[int]]) -> Q:
    wanted = Q(pk__in=[])
    for name, pks in by_kind.items():
        wanted |= Q(kind=name, object_key__in=pks)
    return wanted


def _requests(by_kind: Mapping[str, Sequence[int]]) -> dict[Key, CareRequest]:
    found = CareRequest.objects.open().filter(_of_objects(by_kind))
    return {Key(request.kind, request.object_key): request for request in found}


def _problems(by_kind: Mapping[str, Sequence[int]]) -> dict[Key, list[LinkProblem]]:
    doubtful = OutsideLink.objects.doubtful().order_by().values("pk")
    uses = LinkUse.objects.filter(_of_objects(by_kind), link__in=doubtful).select_related("link").order_by("pk")
    dead = set(OutsideLink.objects.dead().filter(uses__in=uses.order_by().values("pk")).values_list("pk", flat=True))
    problems: dict[Key, list[LinkProblem]] = defaultdict(list)
    for use in uses:
        link = use.link
        problem = LinkProblem(link.url, link.problem, use.label, link.failing_since, link.pk in dead)
        problems[Key(use.kind, use.object_key)].append(problem)
    return problems
