# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of privacy: one's own data, the end of the account, the record of processing, retention."""

from django.urls import path

from allmende.accounts import privacy_views as views

patterns = [
    path("konto/daten/", views.own_data, name="own_data"),
    path("konto/daten/daten.json", views.own_data_json, name="own_data_json"),
    path("konto/loeschen/", views.erase, name="erase"),
    path("konto/geloescht/", views.erased, name="erased"),
    path("verarbeitungen/", views.processings, name="processings"),
    path("verarbeitungen/verarbeitungen.<str:kind>", views.processings_export, name="processings_export"),
    path("betrieb/aufbewahrung/", views.retention, name="retention"),
]
