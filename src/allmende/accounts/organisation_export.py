# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The desk's list of organisations as CSV or JSON. It counts people and names none."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.accounts.models import Organisation

CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
FORMULA = re.compile(r"[=+\-@\t\r]")
COLUMNS = {
    "name": "Name",
    "kind": "Art",
    "ars": "Regionalschlüssel",
    "territory": "Gebiet",
    "seat": "Sitz",
    "homepage": "Internetseite",
    "mail_domain": "Mail-Domain",
    "is_trusted": "Sammelannahme",
    "state": "Stand",
    "merged_into": "aufgegangen in",
    "members": "Mitglieder",
    "requests": "wartende Anfragen",
}


def state_of(organisation: Organisation) -> str:
    """Whether it acts, in words."""
    if organisation.merged_into_id is not None:
        return _("aufgegangen")
    if organisation.deactivated_at is not None:
        return _("stillgelegt")
    return _("aktiv") if organisation.confirmed_at is not None else _("ungeprüft")


def record_of(organisation: Any) -> dict[str, Any]:
    """One organisation of ``for_list`` as plain values."""
    territory = organisation.territory
    return {
        "name": organisation.name,
        "kind": organisation.kind,
        "ars": territory.ars if territory else None,
        "territory": territory.name if territory else None,
        "seat": organisation.seat or None,
        "homepage": organisation.homepage or None,
        "mail_domain": organisation.mail_domain or None,
        "is_trusted": organisation.is_trusted,
        "state": state_of(organisation),
        "merged_into": organisation.merged_into.name if organisation.merged_into else None,
        "members": organisation.member_count,
        "requests": organisation.request_count,
    }


def export(organisations: Iterable[Organisation], kind: str) -> bytes:
    """``kind`` is one of ``CONTENT_TYPES``."""
    records = [record_of(organisation) for organisation in organisations]
    if kind == "json":
        return json.dumps(records, ensure_ascii=False, indent=1).encode()
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    for record in records:
        writer.writerow([_cell(record[key]) for key in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: Any) -> str:
    """As a person reads it; what a spreadsheet would take for a formula gets a guard."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) else text
