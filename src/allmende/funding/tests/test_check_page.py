# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The page of the Fördercheck through HTTP: picking partners, answering, reading the result."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from allmende.cooperation.tests.factories import make_alliance, make_cooperation, make_organisation
from allmende.funding.models import ProgrammeProfile
from allmende.funding.tests.check_cast import BRANDENBURG, HESSE, NRW, RLP, make_places, release_all
from allmende.funding.tests.check_reading import numbers_without_source
from allmende.territory.models import Territory
from allmende.territory.tests.factories import make_place

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DAY = "01.07.2022"


@pytest.fixture
def portal() -> None:
    make_places()
    release_all(["nrw-ikz-2019", "nrw-ikz-2021", "rlp-pilot-2024", "he-ikz-2021"])


def get(client: Client, *partners: str, headers: dict[str, str] | None = None, **query: Any) -> HttpResponse:
    pairs = [("partner", key) for key in partners] + list(query.items())
    return cast(
        "HttpResponse", client.get(f"{reverse('funding:check')}?{urlencode(pairs, doseq=True)}", headers=headers)
    )


def body(response: HttpResponse) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def test_says_what_to_do_first(client: Client, portal: None) -> None:
    page = body(get(client))
    assert "Noch kein Ergebnis" in page
    assert "Noch keine Partner gewählt." in page
    assert "?land=05" in page
    assert "noindex" not in page


def test_reckons_the_grant_with_its_derivation(client: Client, portal: None) -> None:
    page = body(get(client, *NRW, kosten="300.000", stichtag=DAY))
    for line in (
        "Festbetrag: 175.000 €",
        "3 × 35.000 € (je Partner aus dem Land ab dem 3.) = 105.000 €",
        "90 % von 300.000 € förderfähigen Kosten = 270.000 €",
        "Der kleinste Betrag gilt (280.000 €, 270.000 €): 270.000 €",
    ):
        assert line in page
    assert "noindex" in page


def test_leads_from_every_number_to_where_it_is_written(client: Client, portal: None) -> None:
    """One click: the number is a link to rule, amount, source or field, or its line has one."""
    response = get(
        client, *RLP, *NRW[:2], laender="alle", kosten="300.000,50", betrag="999.999", dauer="3", stichtag=DAY
    )
    assert numbers_without_source(response.content.decode()) == []
    found = re.findall(r"\d", body(response))
    assert len(found) > 500


def test_every_citation_is_where_the_link_leads(client: Client, portal: None) -> None:
    page = get(client, *RLP, laender="alle", kosten="300.000", betrag="1", stichtag="01.07.2026").content.decode()
    links = {
        tuple(url.split("#")) for url in re.findall(r'href="(/foerderung/[^"#]+/richtlinien/[^"#]+/#[^"]+)"', page)
    }
    assert len(links) > 30
    directives = {path: client.get(path).content.decode() for path, _anchor in links}
    assert [(path, anchor) for path, anchor in sorted(links) if f'id="{anchor}"' not in directives[path]] == []


def test_a_field_names_the_note_that_says_what_is_wrong(client: Client, portal: None) -> None:
    page = get(client, *RLP, kosten="viel").content.decode()
    field = re.search(r'<input[^>]*\bname="kosten"[^>]*>', page)
    assert field is not None
    assert 'aria-describedby="id_kosten_helptext stand_kosten"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert 'id="id_kosten_helptext"' in page
    assert re.search(r'id="stand_kosten"[^>]*>.*?„viel“ lässt sich nicht', page, re.DOTALL)


def test_shows_the_directives_of_all_laender_when_asked(client: Client, portal: None) -> None:
    assert "Rheinland-Pfalz" not in body(get(client, *NRW[:2], stichtag=DAY)).partition('id="ergebnisse"')[2]
    page = body(get(client, *NRW[:2], laender="alle", stichtag="01.07.2026"))
    assert page.count('class="check-answer') == 3
    assert 'name="laender" value="alle"' in page


def test_says_of_a_land_without_directive_that_it_is_unknown(client: Client, portal: None) -> None:
    page = body(get(client, BRANDENBURG))
    assert "Brandenburg: keine Richtlinie bekannt" in page
    assert "unbekannt – nicht, dass es keine Förderung gibt" in page


def test_names_the_versions_there_are_for_a_day_outside_all_of_them(client: Client) -> None:
    make_places()
    release_all(["nrw-ikz-2019"])
    page = body(get(client, *NRW[:2], stichtag="01.01.2015"))
    assert "Nordrhein-Westfalen: am Stichtag galt keine der bekannten Fassungen" in page
    assert "gilt vom 18.07.2019 bis 30.08.2021" in page
    assert "stichtag=2019-07-18" in page


