"""The current list as a file: CSV, XLSX, JSON, GeoJSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse

from allmende.cooperation.models import Cooperation
from allmende.cooperation.reading import read_filters
from allmende.cooperation.records import cooperation_record
from allmende.core.access import public

if TYPE_CHECKING:
    from django.http import HttpRequest


@public
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """All published cooperations that match the filters, in the order of the list."""
    if kind != "json":
        raise Http404
    found = Cooperation.objects.published().matching(read_filters(request.GET).query).with_details()
    return JsonResponse([cooperation_record(item) for item in found], safe=False)
