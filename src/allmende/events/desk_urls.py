# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the organiser's desk."""

from django.urls import path

from allmende.events import (
    desk_event_views,
    desk_letter_views,
    desk_people_views,
    desk_place_views,
    desk_session_views,
    desk_views,
)

EVENT = "leitung/veranstaltungen/<int:pk>"
SESSION = "leitung/termine/<int:pk>"
PLACE = "leitung/plaetze/<int:pk>"
patterns = [
    path("leitung/", desk_views.overview, name="desk"),
    path("leitung/programm.<str:kind>", desk_views.export, name="desk_export"),
    path("leitung/uebernehmen/", desk_views.copy, name="desk_copy"),
    path("leitung/orte/", desk_session_views.venues, name="desk_venues"),
    path("leitung/orte/neu/", desk_session_views.venue_create, name="desk_venue_create"),
    path("leitung/orte/<int:pk>/", desk_session_views.venue_change, name="desk_venue"),
    path("leitung/veranstaltungen/neu/", desk_event_views.event_create, name="desk_event_create"),
    path(f"{EVENT}/", desk_views.event_page, name="desk_event"),
    path(f"{EVENT}/bearbeiten/", desk_event_views.event_change, name="desk_event_change"),
    path(f"{EVENT}/schritt/<slug:step>/", desk_event_views.step, name="desk_step"),
    path(f"{EVENT}/termine/neu/", desk_session_views.session_create, name="desk_session_create"),
    path(f"{EVENT}/pakete/neu/", desk_event_views.package_create, name="desk_package_create"),
    path(f"{EVENT}/fragen/neu/", desk_event_views.question_create, name="desk_question_create"),
    path(f"{EVENT}/einwilligungen/neu/", desk_event_views.consent_create, name="desk_consent_create"),
    path(f"{EVENT}/rundschreiben/", desk_letter_views.letters_page, name="desk_letters"),
    path("leitung/pakete/<int:pk>/", desk_event_views.package_change, name="desk_package"),
    path("leitung/fragen/<int:pk>/", desk_event_views.question_change, name="desk_question"),
    path("leitung/einwilligungen/<int:pk>/", desk_event_views.consent_change, name="desk_consent"),
    path(f"{SESSION}/", desk_people_views.session_page, name="desk_session"),
    path(f"{SESSION}/bearbeiten/", desk_session_views.session_change, name="desk_session_change"),
    path(f"{SESSION}/absagen/", desk_session_views.session_cancel, name="desk_session_cancel"),
    path(f"{SESSION}/plaetze/", desk_people_views.capacity, name="desk_capacity"),
    path(f"{SESSION}/aufnehmen/", desk_people_views.add_person, name="desk_add_person"),
    path(f"{SESSION}/doppelt/<int:keep>/<int:other>/", desk_people_views.merge, name="desk_merge"),
    path(f"{PLACE}/", desk_place_views.place, name="desk_place"),
    path(f"{PLACE}/abmelden/", desk_place_views.cancel, name="desk_place_cancel"),
    path(f"{PLACE}/umbuchen/", desk_place_views.move, name="desk_place_move"),
    path(f"{PLACE}/uebergeben/", desk_place_views.transfer, name="desk_place_transfer"),
    path(f"{PLACE}/berichtigen/", desk_place_views.correct, name="desk_place_correct"),
    path("leitung/antworten/<int:pk>/", desk_people_views.answer_file, name="desk_answer_file"),
]
