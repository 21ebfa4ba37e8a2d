# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path

from allmende.core import gallery, health, language, machine_views

app_name = "core"
urlpatterns = [
    path("sprache/<str:code>/", language.set_language, name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("bausteine/", gallery.gallery, name="gallery"),
    path("robots.txt", machine_views.robots_txt, name="robots"),
    path("sitemap.xml", machine_views.sitemap_xml, name="sitemap"),
    path(".well-known/security.txt", machine_views.security_txt, name="security_txt"),
]
