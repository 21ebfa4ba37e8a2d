# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the moderation app; each part has a module of its own."""

from allmende.moderation import care_urls, desk_urls, draft_urls, hint_urls

app_name = "moderation"
urlpatterns = [*desk_urls.patterns, *care_urls.patterns, *hint_urls.patterns, *draft_urls.patterns]
