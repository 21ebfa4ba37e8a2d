# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the account, whole from the root.

Those of the sign-in are in ``sign_in_urls``: django-allauth wants them without namespace.
"""

from django.urls import path

from allmende.accounts import audit_urls, inbox_urls, organisation_urls, people_urls, privacy_urls, views

app_name = "accounts"
urlpatterns = [
    path("konto/", views.dashboard, name="dashboard"),
    path("konto/sitzungen/<int:pk>/beenden/", views.session_end, name="session_end"),
    path("konto/sitzungen/andere-beenden/", views.session_end_others, name="session_end_others"),
    *inbox_urls.patterns,
    *organisation_urls.patterns,
    *audit_urls.patterns,
    *privacy_urls.patterns,
    *people_urls.patterns,
]
