# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A noun to search for in tests of the index: plain rows of a table that any process can read and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import transaction

from allmende.core import searchables
from allmende.core.models import LoadedData
from allmende.core.searchables import PUBLIC, Entry, PageText, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HIDDEN = "hidden "
"""A text that begins so is for nobody but „org:1“."""
FAILING = "failing"
"""The source fails over a note with this text."""


class Notes(Source):
    key: ClassVar = "notes"
    order: ClassVar = 999
    label: ClassVar = "Notizen"  # type: ignore[assignment]
    label_one: ClassVar = "Notiz"  # type: ignore[assignment]
    models: ClassVar = (LoadedData,)

    def entries(self, keys: Sequence[str] | None = None) -> Iterator[Entry]:
        rows = LoadedData.objects.order_by("pk")
        rows = rows if keys is None else rows.filter(pk__in=list(keys))
        for title, text in rows.values_list("pk", "version"):
            if text == FAILING:
                raise ValueError(text)
            audience = ("org:1",) if text.startswith(HIDDEN) else (PUBLIC,)
            pages = (PageText(1, text),) if text.startswith("page") else ()
            yield Entry(self.key, title, title, f"/{title}/", text=text, audience=audience, pages=pages)


def register() -> None:
    searchables.register(Notes())


def unregister() -> None:
    searchables._sources.pop(Notes.key, None)


def publish(*titles: str, text: str = "Text") -> None:
    """Write notes, or write them anew."""
    with transaction.atomic():
        for title in titles:
            note, _ = LoadedData.objects.update_or_create(pk=title, defaults={"version": text})
            searchables.changed(note)


def withdraw(title: str) -> None:
    with transaction.atomic():
        note = LoadedData.objects.get(pk=title)
        searchables.changed(note)
        note.delete()
