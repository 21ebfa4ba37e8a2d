# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of care."""

from django.urls import path

from allmende.moderation import care_link_views, care_views

patterns = [
    path("pflege/", care_views.own, name="care"),
    path("pflege/redaktion/", care_views.desk, name="care_desk"),
    path("pflege/bestaetigen/", care_views.confirm, name="care_confirm_several"),
    path("pflege/stimmt-noch/<str:token>/", care_link_views.confirm, name="care_confirm"),
    path("pflege/export.<str:kind>", care_views.export, {"area": "eigene"}, name="care_export"),
    path("pflege/redaktion/export.<str:kind>", care_views.export, {"area": "redaktion"}, name="care_desk_export"),
    path("pflege/redaktion/zustaendig/<slug:kind>/<int:key>/", care_views.owner, name="care_owner"),
]
