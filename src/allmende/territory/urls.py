# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path, register_converter

from allmende.territory import views


class ArsConverter:
    """A Regionalschlüssel: 2 digits (Land) to 12 digits (Gemeinde)."""

    regex = "[0-9]{12}|[0-9]{9}|[0-9]{5}|[0-9]{3}|[0-9]{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ArsConverter, "ars")

app_name = "territory"
urlpatterns = [
    path("", views.index, name="index"),
    path("suche/", views.search, name="search"),
    path("vorschlaege/", views.suggest, name="suggest"),
    path("<ars:ars>.json", views.facts, name="facts"),
    path("<ars:ars>/", views.detail_without_name),
    path("<ars:ars>-<slug:slug>/", views.detail, name="detail"),
]
