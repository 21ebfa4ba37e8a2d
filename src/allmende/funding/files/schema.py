# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The format of a directive file as JSON Schema, for editors that help while one writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from allmende.funding.files.blocks import ConditionShape
from allmende.funding.files.table import FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def file_schema(address: str = "") -> Mapping[str, Any]:
    """The schema; ``address`` is where it can be fetched."""
    about = _("Eine Fassung einer Förderrichtlinie: was sie verlangt, wie viel sie gibt, und wo das steht.")
    found = {"$schema": DIALECT, "title": _("Förderrichtlinie"), "description": about, **FILE.schema()}
    found["$defs"] = {"condition": ConditionShape().definition()}
    return {"$id": address, **found} if address else found
