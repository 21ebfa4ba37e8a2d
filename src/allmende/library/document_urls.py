# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of documents. What has a dot in it is never the address of a document."""

from django.urls import path

from allmende.library import document_views as views
from allmende.library import feeds

patterns = [
    path("bibliothek/", views.document_list, name="list"),
    path("bibliothek/feed.rss", feeds.rss, name="rss"),
    path("bibliothek/dokumente.json", feeds.json, name="json"),
    path("bibliothek/dokumente.csv", feeds.csv, name="csv"),
    path("bibliothek/hochgeladen/<int:pk>/", views.upload, name="upload"),
    path("bibliothek/<slug:slug>/", views.document, name="detail"),
    path("bibliothek/<slug:slug>/dokument.json", feeds.document_json, name="document_json"),
    path("bibliothek/<slug:slug>/text/", views.text, name="text"),
    path("bibliothek/<slug:slug>/datei/<int:number>/", views.document_file, name="file"),
    path("bibliothek/<slug:slug>/vorschau/<int:number>/", views.thumbnail, name="thumbnail"),
    path("bibliothek/<slug:slug>/zurueckziehen/", views.withdraw, name="withdraw"),
    path("bibliothek/<slug:slug>/bestaetigen/", views.confirm, name="confirm"),
]
