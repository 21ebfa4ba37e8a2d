# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""„Mein Bereich“, and what of the sign-in is our own; the rest are django-allauth's views (``sign_in_urls``)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

import structlog
from allauth.account.views import LoginView
from allauth.mfa.base.views import IndexView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from allmende.accounts import demo, second_factor
from allmende.accounts.adapters import PROVIDER_FAILED, SecondFactorAdapter
from allmende.accounts.clients import described
from allmende.accounts.services import end_session, end_sessions
from allmende.core.access import public

if TYPE_CHECKING:
    from collections.abc import Callable

    from allauth.socialaccount.models import SocialApp
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from allmende.accounts.models import User

log = structlog.get_logger(__name__)
LIMITED = {"too_many_login_attempts", "rate_limited"}


def page(view: Callable[..., HttpResponseBase], *, is_public: bool = False) -> Callable[..., HttpResponseBase]:
    """A view of django-allauth as a page of ours: a form shown again answers 422, or 429 when it was tried too often.

    Closed unless ``is_public``, like every view of ours.
    """

    @sensitive_post_parameters()
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if (
            request.method == "POST"
            and isinstance(response, TemplateResponse)
            and response.status_code == HTTPStatus.OK
        ):
            response.status_code = _status((response.context_data or {}).get("form"))
        return response

    return public(shown) if is_public else shown


def _status(form: BaseForm | None) -> HTTPStatus:
    codes = {error.code for errors in form.errors.as_data().values() for error in errors} if form is not None else set()
    return HTTPStatus.TOO_MANY_REQUESTS if codes & LIMITED else HTTPStatus.UNPROCESSABLE_ENTITY


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


def providers_offered() -> list[SocialApp]:
    """The identity providers of the settings."""
    return cast("list[SocialApp]", get_adapter().list_apps(None))


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """„Mein Bereich“: what waits for the person, and where the account is looked after."""
    person = _person(request)
    context = {"has_second_factor": second_factor.has_one(person), "providers": providers_offered()}
    return render(request, "accounts/dashboard.html", context)


class SignInView(LoginView):
    """Sign-in with e-mail and password; the demo shows its accounts."""

    template_name = "accounts/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Whoever is signed in and was sent here lacks a right there; sending them back would go round in circles.
        if request.user.is_authenticated and request.method == "GET" and "next" in request.GET:
            return render(request, "accounts/signed_in_already.html", {"wanted": self.get_next_url() or ""})
        return cast("HttpResponseBase", super().dispatch(request, *args, **kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = demo.ACCOUNTS if settings.DEMO else ()
        return cast(
            "dict[str, Any]",
            super().get_context_data(
                demo_accounts=accounts,
                demo_password=demo.PASSWORD if accounts else "",
                providers=providers_offered(),
                **kwargs,
            ),
        )


class SecondFactorView(IndexView):
    """The person's second factors, and whether one is compulsory."""

    template_name = "accounts/second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = _person(self.request)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = context["authenticators"]
        return context | {
            "app": found.get("totp"),
            "passkeys": found.get("webauthn", []),
            "recovery_codes": found.get("recovery_codes"),
            "is_owed": second_factor.is_owed_by(person),
            "is_demo": settings.DEMO,
        }


class PasskeyRemoveView(RemoveWebAuthnView):
    """Takes a passkey away, but never the last second factor of somebody who must have one."""

    template_name = "accounts/passkey_remove.html"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if not SecondFactorAdapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(SecondFactorAdapter.error_messages["cannot_delete_authenticator"]))
            return HttpResponseRedirect(self.get_success_url())
        return cast("HttpResponse", super().form_valid(form))


def _failing_gently(
    view: Callable[[HttpRequest, str], HttpResponseBase], request: HttpRequest, provider_id: str
) -> HttpResponseBase:
    """A provider that does not answer, or answers nonsense, is no error of ours: back to the sign-in."""
    try:
        return view(request, provider_id)
    except (OSError, KeyError, ValueError) as error:
        log.warning("identity_provider_failed", provider=provider_id, error=type(error).__name__)
        messages.error(request, str(PROVIDER_FAILED))
        return redirect("account_login")


@require_POST
def leave_for_provider(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Off to the identity provider, by a page in between.

    Our policy lets forms go to this host only, and browsers hold that against the redirect that answers a form too.
    """
    response = _failing_gently(openid.login, request, provider_id)
    if not isinstance(response, HttpResponseRedirect) or response.url.startswith("/"):
        return response
    name = get_adapter().get_provider(request, provider_id).name
    return render(request, "accounts/provider_leave.html", {"url": response.url, "name": name})


@require_safe
def come_back_from_provider(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    return _failing_gently(openid.callback, request, provider_id)


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in."""
    found = UserSession.objects.purge_and_list(_person(request))
    sessions = [
        {"session": session, "client": described(session.user_agent), "is_current": session.is_current()}
        for session in sorted(found, key=lambda session: session.created_at, reverse=True)
    ]
    others = any(not session["is_current"] for session in sessions)
    return render(request, "accounts/sessions.html", {"sessions": sessions, "has_others": others})


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one session of the person's own."""
    session = get_object_or_404(UserSession, user=_person(request), pk=pk)
    if session.is_current():
        messages.info(request, _("Das ist diese Sitzung hier. Zum Beenden melden Sie sich bitte ab."))
        return redirect("usersessions_list")
    end_session(session=session, by=_person(request))
    messages.success(request, _("Die Sitzung ist beendet."))
    return redirect("usersessions_list")


@require_POST
def session_end_others(request: HttpRequest) -> HttpResponse:
    """End all sessions but this one."""
    count = end_sessions(of=_person(request), except_key=request.session.session_key or "")
    messages.success(request, _("Alle anderen Sitzungen sind beendet.") if count else _("Es gab keine andere Sitzung."))
    return redirect("usersessions_list")
