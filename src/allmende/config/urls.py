"""All addresses of the portal. Editorial pages come last: they take what nobody else has."""

from django.urls import include, path

urlpatterns = [
    path("redaktion/", include("allmende.content.admin_urls")),
    path("konto/", include("allmende.accounts.urls")),
    path("orte/", include("allmende.territory.urls")),
    path("kooperationen/", include("allmende.cooperation.urls")),
    path("", include("allmende.core.urls")),
    path("", include("allmende.content.urls")),
]
