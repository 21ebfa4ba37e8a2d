# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of clauses: finding them, those of a document, comparing them, what a contract lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from allmende.core.access import public
from allmende.core.pages import paginate, render_page
from allmende.library import rules
from allmende.library.clause_forms import ClauseFilterForm, CorrectionForm
from allmende.library.clause_listing import (
    ClauseListing,
    ClauseQuery,
    clauses_of,
    encoded,
    may_copy,
    with_documents,
)
from allmende.library.clause_outline import KEY, Outline
from allmende.library.clauses import minimum
from allmende.library.clauses.comparing import are_alike, differences, is_long
from allmende.library.models import Clause, Document, Subject
from allmende.library.models.clause import DIVIDED
from allmende.library.services.clauses import correct_clause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User
    from allmende.library.clauses.comparing import Segment

PER_PAGE: Final = 20
MOST_COMPARED: Final = 4
FOR_MACHINES: Final = 100


def _visitor(request: HttpRequest) -> User:
    return cast("User", request.user)


def trail(*below: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    found = (_("Klauseln"), reverse("library:clauses") if below else None)
    return [(_("Bibliothek"), reverse("library:list")), found, *below]


def _document(request: HttpRequest, slug: str) -> Document:
    seen = Document.objects.visible_to(_visitor(request)).filter(sort__in=DIVIDED)
    return get_object_or_404(seen.select_related("land", "legal_form", "owner__territory"), slug=slug)


@public
@require_safe
def clause_list(request: HttpRequest) -> HttpResponse:
    """Clauses by subject and by the filters of the library, to be compared or collected."""
    outline = Outline.from_params(request.GET)
    query = ClauseQuery.from_params(request.GET)
    listing = ClauseListing(_visitor(request), query, outline.params())
    options = listing.options()
    context = {
        "trail": trail(),
        "form": ClauseFilterForm(query, options),
        "page": paginate(request, listing.found(), per_page=PER_PAGE),
        "chips": listing.chips(options),
        "clear_url": listing.url([]),
        "outline": outline,
        "outline_url": f"{reverse('library:outline')}{outline.urlencode()}",
        "json_url": f"{reverse('library:clauses_json')}{encoded(query.params())}",
    }
    response = render_page(request, "library/clauses/list.html", "library/clauses/_browse.html", context)
    response.headers["HX-Push-Url"] = listing.url(query.params())
    return response


@public
@require_safe
def clause_list_json(request: HttpRequest) -> JsonResponse:
    """The same for programs, a hundred at a time."""
    listing = ClauseListing(_visitor(request), ClauseQuery.from_params(request.GET))
    page = paginate(request, listing.found(), per_page=FOR_MACHINES)
    more = request.GET.copy()
    more["seite"] = str(page.number + 1)
    following = f"{request.build_absolute_uri(request.path)}?{more.urlencode()}" if page.has_next() else None
    return _json({"total": page.paginator.count, "next": following, "clauses": _for_machines(request, list(page))})


def _json(values: dict[str, object]) -> JsonResponse:
    return JsonResponse(values, json_dumps_params={"ensure_ascii": False})


def _for_machines(request: HttpRequest, clauses: Sequence[Clause]) -> list[dict[str, object]]:
    return [_clause_for_machines(request, clause, cast("Document", clause.version.document)) for clause in clauses]


def _clause_for_machines(request: HttpRequest, clause: Clause, document: Document) -> dict[str, object]:
    """A text that is only for reading is left out; its address leads to it."""
    return {
        "id": clause.pk,
        "number": clause.number,
        "heading": clause.heading,
        "subject": clause.about.value,
        "also": [subject.value for subject in clause.subjects[1:]],
        "subject_by": "desk" if clause.corrected else "rules",
        "text": clause.text if may_copy(document) else None,
        "page": clause.page,
        "url": request.build_absolute_uri(
            f"{reverse('library:document_clauses', args=[document.slug])}#klausel-{clause.pk}"
        ),
        "document": {
            "title": document.title,
            "url": request.build_absolute_uri(document.get_absolute_url()),
            "land": document.land.ars if document.land else None,
            "legal_form": document.legal_form.key if document.legal_form else None,
            "year": document.year,
            "licence": document.licence,
            "is_example": document.is_example,
        },
    }


@public
@require_safe
def document_clauses(request: HttpRequest, slug: str) -> HttpResponse:
    """All clauses of one document in their order."""
    document = _document(request, slug)
    user = _visitor(request)
    context = {
        "document": document,
        "clauses": clauses_of(document),
        "may_correct": user.is_authenticated and rules.may_change(user, document),
        "has_checklist": _has_checklist(document),
        "trail": [
            (_("Bibliothek"), reverse("library:list")),
            (document.title, document.get_absolute_url()),
            (_("Klauseln"), None),
        ],
    }
    return render(request, "library/clauses/document.html", context)


@public
@require_safe
def document_clauses_json(request: HttpRequest, slug: str) -> JsonResponse:
    """The same for programs."""
    document = _document(request, slug)
    clauses = [_clause_for_machines(request, clause, document) for clause in clauses_of(document)]
    return _json({"total": len(clauses), "clauses": clauses})


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    """The desk says what each clause regulates."""
    document = _document(request, slug)
    user = _visitor(request)
    if not rules.may_change(user, document):
        raise Http404
    form = CorrectionForm(clauses_of(document), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        changed = form.corrections()
        for clause, subject in changed:
            correct_clause(clause=clause, subject=subject, by=user)
        said = ngettext("%(n)s Klausel berichtigt.", "%(n)s Klauseln berichtigt.", len(changed)) % {"n": len(changed)}
        messages.success(request, said if changed else _("Es war nichts zu ändern."))
        return redirect("library:document_clauses", slug=document.slug)
    address = reverse("library:document_clauses", args=[document.slug])
    context = {
        "document": document,
        "form": form,
        "rows": [(form[name], clause) for name, clause in form.clauses.items()],
        "trail": [
            (_("Bibliothek"), reverse("library:list")),
            (document.title, document.get_absolute_url()),
            (_("Klauseln"), address),
            (_("Berichtigen"), None),
        ],
    }
    return render(request, "library/clauses/correct.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Column:
    """One text beside others. ``segments`` are its differences from the base; the base has none."""

    key: str
    document: Document
    clauses: tuple[Clause, ...]
    is_base: bool = False
    segments: tuple[Segment, ...] = ()
    is_long: bool = False
    is_other: bool = False
    """Whether the wording has so little in common with the base that nothing is marked."""

    @property
    def text(self) -> str:
        return "\n".join(clause.text for clause in self.clauses)


@public
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four clauses side by side: those chosen, or what the chosen documents say about one subject."""
    columns, subject, too_many = _columns(request)
    keys = [column.key for column in columns]
    asked = request.GET.get("basis", "")
    base = next((column for column in columns if column.key == asked), columns[0] if columns else None)
    shown = [_compared(column, base) for column in columns] if base else []
    shown.sort(key=lambda column: (not column.is_base, keys.index(column.key)))
    documents = list({column.document.pk: column.document for column in columns}.values())
    clauses = [clause for column in columns for clause in column.clauses]
    collected = Outline.from_params(request.GET)
    about = [("gegenstand", subject.value)] if subject else []
    context = {
        "columns": shown,
        "subject": subject,
        "subjects": [(value, label) for value, label in Subject.choices if value != Subject.OTHER],
        "documents": documents,
        "too_many": too_many,
        "most": MOST_COMPARED,
        "collect_url": f"{reverse('library:outline')}{encoded(_collected(collected, clauses))}" if clauses else "",
        "outline": collected,
        "find_url": f"{reverse('library:clauses')}{encoded([*about, *collected.params()])}",
        "trail": trail((_("Vergleich"), None)),
    }
    return render(request, "library/clauses/compare.html", context)


def _collected(outline: Outline, clauses: Sequence[Clause]) -> list[tuple[str, str]]:
    return [*outline.params(), *(("klausel", str(clause.pk)) for clause in clauses)]


def _columns(request: HttpRequest) -> tuple[list[Column], Subject | None, bool]:
    """The columns asked for, their subject, and whether more were asked for than fit. Unknown ones are left out."""
    keys = list(dict.fromkeys(key for key in request.GET.getlist("klausel") if KEY.fullmatch(key)))
    if keys:
        seen = with_documents(Clause.objects.visible_to(_visitor(request)))
        found = seen.in_bulk([int(key) for key in keys[:FOR_MACHINES]])
        clauses = [found[int(key)] for key in keys[:FOR_MACHINES] if int(key) in found]
        columns = [Column(str(clause.pk), cast("Document", clause.version.document), (clause,)) for clause in clauses]
        subject = clauses[0].about if len({clause.about for clause in clauses}) == 1 else None
        return columns[:MOST_COMPARED], subject, len(columns) > MOST_COMPARED
    asked = request.GET.get("gegenstand", "")
    if asked not in Subject.values:
        return [], None, False
    return _columns_of_documents(request, Subject(asked))


def _columns_of_documents(request: HttpRequest, subject: Subject) -> tuple[list[Column], Subject, bool]:
    slugs = list(dict.fromkeys(slug for slug in request.GET.getlist("dokument") if "\x00" not in slug))[:FOR_MACHINES]
    seen = Document.objects.visible_to(_visitor(request)).filter(sort__in=DIVIDED, slug__in=slugs)
    documents = sorted(seen.select_related("land", "legal_form"), key=lambda document: slugs.index(document.slug))
    kept = documents[:MOST_COMPARED]
    clauses = Clause.objects.current().about(subject).filter(version__document__in=kept)
    by_document: dict[int | None, list[Clause]] = {}
    for clause in clauses.select_related("version").order_by("version", "order"):
        by_document.setdefault(clause.version.document_id, []).append(clause)
    columns = [Column(document.slug, document, tuple(by_document.get(document.pk, ()))) for document in kept]
    return columns, subject, len(documents) > MOST_COMPARED


def _compared(column: Column, base: Column) -> Column:
    """``column`` with its differences from ``base``."""
    if column.key == base.key or not column.clauses:
        return Column(column.key, column.document, column.clauses, is_base=column.key == base.key)
    segments = tuple(differences(base.text, column.text))
    if not are_alike(segments):
        return Column(column.key, column.document, column.clauses, is_other=True)
    long = is_long(base.text) or is_long(column.text)
    return Column(column.key, column.document, column.clauses, segments=segments, is_long=long)


def _has_checklist(document: Document) -> bool:
    return document.legal_form is not None and bool(minimum.contents_of(document.legal_form.key))


@public
@require_safe
def checklist(request: HttpRequest, slug: str) -> HttpResponse:
    """Which contents of its legal form were found in the document, and which were not."""
    document = _document(request, slug)
    address = reverse("library:document_clauses", args=[document.slug])
    clauses = clauses_of(document)
    known = [
        minimum.Clause(clause.title, clause.text, clause.subjects, f"{address}#klausel-{clause.pk}")
        for clause in clauses
    ]
    checked = minimum.check(document.legal_form.key, known) if document.legal_form else []
    context = {
        "document": document,
        "has_clauses": bool(clauses),
        "required": [row for row in checked if row.content.is_verified],
        "hints": [row for row in checked if not row.content.is_verified],
        "missing": sum(not row.clauses for row in checked if row.content.is_verified),
        "trail": [
            (_("Bibliothek"), reverse("library:list")),
            (document.title, document.get_absolute_url()),
            (_("Prüfliste"), None),
        ],
    }
    return render(request, "library/clauses/checklist.html", context)
