# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the Fördercheck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from allmende.funding.checking import views

if TYPE_CHECKING:
    from django.urls import URLPattern

patterns: list[URLPattern] = [
    path("foerdercheck/", views.check_page, name="check"),
]
