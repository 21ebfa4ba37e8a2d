# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the API. Version 1 keeps what it has; what breaks it becomes version 2, beside it."""

from django.urls import include, path

from allmende.api import page, v1
from allmende.api.gate import open_to_all

version_1 = [
    *v1.views(),
    path("openapi.json", open_to_all(v1.openapi), name="openapi"),
    path("", open_to_all(v1.nothing_here), {"rest": ""}),
    path("<path:rest>", open_to_all(v1.nothing_here)),
]

app_name = "api"
urlpatterns = [path("", page.index, name="index"), path("v1/", include(version_1))]
