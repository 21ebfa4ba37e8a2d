# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Changes under review, hints, care."""

from allmende.moderation.models.care import CareAnswer, CareRequest, LinkUse, OutsideLink
from allmende.moderation.models.change import (
    EDITABLE,
    OPEN,
    Attachment,
    Change,
    ChangeStep,
    FieldComment,
    State,
)
from allmende.moderation.models.hint import UNSETTLED, Hint, HintState

__all__ = [
    "EDITABLE",
    "OPEN",
    "UNSETTLED",
    "Attachment",
    "CareAnswer",
    "CareRequest",
    "Change",
    "ChangeStep",
    "FieldComment",
    "Hint",
    "HintState",
    "LinkUse",
    "OutsideLink",
    "State",
]
