# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path

from allmende.search import desk_views, feeds, views

app_name = "search"
urlpatterns = [
    path("suche/", views.index, name="index"),
    path("suche.json", feeds.json, name="json"),
    path("suche.rss", feeds.rss, name="rss"),
    path("suche/vorschlaege/", views.suggest, name="suggest"),
    path("opensearch.xml", feeds.opensearch, name="opensearch"),
    path("suche/statistik/", desk_views.statistics_page, name="statistics"),
    path("suche/statistik/statistik.csv", desk_views.statistics_csv, name="statistics_csv"),
    path("suche/synonyme/", desk_views.synonym_list, name="synonyms"),
    path("suche/synonyme/neu/", desk_views.synonym_create, name="synonym_create"),
    path("suche/synonyme/<int:pk>/", desk_views.synonym_change, name="synonym_change"),
    path("suche/synonyme/<int:pk>/loeschen/", desk_views.synonym_delete, name="synonym_delete"),
    path("suche/synonyme/<int:pk>/wieder-einsetzen/", desk_views.synonym_restore, name="synonym_restore"),
]
