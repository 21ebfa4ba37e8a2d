# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Whose draft it is: what belongs to others does not exist; what belongs to another of one's own is only looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from allmende.accounts.acting import acting
from allmende.moderation import kinds
from allmende.moderation.models import Change
from allmende.moderation.workflow import StepRefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest

    from allmende.accounts.models import Membership, Organisation, User
    from allmende.moderation.kinds import Kind


class ActsForAnotherError(StepRefusedError):
    """The visitor acts for another organisation than the one the draft belongs to."""


CONFLICT = 409
UNPROCESSABLE = 422


def visitor(request: HttpRequest) -> User:
    return cast("User", request.user)


def membership_of(request: HttpRequest) -> Membership | None:
    """The membership by which the visitor acts, None before a choice."""
    return acting(request)


def own_change(request: HttpRequest, pk: int) -> tuple[Change, Kind]:
    """A change of one of the visitor's organisations, with its kind; any other is 404."""
    changes = Change.objects.of_members(request.user).select_related("organisation__territory")
    change = get_object_or_404(changes, pk=pk)
    try:
        return change, kinds.kind(change.kind)
    except KeyError:
        raise Http404 from None


def acts_for(request: HttpRequest, organisation: Organisation) -> bool:
    membership = membership_of(request)
    return membership is not None and membership.organisation_id == organisation.pk


def acting_trouble(request: HttpRequest, change: Change) -> str:
    """Why nothing is written now, in words: the visitor acts for somebody else. Empty when all is well."""
    if acts_for(request, change.organisation):
        return ""
    membership = membership_of(request)
    if membership is None:
        return _("Dieser Beitrag gehört zu „%(owner)s“. Bitte wählen Sie erst, für wen Sie handeln.") % {
            "owner": change.organisation
        }
    return _("Dieser Beitrag gehört zu „%(owner)s“, Sie handeln jetzt aber für „%(acting)s“.") % {
        "owner": change.organisation,
        "acting": membership.organisation,
    }


def require_acting(request: HttpRequest, change: Change) -> None:
    """Raises ActsForAnotherError with the words of ``acting_trouble``."""
    if trouble := acting_trouble(request, change):
        raise ActsForAnotherError(trouble)
