# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Topics and funding programmes are data; loading brings them to the state of the files and leaves others alone."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from allmende.cooperation.keeping import columns_of, difference
from allmende.cooperation.models import GrantPhase, Programme, ProgrammeBudget, Topic
from allmende.cooperation.parts import dated
from allmende.core import audit, searchables
from allmende.core.content_version import content_changed
from allmende.core.partial_dates import PartialDate
from allmende.territory.models import Territory
from allmende.territory.naming import slug

if TYPE_CHECKING:
    from allmende.accounts.models import User

    Keepable = Topic | Programme | GrantPhase | ProgrammeBudget

DATA_DIR = Path(__file__).parent.parent / "data"
STEP = 10
"""Distance of two neighbours in the order, so that others fit in between."""


def read_data(name: str) -> list[dict[str, Any]]:
    """One file of the data directory."""
    rows: list[dict[str, Any]] = json.loads((DATA_DIR / f"{name}.json").read_text(encoding="utf-8"))
    return rows


def load_topics(*, by: User | None = None) -> int:
    """Bring the topic tree to the state of ``data/topics.json``; returns how many topics were made or changed."""
    changes: list[Topic] = []
    with transaction.atomic():
        for order, area in enumerate(read_data("topics")):
            wanted = {name: area[name] for name in ("name", "product_key", "description")} | {"order": order * STEP}
            main, is_changed = _keep(Topic, {"slug": slug(area["name"])}, {**wanted, "parent_id": None}, by)
            changes += [main] if is_changed else []
            for place, name in enumerate(area["children"]):
                values = {"name": name, "parent_id": main.pk, "order": place * STEP, "product_key": area["product_key"]}
                topic, is_changed = _keep(Topic, {"slug": slug(name)}, values, by)
                changes += [topic] if is_changed else []
        if changes:
            searchables.changed(*changes)
    return len(changes)


def load_programmes(*, by: User | None = None) -> int:
    """Bring programmes, award rounds and budgets to the state of ``data/programmes.json``; returns the changes."""
    changes = 0
    lands = {land.ars: land.pk for land in Territory.objects.filter(ars__regex=r"^\d{2}$").order_by("ars")}
    with transaction.atomic():
        for order, row in enumerate(read_data("programmes")):
            values = {
                "name": row["name"],
                "funder": row["funder"],
                "land_id": lands.get(row["land"]),
                "description": row["description"],
                "stated_alliances": row.get("stated_alliances"),
                "stated_municipalities": row.get("stated_municipalities"),
                "source_url": row.get("source_url", ""),
                "order": order * STEP,
            }
            programme, changed = _keep(Programme, {"slug": row["slug"]}, values, by)
            changes += changed
            changes += sum(
                _keep_phase(programme, phase, place, by) for place, phase in enumerate(row.get("phases", ()))
            )
            for budget in row.get("budgets", ()):
                key = {"programme_id": programme.pk, "year": budget["year"]}
                values = {"amount": Decimal(budget["amount"]), "source_url": row.get("source_url", "")}
                changes += _keep(ProgrammeBudget, key, values, by)[1]
        if changes:
            content_changed()
    return changes


def _keep_phase(programme: Programme, phase: dict[str, Any], place: int, by: User | None) -> bool:
    values = {
        "programme_id": programme.pk,
        "label": phase["label"],
        **dated("awarded", PartialDate.parse(phase["awarded"])),
        "stated_alliances": phase.get("stated_alliances"),
        "stated_municipalities": phase.get("stated_municipalities"),
        "note": phase.get("note", ""),
        "source_url": phase.get("source_url", ""),
        "order": place * STEP,
    }
    return _keep(GrantPhase, {"key": phase["key"]}, values, by)[1]


def _keep(model: type[Keepable], key: dict[str, Any], values: dict[str, Any], by: User | None) -> tuple[Any, bool]:
    """The row with ``key``, made or changed if it does not hold ``values``; and whether anything was written."""
    row = model.objects.filter(**key).first()
    is_new = row is None
    row = row or model(**key)
    before = {} if is_new else columns_of(row, without=set())
    changed = difference(before, values)
    if not changed[1]:
        return row, False
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    verb = f"{model._meta.model_name}.{'created' if is_new else 'changed'}"
    audit.record(verb, row, by=by, before=None if is_new else changed[0], after=changed[1])
    return row, True
