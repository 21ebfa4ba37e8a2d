# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of this part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import path

from allmende.funding.desk import directive_views, entry_views, programme_views

if TYPE_CHECKING:
    from django.urls import URLPattern

DESK: Final = "leitung/foerderung/"
PROGRAMME: Final = f"{DESK}<int:pk>/"
VERSION: Final = f"{DESK}richtlinien/<slug:key>/"
ENTRY: Final = f"{VERSION}<slug:word>/<int:number>/"

patterns: list[URLPattern] = [
    path(DESK, programme_views.overview, name="desk"),
    path(f"{DESK}neu/", programme_views.programme_create, name="desk_programme_create"),
    path(PROGRAMME, programme_views.programme, name="desk_programme"),
    path(f"{PROGRAMME}bearbeiten/", programme_views.programme_change, name="desk_programme_change"),
    path(f"{PROGRAMME}antragsphasen/neu/", programme_views.call_create, name="desk_call_create"),
    path(f"{DESK}antragsphasen/<int:pk>/", programme_views.call_change, name="desk_call"),
    path(f"{PROGRAMME}richtlinien/neu/", directive_views.directive_create, name="desk_directive_create"),
    path(f"{PROGRAMME}richtlinien/einlesen/", directive_views.directive_import, name="desk_directive_import"),
    path(VERSION, directive_views.directive, name="desk_directive"),
    path(f"{VERSION}loeschen/", directive_views.directive_delete, name="desk_directive_delete"),
    path(f"{VERSION}schritt/<slug:word>/", directive_views.directive_step, name="desk_directive_step"),
    path(f"{VERSION}grunddaten/", entry_views.base, name="desk_directive_base"),
    path(f"{VERSION}<slug:word>/neu/", entry_views.entry_create, name="desk_entry_create"),
    path(ENTRY, entry_views.entry_change, name="desk_rule"),
    path(f"{ENTRY}ordnen/", entry_views.entry_order, name="desk_entry_order"),
]
