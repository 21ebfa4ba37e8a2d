# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the accounts as operators see them."""

from django.urls import path

from allmende.accounts import people_views as views

patterns = [
    path("betrieb/konten/", views.people, name="people"),
    path("betrieb/konten/<int:pk>/", views.account, name="person"),
    path("betrieb/konten/<int:pk>/sperren/", views.deactivate, name="person_deactivate"),
    path("betrieb/konten/<int:pk>/freigeben/", views.reactivate, name="person_reactivate"),
]
