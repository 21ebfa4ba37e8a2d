# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The story of a cooperation, by browser: entered, returned, mended, published, corrected; and the log tells it all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.story import Stage, follow, headed, press, told

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

EDITOR, MANAGER = "bearbeitung.mendig@example.org", "verwaltung.mendig@example.org"
DESK, HESSE, OPERATOR = "redaktion@example.org", "redaktion.hessen@example.org", "betrieb@example.org"
ORGANISATION = "Verbandsgemeinde Mendig (Beispiel)"
BY_EDITOR, BY_DESK = "Bearbeitung VG Mendig (Beispiel)", "Redaktion (Beispiel)"
TITLE = "Gemeinsame Wärmeplanung rund um den Laacher See"
VAGUE = "Vier Verbandsgemeinden planen."
CLEAR = "Vier Verbandsgemeinden planen gemeinsam, womit künftig geheizt wird, und teilen sich eine Fachkraft."
RIGHT = "Vier Verbandsgemeinden planen gemeinsam, womit künftig geheizt wird, und teilen sich zwei Fachkräfte."
QUESTION = "Bitte schreiben Sie dazu, was genau geplant wird."
OFFICE = "Stabsstelle Wärmeplanung"
NEIGHBOURS = ("Verbandsgemeinde Pellenz", "Verbandsgemeinde Maifeld", "Verbandsgemeinde Vordereifel")
PLACES = ("071375001-pellenz", "071375002-maifeld", "071375003-vordereifel", "071375004-mendig")
MAP_NUMBERS = ("/karte/zahlen.json", "/karte/zahlen.json?gebiet=07", "/karte/zahlen.json?gebiet=07137")
CITIZEN, CITIZEN_MAIL = "Wanda Wachsam", "wanda.wachsam@buergerin.example"
FOUND_AT = (
    f"/kooperationen/?q={quote('Wärmeplanung Laacher')}",
    f"/kooperationen/?land=07&q={quote('Wärmeplanung Laacher')}",
    f"/karte/?gebiet=07137&q={quote('Wärmeplanung')}",
    f"/suche/?q={quote('Wärmeplanung')}",
    *(f"/orte/{place}/" for place in PLACES),
)


def test_a_cooperation_from_the_first_word_to_the_corrected_page(browser, own_portal):
    stage = Stage(browser, own_portal)
    number = written_over_several_days(stage)
    nobody_else_sees(stage, number)
    returned_with_a_question(stage, number)
    mended(stage, number)
    before = before_it_is_published(stage)
    accepted(stage, number)
    address = found_at_once(stage, before)
    corrected_by_a_visitor(stage, address)
    second = taken_over_by_the_owner(stage)
    the_correction_is_accepted(stage, second)
    assert RIGHT in stage.read(address)
    the_hint_is_settled(stage)
    the_logs_tell_all(stage, number)
    nothing_personal_is_public(stage, address)
    assert stage.complaints == []


def written_over_several_days(stage: Stage) -> int:
    """Three visits; what is missing is said each time, and nothing typed is lost between them."""
    with stage.visit(EDITOR) as page:
        begun(page)
        press(page, "Speichern und später weiter")
        number = int(page.url.rstrip("/").rpartition("/")[2])
        headed(page, TITLE)
        expect(page.get_by_text(f"von {BY_EDITOR}")).to_contain_text(re.compile(r"Zuletzt gespeichert: \d\d\.\d\d\.20"))
        expect(missing(page)).to_contain_text("Themenfelder")
        press(page, "Bei der Redaktion einreichen")
        told(page, "Noch nicht eingereicht")
    with stage.visit(EDITOR) as page:
        page.goto("/konto/")
        follow(page, TITLE)
        missing(page).get_by_role("link", name="Themenfelder").click()
        expect(page.locator("#id_summary")).to_have_value(VAGUE)
        page.get_by_role("checkbox", name="Klimaschutz").first.check()
        press(page, "Speichern und weiter")
        headed(page, "Beteiligte")
        add_partners(page)
        press(page, "Speichern und später weiter")
    with stage.visit(EDITOR) as page:
        page.goto(f"/beitraege/{number}/")
        follow(page, "Stand und Zeit")
        page.get_by_label("Stand", exact=True).select_option(label="in Planung")
        press(page, "Speichern und später weiter")
        follow(page, "Ansprechstelle und Quellen")
        page.locator("#id_contact_function").fill(OFFICE)
        press(page, "Speichern und zur Übersicht")
        expect(missing(page)).to_contain_text("Nichts. Sie können den Beitrag einreichen.")
        press(page, "Bei der Redaktion einreichen")
        told(page, "Eingereicht.")
    return number


