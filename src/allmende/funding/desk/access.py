# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the pages of the desk show to whoever asks; all else does not exist for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.funding import rules
from allmende.funding.models import Call, Directive, ProgrammeProfile

if TYPE_CHECKING:
    from django.http import HttpRequest

    from allmende.accounts.models import User

Trail = list[tuple[str, str | None]]


def user_of(request: HttpRequest) -> User:
    return cast("User", request.user)


def require_desk(request: HttpRequest) -> None:
    if not rules.may_edit(user_of(request)):
        raise Http404


def edited_profile(request: HttpRequest, pk: int) -> ProgrammeProfile:
    profile = get_object_or_404(ProgrammeProfile.objects.select_related("programme__land"), pk=pk)
    if not rules.may_edit(user_of(request), profile):
        raise Http404
    return profile


def edited_call(request: HttpRequest, pk: int) -> Call:
    call = get_object_or_404(Call.objects.select_related("profile__programme__land"), pk=pk)
    if not rules.may_edit(user_of(request), call.profile):
        raise Http404
    return call


def edited_directive(request: HttpRequest, key: str) -> Directive:
    rows = Directive.objects.select_related(
        "profile__programme__land", "changed_by", "submitted_by", "released_by", "based_on"
    )
    directive = get_object_or_404(rows, key=key)
    if not rules.may_edit(user_of(request), directive.profile):
        raise Http404
    return directive


def trail(profile: ProgrammeProfile | None = None, directive: Directive | None = None, here: str = "") -> Trail:
    """The way to a page of the desk; the last step is the page itself."""
    steps: Trail = [(_("Förderung pflegen"), reverse("funding:desk"))]
    if profile is not None:
        steps.append((profile.programme.name, reverse("funding:desk_programme", args=[profile.pk])))
    if directive is not None:
        steps.append((directive.title, reverse("funding:desk_directive", args=[directive.key])))
    if here:
        steps.append((here, None))
    else:
        steps[-1] = (steps[-1][0], None)
    return steps