def test_shows_a_wish_above_the_published_limit_as_possible(client: Client, portal: None) -> None:
    page = body(get(client, *RLP, betrag="215.940", stichtag="01.07.2026"))
    assert "5.940 € über der veröffentlichten Obergrenze von 210.000 €: möglich" in page
    assert "419.923,40 €" in page
    assert "check-verdict--refused" not in page


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("150000", "gelesen als 150.000 €"),
        ("150,000.50", "gelesen als 150.000,50 €"),
        ("150 000 €", "gelesen als 150.000 €"),
        ("-5", "„-5“ ist negativ."),
        ("1.000.000.000,01", "höchstens 1.000.000.000"),
        ("1,234.567", "mehr als zwei Stellen nach dem Komma"),
        ("viel", "„viel“ lässt sich nicht als Zahl lesen."),
        ("<script>alert(1)</script>", "lässt sich nicht als Zahl lesen."),
    ],
)
def test_tells_at_the_field_how_an_amount_was_read(client: Client, portal: None, typed: str, read: str) -> None:
    page = body(get(client, *NRW[:2], kosten=typed))
    assert read in page
    assert "<script>alert" not in page
    kept = typed.replace("<", "&lt;").replace(">", "&gt;")
    assert f'name="kosten" value="{kept}"' in page


def test_refuses_partners_one_by_one_and_counts_the_others(client: Client, portal: None) -> None:
    page = body(get(client, NRW[0], NRW[0], NRW[1], "05", "051110009009", "abc", stichtag=DAY, kosten="1.000.000"))
    assert "Rheinort 1 ist zweimal angegeben und wird einmal gezählt." in page
    assert "Nordrhein-Westfalen ist keine Kommune." in page
    assert "Eine Kommune mit dem Schlüssel „051110009009“ gibt es nicht." in page
    assert "Eine Kommune mit dem Schlüssel „abc“ gibt es nicht." in page
    assert ">175.000 €</a>" in page


def test_names_the_successor_of_a_dissolved_municipality(client: Client, portal: None) -> None:
    old = make_place("051110009001", "Altort", "Gemeinde", dissolved_on=dt.date(2024, 1, 1))
    old.successors.add(Territory.objects.get(ars=NRW[2]))
    page = body(get(client, NRW[0], old.ars))
    assert "Altort gibt es seit 01.01.2024 nicht mehr. Nachfolgerin ist Rheinort 3." in page
    assert f'name="statt" value="{old.ars}:{NRW[2]}"' in page
    page = body(get(client, NRW[0], old.ars, statt=f"{old.ars}:{NRW[2]}"))
    assert f'name="partner" value="{NRW[2]}"' in page
    assert "Altort" not in page


def test_finds_adds_and_removes_partners_without_a_script(client: Client, portal: None) -> None:
    page = body(get(client, NRW[0], ort="Mendig"))
    assert 'name="dazu" value="071375004"' in page
    assert 'name="dazu" value="071375004069"' in page
    page = body(get(client, NRW[0], ort="Mendig", dazu="071375004"))
    assert 'name="partner" value="071375004"' in page
    assert "Wen meinen Sie?" not in page
    page = body(get(client, NRW[0], "071375004", ohne=NRW[0], federfuehrung=NRW[0]))
    assert f'name="partner" value="{NRW[0]}"' not in page
    assert "ist keiner von ihnen" not in page
    assert "Eine Kommune namens „Xyzzy“ gibt es im Verzeichnis nicht." in body(get(client, ort="Xyzzy"))


def test_says_what_partners_of_several_laender_and_levels_mean(client: Client, portal: None) -> None:
    page = body(get(client, "071375004", RLP[0], NRW[0]))
    assert "Die Partner kommen aus mehreren Ländern (Rheinland-Pfalz, Nordrhein-Westfalen)." in page
    assert "Mendig gehört zu Verbandsgemeinde Mendig. Beide zählen als eigene Partner." in page
    assert body(get(client, "07315", RLP[2])).count("Mainz ist zweimal angegeben") == 2  # at the field and above


