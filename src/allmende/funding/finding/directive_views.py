# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The page of a version of a directive, and the version as a file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.funding import rules
from allmende.funding.files.difference_words import described
from allmende.funding.files.differences import differences as compared
from allmende.funding.files.reading import DirectiveFileError, read
from allmende.funding.files.writing import as_content, to_json, to_yaml
from allmende.funding.finding.directive_page import amount_rows, award_rows, rule_rows
from allmende.funding.finding.programme_page import Version, versions_of
from allmende.funding.finding.views import trail
from allmende.funding.models import Directive
from allmende.funding.names import land_names, open_names

if TYPE_CHECKING:
    from django.http import HttpRequest

    from allmende.funding.engine.directive import DirectiveText

WRITERS: Final = {
    "yaml": (to_yaml, "application/yaml; charset=utf-8"),
    "json": (to_json, "application/json; charset=utf-8"),
}


def directive_of(request: HttpRequest, slug: str, key: str) -> Directive:
    """The version, or 404 for whom it is not released."""
    found = Directive.objects.visible_to(request.user).select_related("profile__programme__land")
    return get_object_or_404(found, profile__programme__slug=slug, key=key)


def text_or_problems(directive: Directive) -> tuple[DirectiveText | None, list[str]]:
    """What the version says; a draft may not be readable yet."""
    try:
        return read(directive.content), []
    except DirectiveFileError as error:
        return None, [str(problem) for problem in error.problems]


@public
@require_safe
def directive(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Every rule as a sentence with where it is written, who has read it there, and whether it was verified."""
    found = directive_of(request, slug, key)
    text, problems = text_or_problems(found)
    on = timezone.localdate()
    programme = found.profile.programme
    context: dict[str, Any] = {
        "trail": trail((programme.name, found.profile.get_absolute_url()), (found.title, None)),
        "directive": found,
        "programme": programme,
        "version": Version(found, on, text),
        "others": [
            version for version in versions_of(found.profile, request.user, on) if version.directive.pk != found.pk
        ],
        "text": text,
        "problems": problems,
        "may_edit": request.user.is_authenticated and rules.may_edit(request.user, found.profile),
        **(_told(text) if text is not None else {}),
    }
    return render(request, "funding/finding/directive.html", context)


def _told(text: DirectiveText) -> dict[str, Any]:
    names = open_names()
    return {
        "rules": rule_rows(text, names),
        "amounts": amount_rows(text, names),
        "eligible": [item for item in text.costs if item.eligible],
        "not_eligible": [item for item in text.costs if not item.eligible],
        "papers": [paper for paper in text.papers if not paper.is_resolution],
        "resolutions": [paper for paper in text.papers if paper.is_resolution],
        "awards": award_rows(text, timezone.localdate()),
    }


@public
@require_safe
def differences(request: HttpRequest, slug: str, key: str, other: str) -> HttpResponse:
    """What differs between two versions of one programme; the earlier one is always the first."""
    if key == other:
        raise Http404
    both = [directive_of(request, slug, key), directive_of(request, slug, other)]
    both.sort(key=lambda found: (found.valid_from or dt.date.min, found.pk))
    texts = [text_or_problems(found)[0] for found in both]
    old, new = texts
    programme = both[1].profile.programme
    found = both[1]
    names = {**open_names(), "land": land_names()}
    context: dict[str, Any] = {
        "trail": trail(
            (programme.name, found.profile.get_absolute_url()),
            (found.title, found.get_absolute_url()),
            (_("Unterschiede"), None),
        ),
        "programme": programme,
        "old": both[0],
        "new": both[1],
        "is_readable": old is not None and new is not None,
        "sections": described(compared(old, new), names) if old is not None and new is not None else (),
    }
    return render(request, "funding/finding/differences.html", context)


@public
@require_safe
def directive_file(request: HttpRequest, slug: str, key: str, kind: str) -> HttpResponse:
    """The version as one file that can be read in again: YAML for people, JSON for programs."""
    if kind not in WRITERS:
        raise Http404
    found = directive_of(request, slug, key)
    text, _problems = text_or_problems(found)
    content = found.content if text is None else as_content(text, programme=slug)
    write, media_type = WRITERS[kind]
    response = HttpResponse(write(content), content_type=media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{found.key}.{kind}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
