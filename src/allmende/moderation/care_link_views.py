# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The page behind a link in a letter of care: one click, no sign-in.

Mail gateways open links to look for malware. So looking at this page changes nothing; the answer is a POST, which the
page sends by itself when a person really sees it (``confirm-when-seen.js``), or which the button sends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from allmende.accounts.models import User
from allmende.core.access import public
from allmende.moderation import kinds
from allmende.moderation.care_listing import change_url
from allmende.moderation.care_tokens import TokenExpiredError, TokenForgedError, read
from allmende.moderation.models import CareAnswer, CareRequest
from allmende.moderation.services import care

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.moderation.kinds import Kind

UNPROCESSABLE = 422
STATUS = {"expired": 410, "invalid": 404, "other": 403}


@dataclass(frozen=True, slots=True)
class Question:
    """What a link leads to: the request, the object and the person it was sent to."""

    request: CareRequest
    kind: Kind
    obj: Any
    person: User


@public
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """„Stimmt noch“, „gibt es nicht mehr“, or the way to a change."""
    question = _behind(request, token)
    if isinstance(question, str):
        return _closed(request, question)
    if request.method != "POST":
        return _page(request, question)
    answer = request.POST.get("antwort", "")
    if answer not in {"stimmt", "weg"}:
        return _page(request, question, error=_("Bitte wählen Sie eine der Antworten."))
    give = care.say_gone if answer == "weg" else care.confirm_by_link
    try:
        give(request=question.request, by=question.person)
    except PermissionDenied:
        return _closed(request, "invalid")
    return redirect(request.path)


def _behind(request: HttpRequest, token: str) -> Question | str:
    """What the link asks, or why it does not work: "expired", "invalid", "other" (sent to somebody else)."""
    try:
        bearer = read(token)
    except TokenExpiredError:
        return "expired"
    except TokenForgedError:
        return "invalid"
    question = _question(bearer.user_key, bearer.request_key)
    if question is None:
        return "invalid"
    is_other = request.user.is_authenticated and request.user.pk != question.person.pk
    return "other" if is_other else question


def _question(user_key: int, request_key: int) -> Question | None:
    """What the link asks, as long as its person answers for the object; the answer given by then included."""
    care_request = CareRequest.objects.filter(pk=request_key).select_related("organisation").first()
    person = User.objects.filter(pk=user_key, is_active=True).first()
    if care_request is None or person is None or care_request.kind not in {kind.name for kind in care.cared_for()}:
        return None
    if care_request.answer in {CareAnswer.WITHDRAWN, CareAnswer.HANDED}:
        return None
    kind = kinds.kind(care_request.kind)
    obj = kind.published().filter(pk=care_request.object_key).select_related("owner").first()
    if not care.may_answer(person, care_request, obj):
        return None
    return Question(care_request, kind, obj, person)


def _page(request: HttpRequest, question: Question, *, error: str = "") -> HttpResponse:
    context = {
        "question": question,
        "obj": question.obj,
        "kind": question.kind,
        "change_url": change_url(question.kind, question.obj),
        "facts": question.kind.facts_of(question.obj) if question.request.answered_at is None else (),
        "error": error,
    }
    status = UNPROCESSABLE if error else 200
    return _private(render(request, "moderation/care/confirm.html", context, status=status))


def _closed(request: HttpRequest, reason: str) -> HttpResponse:
    """A friendly page that says why the link does not work, and what to do instead. It tells nothing of the entry."""
    context = {"reason": reason}
    return _private(render(request, "moderation/care/link_closed.html", context, status=STATUS[reason]))


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, found by no search engine."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
