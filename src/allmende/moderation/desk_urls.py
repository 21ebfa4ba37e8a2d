# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the desk that reviews changes."""

from django.urls import path, re_path

from allmende.moderation.desk import views_queue, views_review

patterns = [
    path("pruefung/", views_queue.queue, name="queue"),
    path("pruefung/sammelannahme/", views_queue.bulk_accept, name="bulk_accept"),
    path("pruefung/zahlen/", views_queue.figures, name="review_figures"),
    re_path(r"^pruefung/zahlen\.(?P<form>csv|json)$", views_queue.figures_export, name="review_figures_export"),
    path("pruefung/<int:pk>/", views_review.review, name="review"),
    path("pruefung/<int:pk>/vorschau/", views_review.preview, name="review_preview"),
    path("pruefung/<int:pk>/zuweisen/", views_review.assign, name="review_assign"),
]
