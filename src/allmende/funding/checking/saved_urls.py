# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of saved checks."""

from django.urls import path

from allmende.funding.checking import saved_views as views

patterns = [
    path("foerdercheck/merken/", views.save, name="save_check"),
    path("konto/foerderchecks/", views.saved_checks, name="saved_checks"),
    path("konto/foerderchecks/foerderchecks.json", views.saved_checks_json, name="saved_checks_json"),
    path("konto/foerderchecks/<int:pk>/", views.rename, name="rename_check"),
    path("konto/foerderchecks/<int:pk>/gesehen/", views.seen, name="see_check"),
    path("konto/foerderchecks/<int:pk>/loeschen/", views.delete, name="delete_check"),
]
