"""Cooperation, Alliance, Topic, Participation and what belongs to them."""

from allmende.cooperation.models.alliance import Alliance, AlliancePeriod
from allmende.cooperation.models.cooperation import Cooperation, CooperationQuerySet, Status
from allmende.cooperation.models.parts import Grant, GrantPhase, Participation, Role, Source
from allmende.cooperation.models.topic import Topic

__all__ = [
    "Alliance",
    "AlliancePeriod",
    "Cooperation",
    "CooperationQuerySet",
    "Grant",
    "GrantPhase",
    "Participation",
    "Role",
    "Source",
    "Status",
    "Topic",
]
