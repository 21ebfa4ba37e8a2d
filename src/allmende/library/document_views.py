# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of the library: the list, a document, its text, its files. What somebody may not see does not exist."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from allmende.accounts.acting import acting
from allmende.core.access import public
from allmende.core.pages import paginate, render_page
from allmende.library import rules
from allmende.library.duplicates import matches
from allmende.library.filter_form import FilterForm
from allmende.library.listing import LibraryQuery, Listing, list_url
from allmende.library.models import Document, DocumentVersion, Reading
from allmende.library.models.clause import DIVIDED
from allmende.library.models.document import PAGES_AT_ONCE
from allmende.library.passages import passages
from allmende.library.services.documents import confirm_document, withdraw_document
from allmende.library.services.versions import KIND
from allmende.moderation.models import Change

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from allmende.accounts.models import User

PER_PAGE: Final = 20
PICTURES: Final = frozenset({"image/webp", "image/png", "image/jpeg"})
OPENS_NOTHING: Final = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Similar:
    """A document that says nearly the same; ``percent`` is the share of its wording."""

    document: Document
    percent: int
    is_same_file: bool


def _visitor(request: HttpRequest) -> User:
    return cast("User", request.user)


def _visible(request: HttpRequest, slug: str) -> Document:
    found = Document.objects.visible_to(_visitor(request)).for_cards().select_related("cooperation")
    return get_object_or_404(found, slug=slug)


