# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The page of an outline of clauses, and what can be taken along of it. All of it reads; nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.library.clause_listing import encoded
from allmende.library.clause_outline import (
    LONGEST_HEADING,
    MOST_PARTS,
    OPERATIONS,
    Outline,
    entries_of,
    rows_of,
)
from allmende.library.clause_views import trail
from allmende.library.clauses.outline import MEDIA_TYPE, checklist, draft
from allmende.library.models import Subject

if TYPE_CHECKING:
    from django.http import HttpRequest

    from allmende.accounts.models import User

FULL = "voll"
FILES = ("entwurf", "checkliste")


@public
@require_safe
def outline(request: HttpRequest) -> HttpResponse:
    """The parts collected. A button asks for a change; the answer is the address of the changed outline."""
    collected = Outline.from_params(request.GET)
    if any(name in request.GET for name in OPERATIONS):
        changed, place = collected.changed_by(request.GET)
        cut = [(FULL, "1")] if changed.is_cut else []
        focus = f"#teil-{place}" if place else ""
        return redirect(f"{reverse('library:outline')}{encoded([*changed.params(), *cut])}{focus}")
    rows = rows_of(collected, cast("User", request.user))
    kept = Outline(tuple(row.key for row in rows))
    context = {
        "rows": rows,
        "outline": kept,
        "is_full": collected.is_cut or FULL in request.GET,
        "most": MOST_PARTS,
        "longest": LONGEST_HEADING,
        "find_url": f"{reverse('library:clauses')}{kept.urlencode()}",
        "draft_url": f"{reverse('library:outline_file', args=['entwurf'])}{kept.urlencode()}",
        "checklist_url": f"{reverse('library:outline_file', args=['checkliste'])}{kept.urlencode()}",
        "has_references": any(row.clause and not row.may_copy for row in rows),
        "trail": trail((_("Gliederung"), None)),
    }
    return render(request, "library/clauses/outline.html", context)


@public
@require_safe
def outline_file(request: HttpRequest, sort: str) -> HttpResponse:
    """The outline as a draft or as a checklist, DOCX."""
    if sort not in FILES:
        raise Http404
    rows = rows_of(Outline.from_params(request.GET), cast("User", request.user))
    today, address = timezone.localdate(), request.build_absolute_uri(reverse("library:clauses"))
    with translation.override(settings.LANGUAGE_CODE):
        entries = entries_of(rows, request.build_absolute_uri)
        if sort == "entwurf":
            content = draft(entries, made_on=today, address=address)
        else:
            content = checklist(entries, _labels(), made_on=today, address=address)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="allmende-{sort}.docx"'
    return response


def _labels() -> list[tuple[str, str]]:
    return [(subject.value, str(subject.label)) for subject in Subject]
