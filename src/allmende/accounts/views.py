# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Sign-in and sign-out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.forms import ValidationError

from allmende.accounts import demo
from allmende.accounts.forms import SignInForm
from allmende.accounts.rate_limit import Limit, forget, is_exceeded, note_attempt, take_back
from allmende.accounts.services import note_sign_in
from allmende.accounts.visitor import address_of

if TYPE_CHECKING:
    from django.contrib.auth.forms import AuthenticationForm
    from django.http import HttpRequest, HttpResponse

BY_EMAIL_AND_ADDRESS = Limit("sign_in.email_and_address", count=5, minutes=15)
BY_EMAIL = Limit("sign_in.email", count=50, minutes=15)
BY_ADDRESS = Limit("sign_in.address", count=30, minutes=15)


class SignInView(LoginView):
    """Sign-in with e-mail and password. Too many failures close it for a while.

    Five failures for one e-mail count only against the address they came from: nobody can shut somebody else out from
    one place. An e-mail is closed to all only when it is guessed at from many places at once. A limited attempt is
    refused before the password is looked at, and every attempt counts before that, so that many at the same moment
    do not slip through. Only ``next`` addresses on this host are followed.
    """

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Whoever is signed in and was sent here lacks a right there; sending them back would go round in circles.
        self.redirect_authenticated_user = self.redirect_field_name not in request.GET

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limits = self._limits()
        if any(is_exceeded(limit, key) for limit, key in limits):
            return self._too_many()
        for limit, key in limits:
            note_attempt(limit, key)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        take_back(BY_ADDRESS, address_of(self.request))
        for limit, key in self._limits():
            if limit is not BY_ADDRESS:
                forget(limit, key)
        note_sign_in(user=form.get_user())
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = demo.ACCOUNTS if settings.DEMO else ()
        return super().get_context_data(
            demo_accounts=accounts, demo_password=demo.PASSWORD if accounts else "", **kwargs
        )

    def _email(self) -> str:
        return self.request.POST.get("username", "").strip().lower()

    def _limits(self) -> list[tuple[Limit, str]]:
        """What this attempt counts against. Without an e-mail there is nothing to guess."""
        email, address = self._email(), address_of(self.request)
        if not email:
            return []
        return [(BY_EMAIL_AND_ADDRESS, f"{email} {address}"), (BY_EMAIL, email), (BY_ADDRESS, address)]

    def _too_many(self) -> HttpResponse:
        form = SignInForm(self.request, initial={"username": self._email()})
        form.is_bound = False
        setattr(form, "_errors", {})  # noqa: B010 - shows an error without checking the password
        form.cleaned_data = {}
        form.add_error(None, ValidationError(SignInForm.error_messages["too_many"], code="too_many"))
        return self.render_to_response(self.get_context_data(form=form), status=429)
