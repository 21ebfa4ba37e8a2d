# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Programmes and directives as the search of the portal knows them, and their addresses for the sitemap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from allmende.accounts.rules import is_desk
from allmende.cooperation.models import Topic
from allmende.core import searchables
from allmende.core.searchables import PUBLIC, Entry, ModelSource
from allmende.funding.models import Directive, DirectiveState, ProgrammeProfile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Model, QuerySet

    from allmende.accounts.rules import Visitor

PROGRAMMES: Final = "foerderprogramme"
DIRECTIVES: Final = "foerderrichtlinien"
DESK: Final = "funding:desk"
"""The audience of the whole desk: it sees every draft, whatever its area."""
TOLD: Final = frozenset({"title", "note", "summary", "applicants", "funding_type", "exceedable"})
"""What of a directive file is text for people."""


class ProgrammeSource(ModelSource):
    """Programmes by name, what they say, who gives, topics and Land."""

    key: ClassVar = PROGRAMMES
    order: ClassVar = 27
    label: ClassVar = _("Förderprogramme")
    label_one: ClassVar = _("Förderprogramm")
    models: ClassVar = (ProgrammeProfile,)
    related: ClassVar = (Topic,)

    def rows(self) -> QuerySet[Any]:
        rows = ProgrammeProfile.objects.select_related("programme__land").order_by("pk")
        return rows.prefetch_related(Prefetch("topics", Topic.objects.select_related("parent")))

    def related_keys(self, obj: Model) -> Iterable[object]:
        rows = ProgrammeProfile.objects.order_by("pk").values_list("pk", flat=True)
        return {*rows.filter(topics=obj.pk), *rows.filter(topics__parent=obj.pk)}

    def more_url(self, query: str) -> str:
        return reverse("funding:finder", query={"q": query})

    def entry(self, profile: ProgrammeProfile, /) -> Entry:
        programme = profile.programme
        topics = {topic.slug: topic for found in profile.topics.all() for topic in (found, found.parent) if topic}
        land = [programme.land] if programme.land else []
        words = [programme.funder, profile.authority, *(unit.name for unit in land)]
        texts = (profile.summary, programme.description, profile.applicants, profile.amount_text, profile.how_to_apply)
        with override(settings.LANGUAGE_CODE):
            whose = programme.land.name if programme.land else str(profile.get_scope_display())
        return Entry(
            source=self.key,
            key=str(profile.pk),
            title=programme.name,
            url=profile.get_absolute_url(),
            note=whose,
            keywords=_distinct([*words, *(topic.name for topic in topics.values())]),
            text="\n".join(text for text in texts if text),
            audience=(PUBLIC,) if profile.is_published else (DESK,),
            places=tuple(unit.ars for unit in land),
            topics=tuple(sorted(topics)),
            changed_on=profile.updated_at.date(),
        )


class DirectiveSource(ModelSource):
    """Versions of directives by title, programme, and what their rules say."""

    key: ClassVar = DIRECTIVES
    order: ClassVar = 28
    label: ClassVar = _("Förderrichtlinien")
    label_one: ClassVar = _("Förderrichtlinie")
    models: ClassVar = (Directive,)
    related: ClassVar = (ProgrammeProfile,)

    def rows(self) -> QuerySet[Any]:
        return Directive.objects.select_related("profile__programme__land").order_by("pk")

    def related_keys(self, obj: Model) -> Iterable[object]:
        return Directive.objects.filter(profile=obj.pk).order_by("pk").values_list("pk", flat=True)

    def entry(self, directive: Directive, /) -> Entry:
        programme = directive.profile.programme
        is_public = directive.state == DirectiveState.RELEASED and directive.profile.is_published
        return Entry(
            source=self.key,
            key=str(directive.pk),
            title=directive.title,
            url=directive.get_absolute_url(),
            note=_note(directive),
            keywords=_distinct([programme.name, programme.funder, programme.land.name if programme.land else ""]),
            text="\n".join(dict.fromkeys(_texts(directive.content))),
            audience=(PUBLIC,) if is_public else (DESK,),
            places=(programme.land.ars,) if programme.land else (),
            year=directive.valid_from.year if directive.valid_from else None,
            changed_on=directive.updated_at.date(),
        )


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


def _note(directive: Directive) -> str:
    """One line in the language of the portal, whoever asks: the programme, and from when the version applies."""
    with override(settings.LANGUAGE_CODE):
        parts = [directive.profile.programme.name]
        if directive.valid_from:
            parts.append(gettext("gilt ab %(day)s") % {"day": date_format(directive.valid_from, "DATE_FORMAT")})
        return ", ".join(parts)


def _texts(content: Any) -> Iterator[str]:
    """Every text for people in a directive file; test cases are none."""
    if isinstance(content, list):
        for item in content:
            yield from _texts(item)
    elif isinstance(content, dict):
        for key, value in content.items():
            if key in TOLD and isinstance(value, str) and value:
                yield value
            elif key != "cases":
                yield from _texts(value)


def audiences_of_user(user: Visitor) -> Iterator[str]:
    """Exactly as ``visible_to``: the desk sees all."""
    if is_desk(user):
        yield DESK


def addresses() -> Iterator[str]:
    """For the sitemap: what everybody may read."""
    yield reverse("funding:finder")
    yield reverse("funding:check")
    published = ProgrammeProfile.objects.filter(is_published=True).order_by("pk")
    for slug in published.values_list("programme__slug", flat=True):
        yield reverse("funding:programme", kwargs={"slug": slug})
    released = Directive.objects.released().order_by("pk")
    for slug, key in released.values_list("profile__programme__slug", "key"):
        yield reverse("funding:directive", kwargs={"slug": slug, "key": key})


def register() -> None:
    """Called when the app is ready."""
    searchables.register(ProgrammeSource())
    searchables.register(DirectiveSource())
    searchables.register_audience(audiences_of_user)
