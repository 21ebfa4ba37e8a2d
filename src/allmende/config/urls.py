# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""All addresses of the portal. Editorial pages come last: they take what nobody else has."""

from django.urls import include, path

urlpatterns = [
    path("redaktion/", include("allmende.content.admin_urls")),
    path("", include("allmende.accounts.urls")),
    path("konto/", include("allmende.accounts.sign_in_urls")),
    path("orte/", include("allmende.territory.urls")),
    path("kooperationen/", include("allmende.cooperation.urls")),
    path("karte/", include("allmende.cooperation.map_urls")),
    path("", include("allmende.events.urls")),
    path("", include("allmende.funding.urls")),
    path("api/", include("allmende.api.urls")),
    path("", include("allmende.library.urls")),
    path("", include("allmende.search.urls")),
    path("", include("allmende.moderation.urls")),
    path("", include("allmende.core.urls")),
    path("", include("allmende.content.urls")),
]

handler400 = "allmende.core.errors.bad_request"
handler403 = "allmende.core.errors.permission_denied"
handler404 = "allmende.core.errors.page_not_found"
handler429 = "allmende.core.errors.too_many_requests"  # asked for by django-allauth
handler500 = "allmende.core.errors.server_error"
