# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses that calendars read. A slug holds no dot, so none is that of an event."""

from django.urls import path

from allmende.events import calendar_views

patterns = [
    path("veranstaltungen/kalender.ics", calendar_views.programme, name="calendar"),
    path("veranstaltungen/<slug:slug>/termine.ics", calendar_views.event, name="event_calendar"),
    path("veranstaltungen/termine/<int:pk>.ics", calendar_views.session, name="session_calendar"),
    path("kalender/<str:secret>.ics", calendar_views.own, name="my_calendar"),
    path("anmeldung/<str:secret>/termine.ics", calendar_views.of_registration, name="registration_calendar"),
    path("teilnahme/<str:secret>/termine.ics", calendar_views.of_attendee, name="attendee_calendar"),
    path("konto/veranstaltungen/kalender/neu/", calendar_views.renew, name="renew_calendar_address"),
    path("konto/veranstaltungen/kalender/loeschen/", calendar_views.forget, name="forget_calendar_address"),
]
