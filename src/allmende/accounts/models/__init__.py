# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who uses the portal (User), who acts in it (Organisation, Membership), and what the portal tells them."""

from allmende.accounts.models.attempt import Attempt, SharedValue
from allmende.accounts.models.inbox import Delivery, DeliveryChoice, InboxMessage
from allmende.accounts.models.organisation import (
    Membership,
    MembershipState,
    Organisation,
    OrganisationKind,
    Role,
)
from allmende.accounts.models.retention import RetentionPeriod, RetentionRun
from allmende.accounts.models.user import User, UserManager

__all__ = [
    "Attempt",
    "Delivery",
    "DeliveryChoice",
    "InboxMessage",
    "Membership",
    "MembershipState",
    "Organisation",
    "OrganisationKind",
    "RetentionPeriod",
    "RetentionRun",
    "Role",
    "SharedValue",
    "User",
    "UserManager",
]
