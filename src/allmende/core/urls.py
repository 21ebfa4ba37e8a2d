from django.urls import path

from allmende.core import language, searching

app_name = "core"
urlpatterns = [
    path("suche/", searching.search, name="search"),
    path("suche.json", searching.search_json, name="search_json"),
    path("sprache/<str:code>/", language.set_language, name="set_language"),
]
