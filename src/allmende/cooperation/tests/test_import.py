# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The import: what offices send, read as it is meant or not at all, and told row by row."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from allmende.cooperation.importing.importer import import_cooperations
from allmende.cooperation.importing.problems import Severity
from allmende.cooperation.importing.tables import LIMITS, FileRefusedError, read_table
from allmende.cooperation.importing.values import UnclearError, read_date, read_money, read_yes_no
from allmende.cooperation.models import Cooperation
from allmende.cooperation.tests.factories import make_alliance, make_programme, make_rhineland, make_topic
from allmende.core.models import AuditEntry
from allmende.legal.models import LegalForm

HEADING = (
    "Titel;Kurzbeschreibung;Land;Beteiligte;Federführung;Themenfelder;Status;Beginn;Ende;"
    "Förderprogramm;Betrag;Bescheiddatum"
)


def line(**cells: str) -> str:
    """One row under HEADING; what is not given is a good value."""
    good = {
        "Titel": "Vollzugsdienst",
        "Kurzbeschreibung": "Gemeinsam unterwegs.",
        "Land": "RP",
        "Beteiligte": "Verbandsgemeinde Mendig; Landkreis Kusel",
        "Federführung": "Landkreis Kusel",
        "Themenfelder": "Bußgeldstelle",
        "Status": "läuft",
        "Beginn": "01.02.2024",
        "Ende": "",
        "Förderprogramm": "IKZ-Pilotförderung",
        "Betrag": "bis zu 215.940,00 €",
        "Bescheiddatum": "Dezember 2024",
    }
    return ";".join(f'"{(good | cells)[name]}"' for name in HEADING.split(";"))


def run(*lines: str, **options):
    content = "\r\n".join([HEADING, *lines]).encode("utf-8-sig")
    return import_cooperations(content=content, filename="projekte.csv", by=None, **options)


@pytest.fixture
def known():
    make_topic()
    make_programme()
    return make_rhineland()


