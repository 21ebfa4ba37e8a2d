# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What can be searched: each app says it for its own nouns, in ``AppConfig.ready()``; the search knows no noun.

A noun is declared as a :class:`Source` of :class:`Entry` rows. Whoever writes says ``changed(obj)`` inside the
transaction of the write; the index of every node follows the change table in the order of commits.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Final

from allmende.core.content_version import content_changed, current
from allmende.core.models import SearchChange

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Model, QuerySet
    from django.utils.functional import _StrPromise

    User = AbstractBaseUser | AnonymousUser

PUBLIC: Final = "public"
"""The audience everybody belongs to."""

EVERYTHING: Final = ""
"""As a key: every entry of the source; as a source: every source."""


@dataclass(frozen=True, slots=True)
class PageText:
    """One page of a document; ``number`` counts from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found.

    ``audience`` holds who may find it, as tokens (:data:`PUBLIC`, „org:12“, „desk:cooperation:07“); one that matches is
    enough, none means nobody. ``places`` are full ARS of the territories concerned; their Länder and Kreise follow from
    them. ``point`` is (longitude, latitude) in degrees, WGS 84. ``prior`` is how much more likely than others it is
    meant: 1 is normal, 2 is most.
    """

    source: str
    key: str
    title: str
    url: str
    note: str = ""
    """One line that says which it is, shown under the title."""
    names: tuple[str, ...] = ()
    """Other names, each as good as the title: „VG Mendig“, „IKZ Eifel“."""
    keywords: tuple[str, ...] = ()
    """Words that count more than the text: topics, partners, the legal form."""
    text: str = ""
    pages: tuple[PageText, ...] = ()
    audience: tuple[str, ...] = (PUBLIC,)
    places: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    status: str = ""
    legal_form: str = ""
    sort: str = ""
    """The kind within the source, where it has kinds: contract, statute …"""
    year: int | None = None
    point: tuple[float, float] | None = None
    changed_on: dt.date | None = None
    confirmed_on: dt.date | None = None
    prior: float = 1.0

    @property
    def fingerprint(self) -> str:
        """The same text for the same entry, always: by it the index and the database are compared."""
        told = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


class Source(ABC):
    """One noun whose entries are searched. ``key`` names it in addresses, ``order`` is its place among the groups."""

    key: ClassVar[str]
    order: ClassVar[int]
    label: ClassVar[_StrPromise]
    """The heading of its group: „Kooperationen“."""
    label_one: ClassVar[_StrPromise]
    """What one entry is: „Kooperation“."""
    models: ClassVar[tuple[type[Model], ...]] = ()
    """Whose objects ``changed`` takes; the entry's key is the primary key."""
    related: ClassVar[tuple[type[Model], ...]] = ()
    """Whose objects the entries name: when one of them changes, ``related_keys`` says which entries do."""

    @abstractmethod
    def entries(self, keys: Sequence[str] | None = None) -> Iterator[Entry]:
        """The entries with these keys, or all; what is missing is in no index. A fixed number of queries for each
        batch, whatever its size. Entries may be seen by some only (``Entry.audience``), so drafts belong in here too.
        """

    def related_keys(self, obj: Model) -> Iterable[object]:
        """The keys of the entries that name ``obj``, an object of one of the ``related`` models."""
        return ()

    def more_url(self, query: str) -> str:
        """Where a list of this noun takes the same query; empty when there is none."""
        return ""

    def page_url(self, url: str, page: int) -> str:
        """Where page ``page`` of the entry at ``url`` is read."""
        return f"{url}#seite-{page}"


def chosen(rows: QuerySet[Any], keys: Sequence[str] | None) -> QuerySet[Any]:
    """Those of ``rows`` with these primary keys, or all; what is no number is the key of none."""
    return rows if keys is None else rows.filter(pk__in=[key for key in keys if key.isdecimal()])


class ModelSource(Source):
    """A noun of one model: each entry tells one of its ``rows``, by its primary key; ``at_once`` rows are a batch."""

    at_once: ClassVar[int] = 200

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """All of them in a fixed order, with what an entry tells."""

    @abstractmethod
    def entry(self, row: Any, /) -> Entry:
        """What is found of ``row``."""

    def told(self, batch: Sequence[Any], /) -> Iterable[Entry]:
        """The entries of a batch; a source that asks for more of all of them at once does so here."""
        return map(self.entry, batch)

    def entries(self, keys: Sequence[str] | None = None) -> Iterator[Entry]:
        rows = chosen(self.rows(), keys).iterator(chunk_size=self.at_once)
        while batch := list(islice(rows, self.at_once)):
            yield from self.told(batch)


