# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The sweep: takes a person out of every text of the database, so that no new column can be forgotten.

It goes over the text, JSON and file columns of all models of all installed apps. Left out are those that apps have
listed as references (``personal_data.register_references``), and columns whose values are codes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from allmende.core import personal_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allmende.core.personal_data import Touched
    from allmende.core.traces import Traces

TEXT: Final = {"CharField", "TextField", "EmailField", "SlugField", "URLField", "FileField", "FilePathField"}
JSON: Final = "JSONField"
Field = models.Field[Any, Any]


def sweep(traces: Traces, *, in_shared: Traces) -> Touched:
    """Replace the traces everywhere, and ``in_shared`` in published texts. Call it inside a transaction.

    Returns the keys of the rows touched, by model.
    """
    touched: dict[type[models.Model], set[Any]] = defaultdict(set)
    for model in swept_models():
        wanted = in_shared if personal_data.is_shared(model) else traces
        for key, changed in list(_changes(model, wanted)):
            model._meta.base_manager.filter(pk=key).update(**changed)
            touched[model].add(key)
    return dict(touched)


def scrub(rows: models.QuerySet[Any], traces: Traces) -> int:
    """Replace the traces in these rows alone; returns in how many."""
    changes = list(_changes(rows.model, traces, keys=rows.order_by().values("pk")))
    for key, changed in changes:
        rows.model._meta.base_manager.filter(pk=key).update(**changed)
    return len(changes)


def places(traces: Traces, *, only_shared: bool = False) -> dict[type[models.Model], int]:
    """In how many rows of which models the traces stand; changes nothing."""
    wanted = [model for model in swept_models() if personal_data.is_shared(model) or not only_shared]
    found = {model: sum(1 for _row in _changes(model, traces, is_look=True)) for model in wanted}
    return {model: number for model, number in found.items() if number}


def swept_models() -> Iterator[type[models.Model]]:
    """Every table of every installed app, but for the references."""
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        if options.managed and not options.proxy and not personal_data.is_reference(model):
            yield model


def columns_of(model: type[models.Model]) -> list[Field]:
    """The columns of the model's own table in which a person could be named."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if not field.is_relation
        and not field.primary_key
        and not field.choices
        and field.get_internal_type() in {*TEXT, JSON}
    ]


def let_go(person: models.Model) -> None:
    """Empty references to ``person`` that the database would leave dangling (Wagtail's logs)."""
    for relation in person._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.DO_NOTHING:
            rows = relation.related_model._meta.base_manager.filter(**{relation.field.name: person.pk})
            rows.update(**{relation.field.name: None})


def remove_later(storage: Any, name: str) -> None:
    """Delete a file when the transaction is through; until then everything can still be undone."""

    def remove() -> None:
        with suppress(FileNotFoundError):
            storage.delete(name)

    transaction.on_commit(remove)


def _changes(
    model: type[models.Model], traces: Traces, *, is_look: bool = False, keys: models.QuerySet[Any] | None = None
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Each row in which traces stand, with the new values of its columns."""
    columns = columns_of(model)
    if not columns or not traces.fragments:
        return
    as_text = {f"text_{field.name}": Cast(field.name, models.TextField()) for field in columns}
    found = Q() if keys is None else Q(pk__in=keys)
    if all(traces.fragments):
        named = Q()
        for name in as_text:
            for fragment in traces.fragments:
                named |= Q(**{f"{name}__icontains": fragment})
        found &= named
    rows = model._meta.base_manager.annotate(**as_text).filter(found).order_by("pk").values_list("pk", *as_text)
    for key, *texts in rows.iterator(chunk_size=500):
        changed = {
            field.name: traces if is_look else _without(field, text, key, traces)
            for field, text in zip(columns, texts, strict=True)
            if text and _is_named(field, text, traces)
        }
        if changed:
            yield key, changed


def _is_named(field: Field, text: str, traces: Traces) -> bool:
    if field.get_internal_type() == JSON:
        value = json.loads(text)
        return bool(traces.scrubbed_json(value) != value)
    return traces.found_in(text)


def _without(field: Field, text: str, key: Any, traces: Traces) -> Any:
    """The new value of one column."""
    if field.get_internal_type() == JSON:
        return traces.scrubbed_json(json.loads(text))
    scrubbed = traces.scrubbed(text)
    if isinstance(field, models.FileField):
        return _renamed(field, text, scrubbed)
    if isinstance(field, models.EmailField):
        return "" if field.blank else f"geloescht-{key}@example.invalid"
    mark = f"-{key}" if isinstance(field, models.SlugField) else f" {key}"
    longest = field.max_length or len(scrubbed) + len(mark)
    return scrubbed[: longest - len(mark)] + mark if field.unique else scrubbed[:longest]


def _renamed(field: models.FileField, name: str, wanted: str) -> str:
    """Keep the file under a name without the person; the old one goes with the commit."""
    if not field.storage.exists(name):
        return wanted
    with field.storage.open(name) as content:
        kept = field.storage.save(wanted, content)
    remove_later(field.storage, name)
    return str(kept)
