# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write of the legal app: the legal forms are data, kept in ``data/legal_forms.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from allmende.core import audit
from allmende.core.content_version import content_changed
from allmende.legal.models import LegalForm
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from allmende.accounts.models import User

FORMS_FILE = Path(__file__).parent / "data" / "legal_forms.json"


@dataclass(frozen=True, slots=True)
class LegalFormsReport:
    """What loading did; ``skipped`` are keys of forms whose Land is not in the register yet."""

    created: int
    changed: int
    unchanged: int
    skipped: tuple[str, ...]


def load_legal_forms(*, by: User | None = None) -> LegalFormsReport:
    """Bring the legal forms to the state of the data file; those that were added by hand stay."""
    created, changed, skipped = 0, 0, []
    rows: list[dict[str, Any]] = json.loads(FORMS_FILE.read_text(encoding="utf-8"))
    lands = {land.ars: land for land in Territory.objects.filter(level=Level.LAND).order_by("ars")}
    with transaction.atomic():
        for order, row in enumerate(rows):
            if row["land"] and row["land"] not in lands:
                skipped.append(row["key"])
                continue
            values = {**row, "land": lands[row["land"]] if row["land"] else None, "order": order * 10}
            form = LegalForm.objects.filter(key=row["key"]).first() or LegalForm()
            is_new = form.pk is None
            before = {name: getattr(form, name) for name, value in values.items() if getattr(form, name) != value}
            if not before:
                continue
            for name, value in values.items():
                setattr(form, name, value)
            form.full_clean()
            form.save()
            created, changed = created + is_new, changed + (not is_new)
            audit.record(
                "legal_form.created" if is_new else "legal_form.changed",
                form,
                by=by,
                before=None if is_new else _plain(before),
                after=_plain({name: values[name] for name in before}),
            )
        if created or changed:
            content_changed()
    return LegalFormsReport(created, changed, len(rows) - created - changed - len(skipped), tuple(skipped))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.ars if isinstance(value, Territory) else value for name, value in values.items()}
