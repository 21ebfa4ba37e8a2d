"""All addresses of the portal. Editorial pages come last: they take what nobody else has."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("redaktion/", include(wagtailadmin_urls)),
    path("dokumente/", include(wagtaildocs_urls)),
    path("konto/", include("allmende.accounts.urls")),
    path("orte/", include("allmende.territory.urls")),
    path("kooperationen/", include("allmende.cooperation.urls")),
    path("", include("allmende.core.urls")),
    path("", include("allmende.content.urls")),
]
