# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What funding keeps: programmes as people find them, versions of directives, calls, saved checks, who follows."""

from allmende.funding.models.checks import SavedCheck
from allmende.funding.models.directives import Directive, DirectiveState
from allmende.funding.models.programmes import Call, FollowedProgramme, ProgrammeProfile, Scope

__all__ = [
    "Call",
    "Directive",
    "DirectiveState",
    "FollowedProgramme",
    "ProgrammeProfile",
    "SavedCheck",
    "Scope",
]
