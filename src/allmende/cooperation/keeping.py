# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How services keep rows: what a subject holds now, what a change would make of it, only the difference is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from allmende.cooperation.models import Alliance, AlliancePeriod, Cooperation

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from django.db import models

    from allmende.cooperation.parts import Part

    Subject = Cooperation | Alliance

KEPT_BY_SERVICES = {
    "id", "created_at", "updated_at", "published_at", "confirmed_on", "unconfirmed_since", "slug",
}  # fmt: skip
ROW_KEYS = {"id", "cooperation_id", "alliance_id", "period_id"}
COST_KEYS = {"id", "period_id"}
"""A cost names its sub-project: there ``cooperation_id`` is what is entered, not whose row it is."""


def columns_of(row: models.Model, *, without: set[str]) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in without
    }


def snapshot(subject: Subject) -> dict[str, Any]:
    """Everything that is entered about ``subject``, as the audit log shows it."""
    state = columns_of(subject, without=KEPT_BY_SERVICES)
    for name in ("participations", "grants", "sources"):
        state[name] = [columns_of(row, without=ROW_KEYS) for row in getattr(subject, name).order_by("pk")]
    if isinstance(subject, Cooperation):
        state["topics"] = sorted(subject.topics.values_list("slug", flat=True))
    else:
        state["periods"] = [
            columns_of(period, without=ROW_KEYS)
            | {"reports": [columns_of(row, without=ROW_KEYS) for row in period.reports.order_by("pk")]}
            | {"costs": [columns_of(row, without=COST_KEYS) for row in period.costs.order_by("pk")]}
            for period in subject.periods.order_by("number")
        ]
    return state


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values that changed, as they were and as they are."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}


def keep_rows(owner: Subject | AlliancePeriod, name: str, wanted: Sequence[Part]) -> None:
    """Make the rows ``owner.name`` what ``wanted`` says; a row that stays keeps its key."""
    manager = getattr(owner, name)
    keys = COST_KEYS if name == "costs" else ROW_KEYS
    identities = [part.identity(part.columns()) for part in wanted]
    if len(set(identities)) < len(wanted):
        raise ValidationError(_("Ein Eintrag ist doppelt."))
    there: dict[Hashable, Any] = {}
    for row in manager.order_by("pk") if wanted else ():
        there.setdefault(wanted[0].identity(columns_of(row, without=keys)), row)
    kept = [there[identity].pk for identity in identities if identity in there]
    manager.exclude(pk__in=kept).delete()
    for part, identity in zip(wanted, identities, strict=True):
        columns = part.columns()
        row = there.get(identity) or manager.model(**{manager.field.name: owner})
        if row.pk is None or columns_of(row, without=keys) != columns:
            for column, value in columns.items():
                setattr(row, column, value)
            row.full_clean()
            row.save()
