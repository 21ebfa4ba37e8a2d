# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Cooperation, Alliance, Topic, Participation and what belongs to them."""

from allmende.cooperation.models.alliance import Alliance, AlliancePeriod, PeriodCost, PeriodReport
from allmende.cooperation.models.cooperation import Cooperation, CooperationQuerySet
from allmende.cooperation.models.grants import Grant, GrantPhase, Programme, ProgrammeBudget
from allmende.cooperation.models.parts import Participation, Role, Source
from allmende.cooperation.models.status import Status
from allmende.cooperation.models.topic import Topic

__all__ = [
    "Alliance",
    "AlliancePeriod",
    "Cooperation",
    "CooperationQuerySet",
    "Grant",
    "GrantPhase",
    "Participation",
    "PeriodCost",
    "PeriodReport",
    "Programme",
    "ProgrammeBudget",
    "Role",
    "Source",
    "Status",
    "Topic",
]
