# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of this part. A slug holds no dot, so no file is that of a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from allmende.funding.finding import deadlines, directive_views, feeds, following_views, programme_views, views

if TYPE_CHECKING:
    from django.urls import URLPattern

patterns: list[URLPattern] = [
    path("foerderung/", views.finder, name="finder"),
    path("foerderung/feed.<str:kind>", feeds.feed, name="feed"),
    path("foerderung/fristen.ics", deadlines.deadlines, name="deadlines"),
    path("foerderung/<slug:slug>/", programme_views.programme, name="programme"),
    path("foerderung/<slug:slug>/fristen.ics", deadlines.programme_deadlines, name="programme_deadlines"),
    path("foerderung/<slug:slug>/beobachten/", following_views.follow, name="follow"),
    path("foerderung/<slug:slug>/richtlinien/<slug:key>/", directive_views.directive, name="directive"),
    path(
        "foerderung/<slug:slug>/richtlinien/<slug:key>.<str:kind>",
        directive_views.directive_file,
        name="directive_file",
    ),
    path(
        "foerderung/<slug:slug>/richtlinien/<slug:key>/vergleich/<slug:other>/",
        directive_views.differences,
        name="differences",
    ),
    path("konto/foerderprogramme/", following_views.followed, name="followed"),
]
