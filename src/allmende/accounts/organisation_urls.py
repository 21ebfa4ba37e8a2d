# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of organisations: for their members, and for the desk."""

from django.urls import path

from allmende.accounts import organisation_desk_views as desk
from allmende.accounts import organisation_views as views

MEMBERSHIP = "konto/mitgliedschaften/<int:pk>"
DESK = "organisationen/<int:pk>"
patterns = [
    path("konto/handeln-fuer/", views.acting_for, name="acting"),
    path("konto/organisationen/", views.organisations, name="organisations"),
    path("konto/organisationen/beitreten/", views.join, name="join"),
    path("konto/organisationen/<int:pk>/", views.organisation, name="organisation"),
    path(f"{MEMBERSHIP}/entscheiden/", views.decide, name="membership_decide"),
    path(f"{MEMBERSHIP}/aendern/", views.change, name="membership_change"),
    path(f"{MEMBERSHIP}/zurueckziehen/", views.withdraw, name="membership_withdraw"),
    path(f"{MEMBERSHIP}/verlassen/", views.leave, name="membership_leave"),
    path(f"{MEMBERSHIP}/uebergeben/", views.hand_over, name="membership_hand_over"),
    path("organisationen/", desk.organisations, name="desk_organisations"),
    path("organisationen/organisationen.<str:kind>", desk.export, name="desk_organisations_export"),
    path("organisationen/neu/", desk.enter, name="desk_organisation_enter"),
    path(f"{DESK}/", desk.organisation, name="desk_organisation"),
    path(f"{DESK}/bearbeiten/", desk.change, name="desk_organisation_change"),
    path(f"{DESK}/bestaetigen/", desk.confirm, name="desk_organisation_confirm"),
    path(f"{DESK}/zusammenfuehren/", desk.merge, name="desk_organisation_merge"),
    path(f"{DESK}/stilllegen/", desk.deactivate, name="desk_organisation_deactivate"),
    path(f"{DESK}/offene-arbeit/", desk.work, name="desk_organisation_work"),
    path(f"{DESK}/reaktivieren/", desk.reactivate, name="desk_organisation_reactivate"),
]