def test_takes_partners_over_from_what_the_visitor_may_see(client: Client, portal: None) -> None:
    units = [Territory.objects.get(ars=key) for key in (NRW[0], NRW[1])]
    office = make_organisation("Hochschule am Rhein")
    cooperation = make_cooperation("Gemeinsames Archiv", *units, office)
    draft = make_cooperation("Noch geheim", *units, published=False)
    alliance = make_alliance("IKZ Rhein", Territory.objects.get(ars=NRW[2]))
    page = body(get(client, kooperation=cooperation.slug))
    assert "2 Partner von „Gemeinsames Archiv“ übernommen." in page
    assert "Hochschule am Rhein" in page
    assert f'name="partner" value="{NRW[1]}"' in page
    assert f'name="partner" value="{NRW[2]}"' in body(get(client, verbund=alliance.slug))
    hidden = body(get(client, kooperation=draft.slug))
    assert "wurde nicht gefunden" in hidden
    assert 'name="partner"' not in hidden
    for page in (cooperation.get_absolute_url(), alliance.get_absolute_url()):
        assert "/foerdercheck/?" in client.get(page).content.decode()
    assert f"/foerdercheck/?partner={NRW[0]}" in client.get(units[0].get_absolute_url()).content.decode()


def test_asks_first_what_a_directive_in_question_asks(client: Client, portal: None) -> None:
    main, _heading, more = body(get(client, *HESSE)).partition('id="weitere-angaben"')
    assert 'name="feuerwehren"' in main
    assert 'name="finanzschwach"' in more
    assert 'name="finanzschwach"' not in main


def test_answers_with_the_part_that_the_page_includes(client: Client, portal: None) -> None:
    query: dict[str, Any] = {"kosten": "viel", "stichtag": DAY}
    whole = body(get(client, *NRW[:2], **query))
    htmx = {"HX-Request": "true"}
    form = get(client, *NRW[:2], **query, headers=htmx)
    assert body(form).strip() in whole
    assert form.headers["HX-Push-Url"].startswith("/foerdercheck/?partner=")
    part = get(client, *NRW[:2], **query, teil="ergebnis", headers=htmx)
    shown, _marker, notes = body(part).partition("</section> <div")
    assert shown.strip() in whole
    assert 'id="stand_kosten"' in notes
    assert "„viel“" in notes
    assert "teil=" not in part.headers["HX-Push-Url"]
    assert 'id="angaben"' not in body(part)


NONSENSE = (
    "\x00", "partner=" + "9" * 5000, "-1", "NaN", "1e999", "99999999999999999999", "٣", "🙂" * 300, "ja\x00",
    "' OR 1=1", "%s", "31.02.2026", "0001-01-01", "{{ 7 }}",
)  # fmt: skip
PARAMETERS = (
    "partner", "ausland", "federfuehrung", "aufgabe", "thema", "form", "dauer", "kosten", "betrag", "kostenart",
    "ersparnis", "nutzen", "neu", "begonnen", "beschluesse", "modell", "finanzschwach", "handlungsbedarf",
    "nur-anschaffung", "andere-mittel", "feuerwehren", "angrenzend", "stichtag", "ort", "ohne", "statt",
    "kooperation", "verbund", "land", "laender", "teil", "dazu",
)  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_survives_nonsense_in_every_parameter(client: Client, portal: None, nonsense: str) -> None:
    for value in (nonsense, [nonsense, nonsense]):
        query: dict[str, Any] = dict.fromkeys(PARAMETERS, value)
        assert get(client, NRW[0], **query).status_code == 200


def test_counts_no_more_than_a_hundred_partners(client: Client, portal: None) -> None:
    page = body(get(client, *(f"05111{number:07}" for number in range(2000))))
    assert "geprüft werden höchstens 100" in page


def test_needs_few_queries(client: Client, portal: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    get(client, *NRW)  # the tables of this process
    with django_assert_num_queries(8):
        get(client, *NRW, laender="alle", kosten="300000")


def test_says_at_a_glance_what_there_is_and_who_is_asked(client: Client, portal: None) -> None:
    """One directive: verdict and amount are the heading, the ceiling is not said twice, and somebody can be asked."""
    ProgrammeProfile.objects.update(authority="Aufsichtsdirektion", contact_url="https://example.org/amt")
    response = get(client, *RLP, stichtag="01.07.2026")
    page = " ".join(body(response).split())
    assert re.search(r"Noch nicht zu entscheiden: <a [^>]*>höchstens 210.000 €</a> </h2>", page)
    assert "Höchstens möglich für diese Partner" not in page
    assert re.search(r'Auskunft gibt: <span><a href="https://example.org/amt"[^>]*>Aufsichtsdirektion', page)


def test_asks_little_before_it_is_known_where(client: Client, portal: None) -> None:
    page = body(get(client))
    asked, more = page.partition('id="weitere-angaben"')[::2]
    assert 'name="kosten"' in asked
    assert 'name="ersparnis"' not in asked
    assert 'name="ersparnis"' in more
    assert "Wonach gefragt wird, hängt vom Land der Partner ab." in more
