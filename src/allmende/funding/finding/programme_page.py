# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the page of a programme tells beside its texts: versions, amounts by number of partners, real awards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.db.models import Count, F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from allmende.cooperation.models import Grant, Role
from allmende.funding.engine.directive import in_force
from allmende.funding.engine.limits import position_of
from allmende.funding.models import Directive, DirectiveState
from allmende.funding.released import released_texts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from allmende.accounts.rules import Visitor
    from allmende.cooperation.models import Alliance, Cooperation
    from allmende.core.partial_dates import PartialDate
    from allmende.funding.engine.directive import DirectiveText
    from allmende.funding.engine.limits import Position
    from allmende.funding.models import ProgrammeProfile

SHOWN_AWARDS: Final = 12
NEWEST_FIRST: Final = (F("notice_on").desc(nulls_last=True), "pk")


class Validity(StrEnum):
    """How the period of a version lies to a day. ``UNKNOWN``: the period is not known, or nobody has verified it."""

    IN_FORCE = "in_force"
    COMING = "coming"
    FORMER = "former"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the directive as a page shows it on the day ``on``; ``text`` None: a draft that is not read."""

    directive: Directive
    on: dt.date
    text: DirectiveText | None = None

    @property
    def validity(self) -> Validity:
        first, last = self.directive.valid_from, self.directive.valid_until
        applies = in_force(first, last, self.on) if self.text is None else self.text.in_force_on(self.on)
        if applies is None or (first is None and last is None):
            return Validity.UNKNOWN
        if applies:
            return Validity.IN_FORCE
        return Validity.COMING if first is not None and first > self.on else Validity.FORMER

    @property
    def is_public(self) -> bool:
        return self.directive.state == DirectiveState.RELEASED

    @property
    def period(self) -> str:
        return period_text(self.directive.valid_from, self.directive.valid_until)


def period_text(first: dt.date | None, last: dt.date | None) -> str:
    """„gilt vom 31. August 2021 bis 31. Dezember 2026“; what is not known is said."""
    if first is not None and last is not None:
        return _("gilt vom %(first)s bis %(last)s") % {"first": _day(first), "last": _day(last)}
    if first is not None:
        return _("gilt ab %(first)s, Ende nicht bekannt") % {"first": _day(first)}
    if last is not None:
        return _("gilt bis %(last)s, Beginn nicht bekannt") % {"last": _day(last)}
    return _("Zeitraum nicht bekannt")


def _day(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT")


def versions_of(
    profile: ProgrammeProfile, user: Visitor, on: dt.date, texts: Iterable[DirectiveText] = ()
) -> list[Version]:
    """Every version that ``user`` may see, newest first (one query); ``texts`` are those that are released."""
    rows = Directive.objects.visible_to(user).filter(profile=profile).defer("content")
    by_key = {text.key: text for text in texts}
    return [Version(_of(row, profile), on, by_key.get(row.key)) for row in rows]


def _of(directive: Directive, profile: ProgrammeProfile) -> Directive:
    directive.profile = profile
    return directive


def texts_of(profile: ProgrammeProfile) -> list[DirectiveText]:
    """The released versions, newest first (one query)."""
    return [released.text for released in released_texts() if released.profile.pk == profile.pk]


def applying(texts: Iterable[DirectiveText], on: dt.date) -> DirectiveText | None:
    """The version that applies on the day; if none does for certain, the newest that may."""
    known = [(text, text.in_force_on(on)) for text in texts]
    certain = next((text for text, applies in known if applies), None)
    return certain or next((text for text, applies in known if applies is None), None)


@dataclass(frozen=True, slots=True)
class RealAward:
    """A grant that a cooperation has received, beside the limit published for as many partners.

    ``partners`` None: not all of them are known, so there is nothing to compare with.
    """

    subject: Cooperation | Alliance
    amount: Decimal
    is_maximum: bool
    partners: int | None
    notice: PartialDate | None
    position: Position | None


def awards_of(profile: ProgrammeProfile, texts: Sequence[DirectiveText], on: dt.date) -> list[RealAward]:
    """The newest grants of published cooperations and alliances whose amount is known (one query)."""
    carrying = ~Q(cooperation__participations__role=Role.ASSOCIATED), ~Q(alliance__participations__role=Role.ASSOCIATED)
    public = Q(cooperation__published_at__isnull=False) | Q(alliance__published_at__isnull=False)
    grants = Grant.objects.filter(public, programme=profile.programme_id, amount__isnull=False)
    rows = grants.select_related("cooperation", "alliance").order_by(*NEWEST_FIRST)
    rows = rows.annotate(
        number=Count("cooperation__participations", filter=carrying[0])
        + Count("alliance__participations", filter=carrying[1])
    )
    return [award for row in rows[:SHOWN_AWARDS] if (award := _award(row, row.number, texts, on)) is not None]


def _award(grant: Grant, number: int, texts: Sequence[DirectiveText], on: dt.date) -> RealAward | None:
    subject = grant.cooperation or grant.alliance
    if subject is None or grant.amount is None:
        return None
    partners = number if number and not subject.participants_note else None
    day = grant.notice_on or on
    text = applying(texts, day)
    position = position_of(grant.amount, partners, text, day) if text is not None and partners else None
    return RealAward(subject, grant.amount, grant.amount_is_maximum, partners, grant.notice, position)
