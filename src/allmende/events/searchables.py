# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Events as the search of the portal knows them, and their addresses for the sitemap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from allmende.accounts.models import Organisation
from allmende.accounts.rules import DESK_PERMISSION
from allmende.accounts.searchables import desk_audiences, desk_tokens, organisation_token
from allmende.cooperation.models import Topic
from allmende.core import searchables
from allmende.core.searchables import PUBLIC, Entry, ModelSource
from allmende.events.models import Event, Session, Venue
from allmende.events.session_times import first_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import Model, QuerySet

    from allmende.accounts.rules import Visitor

SOURCE: Final = "veranstaltungen"
NOUN: Final = "event"
NOTED_DATES: Final = 3
"""Dates named under the title."""


class EventSource(ModelSource):
    """Events by title, texts, speakers, topics and places. The addresses of online sessions are in no index."""

    key: ClassVar = SOURCE
    order: ClassVar = 25
    label: ClassVar = _("Veranstaltungen")
    label_one: ClassVar = _("Veranstaltung")
    models: ClassVar = (Event,)
    related: ClassVar = (Organisation, Topic, Session, Venue)

    def rows(self) -> QuerySet[Any]:
        sessions = Session.objects.select_related("venue__territory").order_by("starts_at", "pk")
        return (
            Event.objects.select_related("land", "organiser")
            .prefetch_related(
                "speakers",
                Prefetch("topics", Topic.objects.select_related("parent")),
                Prefetch("sessions", sessions),
            )
            .order_by("pk")
        )

    def related_keys(self, obj: Model) -> Iterable[object]:
        if isinstance(obj, Session):
            return [obj.event_id]
        rows = Event.objects.order_by("pk").values_list("pk", flat=True)
        if isinstance(obj, Organisation):
            return set(rows.filter(organiser=obj))
        if isinstance(obj, Venue):
            return set(rows.filter(sessions__venue=obj))
        return {*rows.filter(topics=obj.pk), *rows.filter(topics__parent=obj.pk)}

    def more_url(self, query: str) -> str:
        return reverse("events:list", query={"q": query})

    def entry(self, event: Event, /) -> Entry:
        sessions = list(event.sessions.all())
        topics = {topic.slug: topic for found in event.topics.all() for topic in (found, found.parent) if topic}
        venues = [session.venue for session in sessions if session.venue is not None]
        places = {venue.territory.ars: venue.territory for venue in venues if venue.territory is not None}
        own = {event.land.ars} if event.land else set()
        texts = (event.summary, event.description, event.target_group, event.bring, event.dates_note)
        return Entry(
            source=self.key,
            key=str(event.pk),
            title=event.title,
            url=event.get_absolute_url(),
            note=note_of(event, sessions),
            keywords=tuple(dict.fromkeys(word for word in _keywords(event, topics.values(), venues) if word)),
            text="\n".join(text for text in texts if text),
            audience=audience_of(event),
            places=tuple(sorted({*places, *own})),
            topics=tuple(sorted(topics)),
            year=first_day(sessions[0]).year if sessions else event.year,
            point=next((place.point for place in places.values()), None),
            changed_on=event.updated_at.date(),
        )


def note_of(event: Event, sessions: Sequence[Session]) -> str:
    """One line in the language of the portal, whoever asks: kind, dates and towns, what is not known left out."""
    with override(settings.LANGUAGE_CODE):
        dates = [_date_and_town(session) for session in sessions[:NOTED_DATES]]
        told = ", ".join(dates) + (" …" if len(sessions) > NOTED_DATES else "")
        return ", ".join(part for part in (str(event.get_kind_display()), told or event.dates_note) if part)


def _date_and_town(session: Session) -> str:
    day = date_format(first_day(session), "DATE_FORMAT")
    return f"{day} {session.venue.city}" if session.venue else day


def _keywords(event: Event, topics: Iterable[Topic], venues: Iterable[Venue]) -> Iterator[str]:
    with override(settings.LANGUAGE_CODE):
        yield str(event.get_kind_display())
    for speaker in event.speakers.all():
        yield speaker.name
        yield speaker.institution
    yield from (topic.name for topic in topics)
    for venue in venues:
        yield venue.city
        yield venue.name
    yield event.organiser.name
    if event.land is not None:
        yield event.land.name


def audience_of(event: Event) -> tuple[str, ...]:
    """Exactly those of ``Event.objects.visible_to``: everybody, or who leads it as long as it is a draft."""
    if event.is_public:
        return (PUBLIC,)
    return tuple(sorted(desk_tokens(NOUN, event.areas) | {organisation_token(event.organiser_id)}))


def audiences_of_user(user: Visitor) -> Iterable[str]:
    """The desk sees drafts of its areas."""
    return desk_audiences(user, NOUN, DESK_PERMISSION)


def addresses() -> Iterator[str]:
    """For the sitemap: what everybody may read."""
    yield reverse("events:list")
    for slug in Event.objects.published().order_by("pk").values_list("slug", flat=True):
        yield reverse("events:detail", kwargs={"slug": slug})


def register() -> None:
    """Called when the app is ready."""
    searchables.register(EventSource())
    searchables.register_audience(audiences_of_user)
