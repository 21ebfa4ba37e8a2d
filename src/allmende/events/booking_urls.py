# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of registrations: form, own page, saved dates.

A secret is that of a registration, for whoever made it, or that of one attendee, for this person alone.
"""

from django.urls import path

from allmende.events import booking_views, own_answer_views, own_page_views, own_step_views, saved_date_views

OWN = "anmeldung/<str:secret>/"

patterns = [
    path("konto/veranstaltungen/", own_page_views.my_events, name="my_events"),
    path("veranstaltungen/<slug:slug>/anmelden/", booking_views.register, name="register"),
    path("veranstaltungen/<slug:slug>/anmelden/bestaetigen/", booking_views.sent, name="register_sent"),
    path("veranstaltungen/<slug:slug>/vormerken/", saved_date_views.save, name="save_date"),
    path("veranstaltungen/<slug:slug>/vormerken/bestaetigen/", saved_date_views.sent, name="save_date_sent"),
    path("vormerkung/<str:secret>/", saved_date_views.saved_date, name="saved_date"),
    path(OWN, own_page_views.own_page, name="registration"),
    path("teilnahme/<str:secret>/", own_page_views.own_page, name="attendee"),
    path(f"{OWN}bestaetigen/", booking_views.confirm, name="confirm"),
    path(f"{OWN}angebot/", own_step_views.answer_offer, name="registration_offer"),
    path(f"{OWN}abmelden/", own_step_views.cancel, name="registration_cancel"),
    path(f"{OWN}umbuchen/", own_step_views.rebook, name="registration_rebook"),
    path(f"{OWN}uebertragen/<int:pk>/", own_step_views.transfer, name="registration_transfer"),
    path(f"{OWN}aendern/<int:pk>/", own_step_views.correct, name="registration_correct"),
    path(f"{OWN}fragen/", own_answer_views.answers, name="registration_answers"),
    path(f"{OWN}datei/<int:pk>/", own_answer_views.answer_file, name="registration_file"),
    path(f"{OWN}einwilligung/<int:pk>/", own_answer_views.withdraw, name="registration_consent"),
]
