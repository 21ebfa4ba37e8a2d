# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Splitting versions into clauses, and the corrections of the desk that outlast it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from allmende.accounts.services import EDITORS_GROUP
from allmende.content.services import prepare_editors_group
from allmende.cooperation.tests.factories import make_territory, make_user
from allmende.core.content_version import current
from allmende.core.models import AuditEntry
from allmende.library.models import Clause, DocumentPage, DocumentSort, Subject
from allmende.library.services.clauses import correct_clause, split_version
from allmende.library.tests.clause_stories import BAUHOF, add_version, clause, clauses, make_contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    prepare_editors_group()
    return make_user("desk@example.org", groups=(EDITORS_GROUP,))


def rewrite(document, text):
    version = document.current
    DocumentPage.objects.filter(version=version, number=1).update(text=text)
    return split_version(version)


def test_a_version_becomes_clauses_with_page_and_subject():
    document = make_contract("bauhof", BAUHOF, "§ 4 Streit\nEs entscheidet das Verwaltungsgericht.")
    assert [(each.number, each.heading, each.subject, each.page) for each in clauses(document)] == [
        ("", "", "parties", 1),
        ("§ 1", "Aufgabe", "task", 1),
        ("§ 2", "Kosten", "cost", 1),
        ("§ 3", "Kündigung", "notice", 1),
        ("§ 4", "Streit", "dispute", 2),
    ]


def test_splitting_twice_keeps_rows_and_tells_nobody():
    document = make_contract()
    keys, version = [each.pk for each in clauses(document)], current()
    assert split_version(document.current) == 4
    assert ([each.pk for each in clauses(document)], current()) == (keys, version)


def test_names_in_signatures_and_tables_of_contents_become_no_clauses():
    contents = "Inhalt\n§ 1 Aufgabe ...... 1\n§ 2 Kosten ...... 1\n\n"
    document = make_contract("bauhof", f"{contents}{BAUHOF}\nBeispielheim, den 3. Mai 2024\ngez. Petra Muster")
    assert [each.subject for each in clauses(document)] == ["parties", "task", "cost", "notice"]
    assert not Clause.objects.filter(text__contains="Petra").exists()
    assert not Clause.objects.filter(text__contains="......").exists()


def test_what_is_no_contract_has_no_clauses():
    document = make_contract(sort=DocumentSort.PRESS)
    assert clauses(document) == []


def test_a_correction_survives_new_order_wording_and_numbers(desk):
    document = make_contract()
    kosten = clause(document, "Kosten")
    correct_clause(clause=kosten, subject=Subject.VAT, by=desk)
    changed = (
        BAUHOF.replace("§ 3 ", "§ 4 ")
        .replace("§ 2 ", "§ 3 ")
        .replace("§ 1 ", "§ 2 ")
        .replace("nach Einwohnern", "je Kopf")
    )
    rewrite(document, changed.replace("§ 2 Aufgabe", "§ 1 Partner\nDas sind alle.\n\n§ 2 Aufgabe"))
    again = clause(document, "Kosten")
    assert (again.pk, again.number, again.about, again.corrected_by) == (kosten.pk, "§ 3", Subject.VAT, desk)
    assert len(clauses(document)) == 5


def test_a_correction_goes_with_a_clause_that_is_gone(desk):
    document = make_contract()
    correct_clause(clause=clause(document, "Kündigung"), subject=Subject.EXIT, by=desk)
    rewrite(document, BAUHOF.partition("§ 3")[0])
    assert not Clause.objects.exclude(corrected="").exists()


def test_a_new_version_takes_over_what_the_desk_said(desk):
    document = make_contract()
    correct_clause(clause=clause(document, "Kündigung"), subject=Subject.EXIT, by=desk)
    add_version(document, BAUHOF.replace("zwei Jahren", "drei Jahren"))
    assert clause(document, "Kündigung").about == Subject.EXIT
    assert clause(document, "Kosten").corrected == ""
    assert Clause.objects.current().count() == 4


def test_correcting_is_recorded_once_and_can_be_taken_back(desk):
    kosten = clause(make_contract(), "Kosten")
    for _ in range(2):
        correct_clause(clause=kosten, subject=Subject.VAT, by=desk)
    row = AuditEntry.objects.get(verb="clause.corrected")
    assert (row.before, row.after) == ({"corrected": "", "found": "cost"}, {"corrected": "vat"})
    correct_clause(clause=kosten, subject="", by=desk)
    kosten.refresh_from_db()
    assert (kosten.about, kosten.corrected_by) == (Subject.COST, None)


def test_only_the_desk_of_the_area_corrects(desk):
    here, elsewhere = make_territory("07", "Rheinland-Pfalz"), make_territory("06", "Hessen")
    kosten = clause(make_contract(land=here), "Kosten")
    desk.desk_areas.add(elsewhere)
    for person in (desk, make_user()):
        with pytest.raises(PermissionDenied):
            correct_clause(clause=kosten, subject=Subject.VAT, by=person)


def test_there_is_no_other_subject(desk):
    with pytest.raises(ValidationError):
        correct_clause(clause=clause(make_contract(), "Kosten"), subject="<script>", by=desk)


def test_a_clause_without_end_is_cut():
    document = make_contract("lang", f"§ 1 Aufgabe\nText.\n\n§ 2 Kosten\n{'Die Kosten werden geteilt. ' * 40_000}")
    assert len(clause(document, "Kosten").text) == 200_000
