# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Finding clauses: by subject, and by the filters of the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.core.filters import Chip, Option
from allmende.library.listing import LibraryQuery, Listing, filter_label
from allmende.library.models import Clause, Document, Licence, Subject
from allmende.library.models.clause import DIVIDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from allmende.accounts.rules import Visitor
    from allmende.library.models.clause import ClauseQuerySet

READING_ONLY: Final = frozenset({Licence.READING_ONLY, Licence.UNKNOWN})
"""Terms under which a text is cited, never copied."""


def may_copy(document: Document) -> bool:
    return document.licence not in READING_ONLY


@dataclass(frozen=True, slots=True)
class ClauseQuery:
    """What is sought: a subject, or all but what has none; in documents that meet the filters of the library."""

    subject: str
    documents: LibraryQuery

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> ClauseQuery:
        asked = params.get("gegenstand", "")
        return cls(asked if asked in Subject.values else "", LibraryQuery.from_params(params))

    def params(self) -> list[tuple[str, str]]:
        own = [("gegenstand", self.subject)] if self.subject else []
        return [*own, *self.documents.params()]


class ClauseListing:
    """The clauses that ``query`` chooses of what ``user`` sees, and the options of every filter."""

    def __init__(self, user: Visitor, query: ClauseQuery, carried: Sequence[tuple[str, str]] = ()) -> None:
        self.query = query
        self.carried = list(carried)
        published = Document.objects.visible_to(user).published().filter(sort__in=DIVIDED)
        self.documents = Listing(published, query.documents)

    def _all(self) -> ClauseQuerySet:
        return Clause.objects.current().filter(version__document__in=self.documents.found().order_by().values("pk"))

    def found(self) -> ClauseQuerySet:
        if self.query.subject:
            rows = self._all().about(self.query.subject)
        else:
            rows = self._all().exclude(Q(corrected=Subject.OTHER) | Q(corrected="", subject=Subject.OTHER))
        return with_documents(rows).order_by("version__document__title", "version__document", "order")

    def options(self) -> dict[str, list[Option]]:
        """Of the subjects with the number of clauses, of the others with that of documents."""
        wanted: dict[str, Any] = {
            value: Count(
                "pk",
                filter=Q(corrected=value) | Q(corrected="", subject=value) | Q(_also__contains=f'"{value}"'),
            )
            for value in Subject.values
        }
        counts = self._all().order_by().annotate(_also=Cast("also", TextField())).aggregate(**wanted)
        subjects = [Option(value, str(label), counts[value]) for value, label in Subject.choices]
        return {**self.documents.options(), "gegenstand": subjects}

    def url(self, params: Iterable[tuple[str, str]]) -> str:
        return f"{reverse('library:clauses')}{encoded([*params, *self.carried])}"

    def chips(self, options: Mapping[str, Sequence[Option]]) -> list[Chip]:
        chips = []
        for name, value in self.query.params():
            if name == "sortierung":
                continue
            label = next((option.label for option in options[name] if option.value == value), value)
            rest = [(key, kept) for key, kept in self.query.params() if key != name]
            title = _("Gegenstand") if name == "gegenstand" else filter_label(name)
            chips.append(Chip(f"{title}: {label.removeprefix('– ')}", self.url(rest)))
        return chips


def encoded(params: Sequence[tuple[str, str]]) -> str:
    return f"?{urlencode(params)}" if params else ""


def with_documents(clauses: ClauseQuerySet) -> ClauseQuerySet:
    """With what is said about the document of each."""
    return clauses.select_related("version__document__land", "version__document__legal_form")


def clauses_of(document: Document) -> list[Clause]:
    """The clauses of its current version; none for what is no contract."""
    current = document.versions.order_by("-number").first()
    if current is None or document.sort not in DIVIDED:
        return []
    return list(current.clauses.order_by("order"))
