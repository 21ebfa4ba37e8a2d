# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Cooperations, alliances and topics as the search of the portal knows them."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation
from allmende.accounts.searchables import desk_audiences, desk_tokens, organisation_token
from allmende.cooperation.cards import lead_first, partner_name
from allmende.cooperation.models import Alliance, Cooperation, Participation, Status, Topic
from allmende.core import searchables
from allmende.core.searchables import PUBLIC, Entry, Facet, FieldWord, ModelSource
from allmende.territory.naming import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.db.models import Model, QuerySet

    from allmende.accounts.rules import Visitor

    Subject = Cooperation | Alliance

NAMED = 3
"""Partners named under the title, so that two of one title can be told apart."""


def in_brief(participations: Iterable[Participation]) -> str:
    """The first partners, the lead before the others."""
    names = [partner_name(part) for part in lead_first(participations)]
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")


class UndertakingSource(ModelSource):
    """What cooperations and alliances have in common: partners, places, owner, who sees a draft."""

    model: ClassVar[type[Any]]

    def rows(self) -> QuerySet[Any]:
        parts = Participation.objects.in_order()
        found = self.model.objects.select_related("legal_form", "owner__territory")
        rows: QuerySet[Any] = found.prefetch_related(Prefetch("participations", parts)).order_by("pk")
        return rows

    def related_keys(self, obj: Model) -> Iterable[object]:
        """An organisation is named as owner or partner, a topic or alliance as what it belongs to."""
        rows = self.model.objects.order_by("pk").values_list("pk", flat=True)
        if isinstance(obj, Organisation):
            return {*rows.filter(owner=obj), *rows.filter(participations__organisation=obj)}
        return set()

    def entry(self, subject: Any, /) -> Entry:
        participations = list(subject.participations.all())
        places = {part.territory.ars: part.territory for part in participations if part.territory is not None}
        lead = next((part.territory for part in participations if part.territory is not None), None)
        return Entry(
            source=self.key,
            key=str(subject.pk),
            title=subject.title,
            url=subject.get_absolute_url(),
            note=in_brief(participations),
            keywords=tuple(dict.fromkeys(word for word in self.keywords(subject, participations) if word)),
            text="\n".join(text for text in self.texts(subject) if text),
            audience=self.audience(subject, participations),
            places=tuple(sorted(places)),
            topics=self.topics(subject),
            status=getattr(subject, "status", ""),
            legal_form=subject.legal_form.family if subject.legal_form else "",
            year=(began.year if (began := self.began(subject)) else None),
            point=lead.point if lead else None,
            changed_on=subject.updated_at.date(),
            confirmed_on=subject.confirmed_on,
        )

    def audience(self, subject: Subject, participations: Sequence[Participation]) -> tuple[str, ...]:
        """Exactly those of ``visible_to``: everybody, or owner and desk as long as it is a draft."""
        if subject.published_at is not None:
            return (PUBLIC,)
        places = {part.territory.ars for part in participations if part.territory is not None}
        for organisation in (subject.owner, *(part.organisation for part in participations)):
            if organisation is not None and organisation.territory is not None:
                places.add(organisation.territory.ars)
        owner = {organisation_token(subject.owner_id)} if subject.owner_id else set()
        return tuple(sorted(desk_tokens(str(self.model._meta.model_name), places) | owner))

    def keywords(self, subject: Any, participations: Sequence[Participation]) -> Iterator[str]:
        yield from (partner_name(part) for part in participations)
        yield from (part.stated_name for part in participations)
        if subject.legal_form:
            yield subject.legal_form.name

    def texts(self, subject: Any) -> Iterator[str]:
        yield subject.summary
        yield subject.legal_form_note

    def topics(self, subject: Any) -> tuple[str, ...]:
        return ()

    @abstractmethod
    def began(self, subject: Any) -> dt.date | None:
        """The day whose year it is listed under."""


