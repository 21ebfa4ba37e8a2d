# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Funded projects by award phase: what the authority has published beside what the portal knows by name.

Both are shown side by side and never mixed: an authority says "10 alliances, 39 municipalities" while only some of
them have been named in public so far. Sums hold known amounts only (EUR); how many have none is told with them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from allmende.cooperation.figures import distinct_municipalities
from allmende.cooperation.models import Alliance, Cooperation, Grant, GrantPhase, Participation, Programme

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class FundedProject:
    """A cooperation or alliance with its grant in one phase."""

    project: Cooperation | Alliance
    grant: Grant
    participations: Sequence[Participation]


@dataclass(frozen=True, slots=True)
class PhaseFigures:
    """One phase (None: the notice is known, the phase is not) with the totals of the authority and our own."""

    phase: GrantPhase | None
    projects: tuple[FundedProject, ...]
    named: int
    municipalities: int
    amount: Decimal | None
    has_maximum: bool
    without_amount: int

    @property
    def stated(self) -> int | None:
        return self.phase.stated_alliances if self.phase else None

    @property
    def not_named(self) -> int | None:
        """How many the authority counts that nobody has named yet; None when it has published no number."""
        return None if self.stated is None else max(self.stated - self.named, 0)

    @property
    def stated_municipalities(self) -> int | None:
        return self.phase.stated_municipalities if self.phase else None


@dataclass(frozen=True, slots=True)
class ProgrammeFigures:
    """A programme with its phases; totals count a project or a Kommune once for the whole programme."""

    programme: Programme
    phases: tuple[PhaseFigures, ...]
    named: int
    named_in_phases: int
    municipalities: int
    amount: Decimal | None
    has_maximum: bool
    without_amount: int
    stated: int | None
    stated_municipalities: int | None

    @property
    def named_without_phase(self) -> int:
        return self.named - self.named_in_phases

    @property
    def has_phases(self) -> bool:
        return any(phase.phase for phase in self.phases)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the known amounts; None when not one is known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _stated(total: int | None, numbers: Iterable[int | None]) -> int | None:
    """The total as published, else the sum over all phases; None when one is missing: a part is not the whole."""
    if total is not None:
        return total
    found = list(numbers)
    known = [number for number in found if number is not None]
    return sum(known) if known and len(known) == len(found) else None


def _identity(item: FundedProject) -> tuple[str, int]:
    return item.project._meta.model_name or "", item.project.pk


def _municipalities(projects: Iterable[FundedProject]) -> int:
    return distinct_municipalities(
        part.territory for item in projects for part in item.participations if part.territory is not None
    )


def _phase_figures(phase: GrantPhase | None, projects: Sequence[FundedProject]) -> PhaseFigures:
    return PhaseFigures(
        phase=phase,
        projects=tuple(sorted(projects, key=lambda item: item.project.title.casefold())),
        named=len({_identity(item) for item in projects}),
        municipalities=_municipalities(projects),
        amount=_sum(item.grant.amount for item in projects),
        has_maximum=any(item.grant.amount_is_maximum for item in projects if item.grant.amount is not None),
        without_amount=sum(item.grant.amount is None for item in projects),
    )


def _programme_figures(programme: Programme, phases: Sequence[PhaseFigures]) -> ProgrammeFigures:
    projects = [item for phase in phases for item in phase.projects]
    return ProgrammeFigures(
        programme=programme,
        phases=tuple(phases),
        named=len({_identity(item) for item in projects}),
        named_in_phases=len({_identity(item) for phase in phases if phase.phase for item in phase.projects}),
        municipalities=_municipalities(projects),
        amount=_sum(phase.amount for phase in phases),
        has_maximum=any(phase.has_maximum for phase in phases),
        without_amount=sum(phase.without_amount for phase in phases),
        stated=_stated(programme.stated_alliances, (phase.stated for phase in phases if phase.phase)),
        stated_municipalities=_stated(
            programme.stated_municipalities, (phase.stated_municipalities for phase in phases if phase.phase)
        ),
    )


def _grants() -> Iterable[Grant]:
    """Every grant of something published, with what its row shows (four queries)."""
    people = Prefetch("participations", queryset=Participation.objects.in_order())
    return (
        Grant.objects.filter(Q(cooperation__published_at__isnull=False) | Q(alliance__published_at__isnull=False))
        .order_by("pk")
        .prefetch_related(Prefetch("cooperation", queryset=Cooperation.objects.prefetch_related(people)))
        .prefetch_related(Prefetch("alliance", queryset=Alliance.objects.prefetch_related(people)))
    )


def compute_phases() -> tuple[ProgrammeFigures, ...]:
    """Every programme that has phases or grants, in its order; grants without a known phase come last in it."""
    phases = list(GrantPhase.objects.order_by("order", "pk"))
    by_phase: dict[int, list[FundedProject]] = defaultdict(list)
    loose: dict[int, list[FundedProject]] = defaultdict(list)
    for grant in _grants():
        project = grant.cooperation or grant.alliance
        if project is None:
            continue
        item = FundedProject(project, grant, list(project.participations.all()))
        if grant.phase_id is not None:
            by_phase[grant.phase_id].append(item)
        else:
            loose[grant.programme_id].append(item)
    found = []
    for programme in Programme.objects.prefetch_related("budgets").order_by("order", "name", "pk"):
        rows = [_phase_figures(phase, by_phase[phase.pk]) for phase in phases if phase.programme_id == programme.pk]
        if loose[programme.pk]:
            rows.append(_phase_figures(None, loose[programme.pk]))
        if rows:
            found.append(_programme_figures(programme, rows))
    return tuple(found)