def begun(page: Page) -> None:
    page.goto("/konto/")
    follow(page, "Neuer Beitrag")
    expect(page.get_by_text(f"Sie handeln für „{ORGANISATION}“")).to_be_visible()
    press(page, "Neue Kooperation beginnen")
    headed(page, "Worum es geht")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_summary").fill(VAGUE)


def missing(page: Page) -> Any:
    return page.get_by_role("region", name="Was noch fehlt")


def add_partners(page: Page) -> None:
    """The own municipality stands there already; each neighbour gets a row of its own."""
    expect(page.locator("#id_participations-0-stated_name")).to_have_value("Verbandsgemeinde Mendig")
    for row, name in enumerate(NEIGHBOURS, start=1):
        if not page.locator(f"#id_participations-{row}-stated_name").count():
            press(page, "Partner: weitere Zeile")
        page.locator(f"#id_participations-{row}-stated_name").fill(name)


def nobody_else_sees(stage: Stage, number: int) -> None:
    """For the desk of another Land, for another municipality and for the public there is no such change."""
    for stranger in (HESSE, "bearbeitung.herxheim@example.org"):
        with stage.visit(stranger, refused=True) as page:
            for path in (f"/pruefung/{number}/", f"/pruefung/{number}/vorschau/", f"/beitraege/{number}/"):
                answer = page.goto(path)
                assert answer is not None
                assert answer.status == 404, (stranger, path)
    with stage.visit(HESSE) as page:
        page.goto("/pruefung/?stand=alle")
        expect(page.get_by_role("main")).not_to_contain_text(TITLE)


def returned_with_a_question(stage: Stage, number: int) -> None:
    assert ORGANISATION in stage.letter(DESK, f"Eingereicht: „{TITLE}“")
    assert stage.letters(HESSE) == []
    with stage.visit(DESK) as page:
        to_review(page)
        assert f"/pruefung/{number}/" in page.url
        part = page.locator(".review-part").filter(has=page.get_by_role("heading", name="Kurzbeschreibung"))
        expect(part).to_contain_text(VAGUE)
        part.locator("summary").click()
        part.get_by_label("Kommentar zu: Kurzbeschreibung").fill(QUESTION)
        decide(page, "Zurückgeben")


def to_review(page: Page) -> None:
    """By the link in the page, not by its address."""
    page.goto("/pruefung/")
    follow(page, TITLE)
    headed(page, TITLE)


def decide(page: Page, step: str) -> None:
    page.get_by_label(step, exact=True).check()
    press(page, "Entscheiden")
    told(page, TITLE)


def mended(stage: Stage, number: int) -> None:
    """By letter and by message in the portal to the field the question is about."""
    subject = f"„{TITLE}“: zurückgegeben"
    letter = stage.letter(EDITOR, subject)
    assert f"Kurzbeschreibung: {QUESTION}" in letter
    assert f"/beitraege/{number}/" in letter
    with stage.visit(EDITOR) as page:
        page.goto("/konto/nachrichten/")
        follow(page, subject)
        expect(page.get_by_role("main")).to_contain_text(QUESTION)
        follow(page, "Zur Sache")
        questions = page.get_by_role("region", name="Fragen der Redaktion")
        expect(questions).to_contain_text(QUESTION)
        questions.get_by_role("link", name="Kurzbeschreibung").click()
        block = page.locator("#angabe-summary")
        expect(block).to_be_in_viewport()
        expect(block).to_contain_text(QUESTION)
        page.locator("#id_summary").fill(CLEAR)
        press(page, "Speichern und später weiter")
        press(page, "Bei der Redaktion einreichen")
        told(page, "Eingereicht.")


def before_it_is_published(stage: Stage) -> dict[str, Any]:
    """Nothing of it is public; and the page cache now holds each of these pages without it."""
    assert [path for path in FOUND_AT if TITLE in unmarked(stage.read(path))] == []
    return {path: stage.json(path) for path in MAP_NUMBERS}


