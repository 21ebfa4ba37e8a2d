# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of events. What begins with a fixed word comes before the slugs of events."""

from allmende.events import (
    barcamp_urls,
    booking_urls,
    calendar_urls,
    day_urls,
    desk_urls,
    import_urls,
    programme_urls,
    survey_urls,
)

app_name = "events"
urlpatterns = [
    *desk_urls.patterns,
    *import_urls.patterns,
    *day_urls.patterns,
    *survey_urls.patterns,
    *barcamp_urls.patterns,
    *booking_urls.patterns,
    *calendar_urls.patterns,
    *programme_urls.patterns,
]
