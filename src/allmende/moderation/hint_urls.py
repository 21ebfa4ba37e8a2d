# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the hints."""

from django.urls import path

from allmende.moderation import hint_desk_views, hint_views

patterns = [
    path("hinweise/geben/", hint_views.give, name="hint_give"),
    path("hinweise/danke/", hint_views.thanks, name="hint_thanks"),
    path("hinweise/", hint_desk_views.hint_list, name="hints"),
    path("hinweise/export.<str:kind>", hint_desk_views.export, name="hint_export"),
    path("hinweise/<int:pk>/", hint_desk_views.hint, name="hint"),
    path("hinweise/<int:pk>/uebernehmen/", hint_desk_views.take_over, name="hint_take_over"),
    path("hinweise/<int:pk>/zurueckgeben/", hint_desk_views.give_back, name="hint_give_back"),
    path("hinweise/<int:pk>/abschliessen/", hint_desk_views.settle, name="hint_settle"),
]
