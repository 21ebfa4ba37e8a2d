# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Giving a hint: for everybody, without account, without script, without a cookie before the form is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from allmende.accounts.rate_limit import Limit, is_exceeded, note_attempt
from allmende.accounts.visitor import address_of
from allmende.core.access import public
from allmende.moderation import kinds
from allmende.moderation.hint_forms import HintForm, own_path
from allmende.moderation.services import hints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from allmende.moderation.kinds import Kind, PartText

HINT_LIMIT: Final = Limit("hint", count=8, minutes=60)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """The form. A page that does not exist and one that is not published look the same: a form without an entry.

    A filled-in trap is thanked and thrown away.
    """
    hosts = {request.get_host(), urlsplit(settings.BASE_URL).netloc}
    data = request.POST if request.method == "POST" else None
    page = own_path(request.GET.get("seite", "") if data is None else data.get("page", ""), hosts)
    about = kinds.at(page) if page else None
    parts = about[0].public_words(about[1]) if about else []
    form = HintForm(data, page=page, parts=parts, hosts=hosts)
    if data is None:
        return _form(request, form, about, parts)
    if not form.is_valid():
        return _form(request, form, about, parts, status=422)
    visitor = address_of(request)
    if is_exceeded(HINT_LIMIT, visitor):
        message = _(
            "Von Ihrem Anschluss kamen gerade viele Hinweise. Bitte versuchen Sie es in einer Stunde noch einmal."
        )
        form.add_error(None, message)
        return _form(request, form, about, parts, status=429)
    note_attempt(HINT_LIMIT, visitor)
    if not form.is_spam:
        hints.give_hint(**form.values(), by=request.user if request.user.is_authenticated else None)
    return redirect("moderation:hint_thanks")


def _form(
    request: HttpRequest,
    form: HintForm,
    about: tuple[Kind, Any] | None,
    parts: Sequence[PartText],
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "kind": about[0] if about else None,
        "subject": about[1] if about else None,
        "parts": parts,
        "page_path": form["page"].value() if form["page"].is_hidden else "",
    }
    return render(request, "moderation/hint/give.html", context, status=status)


@public
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "moderation/hint/thanks.html")
