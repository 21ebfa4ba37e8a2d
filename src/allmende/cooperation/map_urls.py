# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path

from allmende.cooperation import map_views

app_name = "map"
urlpatterns = [
    path("", map_views.index, name="index"),
    path("zahlen.json", map_views.counts, name="counts"),
    path("daten/<str:version>/<str:name>", map_views.map_file, name="file"),
]
