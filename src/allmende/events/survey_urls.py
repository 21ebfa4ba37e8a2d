# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of surveys, statistics and exports."""

from django.urls import path

from allmende.events import (
    participants_views,
    statistics_views,
    survey_answer_views,
    survey_result_views,
    survey_views,
)

EVENT = "leitung/veranstaltungen/<int:pk>/"
SESSION = "leitung/termine/<int:pk>/"
SURVEY = "leitung/umfragen/<int:pk>/"

patterns = [
    path(f"{EVENT}umfragen/", survey_views.survey_list, name="desk_surveys"),
    path(SURVEY, survey_views.survey_page, name="desk_survey"),
    path(f"{SURVEY}bearbeiten/", survey_views.survey_change, name="desk_survey_change"),
    path(f"{SURVEY}fragen/neu/", survey_views.item_create, name="survey_item_create"),
    path(f"{SURVEY}fragen/<int:item>/", survey_views.item_change, name="survey_item"),
    path(f"{SURVEY}vorschau/", survey_views.survey_preview, name="survey_preview"),
    path(f"{SURVEY}schliessen/", survey_views.survey_close, name="survey_close"),
    path(f"{SURVEY}einladen/", survey_views.survey_invite, name="survey_invite"),
    path(f"{SURVEY}ergebnisse/", survey_result_views.results, name="survey_results"),
    path(f"{SURVEY}ergebnisse.<str:kind>", survey_result_views.export, name="survey_export"),
    path("umfrage/<int:pk>/", survey_answer_views.survey, name="survey"),
    path("umfrage/<int:pk>/<str:secret>/", survey_answer_views.survey_own, name="survey_own"),
    path(f"{EVENT}abrechnung.<str:kind>", participants_views.of_event, name="participants_event"),
    path(f"{SESSION}abrechnung.<str:kind>", participants_views.of_session, name="participants_session"),
    path(f"{SESSION}teilnahmenachweis.pdf", participants_views.proof, name="attendance_proof"),
    path("leitung/statistik/", statistics_views.statistics, name="statistics"),
    path("leitung/statistik.<str:kind>", statistics_views.export, name="statistics_export"),
    path("veranstaltungen/statistik.<str:kind>", statistics_views.open_data, name="statistics_open_data"),
]
