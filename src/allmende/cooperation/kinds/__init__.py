# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Cooperations and alliances as kinds that organisations send in."""

from allmende.cooperation.kinds.alliance import AllianceKind
from allmende.cooperation.kinds.cooperation import CooperationKind

__all__ = ["AllianceKind", "CooperationKind"]
