# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The page of a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.funding import rules
from allmende.funding.finding.amount_table import amount_table
from allmende.funding.finding.programme_page import Validity, applying, awards_of, texts_of, versions_of
from allmende.funding.finding.views import trail
from allmende.funding.finding.windows import in_order
from allmende.funding.models import FollowedProgramme, ProgrammeProfile
from allmende.funding.wording import option_label

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User


def profile_of(request: HttpRequest, slug: str) -> ProgrammeProfile:
    """The programme, or 404 for whom it does not exist yet."""
    found = ProgrammeProfile.objects.visible_to(request.user).select_related("programme__land")
    return get_object_or_404(found, programme__slug=slug)


@public
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme: what it is for, what it gives, until when, by which rules, and who got it."""
    profile = profile_of(request, slug)
    on = timezone.localdate()
    texts = texts_of(profile)
    text = applying(texts, on)
    versions = versions_of(profile, request.user, on, texts)
    user = cast("User", request.user)
    is_member = request.user.is_authenticated
    land = profile.programme.land
    context: dict[str, Any] = {
        "trail": trail((profile.programme.name, None)),
        "profile": profile,
        "programme": profile.programme,
        "windows": in_order(profile.calls.all(), on),
        "budgets": list(profile.programme.budgets.all()),
        "topics": list(profile.topics.all()),
        "cost_kinds": [option_label("cost_kinds", kind) for kind in profile.cost_kinds],
        "text": text,
        "text_url": reverse("funding:directive", args=[slug, text.key]) if text else "",
        "amounts": amount_table(text, on) if text else [],
        "exceedable": next((rule.exceedable for rule in text.amounts if rule.exceedable), "") if text else "",
        "versions": versions,
        "is_in_force": any(version.is_public and version.validity is Validity.IN_FORCE for version in versions),
        "awards": awards_of(profile, texts, on),
        "awards_url": reverse("cooperation:list", query={"foerderung": profile.programme.slug}),
        "check_query": {"land": land.ars} if land else {},
        "is_followed": is_member and FollowedProgramme.objects.filter(profile=profile, user=user).exists(),
        "may_edit": is_member and rules.may_edit(request.user, profile),
        "sign_in_url": reverse("account_login", query={"next": request.path}),
    }
    return render(request, "funding/finding/programme.html", context)