def unmarked(source: str) -> str:
    """The page without the marks of the words that were sought."""
    return re.sub(r"</?mark[^>]*>", "", source)


def accepted(stage: Stage, number: int) -> None:
    with stage.visit(DESK) as page:
        to_review(page)
        part = page.locator(".review-part").filter(has=page.get_by_role("heading", name="Kurzbeschreibung"))
        expect(part).to_contain_text(CLEAR)
        expect(part).to_contain_text(f"danach neu eingereicht): {QUESTION}")
        follow(page, "Vorschau: so wird die Seite aussehen")
        headed(page, TITLE)
        for name in ("Verbandsgemeinde Mendig", *NEIGHBOURS):
            expect(page.get_by_role("main").get_by_role("link", name=name, exact=True).first).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text(CLEAR)
        page.goto(f"/pruefung/{number}/")
        decide(page, "Annehmen und veröffentlichen")
    stage.letter(EDITOR, f"„{TITLE}“: angenommen und veröffentlicht")


def found_at_once(stage: Stage, before: dict[str, Any]) -> str:
    """Each first request after the decision has it."""
    assert [path for path in FOUND_AT if TITLE not in unmarked(stage.read(path))] == []
    for path, old in before.items():
        new = stage.json(path)
        assert new["cooperations"] == old["cooperations"] + 1, path
    of_kreis = [numbers["counts"].get("07137", 0) for numbers in (before[MAP_NUMBERS[0]], stage.json(MAP_NUMBERS[0]))]
    assert of_kreis[1] == of_kreis[0] + 1
    with stage.visit() as page:
        page.goto(FOUND_AT[0])
        follow(page, TITLE)
        headed(page, TITLE)
        for name in ("Verbandsgemeinde Mendig", *NEIGHBOURS):
            expect(page.get_by_role("main").get_by_role("link", name=name, exact=True).first).to_be_visible()
        return page.url.removeprefix(stage.portal.base)


def corrected_by_a_visitor(stage: Stage, address: str) -> None:
    with stage.visit() as page:
        page.goto(address)
        with page.expect_navigation():
            page.get_by_role("link", name="Fehler melden oder Korrektur vorschlagen").click()
        expect(page.get_by_role("main")).to_contain_text(f"Ihr Hinweis gilt für: {TITLE}")
        page.get_by_label("Welche Angabe stimmt nicht?").select_option("summary")
        page.get_by_label("Was stimmt nicht?").fill("Es sind inzwischen zwei Fachkräfte, siehe Amtsblatt.")
        page.get_by_label("Was wäre richtig?").fill(RIGHT)
        page.get_by_label("Name", exact=False).fill(CITIZEN)
        page.get_by_label("E-Mail-Adresse").fill(CITIZEN_MAIL)
        press(page, "Hinweis absenden")
        headed(page, "Danke für Ihren Hinweis")
    stage.letter(CITIZEN_MAIL, "Ihr Hinweis ist angekommen")


def taken_over_by_the_owner(stage: Stage) -> int:
    """The suggestion stands in the draft; what is public stays until the desk has looked at it."""
    with stage.visit(EDITOR) as page:
        page.goto("/konto/nachrichten/")
        page.get_by_role("main").get_by_role("link", name=re.compile(f"Hinweis.*{TITLE}")).first.click()
        follow(page, "Zur Sache")
        expect(page.get_by_role("main")).to_contain_text(CLEAR)
        press(page, "Übernehmen und Eintrag ändern")
        told(page, "Ihr Entwurf ist angelegt.")
        number = int(page.url.rstrip("/").rpartition("/")[2])
        follow(page, "Was sich am veröffentlichten Eintrag ändert")
        expect(page.get_by_role("main").locator("ins").first).to_contain_text("zwei")
        page.goto(f"/beitraege/{number}/thema/")
        expect(page.locator("#id_summary")).to_have_value(RIGHT)
        press(page, "Speichern und später weiter")
        press(page, "Bei der Redaktion einreichen")
        told(page, "Eingereicht.")
    return number


