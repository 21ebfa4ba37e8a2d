# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the programme: list, event, feeds. What has a dot in it is never the address of an event."""

from django.urls import path

from allmende.events import feeds
from allmende.events import programme_views as views

patterns = [
    path("veranstaltungen/", views.programme, name="list"),
    path("veranstaltungen/feed.rss", feeds.rss, name="rss"),
    path("veranstaltungen/feed.json", feeds.json, name="json"),
    path("veranstaltungen/<slug:slug>/", views.event, name="detail"),
]
