# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Kinds: what can be sent in, hinted at and cared for. Each upper app registers its own in ``AppConfig.ready()``.

Moderation knows no noun; it asks the kind for forms, words, and the writing itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError

from allmende.accounts.rules import desk_areas

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.utils.datastructures import MultiValueDict
    from django.utils.functional import _StrPromise

    from allmende.accounts.models import Organisation, User
    from allmende.moderation.contents import Content
    from allmende.moderation.models import Change
    from allmende.territory.models import Territory


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the forms: which parts (fields, sections) are on it. ``key`` is its word in the address, in German;
    it is none of the words that drafts use themselves („einreichen“, „anlagen“ …, see ``draft_urls``).
    """

    key: str
    label: _StrPromise
    parts: tuple[str, ...]
    help: _StrPromise | str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a content from being submitted: something missing, or something wrong."""

    part: str
    label: str
    text: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class PartText:
    """One part of an object in plain words, as a list of lines; empty lines mean that nothing is stated."""

    part: str
    label: str
    lines: tuple[str, ...] = ()


@dataclass(slots=True)
class StepPage:
    """The forms of one step, bound or not: a main form with the fields and a formset for each section."""

    step: Step
    form: Any
    sections: list[tuple[str, Any, Any]] = field(default_factory=list)
    """(part, label, formset)"""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a kind has to say about a content beside its parts: a template, and what it shows."""

    template: str
    about: Any


class Kind(ABC):
    """One noun that organisations may send in. Objects have ``owner`` (Organisation or None) and ``title``."""

    name: ClassVar[str]
    label: ClassVar[_StrPromise]
    label_plural: ClassVar[_StrPromise]
    label_new: ClassVar[_StrPromise]
    """„Neue Kooperation“: the heading of a new one."""
    about: ClassVar[_StrPromise]
    """One sentence for the page where a kind is chosen."""
    steps: ClassVar[tuple[Step, ...]]
    order: ClassVar[int] = 50
    """Where it stands when a kind is chosen (small first)."""

    model: ClassVar[type[Any]]

    # What is there

    @abstractmethod
    def published(self) -> QuerySet[Any]:
        """The objects the public sees."""

    @abstractmethod
    def object_at(self, path: str) -> Model | None:
        """The published object whose page has this path, so that a hint knows what it is about."""

    def concerns(self, obj: Any, organisation: Organisation) -> bool:
        """Whether ``organisation`` takes part in ``obj``, so that it may suggest changes while nobody owns it."""
        return False

    def object_of(self, key: int | None) -> Any | None:
        """The object with this primary key, published or not."""
        return None if key is None else self.model.objects.filter(pk=key).first()

    # Forms

    def parts(self) -> list[str]:
        """All that is asked for, in the order of the steps."""
        return [part for step in self.steps for part in step.parts]

    @abstractmethod
    def content_of(self, obj: Any) -> Content:
        """What somebody would have typed to enter ``obj`` as it is."""

    def begin(self, organisation: Organisation) -> Content:
        """What a new one begins with."""
        return {"fields": {}, "rows": {}}

    @abstractmethod
    def page(self, step: Step, content: Content, *, obj: Any | None, data: QueryDict | None = None) -> StepPage:
        """The forms of one step showing ``content``, or bound to ``data`` as it was posted."""

    @abstractmethod
    def typed(self, step: Step, content: Content, data: QueryDict) -> Content:
        """``content`` with what ``data`` says for the parts of ``step``; nothing else is taken from ``data``."""

    def kept(
        self, step: Step, data: QueryDict, files: MultiValueDict[str, UploadedFile[bytes]], *, change: Change, by: User
    ) -> tuple[QueryDict, dict[str, list[str]]]:
        """Keep the files that were handed in with ``data``, before ``typed`` is asked; here no file is taken.

        Returns ``data`` in which each file stands as ``typed`` takes it, and what is wrong with others, by part.
        """
        return data, {}

    def beside(self, content: Content, *, obj: Any | None, user: User) -> Beside | None:
        """What author and desk (``user``) must know of ``content`` beside its parts; here nothing."""
        return None

    @abstractmethod
    def problems(self, content: Content, *, obj: Any | None) -> list[Problem]:
        """All that keeps ``content`` from being submitted, in the order of the steps; empty when it is ready."""

    def in_order(self, problems: Iterable[Problem]) -> list[Problem]:
        """By the order of the steps; what belongs to no part comes last."""
        order = {part: number for number, part in enumerate(self.parts())}
        return sorted(problems, key=lambda problem: order.get(problem.part, len(order)))

    def require_ready(self, content: Content, *, obj: Any | None) -> None:
        """Raise ValidationError with all ``problems`` of ``content``."""
        if found := self.problems(content, obj=obj):
            raise ValidationError([f"{problem.label}: {problem.text}" for problem in found])

    # Words

    def title_of(self, content: Content) -> str:
        return str(content["fields"].get("title") or "")

    @abstractmethod
    def places_of(self, content: Content) -> list[Territory]:
        """The territories it concerns, as far as they can be told already."""

    @abstractmethod
    def in_words(self, obj: Any) -> list[PartText]:
        """Every part of ``obj`` in plain words, also the empty ones, in the order of the steps."""

    def public_words(self, obj: Any) -> list[PartText]:
        """``in_words`` for everybody: nothing in it that the public page does not say, no name of a draft."""
        return self.in_words(obj)

    # Publishing

    @abstractmethod
    def publish(self, content: Content, *, obj: Any | None, organisation: Organisation, by: User | None) -> Any:
        """Make ``obj`` (or a new object, owned by ``organisation``) what ``content`` says, and public.

        Runs in the caller's transaction, writes audit rows, raises the content version. Raises ValidationError when
        ``content`` has problems.
        """

    @abstractmethod
    def preview(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """The public page of ``obj`` as visitors would see it. Called inside a transaction that is rolled back."""

    # Care

    def is_cared_for(self) -> bool:
        """Whether owners are asked from time to time if it is still right."""
        return False

    def last_confirmed(self, obj: Any) -> dt.date | None:
        """When somebody last said that everything is right; the day of publication counts too."""
        return None

    def due(self, day: dt.date) -> QuerySet[Any]:
        """The published ones that were last confirmed before ``day``, or never."""
        return self.published().none()

    def confirm(self, obj: Any, *, by: User | None, organisation: Organisation | None = None) -> None:
        """Say that everything is still right today. Raises PermissionDenied, here always: it is not cared for."""
        raise PermissionDenied

    def may_confirm(self, user: User, obj: Any) -> bool:
        """Whether ``user`` may say so."""
        return False

    def set_owner(self, obj: Any, organisation: Organisation | None, *, by: User | None) -> None:
        """Say who keeps ``obj`` from now on. Raises PermissionDenied, here always."""
        raise PermissionDenied

    def mark_unconfirmed(self, obj: Any, since: dt.date | None) -> None:
        """Show or take away the mark „seit … nicht bestätigt“; what is not cared for bears none."""
        return

    def for_desk(self, user: User, *, land: str = "") -> QuerySet[Any]:
        """The published ones that a desk user answers for; with ``land`` (two digits) only those of one Land."""
        return self.published().none() if land or desk_areas(user) else self.published()

    def areas_of(self, obj: Any) -> list[str]:
        """ARS of the territories that ``obj`` concerns, by which its desk is found; empty: nowhere in particular."""
        return []

    def facts_of(self, obj: Any) -> list[tuple[str, str]]:
        """A few facts by which somebody sees at once whether ``obj`` is still right: (label, value)."""
        return []

    def with_links(self) -> QuerySet[Any]:
        """The published ones with what ``links`` reads, in a fixed number of queries."""
        return self.published()

    def links(self, obj: Any) -> Iterable[tuple[str, str]]:
        """Outside addresses that ``obj`` names: (address, where)."""
        return ()


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let organisations send in this kind; the same name again replaces the former one."""
    _kinds[kind.name] = kind


def all_kinds() -> Sequence[Kind]:
    """In the order in which they are offered."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def kind(name: str) -> Kind:
    """Raises KeyError for a name nobody has registered."""
    return _kinds[name]


def at(path: str) -> tuple[Kind, Any] | None:
    """The kind and object whose public page has this path."""
    for candidate in _kinds.values():
        found = candidate.object_at(path)
        if found is not None:
            return candidate, found
    return None
