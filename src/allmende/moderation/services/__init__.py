# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write of the moderation app. Other apps import from here."""

from allmende.moderation.services.attachments import add_attachment, remove_attachment
from allmende.moderation.services.drafting import begin_change, may_begin, save_step, set_note
from allmende.moderation.services.publishing import LIVE, MINE, Resolution
from allmende.moderation.services.review import Outcome, accept_in_bulk, assign, hold, publish_due
from allmende.moderation.services.steps import take_step

__all__ = [
    "LIVE",
    "MINE",
    "Outcome",
    "Resolution",
    "accept_in_bulk",
    "add_attachment",
    "assign",
    "begin_change",
    "hold",
    "may_begin",
    "publish_due",
    "remove_attachment",
    "save_step",
    "set_note",
    "take_step",
]
