# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Any list of cooperations as a file. CSV and XLSX are what the import reads; JSON and GeoJSON are for machines."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.utils import timezone

from allmende.cooperation.importing.columns import COLUMNS, GROUP_SEPARATOR, LIST_SEPARATOR
from allmende.cooperation.models import Role
from allmende.cooperation.records import cooperation_record

if TYPE_CHECKING:
    from allmende.cooperation.models import Cooperation, CooperationQuerySet, Participation
    from allmende.core.partial_dates import PartialDate

FORMULA = re.compile(r"[=+\-@\t\r]")
BAR = f" {GROUP_SEPARATOR} "


class Format(StrEnum):
    """File formats by their ending."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    GEOJSON = "geojson"


CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
    Format.GEOJSON: "application/geo+json",
}


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One exported file, ready to be sent or written."""

    content: bytes
    content_type: str
    filename: str


def export(cooperations: CooperationQuerySet, file_format: Format | str) -> ExportFile:
    """``cooperations`` in their order as a file; a fixed number of queries, whatever their number."""
    kind = Format(file_format)
    found = list(cooperations.with_details())
    write = {Format.CSV: _csv, Format.XLSX: _xlsx, Format.JSON: _json, Format.GEOJSON: _geojson}[kind]
    filename = f"kooperationen-{timezone.localdate():%Y-%m-%d}.{kind.value}"
    return ExportFile(write(found), CONTENT_TYPES[kind], filename)


def row_of(cooperation: Cooperation) -> dict[str, Any]:
    """The cells of one cooperation by column key; money as Decimal, all else as text."""
    parts = list(cooperation.participations.all())
    carrying = [part for part in parts if part.role != Role.ASSOCIATED]
    lead, alliance = cooperation.lead, cooperation.alliance
    cells: dict[str, Any] = {
        column.key: getattr(cooperation, column.key) for column in COLUMNS if hasattr(cooperation, column.key)
    }
    cells |= {
        "land": _land(carrying),
        "partners": _listed(_partner(part) for part in carrying),
        "lead": _cell(lead.stated_name) if lead else "",
        "associated": _listed(_partner(part) for part in parts if part.role == Role.ASSOCIATED),
        "alliance": alliance.title if alliance and alliance.published_at else "",
        "topics": _listed(topic.name for topic in cooperation.topics.all()),
        "legal_form": cooperation.legal_form.key if cooperation.legal_form else "",
        "status": str(cooperation.get_status_display()),
        "participants_complete": _yes_no(cooperation.participants_complete),
        "start": _date(cooperation.start),
        "end": _date(cooperation.end),
    }
    return cells | _grants(cooperation) | _sources(cooperation)


def _grants(cooperation: Cooperation) -> dict[str, Any]:
    grants = list(cooperation.grants.all())
    amounts = [grant.amount for grant in grants]
    return {
        "programme": BAR.join(grant.programme.name for grant in grants),
        "phase": _bars([grant.phase.label if grant.phase else "" for grant in grants]),
        "amount": amounts[0] if len(amounts) == 1 else _bars([_german(item) for item in amounts]),
        "amount_is_maximum": _bars(["ja" if grant.amount_is_maximum else "" for grant in grants]),
        "amount_note": _bars([grant.amount_note for grant in grants]),
        "notice": _bars([_date(grant.notice) for grant in grants]),
        "grant_start": _bars([_date(grant.start) for grant in grants]),
        "grant_end": _bars([_date(grant.end) for grant in grants]),
        "period_note": _bars([grant.period_note for grant in grants]),
    }


def _sources(cooperation: Cooperation) -> dict[str, str]:
    sources = list(cooperation.sources.all())
    return {
        "source_title": _bars([source.title for source in sources]),
        "source_url": _bars([source.url for source in sources]),
        "source_dated": _bars([_date(source.dated) for source in sources]),
        "source_read": _bars([source.read_on.isoformat() if source.read_on else "" for source in sources]),
    }


def _partner(part: Participation) -> str:
    """„Mendig [071375004] (seit 2021)“: the key makes the name clear when it is read again."""
    text = _cell(part.stated_name)
    if part.territory:
        text += f" [{part.territory.ars}]"
    if part.joined:
        text += f" (seit {_date(part.joined)})"
    return f"{text} (bis {_date(part.left)})" if part.left else text


def _land(parts: list[Participation]) -> str:
    """The Land of all partners; empty when they are in several, so that the import looks everywhere."""
    lands = {part.place.land_key for part in parts if part.place}
    return lands.pop() if len(lands) == 1 else ""


def _cell(text: str) -> str:
    return text.replace(LIST_SEPARATOR, ",").replace(GROUP_SEPARATOR, "/")


def _listed(items: Any) -> str:
    return f"{LIST_SEPARATOR} ".join(items)


def _bars(items: list[str]) -> str:
    texts = [item.replace(GROUP_SEPARATOR, "/") for item in items]
    return BAR.join(texts) if any(texts) else ""


def _date(date: PartialDate | None) -> str:
    return date.isoformat() if date else ""


def _yes_no(value: bool | None) -> str:
    return {True: "ja", False: "nein", None: ""}[value]


def _german(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}".replace(".", ",")


def _safe(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets a guard; the import takes it off again."""
    return f"'{text}" if FORMULA.match(text) else text


def _csv(found: list[Cooperation]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading for column in COLUMNS])
    for cooperation in found:
        cells = row_of(cooperation)
        values = [cells.get(column.key) for column in COLUMNS]
        writer.writerow([_german(cell) if isinstance(cell, Decimal) else _safe(str(cell or "")) for cell in values])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _xlsx(found: list[Cooperation]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        sheet = workbook.add_worksheet("Kooperationen")
        bold = workbook.add_format({"bold": True})
        money = workbook.add_format({"num_format": "#,##0.00"})
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, column.heading, bold)
        for number, cooperation in enumerate(found, start=1):
            cells = row_of(cooperation)
            for place, column in enumerate(COLUMNS):
                cell = cells.get(column.key)
                if isinstance(cell, Decimal):
                    sheet.write_number(number, place, float(cell), money)
                elif cell:
                    sheet.write_string(number, place, str(cell))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(found), 1), len(COLUMNS) - 1)
    return out.getvalue()


def _json(found: list[Cooperation]) -> bytes:
    return _dump([cooperation_record(item) for item in found])


def _geojson(found: list[Cooperation]) -> bytes:
    """One point for each partner with a place: what it takes part in, and as what."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": point},
            "properties": {
                "cooperation": cooperation.slug,
                "title": cooperation.title,
                "status": cooperation.status,
                "partner": part.stated_name,
                "role": part.role,
                "ars": place.ars,
            },
        }
        for cooperation in found
        for part in cooperation.participations.all()
        if (place := part.place) and (point := place.point)
    ]
    return _dump({"type": "FeatureCollection", "features": features})


def _dump(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()
