# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The result of a check on paper: tagged, in German, with every rule and where it is written."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from pypdf import PdfReader

from allmende.cooperation.models import Programme
from allmende.funding.checking.lines import answer_of
from allmende.funding.checking.pdf import check_pdf
from allmende.funding.checking.result import CheckResult
from allmende.funding.engine.check import check
from allmende.funding.engine.directive import (
    AmountRule,
    Award,
    Citation,
    Condition,
    CostItem,
    DirectiveText,
    Operator,
    Paper,
    Rule,
    Severity,
)
from allmende.funding.engine.facts import Facts, Partner
from allmende.funding.models import ProgrammeProfile
from allmende.funding.released import Released
from allmende.funding.tests.check_cast import NRW, RLP, make_places, release_all

pytestmark = pytest.mark.one_database

ON = dt.date(2026, 3, 1)
MADE_AT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
ADDRESS = "https://allmende.example/foerdercheck/?partner=051110000000&partner=053150000000&dauer=5&kosten=300000"
READ = Citation("Nr. 5.4", "https://land.example/richtlinie", dt.date(2026, 2, 1), verified=True)
SECOND_HAND = Citation("Merkblatt", "https://elsewhere.example/merkblatt")

DIRECTIVE = DirectiveText(
    key="probe-2021",
    title="Richtlinie zur Probe",
    land="05",
    citation=Citation("MBl. 2021", "https://land.example/richtlinie", None, verified=True),
    valid_from=dt.date(2021, 8, 31),
    validity=READ,
    is_complete=True,
    applicants="Kommunen des Landes",
    rules=(
        Rule(
            "duration",
            "Mindestdauer",
            (Condition("duration_years", Operator.AT_LEAST, Decimal(5)),),
            Severity.REFUSE,
            READ,
        ),
        Rule(
            "saving",
            "Ersparnis",
            (Condition("saving_percent", Operator.AT_LEAST, Decimal(15)),),
            Severity.REFUSE,
            SECOND_HAND,
        ),
        Rule("form", "Rechtsform", (Condition("legal_form", Operator.ONE_OF, None),), Severity.WARN, SECOND_HAND),
    ),
    amounts=(
        AmountRule(
            "regular",
            "Regelbetrag",
            READ,
            lump=Decimal(175_000),
            each=Decimal(35_000),
            per="partners_in_land",
            above=2,
            rate=Decimal(90),
        ),
    ),
    costs=(CostItem("Personal für das Vorhaben", eligible=True, citation=READ, kind="project_staff"),),
    papers=(Paper("Beschlüsse aller Räte", READ, is_resolution=True),),
    awards=(Award("Gemeinsames Vergabeamt", Decimal("215940.00"), 2, SECOND_HAND),),
)
PARTNERS = (Partner("051110000000", "Düsseldorf", "05", 600_000), Partner("053150000000", "Köln", "05", 1_000_000))
FACTS = Facts(PARTNERS, "051110000000", {"duration_years": Decimal(5), "eligible_cost": Decimal("100000.01")})


def made(facts=FACTS, directives=(DIRECTIVE,), unknown=()):
    profile = ProgrammeProfile(programme=Programme(name="Programm zur Probe", slug="probe"))
    answers = tuple(
        answer_of(Released(profile, "probe", text), check(facts, text, ON), facts, {}, {}) for text in directives
    )
    result = CheckResult(facts, ON, answers, (), unknown, (), 0, frozenset(), {})
    return check_pdf(result, address=ADDRESS, made_at=MADE_AT)


def words(content):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.replace("\u200b", "").split())


def tags(element, found=None):
    """Every type of the structure tree, in the order of reading."""
    found = [] if found is None else found
    element = element.get_object()
    if isinstance(element, list):
        for child in element:
            tags(child, found)
    elif isinstance(element, dict):
        found += [element["/S"]] if "/S" in element else []
        if "/K" in element:
            tags(element["/K"], found)
    return found


def addresses(content):
    """Where the links of the paper lead."""
    return {
        note.get_object()["/A"]["/URI"]
        for page in PdfReader(io.BytesIO(content)).pages
        for note in page.get("/Annots", [])
        if "/A" in note.get_object()
    }


@pytest.fixture(scope="module")
def paper():
    return made()


def test_it_is_tagged_german_and_carries_its_fonts(paper):
    reader = PdfReader(io.BytesIO(paper))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "de"
    assert "<pdfuaid:part>1<" in root["/Metadata"].get_object().get_data().decode()
    found = tags(root["/StructTreeRoot"]["/K"])
    assert found.count("/H1") == 1
    assert found.index("/H1") < found.index("/H2") < found.index("/H3") < found.index("/Table")
    assert (found.count("/Table"), found.count("/THead"), found.count("/TH")) == (4, 4, 12)
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert descriptor.get("/FontFile2") or descriptor.get("/FontFile3")


def test_it_says_what_was_asked_and_that_it_promises_nothing(paper):
    text = words(paper)
    assert "Keine Zusage. Maßgeblich ist die Bewilligungsbehörde." in text
    assert "kaufmännisch auf den Cent gerundet" in text
    assert "Stichtag 1. März 2026" in text
    assert "2 Partner: • Düsseldorf • Köln Federführung: Düsseldorf" in text
    assert "Dauer der Zusammenarbeit: 5 Jahre Förderfähige Kosten: 100.000,01 €" in text


