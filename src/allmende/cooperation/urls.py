# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

from django.urls import path

from allmende.cooperation import feeds, views, views_alliance, views_export, views_figures, views_list
from allmende.cooperation.desk import urls as desk_urls

app_name = "cooperation"
urlpatterns = [
    *desk_urls.patterns,
    path("", views_list.cooperation_list, name="list"),
    path("export.<str:kind>", views_export.export, name="export"),
    path("feed.atom", feeds.atom, name="feed"),
    path("verbuende/", views_alliance.alliance_list, name="alliance_list"),
    path("verbuende/<slug:slug>/", views_alliance.alliance_detail, name="alliance_detail"),
    path("verbuende/<slug:slug>.json", views_alliance.alliance_json, name="alliance_json"),
    path("gefoerdert/", views_figures.phases_page, name="phases"),
    path("gefoerdert.csv", views_figures.phases_csv, name="phases_csv"),
    path("zahlen/", views_figures.figures_page, name="figures"),
    path("zahlen/<slug:table>.csv", views_figures.figures_csv, name="figures_csv"),
    # Last, so that no cooperation can take the address of a page above.
    path("<slug:slug>/", views.cooperation_detail, name="detail"),
    path("<slug:slug>.json", views.cooperation_json, name="json"),
]