class CooperationSource(UndertakingSource):
    """Cooperations by title, texts, topics, partners and alliance."""

    key: ClassVar = "kooperationen"
    order: ClassVar = 10
    label: ClassVar = _("Kooperationen")
    label_one: ClassVar = _("Kooperation")
    models: ClassVar = (Cooperation,)
    model: ClassVar = Cooperation
    related: ClassVar = (Organisation, Topic, Alliance)

    def rows(self) -> QuerySet[Any]:
        return (
            super()
            .rows()
            .select_related("legal_form", "owner__territory", "alliance")
            .prefetch_related(Prefetch("topics", Topic.objects.select_related("parent")))
        )

    def related_keys(self, obj: Model) -> Iterable[object]:
        rows = Cooperation.objects.order_by("pk").values_list("pk", flat=True)
        if isinstance(obj, Topic):
            return {*rows.filter(topics=obj), *rows.filter(topics__parent=obj)}
        if isinstance(obj, Alliance):
            return set(rows.filter(alliance=obj))
        return super().related_keys(obj)

    def keywords(self, subject: Any, participations: Sequence[Participation]) -> Iterator[str]:
        for topic in subject.topics.all():
            yield topic.name
            if topic.parent:
                yield topic.parent.name
        yield from super().keywords(subject, participations)
        if subject.alliance is not None and subject.alliance.published_at is not None:
            yield subject.alliance.title

    def texts(self, subject: Any) -> Iterator[str]:
        yield from super().texts(subject)
        for name in ("tasks", "what_worked", "what_did_not", "transferability", "end_reason", "status_note"):
            yield getattr(subject, name)

    def topics(self, subject: Any) -> tuple[str, ...]:
        found = {topic.slug for topic in subject.topics.all()}
        return tuple(sorted(found | {topic.parent.slug for topic in subject.topics.all() if topic.parent}))

    def began(self, subject: Any) -> dt.date | None:
        found: dt.date | None = subject.starts_on
        return found

    def more_url(self, query: str) -> str:
        return reverse("cooperation:list", query={"q": query})


class AllianceSource(UndertakingSource):
    """Alliances by name, description and members."""

    key: ClassVar = "verbuende"
    order: ClassVar = 15
    label: ClassVar = _("Kooperationsverbünde")
    label_one: ClassVar = _("Kooperationsverbund")
    models: ClassVar = (Alliance,)
    model: ClassVar = Alliance
    related: ClassVar = (Organisation,)

    def texts(self, subject: Any) -> Iterator[str]:
        yield from super().texts(subject)
        yield subject.description
        yield subject.end_reason

    def began(self, subject: Any) -> dt.date | None:
        found: dt.date | None = subject.founded_on
        return found

    def more_url(self, query: str) -> str:
        return reverse("cooperation:alliance_list")


class TopicSource(ModelSource):
    """Topics by name, each leading to its cooperations."""

    key: ClassVar = "themen"
    order: ClassVar = 12
    label: ClassVar = _("Themen")
    label_one: ClassVar = _("Thema")
    models: ClassVar = (Topic,)
    related: ClassVar = (Topic,)

    def rows(self) -> QuerySet[Any]:
        return Topic.objects.select_related("parent").order_by("pk")

    def entry(self, topic: Topic, /) -> Entry:
        above = topic.parent
        return Entry(
            source=self.key,
            key=str(topic.pk),
            title=topic.name,
            url=topic.get_absolute_url(),
            note=above.name if above else "",
            text=topic.description,
            topics=(topic.slug, above.slug) if above else (topic.slug,),
        )

    def related_keys(self, obj: Model) -> Iterable[object]:
        """A main area is named by its sub-topics."""
        return Topic.objects.filter(parent=obj.pk).order_by("pk").values_list("pk", flat=True)


def topic_names(values: Sequence[str]) -> Mapping[str, str]:
    return dict(Topic.objects.filter(slug__in=values).order_by("pk").values_list("slug", "name"))


def status_names(values: Sequence[str]) -> Mapping[str, str]:
    return {value: str(label) for value, label in Status.choices if value in values}


def find_topic(text: str) -> list[tuple[str, str]]:
    wanted = fold(text)
    rows = Topic.objects.order_by("pk").values_list("slug", "name")
    return [("topic", slug) for slug, name in rows if wanted and wanted in fold(name)]


def find_status(text: str) -> list[tuple[str, str]]:
    wanted = fold(text)
    return [("status", value) for value, label in Status.choices if wanted and fold(str(label)).startswith(wanted)]


def desk_of(user: Visitor) -> Iterator[str]:
    """The desk sees drafts of its areas."""
    for noun in ("cooperation", "alliance"):
        yield from desk_audiences(user, noun, f"cooperation.change_{noun}")


def register() -> None:
    """Called when the app is ready."""
    searchables.register(CooperationSource())
    searchables.register(AllianceSource())
    searchables.register(TopicSource())
    searchables.register_facet(Facet("topic", _("Thema"), topic_names))
    searchables.register_facet(Facet("status", _("Status"), status_names))
    searchables.register_field_word(FieldWord("thema", find_topic, "thema:Standesamt"))
    searchables.register_field_word(FieldWord("status", find_status, "status:läuft"))
    searchables.register_audience(desk_of)