@pytest.mark.django_db
class TestRows:
    def test_a_good_row_becomes_a_draft(self, known):
        report = run(line())
        assert report.is_written
        assert (report.created, report.problems) == (["Vollzugsdienst"], [])
        made = Cooperation.objects.with_details().get()
        assert made.published_at is None
        assert made.lead.territory == known["07336"]
        assert {part.territory.ars for part in made.participations.all()} == {"071375004", "07336"}
        grant = made.grants.get()
        assert (grant.amount, grant.amount_is_maximum, str(grant.notice)) == (Decimal(215940), True, "Dezember 2024")
        assert (made.starts_on, made.status) == (dt.date(2024, 2, 1), "running")

    def test_it_may_be_published_at_once(self, known):
        run(line(), published=True)
        assert Cooperation.objects.published().count() == 1

    def test_the_same_file_again_changes_nothing(self, known):
        run(line(), line(Titel="Zweites"))
        entries = AuditEntry.objects.count()
        again = run(line(), line(Titel="Zweites"))
        assert (again.created, again.present) == ([], ["Vollzugsdienst", "Zweites"])
        assert Cooperation.objects.count() == 2
        assert AuditEntry.objects.count() == entries

    def test_a_dry_run_writes_nothing_and_says_the_same(self, known):
        dry = run(line(), line(Titel="Anders", Betrag="viel"), dry_run=True)
        assert (dry.is_written, len(dry.created), dry.stopped) == (False, 1, {3})
        assert not Cooperation.objects.exists()
        assert not AuditEntry.objects.filter(verb="cooperation.created").exists()

    def test_one_bad_row_stops_all_unless_told_otherwise(self, known):
        bad = line(Titel="Schlecht", Betrag="viel")
        assert not run(line(), bad).is_written
        assert not Cooperation.objects.exists()
        report = run(line(), bad, skip_errors=True)
        assert report.is_written
        assert [item.title for item in Cooperation.objects.all()] == ["Vollzugsdienst"]

    @pytest.mark.parametrize(
        ("cells", "column", "words", "severity"),
        [
            ({"Titel": ""}, "Titel", "fehlt", Severity.ERROR),
            ({"Land": "Bayreuth"}, "Land", "gibt es nicht", Severity.ERROR),
            ({"Beteiligte": "Verbandsgemeinde Mending"}, "Beteiligte", "nicht gefunden", Severity.ERROR),
            ({"Beteiligte": "Mendig"}, "Beteiligte", "Mehrere passen", Severity.QUESTION),
            ({"Beteiligte": "Landkreis Kusel; Kreis Kusel"}, "Beteiligte", "doppelt", Severity.ERROR),
            ({"Themenfelder": "Bußgeldstele"}, "Themenfelder", "nicht bekannt", Severity.ERROR),
            ({"Status": "lebt"}, "Status", "nicht bekannt", Severity.ERROR),
            ({"Beginn": "Frühling"}, "Beginn", "kein Datum", Severity.ERROR),
            ({"Beginn": "Dienstag, 22. April 2026"}, "Beginn", "Mittwoch", Severity.QUESTION),
            ({"Ende": "31.01.2024"}, "Ende", "vor dem Beginn", Severity.ERROR),
            ({"Betrag": "viel"}, "Betrag", "kein Betrag", Severity.ERROR),
            ({"Betrag": "0"}, "Betrag", "größer als 0", Severity.ERROR),
            ({"Förderprogramm": ""}, "Förderprogramm", "fehlt", Severity.ERROR),
            ({"Förderprogramm": "Lotto"}, "Förderprogramm", "nicht bekannt", Severity.ERROR),
        ],
    )
    def test_what_stops_a_row_is_named_with_its_column(self, known, cells, column, words, severity):
        report = run(line(**cells))
        (problem,) = [item for item in report.problems if words in item.message]
        assert (problem.row, problem.column, problem.severity) == (2, column, severity)
        assert not Cooperation.objects.exists()

    def test_suggestions_and_allowed_values(self, known):
        report = run(line(Beteiligte="Verbandsgemeinde Mending", Themenfelder="Bußgeldstele", Status="lebt"))
        found = {problem.column: problem.suggestions for problem in report.problems}
        assert found["Beteiligte"] == ("Mendig (Verbandsgemeinde, 071375004)",)
        assert found["Themenfelder"] == ("Bußgeldstelle",)
        assert {"läuft", "Idee", "gescheitert"} <= set(found["Status"])
        assert "Zeile 2, Beteiligte: „Verbandsgemeinde Mending“" in report.lines()[0]

    def test_all_problems_of_a_row_are_told_at_once(self, known):
        report = run(line(Betrag="viel", Beginn="nie", Status="lebt"))
        assert {problem.column for problem in report.problems} == {"Betrag", "Beginn", "Status"}

    def test_the_same_row_twice_in_a_file(self, known):
        report = run(line(), line(Beteiligte="Landkreis Kusel; VG Mendig"))
        assert "Zeile 2" in report.problems[0].message
        assert report.stopped == {3}

    def test_same_title_with_other_partners_is_another_cooperation(self, known):
        assert len(run(line(), line(Beteiligte="Stadt Mainz")).created) == 2

    def test_a_failure_needs_its_reason(self, known):
        report = run(line(Status="gescheitert"))
        assert "Grund des Scheiterns" in report.problems[0].message
        assert report.stopped == {2}

    def test_alliance_and_legal_form_are_found_by_name(self, known):
        LegalForm.objects.create(key="rp-zv", name="Zweckverband", land=known["07"])
        LegalForm.objects.create(key="he-zv", name="Zweckverband", land=known["06"])
        make_alliance("IKZ Eifel")
        content = "Titel;Land;Rechtsform;Verbund\nA;RP;Zweckverband;IKZ Eifel\nB;;Zweckverband;\nC;HE;rp-zv;"
        report = import_cooperations(content=content.encode(), filename="x.csv", by=None, skip_errors=True)
        assert [problem.row for problem in report.problems] == [3]
        assert "mehreren Ländern" in report.problems[0].message
        made = Cooperation.objects.get(title="A")
        assert (made.legal_form.key, made.alliance.title) == ("rp-zv", "IKZ Eifel")

    def test_the_lead_may_stand_only_in_its_own_column(self, known):
        run(line(Beteiligte="Verbandsgemeinde Mendig", Federführung="Landkreis Kusel"))
        assert Cooperation.objects.get().participations.count() == 2

    def test_partners_by_key_and_time(self, known):
        run(line(Beteiligte="Mendig [071375004069] (seit 2021) (bis 2023-07)", Federführung=""))
        part = Cooperation.objects.get().participations.get()
        assert (part.territory.ars, str(part.joined), str(part.left)) == ("071375004069", "2021", "Juli 2023")


