# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of clauses. They come before those of documents, so no document can be called like one of them."""

from __future__ import annotations

from django.urls import path

from allmende.library import clause_views as views
from allmende.library import outline_views

patterns = [
    path("bibliothek/klauseln/", views.clause_list, name="clauses"),
    path("bibliothek/klauseln.json", views.clause_list_json, name="clauses_json"),
    path("bibliothek/klauseln/vergleich/", views.compare, name="clause_compare"),
    path("bibliothek/gliederung/", outline_views.outline, name="outline"),
    path("bibliothek/gliederung/<slug:sort>.docx", outline_views.outline_file, name="outline_file"),
    path("bibliothek/<slug:slug>/klauseln/", views.document_clauses, name="document_clauses"),
    path("bibliothek/<slug:slug>/klauseln.json", views.document_clauses_json, name="document_clauses_json"),
    path("bibliothek/<slug:slug>/klauseln/berichtigen/", views.correct, name="clause_correct"),
    path("bibliothek/<slug:slug>/pruefliste/", views.checklist, name="checklist"),
]
