# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How long personal data is kept: setting the periods, and working off all rules once a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts.models import RetentionPeriod, RetentionRun
from allmende.core import audit, personal_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allmende.accounts.models import User
    from allmende.core.personal_data import RetentionRule

logger = structlog.get_logger(__name__)

LONGEST_DAYS: Final = 3650
"""Ten years: longer than any rule of the portal has a reason for."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule with the period that counts now, in days, and its last run."""

    rule: RetentionRule
    days: int
    run: RetentionRun | None

    @property
    def is_set_here(self) -> bool:
        return self.rule.days_elsewhere is None


def kept() -> list[Kept]:
    """All rules as they count now (two queries, and those of rules that are set elsewhere)."""
    periods = {period.pk: period.days for period in RetentionPeriod.objects.all()}
    runs = {run.pk: run for run in RetentionRun.objects.all()}
    return [Kept(rule, _days(rule, periods), runs.get(rule.key)) for rule in personal_data.rules()]


def _days(rule: RetentionRule, periods: Mapping[str, int]) -> int:
    if rule.days_elsewhere is not None:
        return rule.days_elsewhere()
    # A period that was set before its rule became stricter does not count for less than the rule allows.
    return max(periods.get(rule.key, rule.default_days), rule.shortest_days)


def set_periods(*, days: Mapping[str, int], by: User) -> list[str]:
    """Set how long is kept what these rules are about; returns the keys of those that changed. Operators only."""
    if not by.is_superuser:
        raise PermissionDenied
    with transaction.atomic():
        now = {entry.rule.key: entry for entry in kept() if entry.is_set_here}
        changed = [key for key in days if key in now and days[key] != now[key].days]
        for key in changed:
            shortest = now[key].rule.shortest_days
            if not shortest <= days[key] <= LONGEST_DAYS:
                message = _("Zwischen %(shortest)s und %(longest)s Tagen.")
                raise ValidationError({key: message % {"shortest": shortest, "longest": LONGEST_DAYS}})
            period, _is_new = RetentionPeriod.objects.update_or_create(pk=key, defaults={"days": days[key]})
            audit.record("retention.changed", period, by=by, before={"days": now[key].days}, after={"days": days[key]})
    return changed


def run_all(*, now: dt.datetime | None = None) -> dict[str, int]:
    """Work off every rule; one that fails is reported and does not keep the others from their work.

    Returns how many entries were forgotten, by rule.
    """
    moment = now or timezone.now()
    forgotten: dict[str, int] = {}
    for entry in kept():
        key = entry.rule.key
        try:
            with transaction.atomic():
                forgotten[key] = entry.rule.forget(moment - dt.timedelta(days=entry.days))
        except Exception:
            logger.exception("retention.failed", rule=key)
        values = {"at": moment, "forgotten": forgotten.get(key, 0), "failed": key not in forgotten}
        RetentionRun.objects.update_or_create(pk=key, defaults=values)
    return forgotten
