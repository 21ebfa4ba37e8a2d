# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the import of a programme."""

from django.urls import path

from allmende.events import import_views

patterns = [
    path("leitung/import/", import_views.imports, name="imports"),
    path("leitung/import/vorlage.<str:kind>", import_views.template, name="import_template"),
    path("leitung/import/programm-<int:year>.<str:kind>", import_views.export, name="import_export"),
    path("leitung/import/<int:pk>/", import_views.programme, name="import"),
    path("leitung/import/<int:pk>/zuruecknehmen/", import_views.withdraw, name="import_withdraw"),
    path("leitung/import/<int:pk>/uebernehmen/", import_views.apply, name="import_apply"),
    path("leitung/import/<int:pk>/verwerfen/", import_views.discard, name="import_discard"),
]
