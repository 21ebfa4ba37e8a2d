# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Editorial pages, questions and announcements as the search of the portal knows them."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation
from allmende.accounts.searchables import desk_audiences, desk_tokens, organisation_token
from allmende.content.models import Announcement, FaqPage, FaqQuestion, LegalPage, NewsPage, StandardPage
from allmende.cooperation.models import Topic
from allmende.core import searchables
from allmende.core.searchables import PUBLIC, Entry, ModelSource, Source, chosen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import Model, QuerySet

    from allmende.accounts.rules import Visitor
    from allmende.content.models.page import PortalPage

PAGES = (StandardPage, NewsPage, FaqPage, LegalPage)
LONGEST_NOTE = 140


def _note(lead: str) -> str:
    return lead if len(lead) <= LONGEST_NOTE else f"{lead[: LONGEST_NOTE - 1].rsplit(' ', 1)[0]} …"


def plain(html: str) -> str:
    """The words of ``html``; tags part words, entities are resolved."""
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


class PageSource(Source):
    """Published pages and news."""

    key: ClassVar = "seiten"
    order: ClassVar = 40
    label: ClassVar = _("Seiten")
    label_one: ClassVar = _("Seite")
    models: ClassVar = PAGES

    def entries(self, keys: Sequence[str] | None = None) -> Iterator[Entry]:
        for model in PAGES:
            yield from map(self._entry, chosen(model.objects.live().order_by("pk"), keys))

    def _entry(self, page: PortalPage) -> Entry:
        return Entry(
            source=self.key,
            key=str(page.pk),
            title=page.title,
            url=page.get_url() or "",
            note=_note(page.lead),
            text="\n".join([page.lead, *(plain(str(part)) for part in page.searchable_parts() if part)]),
            changed_on=page.last_published_at.date() if page.last_published_at else None,
        )


class QuestionSource(ModelSource):
    """Questions of published groups, each leading straight to its answer."""

    key: ClassVar = "fragen"
    order: ClassVar = 50
    label: ClassVar = _("Fragen und Antworten")
    label_one: ClassVar = _("Frage")
    models: ClassVar = (FaqQuestion,)

    def rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = FaqQuestion.objects.filter(page__live=True).select_related("page").order_by("pk")
        return rows

    def entry(self, item: FaqQuestion, /) -> Entry:
        return Entry(
            source=self.key,
            key=str(item.pk),
            title=item.question,
            url=f"{item.page.get_url()}#{item.anchor}",
            note=item.page.title,
            text=plain(item.answer),
        )


class AnnouncementSource(ModelSource):
    """News and events that municipalities publish themselves."""

    key: ClassVar = "meldungen"
    order: ClassVar = 30
    label: ClassVar = _("Aus den Kommunen")
    label_one: ClassVar = _("Meldung")
    models: ClassVar = (Announcement,)
    related: ClassVar = (Organisation, Topic)

    def rows(self) -> QuerySet[Any]:
        return Announcement.objects.select_related("owner__territory").prefetch_related("topics__parent").order_by("pk")

    def related_keys(self, obj: Model) -> Iterable[object]:
        rows = Announcement.objects.order_by("pk").values_list("pk", flat=True)
        if isinstance(obj, Organisation):
            return set(rows.filter(owner=obj))
        return {*rows.filter(topics=obj.pk), *rows.filter(topics__parent=obj.pk)}

    def entry(self, item: Announcement, /) -> Entry:
        place = item.owner.territory
        topics = [*item.topics.all(), *(topic.parent for topic in item.topics.all() if topic.parent)]
        return Entry(
            source=self.key,
            key=str(item.pk),
            title=item.title,
            url=item.get_absolute_url(),
            note=f"{item.owner.name} · {date_format(item.dated_on)}",
            keywords=tuple(dict.fromkeys([item.owner.name, item.place, *(topic.name for topic in topics)])),
            text="\n".join(text for text in (item.lead, item.text) if text),
            audience=self._audience(item),
            places=(place.ars,) if place else (),
            topics=tuple(sorted({topic.slug for topic in topics})),
            sort=item.sort,
            year=item.dated_on.year,
            point=place.point if place else None,
            changed_on=item.dated_on,
        )

    def _audience(self, item: Announcement) -> tuple[str, ...]:
        """Exactly those of ``visible_to``."""
        if item.published_at is not None:
            return (PUBLIC,)
        places = [item.owner.territory.ars] if item.owner.territory else []
        return tuple(sorted({organisation_token(item.owner_id), *desk_tokens("announcement", places)}))


def desk_of(user: Visitor) -> Iterable[str]:
    """The desk of the area sees what was withdrawn."""
    return desk_audiences(user, "announcement", "content.change_announcement")


def register() -> None:
    """Called when the app is ready."""
    searchables.register(PageSource())
    searchables.register(QuestionSource())
    searchables.register(AnnouncementSource())
    searchables.register_audience(desk_of)
