# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of drafts and submissions. What follows the number is one of these words, or the key of a step."""

from django.urls import path

from allmende.moderation import draft_action_views as actions
from allmende.moderation import draft_step_views as steps
from allmende.moderation import draft_views as views

ONE = "beitraege/<int:pk>"
patterns = [
    path("beitraege/", views.change_list, name="change_list"),
    path("beitraege/beitraege.json", views.change_list_json, name="change_list_json"),
    path("beitraege/neu/", actions.change_new, name="change_new"),
    path(f"{ONE}/", views.change_overview, name="change"),
    path(f"{ONE}/vorschau/", views.change_preview, name="change_preview"),
    path(f"{ONE}/unterschied/", views.change_difference, name="change_difference"),
    path(f"{ONE}/einreichen/", actions.change_submit, name="change_submit"),
    path(f"{ONE}/zurueckholen/", actions.change_take_back, name="change_take_back"),
    path(f"{ONE}/verwerfen/", actions.change_discard, name="change_discard"),
    path(f"{ONE}/nachricht/", actions.change_note, name="change_note"),
    path(f"{ONE}/anlagen/", actions.change_attach, name="change_attach"),
    path(f"{ONE}/anlagen/<int:attachment>/", views.change_attachment, name="change_attachment"),
    path(f"{ONE}/anlagen/<int:attachment>/entfernen/", actions.change_detach, name="change_detach"),
    path(f"{ONE}/<slug:step>/", steps.change_step, name="change_step"),
]
