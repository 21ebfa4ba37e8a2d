# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Cooperations and alliances as plain data for machines. Unknown is null, money is EUR as a decimal string,
dates are as precise as they are known („2024“, „2023-07“, „2023-01-09“).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.cooperation.cards import partner_name
from allmende.core.outgoing import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from allmende.cooperation.models import Alliance, AlliancePeriod, Cooperation, Grant, Participation, Source
    from allmende.core.partial_dates import PartialDate

Record = dict[str, Any]


def _date(date: PartialDate | None) -> str | None:
    return date.isoformat() if date else None


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _care(subject: Cooperation | Alliance) -> Record:
    """When it was last confirmed; ``unconfirmed_since`` only where the page bears the mark."""
    return {
        "confirmed_on": subject.confirmed_on.isoformat() if subject.confirmed_on else None,
        "unconfirmed_since": subject.unconfirmed_since.isoformat() if subject.unconfirmed_since else None,
    }


def partner_record(part: Participation) -> Record:
    territory = part.territory
    return {
        "name": partner_name(part),
        "stated_name": part.stated_name,
        "role": part.role,
        "ars": territory.ars if territory else None,
        "ags": (territory.ags or None) if territory else None,
        "organisation": part.organisation.name if part.organisation else None,
        "unresolved_reason": part.unresolved_reason or None,
        "joined": _date(part.joined),
        "left": _date(part.left),
    }


def grant_record(grant: Grant) -> Record:
    return {
        "programme": grant.programme.name,
        "funder": grant.programme.funder or None,
        "phase": grant.phase.key if grant.phase else None,
        "amount": _money(grant.amount),
        "amount_is_maximum": grant.amount_is_maximum,
        "amount_note": grant.amount_note or None,
        "notice": _date(grant.notice),
        "starts": _date(grant.start),
        "ends": _date(grant.end),
        "period_note": grant.period_note or None,
    }


def source_record(source: Source) -> Record:
    return {
        "title": source.title,
        "url": source.url or None,
        "dated": _date(source.dated),
        "read_on": source.read_on.isoformat() if source.read_on else None,
    }


def cooperation_record(cooperation: Cooperation) -> Record:
    """The whole Steckbrief."""
    alliance = cooperation.alliance if cooperation.alliance and cooperation.alliance.published_at else None
    return {
        "title": cooperation.title,
        "url": absolute(cooperation.get_absolute_url()),
        "summary": cooperation.summary or None,
        "tasks": cooperation.tasks or None,
        "topics": [
            {"name": topic.name, "slug": topic.slug, "product_key": topic.product_key or None}
            for topic in cooperation.topics.all()
        ],
        "status": cooperation.status,
        "status_note": cooperation.status_note or None,
        "end_reason": cooperation.end_reason or None,
        "starts": _date(cooperation.start),
        "ends": _date(cooperation.end),
        "term_note": cooperation.term_note or None,
        "legal_form": cooperation.legal_form.name if cooperation.legal_form else None,
        "legal_form_note": cooperation.legal_form_note or None,
        "alliance": {"title": alliance.title, "url": absolute(alliance.get_absolute_url())} if alliance else None,
        "participants": [partner_record(part) for part in cooperation.participations.all()],
        "participants_complete": cooperation.participants_complete,
        "participants_note": cooperation.participants_note or None,
        "start_up_cost": _money(cooperation.start_up_cost),
        "running_cost_per_year": _money(cooperation.running_cost),
        "saving_per_year": _money(cooperation.saving),
        "figures_note": cooperation.figures_note or None,
        "grants": [grant_record(grant) for grant in cooperation.grants.all()],
        "what_worked": cooperation.what_worked or None,
        "what_did_not": cooperation.what_did_not or None,
        "transferability": cooperation.transferability or None,
        "contact": {
            "function": cooperation.contact_function or None,
            "person": cooperation.contact_person or None,
            "email": cooperation.contact_email or None,
            "phone": cooperation.contact_phone or None,
        },
        "maintained_by": cooperation.owner.name if cooperation.owner else None,
        "sources": [source_record(source) for source in cooperation.sources.all()],
        **_care(cooperation),
    }


def period_record(period: AlliancePeriod) -> Record:
    return {
        "number": period.number,
        "starts": period.start.isoformat(),
        "ends": _date(period.end),
        "themes": period.themes or None,
        "budget": _money(period.budget),
        "notice_on": period.notice_on.isoformat() if period.notice_on else None,
        "note": period.note or None,
        "costs": [
            {"cooperation": cost.cooperation.title, "amount": _money(cost.amount), "note": cost.note or None}
            for cost in period.costs.all()
        ],
        "reports": [
            {"title": report.title, "url": report.url or None, "dated": _date(report.dated)}
            for report in period.reports.all()
        ],
    }


def alliance_record(alliance: Alliance, cooperations: Iterable[Cooperation]) -> Record:
    """The alliance with its members, periods, money, sources and those sub-projects the reader may see."""
    return {
        "title": alliance.title,
        "url": absolute(alliance.get_absolute_url()),
        "summary": alliance.summary or None,
        "description": alliance.description or None,
        "homepage": alliance.homepage or None,
        "founded": _date(alliance.founded),
        "ended": _date(alliance.ended),
        "end_reason": alliance.end_reason or None,
        "legal_form": alliance.legal_form.name if alliance.legal_form else None,
        "legal_form_note": alliance.legal_form_note or None,
        "participants": [partner_record(part) for part in alliance.participations.all()],
        "participants_complete": alliance.participants_complete,
        "periods": [period_record(period) for period in alliance.periods.all()],
        "grants": [grant_record(grant) for grant in alliance.grants.all()],
        "contact": {
            "function": alliance.contact_function or None,
            "person": alliance.contact_person or None,
            "email": alliance.contact_email or None,
        },
        "cooperations": [
            {"title": item.title, "status": item.status, "url": absolute(item.get_absolute_url())}
            for item in cooperations
        ],
        "sources": [source_record(source) for source in alliance.sources.all()],
        **_care(alliance),
    }