def the_correction_is_accepted(stage: Stage, number: int) -> None:
    with stage.visit(DESK) as page:
        to_review(page)
        assert f"/pruefung/{number}/" in page.url
        expect(page.locator(".review-part")).to_have_count(1)
        expect(page.locator(".review-part del")).to_contain_text("eine Fachkraft")
        expect(page.locator(".review-part ins")).to_contain_text("zwei Fachkräfte")
        expect(page.get_by_role("region", name="Hinweise, auf die der Beitrag zurückgeht")).to_contain_text(RIGHT)
        decide(page, "Annehmen und veröffentlichen")


def the_hint_is_settled(stage: Stage) -> None:
    assert "Ihr Hinweis ist berücksichtigt." in stage.letter(CITIZEN_MAIL, "Antwort auf Ihren Hinweis")
    with stage.visit(EDITOR) as page:
        page.goto("/hinweise/?stand=erledigt")
        follow(page, TITLE)
        expect(page.locator(".badge").first).to_have_text("erledigt")
        page.goto("/hinweise/")
        expect(page.get_by_role("main")).not_to_contain_text(TITLE)


ACCEPTED = (("Kooperation bestätigt", BY_DESK), ("Beitrag angenommen", BY_DESK))
WRITTEN = (("Entwurf gespeichert", BY_EDITOR), ("Beitrag eingereicht", BY_EDITOR))
STEPS = [
    ("Beitrag begonnen", BY_EDITOR),
    *WRITTEN,
    ("Beitrag zurückgegeben", BY_DESK),
    *WRITTEN,
    ("Kooperation angelegt", BY_DESK),
    ("Kooperation veröffentlicht", BY_DESK),
    *ACCEPTED,
    ("Hinweis eingegangen", "System"),
    ("Beitrag begonnen", BY_EDITOR),
    ("Entwurf gespeichert", BY_EDITOR),
    ("Hinweis aufgegriffen", BY_EDITOR),
    ("Beitrag eingereicht", BY_EDITOR),
    ("Kooperation geändert", BY_DESK),
    *ACCEPTED,
    ("Hinweis erledigt", BY_DESK),
]
"""What the log must tell, in this order; saving several times in a row counts once."""


def the_logs_tell_all(stage: Stage, number: int) -> None:
    """The organisation's log, which names nobody at the desk, and the operator's; the citizen is in neither."""
    with stage.visit(MANAGER) as page:
        page.goto("/konto/organisationen/")
        follow(page, ORGANISATION)
        follow(page, "Protokoll")
        assert told_steps(page, number) == [(what, "Die Redaktion" if who == BY_DESK else who) for what, who in STEPS]
        for hidden in (CITIZEN, BY_DESK):
            expect(page.locator("body")).not_to_contain_text(hidden)
    with stage.visit(OPERATOR) as page:
        page.goto("/betrieb/protokoll/")
        assert told_steps(page, number) == STEPS
        expect(page.locator("body")).not_to_contain_text(CITIZEN)


def told_steps(page: Page, number: int) -> list[tuple[str, str]]:
    """Who did what, the oldest first, since the change ``number`` was begun; each for the organisation."""
    rows = [row.inner_text() for row in reversed(page.locator(".log__row").all())]
    begun = next(index for index, row in enumerate(rows) if f"Beitrag {number}" in row)
    steps: list[tuple[str, str]] = []
    for row in rows[begun:]:
        label = row.partition(":")[0]
        who = next(who for who in (BY_EDITOR, BY_DESK, "Die Redaktion", "System", "(Beispiel)") if who in row)
        if label != "Angemeldet":
            assert f"für {ORGANISATION}" in row, row
            steps += [(label, who)] if [(label, who)] != steps[-1:] else []
    return steps


def nothing_personal_is_public(stage: Stage, address: str) -> None:
    slug = address.removeprefix("/kooperationen/").strip("/")
    pages = (
        address,
        f"/kooperationen/{slug}.json",
        "/kooperationen/export.csv",
        "/kooperationen/export.json",
        *FOUND_AT,
    )
    for path in (*pages, "/kooperationen/feed.atom"):
        text = stage.read(path)
        for person in (CITIZEN, CITIZEN_MAIL, EDITOR, DESK, BY_EDITOR, BY_DESK, QUESTION, VAGUE):
            assert person not in text, (path, person)
    assert OFFICE in stage.read(address)
