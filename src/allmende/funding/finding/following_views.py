# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Following a programme: the button on its page, and the list of those somebody follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from allmende.funding.finding.programme_views import profile_of
from allmende.funding.finding.windows import in_order
from allmende.funding.models import ProgrammeProfile
from allmende.funding.services import following

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User

STOP = "nein"


@require_POST
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to follow, or stop with ``beobachten=nein``; back to the page the button was on."""
    user = cast("User", request.user)
    profile = profile_of(request, slug)
    if request.POST.get("beobachten") == STOP:
        if following.unfollow(profile=profile, by=user):
            messages.success(request, _("Sie beobachten dieses Programm nicht mehr."))
    else:
        try:
            following.follow(profile=profile, by=user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(
                request, _("Sie beobachten dieses Programm. Wir schreiben Ihnen bei neuen Fristen und Fassungen.")
            )
    return redirect("funding:followed") if request.POST.get("zurueck") == "liste" else redirect(profile)


@require_safe
def followed(request: HttpRequest) -> HttpResponse:
    """The programmes that somebody follows, with the call that matters now."""
    user = cast("User", request.user)
    on = timezone.localdate()
    visible = ProgrammeProfile.objects.visible_to(user).filter(followers__user=user)
    rows = visible.select_related("programme__land").prefetch_related("calls")
    items = [(profile, next(iter(in_order(profile.calls.all(), on)), None)) for profile in rows]
    trail = [(_("Mein Bereich"), reverse("accounts:dashboard")), (_("Beobachtete Förderprogramme"), None)]
    return render(request, "funding/finding/followed.html", {"trail": trail, "items": items})
