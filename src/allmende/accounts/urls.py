# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the sign-in."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from allmende.accounts.views import SignInView
from allmende.core.access import public

app_name = "accounts"
urlpatterns = [
    path("anmelden/", SignInView.as_view(), name="sign_in"),
    path("abmelden/", public(LogoutView.as_view()), name="sign_out"),
]
