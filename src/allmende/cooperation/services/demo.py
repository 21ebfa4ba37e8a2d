# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The demo: real cooperations and alliances, facts with their sources, every participant accounted for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.accounts.models import Organisation
from allmende.accounts.services import create_organisation
from allmende.cooperation.importing.lookup import PartnerLookup, as_partners
from allmende.cooperation.models import Alliance, Cooperation, GrantPhase, Programme, Topic
from allmende.cooperation.parts import (
    AllianceParts,
    AllianceValues,
    CooperationParts,
    CooperationValues,
    GrantData,
    PartnerData,
    PeriodData,
    ReportData,
    SourceData,
    dated,
)
from allmende.cooperation.services.catalogue import load_programmes, load_topics, read_data
from allmende.cooperation.services.writing import create_alliance, create_cooperation, publish
from allmende.core.partial_dates import PartialDate
from allmende.legal.models import LegalForm
from allmende.legal.services import load_legal_forms
from allmende.territory.models import Territory
from allmende.territory.naming import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Progress = Callable[[str], None]

TEXTS = {"summary", "participants_note", "participants_complete", "legal_form_note", "figures_note", "contact_function"}
COOPERATION_TEXTS = TEXTS | {"tasks", "status", "status_note", "end_reason", "term_note"}
ALLIANCE_TEXTS = TEXTS | {"description", "homepage"}


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A participant that is neither a territory nor an organisation, and why."""

    title: str
    stated_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What loading did. Every participant of the data is in exactly one of the three numbers."""

    created: int
    present: int
    as_territory: int
    as_organisation: int
    unresolved: tuple[Unresolved, ...]

    @property
    def participants(self) -> int:
        return self.as_territory + self.as_organisation + len(self.unresolved)

    def lines(self) -> list[str]:
        """The report in words."""
        facts = {"created": self.created, "present": self.present, "all": self.participants}
        lines = [
            _("%(created)d Kooperationen und Verbünde angelegt, %(present)d waren schon da.") % facts,
            _("%(all)d Beteiligungen: %(territories)d Gebiete, %(organisations)d Organisationen.")
            % {**facts, "territories": self.as_territory, "organisations": self.as_organisation},
        ]
        if self.unresolved:
            count = len(self.unresolved)
            lines.append(ngettext("%(n)d nicht zugeordnet:", "%(n)d nicht zugeordnet:", count) % {"n": count})
        lines += [f"  {item.stated_name} ({item.title}): {item.reason}" for item in self.unresolved]
        return lines


@dataclass(slots=True)
class _Catalogue:
    """What the data refers to by key."""

    topics: Mapping[str, Topic]
    programmes: Mapping[str, Programme]
    phases: Mapping[str, GrantPhase]
    legal_forms: Mapping[str, LegalForm]
    lookup: PartnerLookup


def load_demo_cooperations(*, progress: Progress = lambda _line: None) -> DemoReport:
    """Load topics, legal forms, programmes and all real cooperations and alliances, published.

    Idempotent: what is there already (by its address) stays as it is, with everything that was changed since.
    """
    progress(_("Themenfelder, Rechtsformen und Förderprogramme werden angelegt …"))
    load_topics()
    load_legal_forms()
    load_programmes()
    lookup = PartnerLookup()
    _load_organisations(lookup)
    catalogue = _Catalogue(
        topics={topic.slug: topic for topic in Topic.objects.all()},
        programmes={programme.slug: programme for programme in Programme.objects.all()},
        phases={phase.key: phase for phase in GrantPhase.objects.all()},
        legal_forms={form.key: form for form in LegalForm.objects.all()},
        lookup=lookup,
    )
    outcome: Counter[str] = Counter()
    unresolved: list[Unresolved] = []
    progress(_("Verbünde und Kooperationen werden angelegt …"))
    known = {
        "alliances": set(Alliance.objects.order_by().values_list("slug", flat=True)),
        "cooperations": set(Cooperation.objects.order_by().values_list("slug", flat=True)),
    }
    for file, create in (("alliances", _create_alliance), ("cooperations", _create_cooperation)):
        for row in read_data(file):
            partners = _partners(row, lookup)
            outcome.update(_kind(partner) for partner in partners)
            unresolved += [
                Unresolved(row["title"], item.stated_name, item.unresolved_reason)
                for item in partners
                if item.unresolved_reason
            ]
            if slug(row["title"]) in known[file]:
                outcome["present"] += 1
            else:
                publish(subject=create(row, partners, catalogue), by=None)
                outcome["created"] += 1
    report = DemoReport(
        created=outcome["created"],
        present=outcome["present"],
        as_territory=outcome["territory"],
        as_organisation=outcome["organisation"],
        unresolved=tuple(unresolved),
    )
    for line in report.lines():
        progress(line)
    return report


