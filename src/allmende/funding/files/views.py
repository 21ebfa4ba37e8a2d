# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The format of directive files, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.funding.files.schema import file_schema

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Served as JSON Schema."""
    found = file_schema(request.build_absolute_uri(request.path))
    options = {"ensure_ascii": False, "indent": 1}
    return JsonResponse(found, json_dumps_params=options, content_type="application/schema+json; charset=utf-8")
