# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the BarCamp."""

from django.urls import path

from allmende.events import barcamp_grid_views as grid
from allmende.events import barcamp_plan_views as plan
from allmende.events import barcamp_proposal_views as proposals
from allmende.events import barcamp_views as views
from allmende.events import barcamp_wall_views as wall

patterns = [
    path("anmeldung/<str:secret>/barcamp/<int:pk>/", views.enter_by_registration, name="barcamp_enter"),
    path("teilnahme/<str:secret>/barcamp/<int:pk>/", views.enter_by_attendee, name="barcamp_enter_attendee"),
    path("barcamp/<int:pk>/", views.overview, name="barcamp"),
    path("barcamp/<int:pk>/abstimmen/", views.vote, name="barcamp_vote"),
    path("barcamp/<int:pk>/vorschlagen/", proposals.propose, name="barcamp_propose"),
    path("barcamp/<int:pk>/plan/", plan.plan, name="barcamp_plan"),
    path("barcamp/<int:pk>/plan/vorschlag/", plan.suggestion, name="barcamp_suggestion"),
    path("barcamp/<int:pk>/raster/", grid.grid, name="barcamp_grid"),
    path("barcamp/<int:pk>/ergebnis/", plan.results, name="barcamp_results"),
    path("barcamp/<int:pk>/wand/", wall.wall, name="barcamp_wall"),
    path("barcamp/<int:pk>/plan.json", wall.plan_json, name="barcamp_json"),
    path("barcamp/<int:pk>/plan.ics", wall.plan_calendar, name="barcamp_calendar"),
    path("barcamp/vorschlag/<int:pk>/", proposals.proposal_page, name="barcamp_proposal"),
    path("barcamp/vorschlag/<int:pk>/bearbeiten/", proposals.change, name="barcamp_proposal_change"),
    path("barcamp/vorschlag/<int:pk>/zurueckziehen/", proposals.withdraw, name="barcamp_proposal_withdraw"),
    path("barcamp/vorschlag/<int:pk>/notizen/", proposals.notes, name="barcamp_notes"),
    path("barcamp/vorschlag/<int:pk>/weiterfuehren/", proposals.hand_over, name="barcamp_hand_over"),
]
