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
from allmende.accounts.rate_limit import Limit, forget, is_exceeded, note_attempt
from allmende.accounts.services import note_sign_in
from allmende.accounts.visitor import address_of

if TYPE_CHECKING:
    from django.contrib.auth.forms import AuthenticationForm
    from django.http import HttpRequest, HttpResponse

BY_EMAIL = Limit("sign_in.email", count=5, minutes=15)
BY_ADDRESS = Limit("sign_in.address", count=30, minutes=15)


class SignInView(LoginView):
    """Sign-in with e-mail and password. Too many failures for one e-mail or from one address close it for a while.

    Only ``next`` addresses on this host are followed. A limited attempt is refused before the password is looked at.
    """

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Whoever is signed in and was sent here lacks a right there; sending them back would go round in circles.
        self.redirect_authenticated_user = self.redirect_field_name not in request.GET

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        email, address = self._email(), address_of(request)
        if email and (is_exceeded(BY_EMAIL, email) or is_exceeded(BY_ADDRESS, address)):
            return self._too_many()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        forget(BY_EMAIL, self._email())
        note_sign_in(user=form.get_user())
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        if email := self._email():
            note_attempt(BY_EMAIL, email)
            note_attempt(BY_ADDRESS, address_of(self.request))
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

    def _too_many(self) -> HttpResponse:
        form = SignInForm(self.request, initial={"username": self._email()})
        form.is_bound = False
        setattr(form, "_errors", {})  # noqa: B010 - shows an error without checking the password
        form.cleaned_data = {}
        form.add_error(None, ValidationError(SignInForm.error_messages["too_many"], code="too_many"))
        return self.render_to_response(self.get_context_data(form=form), status=429)
