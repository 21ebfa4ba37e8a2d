# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses that calendars read."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