def _load_organisations(lookup: PartnerLookup) -> None:
    for row in read_data("organisations"):
        if Organisation.objects.filter(name=row["name"]).exists():
            continue
        territory = None
        if stated := row.get("territory"):
            (found,) = lookup.resolve_all([stated], lookup.land_key(row["land"]) or "")
            territory = Territory.objects.filter(pk=found.territory_key or 0).first()
        create_organisation(name=row["name"], kind=row["kind"], seat=row.get("seat", ""), territory=territory, by=None)
    lookup.forget()


def _kind(partner: PartnerData) -> str:
    if partner.territory:
        return "territory"
    return "organisation" if partner.organisation else "unresolved"


def _partners(row: Mapping[str, Any], lookup: PartnerLookup) -> list[PartnerData]:
    stated: Sequence[Mapping[str, str]] = row["participants"]
    land = lookup.land_key(row["land"])
    resolved = lookup.resolve_all([item["name"] for item in stated], land or "")
    return [
        PartnerData(
            stated_name=partner.stated_name,
            territory=partner.territory,
            organisation=partner.organisation,
            unresolved_reason=partner.unresolved_reason,
            role=item.get("role", "partner"),
            joined=_date(item.get("joined")),
        )
        for partner, item in zip(as_partners(resolved), stated, strict=True)
    ]


def _create_cooperation(row: Mapping[str, Any], partners: list[PartnerData], catalogue: _Catalogue) -> Cooperation:
    values = CooperationValues(
        title=row["title"],
        alliance=Alliance.objects.get(slug=slug(row["alliance"])) if row.get("alliance") else None,
        legal_form=catalogue.legal_forms.get(row.get("legal_form", "")),
        saving=_money(row.get("saving")),
        **{name: row[name] for name in COOPERATION_TEXTS & row.keys()},  # type: ignore[typeddict-item]
        **dated("starts", _date(row.get("start"))),
        **dated("ends", _date(row.get("end"))),
    )
    parts = CooperationParts(
        topics=[catalogue.topics[key] for key in row["topics"]],
        participations=partners,
        grants=_grants(row, catalogue),
        sources=_sources(row),
    )
    return create_cooperation(by=None, values=values, parts=parts)


def _create_alliance(row: Mapping[str, Any], partners: list[PartnerData], catalogue: _Catalogue) -> Alliance:
    values = AllianceValues(
        title=row["title"],
        legal_form=catalogue.legal_forms.get(row.get("legal_form", "")),
        **{name: row[name] for name in ALLIANCE_TEXTS & row.keys()},  # type: ignore[typeddict-item]
        **dated("founded", _date(row.get("founded"))),
    )
    periods = [
        PeriodData(
            number=period["number"],
            start=PartialDate.parse(period["start"]),
            end=_date(period.get("end")),
            themes=period["themes"],
            budget=_money(period.get("budget")),
            notice_on=dt.date.fromisoformat(period["notice"]) if period.get("notice") else None,
            note=period.get("note", ""),
            reports=[ReportData(**report) for report in period.get("reports", ())],
        )
        for period in row.get("periods", ())
    ]
    parts = AllianceParts(
        participations=partners, grants=_grants(row, catalogue), sources=_sources(row), periods=periods
    )
    return create_alliance(by=None, values=values, parts=parts)


def _grants(row: Mapping[str, Any], catalogue: _Catalogue) -> list[GrantData]:
    return [
        GrantData(
            programme=catalogue.programmes[grant["programme"]],
            phase=catalogue.phases[grant["phase"]] if grant.get("phase") else None,
            amount=_money(grant.get("amount")),
            amount_is_maximum=grant.get("maximum", False),
            amount_note=grant.get("amount_note", ""),
            notice=_date(grant.get("notice")),
            start=_date(grant.get("start")),
            end=_date(grant.get("end")),
            period_note=grant.get("period_note", ""),
        )
        for grant in row.get("grants", ())
    ]


def _sources(row: Mapping[str, Any]) -> list[SourceData]:
    return [
        SourceData(
            title=source["title"],
            url=source.get("url", ""),
            dated=_date(source.get("dated")),
            read_on=dt.date.fromisoformat(source["read"]),
        )
        for source in row["sources"]
    ]


def _date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _money(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