class TestFiles:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    @pytest.mark.parametrize("separator", [";", ",", "\t"])
    def test_encodings_and_separators(self, encoding, separator):
        text = f"Titel{separator}Federführung\r\nBußgeldstelle{separator}Müden\r\n\r\n"
        (row,) = read_table(text.encode(encoding), "x.csv").rows
        assert row.cells == {"title": "Bußgeldstelle", "lead": "Müden"}

    def test_headings_in_other_words_and_unknown_ones(self):
        table = read_table(b"projekt;BETEILIGTE;Farbe\nA;B;rot", "x.csv")
        assert table.rows[0].cells == {"title": "A", "partners": "B"}
        assert table.unknown_headings == ("Farbe",)

    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [
            (b"", "x.csv", "fehlt die Spalte"),
            (b"Land;Status\nRP;", "x.csv", "„Titel“"),
            (b"Titel;Name\nA;B", "x.csv", "doppelt"),
            (b"Titel\n\x81\x8d", "x.csv", "weder UTF-8"),
            ("Titel\nA".encode("utf-16-le"), "x.csv", "weder UTF-8"),
            (b"PK\x03\x04rest", "x.csv", ".xlsx"),
            (b"PK\x03\x04rest", "x.xlsx", "nicht lesbar"),
            (b"Titel\n" + b"x\n" * (LIMITS.rows + 1), "x.csv", "Mehr als"),
            (b"x" * (LIMITS.size + 1), "x.csv", "größer"),
            (b"Titel\n" + b"x" * 30_000, "x.csv", "zu lang"),
        ],
    )
    def test_a_file_that_cannot_be_read_says_why(self, content, name, words):
        with pytest.raises(FileRefusedError, match=words):
            read_table(content, name)

    def test_a_zip_bomb_is_not_unpacked(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(5):
                archive.writestr(f"xl/{number}.xml", b"0" * 20_000_000)
        assert len(out.getvalue()) < LIMITS.size
        with pytest.raises(FileRefusedError, match="zu groß"):
            read_table(out.getvalue(), "x.xlsx")

    @pytest.mark.django_db
    def test_a_workbook_has_real_dates_and_numbers(self, known):
        book = Workbook()
        book.active.append(["Titel", "Beteiligte", "Land", "Beginn", "Förderprogramm", "Betrag", "Einsparung"])
        row = ["Bauhof", "Landkreis Kusel", "07", dt.datetime(2024, 5, 1), "IKZ-Pilotförderung", 353400, 1234.5]  # noqa: DTZ001
        book.active.append(row)
        book.create_sheet("Zweites").append(["Titel", "Nicht gelesen"])
        out = io.BytesIO()
        book.save(out)
        report = import_cooperations(content=out.getvalue(), filename="x.XLSX", by=None)
        assert report.problems == []
        made = Cooperation.objects.with_details().get()
        assert (made.starts_on, made.grant_total, made.saving) == (dt.date(2024, 5, 1), 353400, Decimal("1234.50"))

    def test_a_formula_without_a_result_is_no_text(self):
        book = Workbook()
        book.active.append(["Titel", "Status"])
        book.active.append(["=1+1", "läuft"])
        out = io.BytesIO()
        book.save(out)
        (row,) = read_table(out.getvalue(), "x.xlsx").rows
        assert row.cells == {"status": "läuft"}


@pytest.mark.parametrize(
    ("cell", "amount", "is_maximum"),
    [
        ("215.940", "215940", False),
        ("215,940", "215940", False),
        ("215.940,50 €", "215940.50", False),
        ("215,940.50", "215940.50", False),
        ("1.234.567", "1234567", False),
        ("1234,5", "1234.5", False),
        ("1234.5 EUR", "1234.5", False),
        ("bis zu 419.923,40 Euro", "419923.40", True),
        ("höchstens 5000", "5000", True),
        ("50.000,-", "50000", False),
        ("-300", "-300", False),
        ("5 000 000", "5000000", False),
        (1234.5, "1234.5", False),
        (Decimal("0.10"), "0.10", False),
        ("", None, False),
        (None, None, False),
    ],
)
def test_money_in_german_and_english(cell, amount, is_maximum):
    assert read_money(cell) == (None if amount is None else Decimal(amount), is_maximum)


@pytest.mark.parametrize("cell", ["viel", "12.34.56", "1.2345,6", "1,2,3", "12€34", "1.23.456", "--5"])
def test_what_is_no_money(cell):
    with pytest.raises(UnclearError, match="kein Betrag"):
        read_money(cell)


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2024", "2024"),
        (2024, "2024"),
        (2024.0, "2024"),
        ("2023-07", "2023-07"),
        ("Juli 2023", "2023-07"),
        ("07/2023", "2023-07"),
        ("09.01.2023", "2023-01-09"),
        ("9. Januar 2023", "2023-01-09"),
        ("9.1.23", "2023-01-09"),
        ("Mittwoch, 22. April 2026", "2026-04-22"),
        ("Wed 22 April 2026", "2026-04-22"),
        ("22. März 2026", "2026-03-22"),
        (dt.date(2024, 2, 29), "2024-02-29"),
    ],
)
def test_dates_as_they_are_written(cell, iso):
    assert read_date(cell).isoformat() == iso


