# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the day itself: check-in, papers, certificates, materials."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
