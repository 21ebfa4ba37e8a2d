# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the editorial pages. They come last: the page tree takes every address that nobody else has.

Wagtail reverses its own views by bare names, so only our views have the namespace „content“.
"""

from django.urls import include, path, re_path
from wagtail import views as wagtail_views
from wagtail.documents.views import serve as document_views
from wagtail.urls import serve_pattern

from allmende.content import announcement_urls, feeds, views
from allmende.core.access import public

own_patterns = [
    *announcement_urls.patterns,
    path("aktuelles/feed.atom", public(feeds.NewsFeed()), name="news_feed"),
    path("media/images/<path:name>", views.picture, name="picture"),
    path("barriere-melden/", views.barrier_report, name="barrier_report"),
    path("barriere-melden/danke/", views.barrier_reported, name="barrier_reported"),
]
urlpatterns = [
    path("", include((own_patterns, "content"))),
    re_path(r"^dokumente/(\d+)/(.*)$", public(document_views.serve), name="wagtaildocs_serve"),
    re_path(serve_pattern, public(wagtail_views.serve), name="wagtail_serve"),
]
