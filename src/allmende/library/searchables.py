# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Documents as the search of the portal knows them: the text page by page, and who may find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from allmende.accounts.models import Organisation
from allmende.accounts.rules import DESK_PERMISSION, is_desk
from allmende.accounts.searchables import desk_audiences, desk_tokens, organisation_token
from allmende.cooperation.models import Cooperation, Topic
from allmende.core import searchables
from allmende.core.searchables import PUBLIC, Entry, Facet, ModelSource, PageText
from allmende.library.models import Access, Document, DocumentPage, DocumentSort, DocumentVersion
from allmende.library.models.document import text_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.db.models import Model, QuerySet

    from allmende.accounts.rules import Visitor

NOUN: Final = "document"
ACTING: Final = "library:acting"
"""The audience of everybody who acts for some organisation, and of the desk."""


class DocumentSource(ModelSource):
    """Documents by title, summary, what they belong to, and the text of the current version."""

    key: ClassVar = "dokumente"
    order: ClassVar = 20
    label: ClassVar = _("Dokumente")
    label_one: ClassVar = _("Dokument")
    models: ClassVar = (Document,)
    related: ClassVar = (Organisation, Topic, Cooperation)
    at_once: ClassVar = 50  # each may have hundreds of pages

    def rows(self) -> QuerySet[Any]:
        rows = Document.objects.select_related("land", "legal_form", "cooperation", "owner__territory").order_by("pk")
        return rows.prefetch_related(
            Prefetch("topics", Topic.objects.select_related("parent")),
            "partners",
            Prefetch("versions", DocumentVersion.objects.order_by("-number")),
        )

    def told(self, batch: Sequence[Document], /) -> Iterator[Entry]:
        """With the text of all of them in one query."""
        current = {version.pk: document.pk for document in batch if (version := document.current) is not None}
        pages: dict[int, list[PageText]] = {}
        rows = DocumentPage.objects.filter(version__in=current).exclude(text="").order_by("version", "number")
        for key, number, text in rows.values_list("version", "number", "text"):
            pages.setdefault(current[key], []).append(PageText(number, text))
        for document in batch:
            yield self.entry(document, tuple(pages.get(document.pk, ())))

    def related_keys(self, obj: Model) -> Iterable[object]:
        rows = Document.objects.order_by("pk").values_list("pk", flat=True)
        if isinstance(obj, Organisation):
            return set(rows.filter(owner=obj))
        if isinstance(obj, Cooperation):
            return set(rows.filter(cooperation=obj))
        return {*rows.filter(topics=obj.pk), *rows.filter(topics__parent=obj.pk)}

    def page_url(self, url: str, page: int) -> str:
        return text_url(url, page)

    def entry(self, document: Document, /, pages: tuple[PageText, ...] = ()) -> Entry:
        topics = list(document.topics.all())
        parents = [topic.parent for topic in topics if topic.parent is not None]
        places = {place.ars for place in document.partners.all()}
        if document.land is not None:
            places.add(document.land.ars)
        return Entry(
            source=self.key,
            key=str(document.pk),
            title=document.title,
            url=document.get_absolute_url(),
            note=_note(document),
            keywords=tuple(dict.fromkeys(_keywords(document, [*topics, *parents]))),
            text="\n".join(part for part in (document.summary, document.source) if part),
            pages=pages,
            audience=audience_of(document),
            places=tuple(sorted(places)),
            topics=tuple(sorted({topic.slug for topic in (*topics, *parents)})),
            legal_form=document.legal_form.family if document.legal_form else "",
            sort=document.sort,
            year=document.year,
            changed_on=document.updated_at.date(),
            confirmed_on=document.confirmed_on,
        )


def _note(document: Document) -> str:
    """One line in the language of the portal, whoever asks: the index is the same for all."""
    with override(settings.LANGUAGE_CODE):
        return _facts(document)


def _facts(document: Document) -> str:
    facts = [str(document.get_sort_display())]
    if document.land is not None:
        facts.append(document.land.name)
    if document.dated_on is not None:
        facts.append(str(document.dated))
    return ", ".join(facts)


def _keywords(document: Document, topics: Iterable[Topic]) -> Iterator[str]:
    with override(settings.LANGUAGE_CODE):
        yield str(document.get_sort_display())
    if document.land is not None:
        yield document.land.name
    yield from (topic.name for topic in topics)
    if document.legal_form is not None:
        yield document.legal_form.name
    yield from (place.name for place in document.partners.all())
    if document.cooperation is not None and document.cooperation.published_at is not None:
        yield document.cooperation.title


def audience_of(document: Document) -> tuple[str, ...]:
    """Exactly those of ``Document.objects.visible_to``."""
    if document.published_at is not None:
        return (PUBLIC,) if document.access == Access.PUBLIC else (ACTING,)
    owner = {organisation_token(document.owner_id)} if document.owner_id else set()
    return tuple(sorted(desk_tokens(NOUN, document.areas) | owner))


def audiences_of_user(user: Visitor) -> Iterator[str]:
    """Whoever acts for an organisation reads what is for organisations, and so does the desk, which sees drafts too."""
    if is_desk(user) or Organisation.objects.of(user).exists():
        yield ACTING
    yield from desk_audiences(user, NOUN, DESK_PERMISSION)


def sort_names(values: Sequence[str]) -> Mapping[str, str]:
    return {value: str(label) for value, label in DocumentSort.choices if value in values}


def addresses() -> Iterator[str]:
    """For the sitemap: what everybody may read."""
    yield reverse("library:list")
    found = Document.objects.published().filter(access=Access.PUBLIC).order_by("pk")
    for slug in found.values_list("slug", flat=True):
        yield reverse("library:detail", kwargs={"slug": slug})


def register() -> None:
    """Called when the app is ready."""
    searchables.register(DocumentSource())
    searchables.register_facet(Facet("sort", _("Art des Dokuments"), sort_names))
    searchables.register_audience(audiences_of_user)
