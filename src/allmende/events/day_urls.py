# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the day itself: check-in, papers, certificates, materials."""

from django.urls import path

from allmende.events import (
    day_certificate_views,
    day_material_views,
    day_paper_views,
    day_views,
)

SESSION = "leitung/termine/<int:pk>/"

patterns = [
    path(f"{SESSION}checkin/", day_views.check_in, name="check_in"),
    path(f"{SESSION}checkin/vermerke/", day_views.notes, name="check_in_notes"),
    path(f"{SESSION}checkin/ohne-anmeldung/", day_views.walk_in, name="walk_in"),
    path(f"{SESSION}papiere/", day_paper_views.papers, name="papers"),
    path(f"{SESSION}namensschilder.pdf", day_paper_views.badges, name="badges"),
    path(f"{SESSION}raumschild.pdf", day_paper_views.room_sheet, name="room_sheet"),
    path(f"{SESSION}teilnahmeliste.pdf", day_paper_views.attendance_list, name="attendance_list"),
    path(f"{SESSION}essen-und-barrierefreiheit.pdf", day_paper_views.needs_sheet, name="needs_sheet"),
    path(f"{SESSION}bescheinigungen/", day_certificate_views.certificates, name="certificates"),
    path(f"{SESSION}bescheinigungen.pdf", day_certificate_views.certificates_file, name="certificates_file"),
    path(
        "leitung/bescheinigungen/<int:pk>/widerrufen/",
        day_certificate_views.revoke,
        name="certificate_revoke",
    ),
    path("leitung/veranstaltungen/<int:pk>/unterlagen/", day_material_views.materials, name="materials"),
    path("leitung/unterlagen/<int:pk>/entfernen/", day_material_views.remove, name="material_remove"),
    path("veranstaltungen/unterlagen/<int:pk>/", day_material_views.material_file, name="material_file"),
    path("anmeldung/<str:secret>/unterlagen/<int:pk>/", day_material_views.own_material, name="own_material"),
    path(
        "anmeldung/<str:secret>/bescheinigung/<int:place>.pdf",
        day_certificate_views.own_certificate,
        name="certificate_pdf",
    ),
    path("nachweis/", day_certificate_views.certificate_search, name="certificate_search"),
    path("nachweis/<str:code>/", day_certificate_views.certificate_check, name="certificate_check"),
]
