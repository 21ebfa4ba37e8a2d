# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the audit log."""

from django.urls import path

from allmende.accounts import audit_views as views

patterns = [
    path("betrieb/protokoll/", views.audit_log, name="audit_log"),
    path("betrieb/protokoll/protokoll.<str:kind>", views.audit_log_export, name="audit_log_export"),
    path("konto/organisationen/<int:pk>/protokoll/", views.organisation_log, name="organisation_log"),
    path(
        "konto/organisationen/<int:pk>/protokoll/protokoll.<str:kind>",
        views.organisation_log_export,
        name="organisation_log_export",
    ),
]