@pytest.mark.parametrize("cell", ["morgen", "30.02.2024", "32. Mai 2024", "22. Brumaire 2024", "0024", "12345"])
def test_what_is_no_date(cell):
    with pytest.raises(UnclearError) as unclear:
        read_date(cell)
    assert not unclear.value.is_question


def test_a_weekday_that_does_not_fit_is_asked():
    with pytest.raises(UnclearError, match=r"22\.04\.2026 ist ein Mittwoch") as unclear:
        read_date("Dienstag, 22. April 2026")
    assert unclear.value.is_question


def test_yes_no_and_unknown():
    assert [read_yes_no(cell) for cell in ("ja", "Nein", "x", "", None, True, "unbekannt")] == [
        True, False, True, None, None, True, None,
    ]  # fmt: skip
    with pytest.raises(UnclearError):
        read_yes_no("vielleicht")


@pytest.mark.django_db
class TestCommand:
    def test_it_reports_and_writes(self, known, tmp_path, capsys):
        file = tmp_path / "projekte.csv"
        file.write_text(f"{HEADING}\n{line()}\n", encoding="utf-8")
        call_command("cooperation_import", str(file), "--dry-run")
        assert "Es wurde nichts geschrieben." in capsys.readouterr().out
        call_command("cooperation_import", str(file), "--publish")
        assert "1 Zeilen: 1 neu" in capsys.readouterr().out
        assert Cooperation.objects.published().count() == 1

    def test_it_fails_where_someone_must_act(self, known, tmp_path, capsys):
        file = tmp_path / "projekte.csv"
        file.write_text(f"{HEADING}\n{line(Betrag='viel')}\n", encoding="utf-8")
        with pytest.raises(CommandError, match="--skip-errors"):
            call_command("cooperation_import", str(file))
        assert "Zeile 2, Betrag" in capsys.readouterr().out
        call_command("cooperation_import", str(file), "--skip-errors")

    def test_a_missing_file_is_named(self, tmp_path):
        with pytest.raises(CommandError, match="nicht lesbar"):
            call_command("cooperation_import", str(tmp_path / "fehlt.csv"))
