# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of this part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from allmende.funding.files import views

if TYPE_CHECKING:
    from django.urls import URLPattern

patterns: list[URLPattern] = [path("foerderung/richtlinie.schema.json", views.schema, name="directive_schema")]
