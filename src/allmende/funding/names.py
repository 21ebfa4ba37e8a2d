# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The names of answers that are rows of the database: topics by slug, legal forms by key, Länder by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allmende.cooperation.models import Topic
from allmende.legal.models import LegalForm
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping


def open_names() -> Mapping[str, Mapping[str, str]]:
    """What ``wording`` needs beside its tables: {"topic": {slug: name}, "legal_form": {key: name}} (two queries)."""
    forms = LegalForm.objects.order_by("order", "name", "pk").values_list("key", "name", "land__name")
    return {
        "topic": dict(Topic.objects.order_by("order", "name", "pk").values_list("slug", "name")),
        "legal_form": {key: f"{name} ({land})" if land else name for key, name, land in forms},
    }


def land_names() -> Mapping[str, str]:
    """The Länder by the first two digits of their ARS (one query)."""
    laender = Territory.objects.current().filter(level=Level.LAND).order_by("search_name")
    return dict(laender.values_list("ars", "name"))
