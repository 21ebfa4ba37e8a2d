# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the Fördercheck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from allmende.funding.checking import compare_views, map_views, pdf_views, views, what_if_views

if TYPE_CHECKING:
    from django.urls import URLPattern

patterns: list[URLPattern] = [
    path("foerdercheck/", views.check_page, name="check"),
    path("foerdercheck/ergebnis.pdf", pdf_views.check_file, name="check_pdf"),
    path("foerdercheck/karte/", map_views.check_map, name="check_map"),
    path("foerdercheck/vergleich/", compare_views.compare, name="compare"),
    path("foerdercheck/was-waere-wenn/", what_if_views.what_if, name="what_if"),
]
