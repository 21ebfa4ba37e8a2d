# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of „Aus den Kommunen“. An address with a dot is never that of an announcement."""

from django.urls import path

from allmende.content import announcement_feeds, announcement_views

patterns = [
    path("aus-den-kommunen/", announcement_views.announcement_list, name="announcements"),
    path("aus-den-kommunen/feed.rss", announcement_feeds.rss, name="announcement_rss"),
    path("aus-den-kommunen/feed.json", announcement_feeds.json, name="announcement_json"),
    path("aus-den-kommunen/<slug:slug>/", announcement_views.announcement, name="announcement"),
    path("aus-den-kommunen/<slug:slug>/zurueckziehen/", announcement_views.withdraw, name="announcement_withdraw"),
]
