# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Documents for programs: the list as RSS, JSON and CSV with its filters, one document as JSON."""

from __future__ import annotations

import csv as csv_module
import io
import re
from typing import TYPE_CHECKING, Any, Final, cast

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.core.outgoing import absolute, xml_text
from allmende.library.clause_listing import may_copy
from allmende.library.listing import LibraryQuery, Listing
from allmende.library.models import Document

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest

    from allmende.accounts.models import User
    from allmende.library.models import DocumentVersion
    from allmende.library.models.document import DocumentQuerySet

NEWEST: Final = 50
MOST: Final = 5000
FORMULA: Final = re.compile(r"[=+\-@\t\r]")
COLUMNS: Final = (
    "title", "sort", "summary", "land", "legal_form", "topics", "partners", "dated_on", "source", "licence", "access",
    "is_example", "url", "link_url", "file_url", "published_at",
)  # fmt: skip


def _found(request: HttpRequest) -> DocumentQuerySet:
    visible = Document.objects.visible_to(cast("User", request.user)).published()
    rows = Listing(visible, LibraryQuery.from_params(request.GET)).found().for_cards()
    return rows.select_related("cooperation").prefetch_related("versions", "partners")


@public
@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """The fifty published last among those that match the filters, as RSS 2.0."""
    feed = Rss201rev2Feed(
        title=_("Allmende: neu in der Bibliothek"),
        link=absolute(reverse("library:list")),
        description=_("Verträge, Satzungen, Muster und Leitfäden zur interkommunalen Zusammenarbeit"),
        language=settings.LANGUAGE_CODE,
        feed_url=absolute(request.get_full_path()),
    )
    for item in _found(request).order_by("-published_at", "-pk")[:NEWEST]:
        address = absolute(item.get_absolute_url())
        feed.add_item(
            title=xml_text(item.title),
            link=address,
            unique_id=address,
            description=xml_text(item.summary),
            pubdate=item.published_at,
            categories=[str(item.get_sort_display()), *(topic.name for topic in item.topics.all())],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


@public
@require_safe
def json(request: HttpRequest) -> JsonResponse:
    """The documents that match the filters, as plain values; what is not stated is null."""
    return _answer({"documents": [record(item) for item in _found(request)[:MOST]]})


@public
@require_safe
def csv(request: HttpRequest) -> HttpResponse:
    """The same as a table for spreadsheets."""
    out = io.StringIO(newline="")
    writer = csv_module.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in _found(request)[:MOST]:
        values = record(item)
        writer.writerow([_cell(values[name]) for name in COLUMNS])
    response = HttpResponse(b"\xef\xbb\xbf" + out.getvalue().encode(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="bibliothek-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


def _cell(value: Any) -> str:
    """Text that a spreadsheet would take for a formula gets a guard."""
    text = ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) else text


@public
@require_safe
def document_json(request: HttpRequest, slug: str) -> JsonResponse:
    """One document with its versions and the text of its pages. A text that is only for reading is left out."""
    visible = Document.objects.visible_to(cast("User", request.user)).for_cards()
    found = get_object_or_404(visible.select_related("cooperation").prefetch_related("versions", "partners"), slug=slug)
    current = found.current
    pages = current.pages.order_by("number").values_list("number", "text") if current is not None else ()
    versions = [_version(found, version) for version in found.versions.all()]
    copies = may_copy(found)
    text = [{"number": number, "text": text if copies else None} for number, text in pages]
    return _answer({**record(found), "versions": versions, "pages": text})


def _version(document: Document, version: DocumentVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "name": version.name,
        "media_type": version.media_type,
        "size": version.size,
        "sha256": version.sha256,
        "note": version.note or None,
        "reading": version.reading,
        "page_count": version.page_count,
        "file_url": file_url(document, version),
    }


def file_url(document: Document, version: DocumentVersion) -> str:
    return absolute(reverse("library:file", kwargs={"slug": document.slug, "number": version.number}))


def record(item: Document) -> dict[str, Any]:
    """What is stated about one document."""
    cooperation, current = item.cooperation, item.current
    return {
        "url": absolute(item.get_absolute_url()),
        "title": item.title,
        "sort": item.sort,
        "summary": item.summary or None,
        "land": item.land.ars if item.land else None,
        "legal_form": item.legal_form.key if item.legal_form else None,
        "topics": [topic.slug for topic in item.topics.all()],
        "partners": [place.ars for place in item.partners.all()],
        "cooperation_url": (
            absolute(cooperation.get_absolute_url()) if cooperation and cooperation.published_at else None
        ),
        "dated_on": item.dated.isoformat() if item.dated else None,
        "source": item.source or None,
        "link_url": item.link_url or None,
        "file_url": file_url(item, current) if current else None,
        "licence": item.licence,
        "access": item.access,
        "is_example": item.is_example,
        "owner": item.owner.name if item.owner else None,
        "published_at": _when(item.published_at),
    }


def _when(moment: dt.datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else None


def _answer(values: dict[str, Any]) -> JsonResponse:
    return JsonResponse(values, json_dumps_params={"ensure_ascii": False, "indent": 1})
