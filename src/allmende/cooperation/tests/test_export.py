# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The export: what the import reads again, safe to open in a spreadsheet, and points for maps."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from allmende.cooperation.export import Format, export
from allmende.cooperation.importing.importer import import_cooperations
from allmende.cooperation.keeping import snapshot
from allmende.cooperation.models import Cooperation, GrantPhase
from allmende.cooperation.parts import CooperationParts, GrantData, PartnerData, SourceData
from allmende.cooperation.services import change_cooperation
from allmende.cooperation.tests.factories import (
    make_alliance,
    make_cooperation,
    make_organisation,
    make_programme,
    make_rhineland,
    make_topic,
)
from allmende.core.partial_dates import PartialDate
from allmende.legal.models import LegalForm

pytestmark = pytest.mark.django_db


def fill() -> None:
    """Two cooperations with everything an exchange file can hold, one with almost nothing."""
    places = make_rhineland()
    programme = make_programme()
    phase = GrantPhase.objects.create(programme=programme, key="p1", label="1. Phase (2024)")
    form = LegalForm.objects.create(key="rp-zweckvereinbarung", name="Zweckvereinbarung", land=places["07"])
    full = make_cooperation(
        "=Bußgeld; „zentral“",
        places["07137"],
        topics=[make_topic("Bußgeldstelle", parent="Ordnung"), make_topic("Standesamt", parent="Ordnung")],
        alliance=make_alliance("IKZ Eifel"),
        legal_form=form,
        legal_form_note="geplant",
        status="ended",
        end_reason="Ziel erreicht",
        tasks="Erste Zeile\nzweite Zeile; mit Strichpunkt",
        starts_on=dt.date(2023, 1, 1),
        starts_precision="year",
        ends_on=dt.date(2024, 5, 31),
        participants_complete=False,
        participants_note="Liste abgeschnitten",
        contact_email="stelle@example.org",
        running_cost=Decimal("1234.50"),
        saving=Decimal(-500),
    )
    change_cooperation(
        cooperation=full,
        by=None,
        parts=CooperationParts(
            participations=[
                PartnerData(
                    stated_name="Kreis", territory=places["07137"], role="lead", joined=PartialDate.parse("2021")
                ),
                PartnerData(stated_name="Mendig", territory=places["071375004069"], left=PartialDate.parse("2023-07")),
                PartnerData(stated_name="Universität Kassel", organisation=make_organisation(), role="associated"),
            ],
            grants=[
                GrantData(programme=programme, phase=phase, amount=Decimal("215940.00"), amount_is_maximum=True),
                GrantData(programme=programme, notice=PartialDate.parse("2024-12"), amount_note="ohne Betrag"),
            ],
            sources=[
                SourceData(title="Mitteilung", url="https://example.org/a", read_on=dt.date(2026, 11, 22)),
                SourceData(title="Amtsblatt", dated=PartialDate.parse("2024")),
            ],
        ),
    )
    make_cooperation("Fast leer")
    make_cooperation(
        "Über die Grenze",
        places["065350006006"],
        places["07336"],
        grants=[GrantData(programme=programme, amount=Decimal("387315.25"))],
    )


def everything() -> dict[str, dict]:
    states = {item.title: snapshot(item) for item in Cooperation.objects.all()}
    for state in states.values():
        state["grants"].sort(key=str)
    return states


@pytest.mark.parametrize("kind", [Format.CSV, Format.XLSX])
def test_the_import_reads_what_the_export_wrote(kind):
    fill()
    before = everything()
    file = export(Cooperation.objects.all(), kind)
    same = import_cooperations(content=file.content, filename=file.filename, by=None)
    assert (same.created, len(same.present), same.problems) == ([], 3, [])
    Cooperation.objects.all().delete()
    report = import_cooperations(content=file.content, filename=file.filename, by=None)
    assert report.problems == []
    assert everything() == before
    again = export(Cooperation.objects.all(), kind)
    if kind == Format.CSV:
        assert again.content == file.content


def test_csv_for_german_spreadsheets():
    fill()
    file = export(Cooperation.objects.published(), "csv")
    assert file.content_type == "text/csv; charset=utf-8"
    assert file.filename.endswith(".csv")
    assert file.content.startswith(b"\xef\xbb\xbf")
    rows = {row["Titel"]: row for row in csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";")}
    row = rows["'=Bußgeld; „zentral“"]
    assert row["Laufende Kosten je Jahr"] == "1234,50"
    assert row["Einsparung je Jahr"] == "-500,00"
    assert row["Betrag"] == " | 215940,00"
    assert row["Beteiligte"] == "Kreis [07137] (seit 2021); Mendig [071375004069] (bis 2023-07)"
    assert row["Beginn"] == "2023"
    assert rows["Über die Grenze"]["Land"] == ""


@pytest.mark.parametrize("start", ["=1+1", "+49", "-x", "@SUM(A1)", "\tx"])
def test_no_text_becomes_a_formula(start):
    make_cooperation("Bauhof", tasks=f"{start}")
    content = export(Cooperation.objects.all(), "csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content), delimiter=";")
    assert row["Aufgaben"] == f"'{start}"
    sheet = load_workbook(io.BytesIO(export(Cooperation.objects.all(), "xlsx").content)).active
    cells = {cell.value: cell for line in sheet.iter_rows(min_row=2) for cell in line if cell.value}
    assert cells[start].data_type == "s"


def test_a_workbook_holds_numbers_as_numbers():
    fill()
    sheet = load_workbook(io.BytesIO(export(Cooperation.objects.all(), "xlsx").content)).active
    headings = [cell.value for cell in sheet[1]]
    amounts = {line[0].value: line[headings.index("Betrag")].value for line in sheet.iter_rows(min_row=2)}
    assert amounts["Über die Grenze"] == 387315.25
    assert amounts["Fast leer"] is None


def test_points_of_all_partners_with_a_place():
    fill()
    file = export(Cooperation.objects.published(), "geojson")
    features = json.loads(file.content)["features"]
    assert file.content_type == "application/geo+json"
    assert [(item["properties"]["ars"], item["geometry"]["coordinates"]) for item in features] == [
        ("07137", [7.4, 50.3]),
        ("071375004069", [7.28, 50.37]),
        ("065350006006", [9.47, 50.74]),
        ("07336", [7.4, 49.54]),
    ]


def test_json_tells_unknown_as_null():
    make_cooperation("Fast leer")
    (record,) = json.loads(export(Cooperation.objects.published(), "json").content)
    assert record["title"] == "Fast leer"
    assert record["grants"] == []
    assert None in record.values()


def test_the_title_of_a_draft_alliance_stays_inside():
    make_cooperation("Bauhof", alliance=make_alliance("Geheim", published=False))
    assert "Geheim" not in export(Cooperation.objects.published(), "csv").content.decode()


@pytest.mark.parametrize("kind", list(Format))
@pytest.mark.parametrize("count", [1, 15])
def test_any_length_takes_the_same_queries(django_assert_num_queries, kind, count):
    places = make_rhineland()
    grant = GrantData(programme=make_programme(), amount=Decimal(5))
    for number in range(count):
        make_cooperation(f"Nummer {number}", places["07137"], places["07336"], grants=[grant])
    with django_assert_num_queries(6):
        export(Cooperation.objects.published(), kind)


def test_an_unknown_format_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="pdf"):
        export(Cooperation.objects.all(), "pdf")
