# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Cooperations and alliances part by part in plain words, as author and desk compare them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from allmende.cooperation.cards import partner_name
from allmende.cooperation.models import PeriodCost, PeriodReport, Role, Status
from allmende.core.templatetags.core import euro

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from decimal import Decimal

    from allmende.cooperation.models import Alliance, AlliancePeriod, Cooperation, Grant, Participation, Source
    from allmende.core.partial_dates import PartialDate

    Subject = Cooperation | Alliance

NOT_SHOWN = {"contact_consented_on"}
"""What only author and desk see."""
MONEY = {"start_up_cost", "running_cost", "saving"}


def joined(*pieces: str) -> str:
    """The pieces that say something, one after the other."""
    return " · ".join(piece for piece in pieces if piece)


def said(label: str, value: object) -> str:
    """„Bescheid vom 2. März 2026“, or nothing when there is nothing to say."""
    return f"{label} {value}" if value else ""


def day(on: dt.date | None) -> str:
    return date_format(on, "DATE_FORMAT") if on else ""


def span(start: PartialDate | None, end: PartialDate | None) -> str:
    """„Januar 2023 bis 2025“, „ab 2023“, „bis 2025“."""
    if start and end:
        return _("%(start)s bis %(end)s") % {"start": start, "end": end}
    return said(_("ab"), start) or said(_("bis"), end)


def field_lines(subject: Subject, name: str) -> tuple[str, ...]:
    """One column (or the topics) as lines."""
    if name == "topics":
        return tuple(topic.name for topic in getattr(subject, name).all())
    value: Any = getattr(subject, name)
    if isinstance(value, bool):
        value = _("ja") if value else _("nein")
    elif name in MONEY:
        value = euro(value)
    elif name == "contact_consented_on":
        value = day(value)
    elif name == "status":
        value = Status(value).label
    return tuple(str(value or "").splitlines())


def partner_line(part: Participation) -> str:
    name = partner_name(part)
    return joined(
        name,
        str(Role(part.role).label) if part.role != Role.PARTNER else "",
        said(_("Schlüssel"), part.territory.ars if part.territory else ""),
        said(_("angegeben als"), part.stated_name if part.stated_name != name else ""),
        said(_("nicht zugeordnet, weil"), part.unresolved_reason),
        said(_("dabei seit"), part.joined),
        said(_("ausgeschieden"), part.left),
    )


def _amount(value: Decimal | None, *, is_maximum: bool = False) -> str:
    if value is None:
        return _("Betrag nicht genannt")
    return said(_("bis zu"), euro(value)) if is_maximum else euro(value)


def grant_line(grant: Grant) -> str:
    return joined(
        str(grant.programme),
        str(grant.phase or ""),
        _amount(grant.amount, is_maximum=grant.amount_is_maximum),
        grant.amount_note,
        said(_("Bescheid vom"), grant.notice),
        span(grant.start, grant.end),
        grant.period_note,
    )


def source_line(source: Source) -> str:
    read = said(_("gelesen am"), day(source.read_on))
    return joined(source.title, source.url, str(source.dated or ""), read)


def period_line(period: AlliancePeriod) -> str:
    return joined(
        _("%(number)s. Periode") % {"number": period.number},
        span(period.start, period.end),
        period.themes,
        _amount(period.budget),
        said(_("Bescheid vom"), day(period.notice_on)),
        " ".join(period.note.split()),
    )


def report_line(report: PeriodReport) -> str:
    period = _("%(number)s. Periode") % {"number": report.period.number}
    return joined(period, report.title, report.url, str(report.dated or ""), " ".join(report.summary.split()))


def cost_line(cost: PeriodCost) -> str:
    period = _("%(number)s. Periode") % {"number": cost.period.number}
    return joined(period, cost.cooperation.title, euro(cost.amount), cost.note)


def section_lines(subject: Subject, name: str) -> tuple[str, ...]:
    """The rows of one section, one line each, in a fixed order."""
    if name == "participations":
        return tuple(partner_line(row) for row in subject.participations.in_order())
    if name == "reports":
        reports = PeriodReport.objects.filter(period__alliance=subject.pk).select_related("period")
        return tuple(report_line(row) for row in reports.order_by("period__number", "title", "pk"))
    if name == "costs":
        costs = PeriodCost.objects.filter(period__alliance=subject.pk).select_related("period", "cooperation")
        return tuple(cost_line(row) for row in costs.order_by("period__number", "cooperation__title", "pk"))
    if name == "grants":
        grants = subject.grants.select_related("programme", "phase").order_by("programme__name", "notice_on", "pk")
        return tuple(grant_line(row) for row in grants)
    writers: dict[str, tuple[str, Callable[[Any], str]]] = {
        "sources": ("title", source_line),
        "periods": ("number", period_line),
    }
    order, write = writers[name]
    return tuple(write(row) for row in getattr(subject, name).order_by(order, "pk"))


def public_lines(subject: Subject, name: str, lines: tuple[str, ...]) -> tuple[str, ...]:
    """``lines`` of one part without what is about drafts, which only author and desk may know of."""
    if name == "alliance":
        alliance = getattr(subject, "alliance", None)
        return lines if alliance is not None and alliance.published_at else ()
    if name == "costs":
        costs = PeriodCost.objects.filter(period__alliance=subject.pk).exclude(cooperation__published_at=None)
        rows = costs.select_related("period", "cooperation").order_by("period__number", "cooperation__title", "pk")
        return tuple(cost_line(row) for row in rows)
    return lines