def trail(*below: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Bibliothek"), reverse("library:list") if below else None), *below]


@public
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """All documents that match the filters, twenty at a time."""
    query = LibraryQuery.from_params(request.GET)
    visible = Document.objects.visible_to(_visitor(request))
    listing = Listing(visible.published(), query)
    page = paginate(request, listing.found().for_cards().prefetch_related("versions"), per_page=PER_PAGE)
    options = listing.options()
    more = {"seite": str(page.number)} if page.number > 1 else {}
    context = {
        "trail": trail(),
        "form": FilterForm(query, options),
        "page": page,
        "chips": listing.chips(options),
        "sortings": listing.sortings(),
        "sorted_by": query.sortierung if query.sortierung != LibraryQuery().sortierung else "",
        "clear_url": reverse("library:list"),
        "canonical_url": f"{reverse('library:list')}{_encoded({**dict(query.params()), **more})}",
        "exports": [
            ("CSV", f"{reverse('library:csv')}{query.urlencode()}"),
            ("JSON", f"{reverse('library:json')}{query.urlencode()}"),
        ],
        "feed_url": f"{reverse('library:rss')}{query.urlencode()}",
        "hidden": visible.filter(published_at=None).order_by("title", "pk") if request.user.is_authenticated else [],
        "new_url": f"{reverse('moderation:change_new')}?art={KIND}",
    }
    response = render_page(request, "library/list.html", "library/_browse.html", context)
    response.headers["HX-Push-Url"] = list_url(query)
    return response


def _encoded(params: dict[str, str]) -> str:
    data = QueryDict(mutable=True)
    data.update(params)
    return f"?{data.urlencode()}" if data else ""


@public
@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """One document with all that is stated about it."""
    return show(request, _visible(request, slug))


def show(request: HttpRequest, found: Document) -> HttpResponse:
    """The public page of ``found``; also what the desk previews."""
    user = _visitor(request)
    versions = list(found.versions.order_by("-number"))
    current = versions[0] if versions else None
    cooperation = found.cooperation if found.cooperation and found.cooperation.published_at else None
    membership = acting(request) if user.is_authenticated else None
    owns = membership is not None and membership.organisation_id == found.owner_id
    change_url = f"{reverse('moderation:change_new')}?art={KIND}&gegenstand={found.pk}"
    context = {
        "document": found,
        "subject": found,
        "current": current,
        "versions": versions,
        "former": versions[1:],
        "has_text": current is not None and current.reading in {Reading.READ, Reading.RECOGNISED},
        "clauses": list(current.clauses.all()) if current and found.sort in DIVIDED else [],
        "similar": similar_documents(current, user),
        "cooperation": cooperation,
        "topics": list(found.topics.all()),
        "partners": list(found.partners.order_by("ars")),
        "address": request.build_absolute_uri(found.get_absolute_url()),
        "may_withdraw": rules.may_withdraw(user, found) if user.is_authenticated else False,
        "may_confirm": owns and found.published_at is not None,
        "change_url": change_url if owns else "",
        "trail": trail((found.title, None)),
    }
    return render(request, "library/detail.html", context)


def similar_documents(version: DocumentVersion | None, user: User) -> list[Similar]:
    """Other documents that ``user`` sees with the same file or nearly the same text, the most alike first."""
    if version is None:
        return []
    seen = DocumentVersion.objects.filter(document__in=Document.objects.visible_to(user)).select_related("document")
    found: dict[int, Similar] = {}
    for match in matches(version, among=seen):
        document = cast("Document", match.version.document)
        found.setdefault(document.pk, Similar(document, round(match.similarity * 100), match.is_same_file))
    return list(found.values())


@public
@require_safe
def text(request: HttpRequest, slug: str) -> HttpResponse:
    """The text of the current version page by page, for those who do not read the file itself."""
    found = _visible(request, slug)
    current = found.versions.order_by("-number").first()
    if current is None:
        raise Http404
    page = paginate(request, current.pages.order_by("number"), per_page=PAGES_AT_ONCE)
    numbers = [item.number for item in page]
    clauses: dict[int, list[Any]] = {}
    for clause in current.clauses.filter(page__in=numbers):
        clauses.setdefault(clause.page, []).append(clause)
    has_pages = current.media_type == "application/pdf"
    context = {
        "document": found,
        "current": current,
        "page": page,
        "leaves": [
            (item, begun, passages(item.text, [str(clause) for clause in begun], page=str(item.number) * has_pages))
            for item in page
            for begun in [clauses.get(item.number, [])]
        ],
        "has_pages": has_pages,
        "trail": trail((found.title, found.get_absolute_url()), (_("Text"), None)),
    }
    return render(request, "library/text.html", context)


@public
@require_safe
def document_file(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """The file as it was handed in; never opened by the browser on the portal's own address."""
    found = _visible(request, slug)
    return as_download(get_object_or_404(found.versions, number=number))


@public
@require_safe
def thumbnail(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """A small picture of the first page."""
    version = get_object_or_404(_visible(request, slug).versions, number=number)
    media_type = mimetypes.guess_type(version.thumbnail.name or "")[0] or ""
    if media_type not in PICTURES:
        raise Http404
    return _closed(FileResponse(_opened(version.thumbnail), content_type=media_type))


@require_safe
def upload(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file that was handed in and is not published: for its organisation, and for the desk that reviews it."""
    changes = Change.objects.visible_to(_visitor(request)).filter(kind=KIND, content__fields__file=str(pk))
    version = get_object_or_404(DocumentVersion, pk=pk)
    if not any(change.organisation_id == version.organisation_id for change in changes):
        raise Http404
    response = as_download(version)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def as_download(version: DocumentVersion) -> FileResponse:
    """The file of ``version`` as something to be saved, so that nothing in it can act here."""
    is_markup = version.media_type.partition("/")[0] not in {"application", "image"} or "xml" in version.media_type[-5:]
    media_type = "application/octet-stream" if is_markup else version.media_type
    stored = _opened(version.file)
    response = _closed(FileResponse(stored, as_attachment=True, filename=version.name, content_type=media_type))
    # Files are large: they would push the pages out of the page cache, and be compressed there in vain.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _opened(stored: FieldFile) -> Any:
    try:
        return stored.open("rb")
    except (FileNotFoundError, ValueError):
        raise Http404 from None


def _closed(response: FileResponse) -> FileResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = OPENS_NOTHING
    return response


@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take it off the portal."""
    found = _visible(request, slug)
    user = _visitor(request)
    if not rules.may_change(user, found):
        raise Http404
    try:
        withdraw_document(document=found, by=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Zurückgezogen. Das Dokument ist nicht mehr öffentlich."))
    return redirect(found.get_absolute_url())


@require_POST
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that everything stated is still right."""
    found = _visible(request, slug)
    membership = acting(request)
    organisation = membership.organisation if membership is not None else None
    try:
        confirm_document(document=found, by=_visitor(request), organisation=organisation)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("Danke. Die Angaben gelten als heute bestätigt."))
    return redirect(found.get_absolute_url())
