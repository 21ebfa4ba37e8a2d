# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What belongs to a cooperation or alliance, as values: what a form, an import or the demo hands to the services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from allmende.cooperation.models import Role
from allmende.core.partial_dates import PartialDate, Precision

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Mapping, Sequence
    from decimal import Decimal

    from allmende.accounts.models import Organisation
    from allmende.cooperation.models import Alliance, Cooperation, GrantPhase, Programme, Topic
    from allmende.legal.models import LegalForm
    from allmende.territory.models import Territory


def dated(name: str, date: PartialDate | None) -> dict[str, Any]:
    """The two columns of a date that may be known to the month or year only."""
    return {
        f"{name}_on": date.on if date else None,
        f"{name}_precision": date.precision if date else Precision.DAY.value,
    }


class Part(Protocol):
    """One row below a cooperation or alliance: its columns, and what makes it the same row as before."""

    def columns(self) -> dict[str, Any]: ...

    @staticmethod
    def identity(columns: Mapping[str, Any]) -> Hashable: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerData:
    """One partner: a territory or an organisation, or a name with the reason why it is neither."""

    stated_name: str
    territory: Territory | None = None
    organisation: Organisation | None = None
    unresolved_reason: str = ""
    role: str = Role.PARTNER.value
    joined: PartialDate | None = None
    left: PartialDate | None = None

    def columns(self) -> dict[str, Any]:
        return {
            "stated_name": self.stated_name,
            "territory_id": self.territory.pk if self.territory else None,
            "organisation_id": self.organisation.pk if self.organisation else None,
            "unresolved_reason": self.unresolved_reason,
            "role": str(self.role),
            **dated("joined", self.joined),
            **dated("left", self.left),
        }

    @staticmethod
    def identity(columns: Mapping[str, Any]) -> Hashable:
        key = (columns["territory_id"], columns["organisation_id"])
        return key if any(key) else columns["stated_name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantData:
    """One grant; the amount in EUR, None when not stated."""

    programme: Programme
    phase: GrantPhase | None = None
    amount: Decimal | None = None
    amount_is_maximum: bool = False
    amount_note: str = ""
    notice: PartialDate | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    period_note: str = ""

    def columns(self) -> dict[str, Any]:
        return {
            "programme_id": self.programme.pk,
            "phase_id": self.phase.pk if self.phase else None,
            "amount": self.amount,
            "amount_is_maximum": self.amount_is_maximum,
            "amount_note": self.amount_note,
            "period_note": self.period_note,
            **dated("notice", self.notice),
            **dated("starts", self.start),
            **dated("ends", self.end),
        }

    @staticmethod
    def identity(columns: Mapping[str, Any]) -> Hashable:
        return tuple(sorted((name, str(value)) for name, value in columns.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceData:
    """One source with its address, the date of the page and the day it was read."""

    title: str
    url: str = ""
    dated: PartialDate | None = None
    read_on: dt.date | None = None

    def columns(self) -> dict[str, Any]:
        return {"title": self.title, "url": self.url, "read_on": self.read_on, **dated("dated", self.dated)}

    @staticmethod
    def identity(columns: Mapping[str, Any]) -> Hashable:
        return (columns["title"], columns["url"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """One report of a funding period."""

    title: str
    url: str = ""
    dated: PartialDate | None = None
    summary: str = ""

    def columns(self) -> dict[str, Any]:
        return {"title": self.title, "url": self.url, "summary": self.summary, **dated("dated", self.dated)}

    @staticmethod
    def identity(columns: Mapping[str, Any]) -> Hashable:
        return str(columns["title"])


@dataclass(frozen=True, slots=True, kw_only=True)
class CostData:
    """What one sub-project cost in one funding period, in EUR."""

    cooperation: Cooperation
    amount: Decimal
    note: str = ""

    def columns(self) -> dict[str, Any]:
        return {"cooperation_id": self.cooperation.pk, "amount": self.amount, "note": self.note}

    @staticmethod
    def identity(columns: Mapping[str, Any]) -> Hashable:
        return int(columns["cooperation_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodData:
    """One funding period of an alliance; the budget in EUR, None when not stated."""

    number: int
    start: PartialDate
    end: PartialDate | None = None
    themes: str = ""
    budget: Decimal | None = None
    notice_on: dt.date | None = None
    note: str = ""
    reports: Sequence[ReportData] = ()
    costs: Sequence[CostData] = ()

    def columns(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "themes": self.themes,
            "budget": self.budget,
            "notice_on": self.notice_on,
            "note": self.note,
            **dated("starts", self.start),
            **dated("ends", self.end),
        }

    @staticmethod
    def identity(columns: Mapping[str, Any]) -> Hashable:
        return int(columns["number"])


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperationParts:
    """The rows of a cooperation; None leaves a kind as it is, an empty sequence takes all of it away."""

    topics: Sequence[Topic] | None = None
    participations: Sequence[PartnerData] | None = None
    grants: Sequence[GrantData] | None = None
    sources: Sequence[SourceData] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllianceParts:
    """The rows of an alliance; None leaves a kind as it is, an empty sequence takes all of it away."""

    participations: Sequence[PartnerData] | None = None
    grants: Sequence[GrantData] | None = None
    sources: Sequence[SourceData] | None = None
    periods: Sequence[PeriodData] | None = None


class CooperationValues(TypedDict, total=False):
    """Columns of a cooperation that are entered; what is left out stays as it is."""

    title: str
    summary: str
    tasks: str
    alliance: Alliance | None
    legal_form: LegalForm | None
    legal_form_note: str
    status: str
    status_note: str
    end_reason: str
    starts_on: dt.date | None
    starts_precision: str
    ends_on: dt.date | None
    ends_precision: str
    term_note: str
    participants_complete: bool | None
    participants_note: str
    contact_function: str
    contact_email: str
    contact_phone: str
    contact_person: str
    contact_consented_on: dt.date | None
    start_up_cost: Decimal | None
    running_cost: Decimal | None
    saving: Decimal | None
    figures_note: str
    what_worked: str
    what_did_not: str
    transferability: str
    owner: Organisation | None


class AllianceValues(TypedDict, total=False):
    """Columns of an alliance that are entered; what is left out stays as it is."""

    title: str
    summary: str
    description: str
    homepage: str
    founded_on: dt.date | None
    founded_precision: str
    ended_on: dt.date | None
    ended_precision: str
    end_reason: str
    legal_form: LegalForm | None
    legal_form_note: str
    participants_complete: bool | None
    participants_note: str
    figures_note: str
    contact_function: str
    contact_email: str
    contact_person: str
    contact_consented_on: dt.date | None
    owner: Organisation | None