def test_the_amount_is_derived_step_by_step(paper):
    text = words(paper)
    assert "Betrag: 90.000,01 € Höchstens für diese Partner: 175.000 €" in text
    assert "Festbetrag: 175.000 €" in text
    assert "90 % von 100.000,01 € förderfähigen Kosten = 90.000,01 €" in text


def test_each_rule_says_where_it_is_written_and_whether_it_was_verified(paper):
    text = words(paper)
    assert "Mindestdauer Erfüllt" in text
    assert "Nr. 5.4 [1] gelesen am 01.02.2026, geprüft" in text
    assert "Ersparnis Nicht zu entscheiden. Es fehlt: Erwartete Ersparnis." in text
    assert "Die Regel ist ungeprüft; deshalb schließt sie nichts aus. Merkblatt [2] ungeprüft" in text
    assert "Was die Richtlinie hier fordert, ist nicht bekannt." in text
    assert "Quellen [1] https://land.example/richtlinie [2] https://elsewhere.example/merkblatt" in text
    assert {"https://land.example/richtlinie", "https://elsewhere.example/merkblatt", ADDRESS} == addresses(paper)


def test_costs_papers_and_awards_stand_beside(paper):
    text = words(paper)
    assert "förderfähig Personal für das Vorhaben" in text
    assert "Beschluss Beschlüsse aller Räte" in text
    assert (
        "215.940 € Gemeinsames Vergabeamt 2 Partner 40.940 € über der veröffentlichten Obergrenze von 175.000 €" in text
    )


def test_who_is_refused_gets_nothing():
    facts = Facts(PARTNERS, "", {"duration_years": Decimal(4), "eligible_cost": Decimal(100_000)})
    text = words(made(facts))
    assert "keine Förderung" in text
    assert "Betrag: 0 € Ohne den Ausschluss wären es: 90.000 €" in text
    assert "nicht erfüllt schließt aus" in text


def test_a_check_without_anything_is_a_paper_too():
    text = words(made(Facts(), ()))
    assert "Es sind keine Partner angegeben. Zum Vorhaben ist nichts angegeben." in text
    assert "Es heißt nicht, dass es keine gibt." in text


def test_a_long_alliance_with_odd_names_flows_over_pages():
    odd = '#eval("1") *fett* $x$ <b>&amp; \u202e' + "Donaudampfschiff" * 12
    partners = tuple(Partner(f"0711100{number:05}", f"{odd} {number}", "05") for number in range(50))
    content = made(Facts(partners, "", {"duration_years": Decimal(5)}))
    text = words(content)
    assert '#eval("1") *fett* $x$ <b>&amp;' in text
    assert len(PdfReader(io.BytesIO(content)).pages) > 4
    assert "Betrag: noch offen, höchstens 1.855.000 €" in text


@pytest.fixture
def portal(db):
    make_places()
    release_all(["nrw-ikz-2021", "rlp-pilot-2024"])


def fetched(client, **query):
    return client.get(reverse("funding:check_pdf"), query)


def test_the_file_says_what_the_page_says(client, portal):
    query = {"partner": NRW[:5], "kosten": "300.000", "dauer": "5", "stichtag": "01.07.2022"}
    page = client.get(reverse("funding:check"), query)
    response = fetched(client, **query)
    text = words(response.content)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "F%C3%B6rdercheck%202022-07-01.pdf" in response.headers["Content-Disposition"]
    answers = page.context["result"].answers
    assert [answer.result.payable for answer in answers] == [270_000]
    for answer in answers:
        assert answer.sentence in text
        assert f"Betrag: {answer.amount}".replace("\u00a0", " ") in text
        for line in answer.amounts:
            assert all(step.replace("\u00a0", " ") in text for step in line.steps)
    assert "Stichtag 1. Juli 2022" in text
    assert "http://testserver" not in text
    again = next(address for address in addresses(response.content) if "/foerdercheck/?" in address)
    assert client.get(again).context["result"].answers[0].result == answers[0].result


def test_the_file_is_german_for_everybody(client, portal):
    client.cookies["allmende_language"] = "en"
    text = words(fetched(client, partner=RLP[:1]).content)
    assert "Was gefragt wurde" in text
    assert "Höchstens für diese Partner" in text


def test_what_cannot_be_read_is_told_and_a_land_without_directive_too(client, portal):
    text = words(fetched(client, partner=["120600000001", "nirgends"], kosten="viel").content)
    assert "Brandenburg: Eine Förderrichtlinie ist hier nicht bekannt." in text
    assert "„nirgends“ gibt es nicht" in text
    assert "„viel“" in text


def test_other_lands_can_be_asked_for(client, portal):
    assert "IKZ-Pilotförderung" not in words(fetched(client).content)
    assert "IKZ-Pilotförderung" in words(fetched(client, land=["07", "<b>"], laender="nirgends").content)


def test_it_asks_the_database_little(client, portal, django_assert_num_queries):
    fetched(client, partner=NRW)
    with django_assert_num_queries(5):
        fetched(client, partner=NRW)
