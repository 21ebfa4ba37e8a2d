# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The current list as a file: CSV, XLSX, JSON, GeoJSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse

from allmende.cooperation import export as exporting
from allmende.cooperation.models import Cooperation
from allmende.cooperation.reading import kept_if_complete, read_filters
from allmende.core.access import public

if TYPE_CHECKING:
    from django.http import HttpRequest


@public
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """All published cooperations that match the filters, in the order of the list."""
    if kind not in set(exporting.Format):
        raise Http404
    query = read_filters(request.GET).query
    found = Cooperation.objects.published().matching(query)
    file = exporting.export(found, kind)
    disposition = {"Content-Disposition": f'attachment; filename="{file.filename}"'}
    response = HttpResponse(file.content, content_type=file.content_type, headers=disposition)
    return kept_if_complete(response, query)