@dataclass(frozen=True, slots=True)
class Facet:
    """How the values of one field of the entries are called on the page.

    ``field`` is one of land, kreis, topic, status, legal_form, sort. ``names`` gives the name of each value it knows.
    """

    field: str
    label: _StrPromise
    names: Callable[[Sequence[str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class FieldWord:
    """A word before a colon that narrows a query: „ort:Mendig“. ``find`` gives what to narrow by, as (field, value).

    Fields are those of :class:`Facet`, „place“ (an ARS of any length; what lies inside counts too) and „year“. Several
    pairs are alternatives. An empty answer means that the value is unknown; the page says so and takes it as a word.
    """

    word: str
    find: Callable[[str], Sequence[tuple[str, str]]]
    example: str


@dataclass(frozen=True, slots=True)
class FoundKeys:
    """The keys of the entries of one source that a text finds, best first."""

    keys: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    """What of the text could not be taken as it was typed, in words of whoever typed it."""
    is_complete: bool = True
    """Everything published has been looked at; a page made of an incomplete answer is not to be kept."""

    @property
    def numbers(self) -> list[int]:
        """The keys of a source whose keys are primary keys."""
        return [int(key) for key in self.keys]


_sources: dict[str, Source] = {}
_facets: dict[str, Facet] = {}
_field_words: dict[str, FieldWord] = {}
_audiences: list[Callable[[Any], Iterable[str]]] = []
_finders: list[Callable[[str, str], FoundKeys]] = []


def register(source: Source) -> None:
    """Make ``source`` part of the search; the same key again replaces the former."""
    _sources[source.key] = source


def register_facet(facet: Facet) -> None:
    _facets[facet.field] = facet


def register_field_word(field_word: FieldWord) -> None:
    _field_words[field_word.word] = field_word


def register_audience(tokens_of: Callable[[Any], Iterable[str]]) -> None:
    """Let ``tokens_of`` say to which audiences a signed-in user belongs."""
    if tokens_of not in _audiences:
        _audiences.append(tokens_of)


def register_finder(finder: Callable[[str, str], FoundKeys]) -> None:
    """Let ``finder`` answer ``find_keys``: the search does, which knows no noun."""
    _finders[:] = [finder]


def find_keys(source_key: str, text: str) -> FoundKeys:
    """Which entries of a source ``text`` finds, for the text filter of a list: words as in the search, all of them.

    Field words, quotes and minus work as there. It never raises for what was typed. Nobody's audience is asked for:
    the answer may hold keys of drafts, so it only narrows what the asking person may see (``visible_to``).
    """
    for finder in _finders:
        return finder(source_key, text)
    return FoundKeys(is_complete=False)


def sources() -> tuple[Source, ...]:
    """Every source, in the order of the result page."""
    return tuple(sorted(_sources.values(), key=lambda source: (source.order, source.key)))


def source(key: str) -> Source:
    """Raises KeyError for a key nobody has registered."""
    return _sources[key]


def facets() -> Mapping[str, Facet]:
    return _facets


def field_words() -> Mapping[str, FieldWord]:
    return _field_words


def audiences_of(user: User) -> tuple[str, ...]:
    """The audiences ``user`` belongs to; for visitors without an account only the public, without a query."""
    if not user.is_authenticated or not user.is_active:
        return (PUBLIC,)
    return tuple(sorted({PUBLIC, *(token for tokens_of in _audiences for token in tokens_of(user))}))


def changed(*objects: Model) -> None:
    """Say that ``objects`` have changed, appeared or gone. Call it inside the transaction of the write.

    It raises the content version too, so that pages and index follow the same counter. Raises KeyError for an object
    that no source knows.
    """
    rows = []
    for obj in objects:
        own = [found for found in _sources.values() if isinstance(obj, found.models)]
        naming = [found for found in _sources.values() if isinstance(obj, found.related)]
        if not own and not naming:
            raise KeyError(type(obj).__name__)
        rows += [(found.key, str(obj.pk)) for found in own]
        rows += [(found.key, str(key)) for found in naming for key in found.related_keys(obj)]
    _note(rows)


def changed_keys(source_key: str, keys: Iterable[Any] = (EVERYTHING,)) -> None:
    """The same for entries named by their keys; without keys for all entries of the source."""
    _note([(source_key, str(key)) for key in keys])


def everything_changed() -> None:
    """Say that any entry may have changed: after an import of the register, after a person was erased.

    The index is built anew beside the old one, so that nothing of the old one stays on the disk.
    """
    _note([(EVERYTHING, EVERYTHING)])


def _note(rows: list[tuple[str, str]]) -> None:
    content_changed()
    number = current()
    told = [SearchChange(number=number, source=name, key=key) for name, key in dict.fromkeys(rows)]
    SearchChange.objects.bulk_create(told, batch_size=500)
