# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The editor of directives over HTTP: sentences of select boxes, live test cases, errors at the field, two at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import pytest
from django.urls import reverse

from allmende.funding.engine.check import Verdict
from allmende.funding.engine.directive import Operator, Severity
from allmende.funding.files.reading import read
from allmende.funding.models import Directive, DirectiveState
from allmende.funding.services import directives
from allmende.funding.tests.desk_stories import Desk
from allmende.territory.tests.factories import make_place

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def anna(desk, client):
    client.force_login(desk.anna)
    return client


@pytest.fixture
def draft(desk: Desk) -> Directive:
    return desk.draft()


def page_of(draft: Directive, word: str = "regeln", number: int | None = None) -> str:
    if number is None:
        return reverse("funding:desk_entry_create", args=[draft.key, word])
    return reverse("funding:desk_rule", args=[draft.key, word, number])


def sent(client, url: str, **typed: object):
    """The form of ``url`` as the browser sends it back: what stands there, with what is typed."""
    page = client.get(url)
    assert page.status_code == 200
    form = page.context["form"]
    values = {"mark": page.context["mark"], "version": str(page.context["version"])}
    for each in (form, *(row for rows in form.rows.values() for row in rows)):
        for field in each:
            value = field.value()
            if value not in (None, "", False, []):
                values[field.html_name] = "on" if value is True else value
    for rows in form.rows.values():
        values[f"{rows.prefix}-anzahl"] = str(len(rows))
    return {name: value for name, value in {**values, **typed}.items() if value is not None}


def a_rule(**more: object) -> dict[str, object]:
    return {
        "mark": "",
        "title": "Mindestens fünf Jahre",
        "bedingung-anzahl": "1",
        "bedingung-0-asks": "duration_years",
        "bedingung-0-operator": "at_least",
        "bedingung-0-value": "5",
        "wenn-anzahl": "0",
        "severity": "refuse",
        "citation_text": "Nr. 4.2",
        "citation_verified": "on",
    } | more


def text_of(draft: Directive):
    return read(Directive.objects.values_list("content", flat=True).get(pk=draft.pk))


def test_pages_cost_a_fixed_number_of_queries(desk, anna, draft, django_assert_num_queries):
    desk.draft("he-zweite")
    anna.get(reverse("funding:desk"))
    for url, queries in (
        (reverse("funding:desk"), 9),
        (reverse("funding:desk_programme", args=[desk.profile.pk]), 10),
        (reverse("funding:desk_directive", args=[draft.key]), 11),
        (page_of(draft, "regeln", 1), 10),
    ):
        with django_assert_num_queries(queries):
            assert anna.get(url).status_code == 200


def test_a_rule_is_a_sentence(anna, draft):
    url = page_of(draft)
    assert "Neue Regel" in anna.get(url).text
    response = anna.post(url, a_rule())
    assert response.status_code == 302
    rule = text_of(draft).rules[1]
    assert (rule.key, rule.title, rule.severity) == ("mindestens-fuenf-jahre", "Mindestens fünf Jahre", Severity.REFUSE)
    (condition,) = rule.conditions
    assert (condition.asks, condition.operator, condition.value) == ("duration_years", Operator.AT_LEAST, Decimal(5))
    assert (rule.citation.text, rule.citation.verified) == ("Nr. 4.2", True)
    page = anna.get(reverse("funding:desk_directive", args=[draft.key])).text
    assert "Dauer der Zusammenarbeit: mindestens 5 Jahre" in page
    assert "noch nicht zu entscheiden" in page  # the cases do not say how long


def test_fields_follow_the_question_without_and_with_scripts(anna, draft):
    url = page_of(draft)
    half = a_rule(**{"bedingung-0-asks": "is_new", "bedingung-0-value": ""})
    for headers in ({}, HTMX):
        page = anna.post(url, half | {"probe": "1"}, headers=headers)
        assert page.status_code == 200
        assert page.context["form"].rows["conditions"].forms[0]["value"].field.choices[1:] == [
            ("ja", "ja"), ("nein", "nein")
        ]  # fmt: skip
        assert "field__error" not in page.text
        assert "Mindestens fünf Jahre" in page.text
        assert ("<html" in page.text) is not bool(headers)
    more = anna.post(url, half | {"mehr": "bedingung"})
    assert len(more.context["form"].rows["conditions"]) == 2
    assert text_of(draft).rules[1:] == ()


def test_test_cases_run_with_what_is_typed(anna, draft):
    url = page_of(draft, "regeln", 1)
    typed = sent(anna, url, **{"bedingung-0-value": "3", "probe": "1"})
    page = anna.post(url, typed, headers=HTMX)
    assert "geht nicht auf" in page.text
    assert "Mindestens zwei Partner: nicht erfüllt" in page.text
    assert "Zahl der Partner aus dem Land: mindestens 3" in page.text
    assert text_of(draft).rules[0].conditions[0].value == 2
    good = anna.post(url, typed | {"bedingung-0-value": "2"}, headers=HTMX)
    assert "geht nicht auf" not in good.text
    broken = anna.post(url, typed | {"bedingung-0-value": "viele"}, headers=HTMX)
    assert "<p data-announce>Die Eingaben sind noch nicht vollständig" in broken.text


WRONG = (
    ({"title": ""}, "Bitte füllen Sie dieses Feld aus."),
    ({"bedingung-0-asks": ""}, "wonach gefragt wird"),
    ({"bedingung-0-asks": "geheim"}, "wonach gefragt wird"),
    ({"bedingung-0-value": ""}, "kreuzen Sie „Wert unbekannt“ an"),
    ({"bedingung-0-value": "-3"}, "ist negativ"),
    ({"bedingung-0-value": "9" * 60}, "lässt sich nicht als Zahl lesen"),
    ({"bedingung-0-operator": "includes"}, "includes"),
    ({"bedingung-0-entfernen": "on"}, "mindestens ein Eintrag"),
    ({"severity": ""}, "Bitte wählen Sie aus, was dann gilt."),
    ({"severity": "kill"}, "kill"),
    ({"citation_url": "javascript:alert(1)"}, "https://"),
    ({"citation_text": ""}, "Geprüft ist nur"),
    ({"citation_read_on": "31.02.2026"}, "ist kein Tag"),
    ({"valid_from": "01.02.2026", "valid_until": "01.01.2026"}, "liegt vor dem ersten"),
    ({"note": "a\x01b"}, "Steuerzeichen"),
    ({"title": "x" * 251}, "kürzer"),
)


def test_what_is_wrong_is_said_at_the_field_and_kept(anna, draft):
    for typed, words in WRONG:
        response = anna.post(page_of(draft), a_rule(note="Bleibt stehen.") | typed)
        assert response.status_code == 422, typed
        assert words in response.text, typed
        assert "Bleibt stehen." in response.text or "note" in typed
        assert "Bitte prüfen Sie Ihre Eingaben" in response.text
    assert len(text_of(draft).rules) == 1


def test_an_unknown_value_and_several_options(anna, draft):
    anna.post(page_of(draft), a_rule(**{"bedingung-0-value": "", "bedingung-0-unknown": "on"}))
    anna.post(
        page_of(draft),
        a_rule(
            title="Nutzen",
            **{
                "bedingung-0-asks": "benefits",
                "bedingung-0-operator": "includes",
                "bedingung-0-value": ["revenue", "better_service"],
                "bedingung-anzahl": "2",
                "bedingung-1-asks": "saving_percent",
                "bedingung-1-operator": "at_least",
                "bedingung-1-value": "12,5",
                "any_of": "eine",
                "wenn-anzahl": "1",
                "wenn-0-asks": "only_equipment",
                "wenn-0-operator": "equals",
                "wenn-0-value": "nein",
            },
        ),
    )
    unknown, several = text_of(draft).rules[1:]
    assert unknown.conditions[0].value is None
    assert [condition.value for condition in several.conditions] == [
        frozenset({"revenue", "better_service"}),
        Decimal("12.5"),
    ]
    assert several.any_of
    assert several.when[0].value is False
    url = page_of(draft, "regeln", 3)
    before = text_of(draft)
    assert anna.post(url, sent(anna, url)).status_code == 302
    assert text_of(draft) == before  # a form that is sent back as it came changes nothing


def test_an_amount_in_plain_words(anna, draft):
    url = page_of(draft, "betraege", 1)
    typed = sent(
        anna, url, lump="175.000", each="35.000,50", per="partners_in_land", above="2", rate="90", title="<b>Viel"
    )
    assert anna.post(url, typed).status_code == 302
    amount = text_of(draft).amounts[0]
    assert (amount.key, amount.title, amount.lump, amount.each) == (
        "fest", "<b>Viel", Decimal(175_000), Decimal("35000.50")
    )  # fmt: skip
    page = anna.get(reverse("funding:desk_directive", args=[draft.key])).text
    assert "&lt;b&gt;Viel" in page
    assert "<b>Viel" not in page
    response = anna.post(url, sent(anna, url, per=""))
    assert response.status_code == 422
    assert "wofür es den weiteren Betrag gibt" in response.text


@pytest.mark.parametrize(
    ("word", "typed", "part"),
    [
        ("kosten", {"title": "Beratung", "eligible": "ja", "kind": "external_services"}, "costs"),
        ("unterlagen", {"title": "Ratsbeschluss", "is_resolution": "on"}, "papers"),
        ("bewilligungen", {"title": "VG Beispiel", "amount": "215.940", "partners": "3"}, "awards"),
    ],
)
def test_costs_papers_and_awards(anna, draft, word, typed, part):
    assert anna.post(page_of(draft, word), typed).status_code == 302
    (entry,) = getattr(text_of(draft), part)
    assert entry.title == typed["title"]
    assert anna.post(page_of(draft, word, 1), {"mark": "", **typed, "title": ""}).status_code == 422
    url = page_of(draft, word, 1)
    assert anna.post(url, sent(anna, url)).status_code == 302
    assert getattr(text_of(draft), part) == (entry,)


def test_base_data(anna, draft):
    url = reverse("funding:desk_directive_base", args=[draft.key])
    typed = sent(
        anna, url, title="Neuer Titel", valid_until="31.12.2028", is_complete=None, summary="Kurz.", key="böse"
    )
    assert anna.post(url, typed).status_code == 302
    text = text_of(draft)
    assert (text.key, text.title, text.is_complete, text.summary) == ("he-2026", "Neuer Titel", False, "Kurz.")
    assert len(text.rules) == 1
    assert anna.post(url, sent(anna, url, valid_until="01.01.2020")).status_code == 422


def test_a_test_case_is_made_of_numbers_and_answers(anna, draft):
    url = page_of(draft, "testfaelle")
    typed = {
        "name": "Drei mit Kosten",
        "on": "01.06.2026",
        "here": "3",
        "elsewhere": "1",
        "lead": "land",
        "inhabitants": "10.000",
        "eligible_cost": "150.000",
        "is_new": "ja",
        "benefits": ["nichts"],
        "topic": "",
        "verdict": "possible",
        "amount": "50.000",
    }
    response = anna.post(url, typed)
    assert response.status_code == 302, response.context["entry_errors"]
    case = text_of(draft).cases[2]
    assert [partner.land for partner in case.facts.partners] == ["06", "06", "06", ""]
    assert case.facts.lead == case.facts.partners[0].key
    assert case.facts.seen_from("06")["inhabitants"] == 10_000
    assert case.facts.answers == {"eligible_cost": Decimal(150_000), "is_new": True, "benefits": frozenset()}
    assert (case.verdict, case.amount) == (Verdict.POSSIBLE, Decimal(50_000))
    again = page_of(draft, "testfaelle", 3)
    before = text_of(draft)
    assert anna.post(again, sent(anna, again)).status_code == 302
    assert text_of(draft) == before
    for wrong in ({"verdict": "", "amount": ""}, {"lead": "anderswo", "elsewhere": ""}, {"here": "101"}, {"on": ""}):
        assert anna.post(url, typed | wrong).status_code == 422


def test_a_case_is_taken_over_from_a_check(anna, draft):
    make_place("064310001001", "Abtsteinach")
    url = page_of(draft, "testfaelle")
    address = "https://allmende.example/foerdercheck/?partner=064310001001&ausland=1&kosten=150.000&stichtag=2026-07-01"
    page = anna.post(url, {"name": "Mit Namen", "amount": "5", "adresse": address, "uebernehmen": "1"})
    assert page.status_code == 200
    assert "Abtsteinach" in page.text
    form = page.context["form"]
    assert (form["name"].value(), form["here"].value(), form["eligible_cost"].value()) == ("Mit Namen", "1", "150.000")
    typed = {
        "herkunft": page.context["origin"], "name": "Mit Namen", "on": form["on"].value(), "here": "1",
        "elsewhere": "1", "eligible_cost": "150.000", "verdict": "refused",
    }  # fmt: skip
    assert anna.post(url, typed).status_code == 302
    case = text_of(draft).cases[2]
    assert case.facts.partners[0].key == "064310001001"
    for wrong in ("", "keine", "https://x/?", "?partner=gibtsnicht", "?kosten=viel", "http://[::1", "?" + "a" * 6000):
        refused = anna.post(url, {"name": "Bleibt", "adresse": wrong, "uebernehmen": "1"})
        assert refused.status_code == 422
        assert "Bleibt" in refused.text


def test_entries_are_moved_and_deleted(anna, draft):
    anna.post(page_of(draft), a_rule())
    lines = anna.get(reverse("funding:desk_directive", args=[draft.key])).context["sections"][0].entries
    order = reverse("funding:desk_entry_order", args=[draft.key, "regeln", 2])
    anna.post(order, {"mark": lines[1].mark, "schritt": "hoch"})
    assert [rule.key for rule in text_of(draft).rules] == ["mindestens-fuenf-jahre", "partner"]
    anna.post(order, {"mark": lines[1].mark, "schritt": "loeschen"})  # it stands first now, and is found again
    assert [rule.key for rule in text_of(draft).rules] == ["partner"]
    gone = anna.post(order, {"mark": lines[1].mark, "schritt": "loeschen"}, follow=True)
    assert "inzwischen jemand geändert oder gelöscht" in gone.text
    assert anna.post(order, {"mark": lines[0].mark, "schritt": "tanzen"}).status_code == 404
    first = reverse("funding:desk_entry_order", args=[draft.key, "regeln", 1])
    assert anna.post(first, {"mark": lines[0].mark, "schritt": "hoch"}).status_code == 404
    assert len(text_of(draft).rules) == 1


def test_the_same_entry_by_two_people(desk, anna, draft, client):
    url = page_of(draft, "regeln", 1)
    mine = sent(anna, url, title="Von Anna")
    client.force_login(desk.bert)
    yours = sent(client, url, title="Von Bert", note="Berts Anmerkung")
    client.force_login(desk.anna)
    assert client.post(url, mine).status_code == 302
    client.force_login(desk.bert)
    page = client.post(url, yours)
    assert page.status_code == 409
    assert "Jemand anderes hat diesen Eintrag inzwischen geändert" in page.text
    assert "anna" in page.text
    assert "Berts Anmerkung" in page.text
    assert text_of(draft).rules[0].title == "Von Anna"
    again = yours | {"mark": page.context["mark"], "version": str(page.context["version"])}
    assert client.post(url, again).status_code == 302
    assert text_of(draft).rules[0].title == "Von Bert"


def test_other_entries_by_two_people_are_both_kept(desk, anna, draft, client):
    rule, amount = page_of(draft, "regeln", 1), page_of(draft, "betraege", 1)
    mine, yours = sent(anna, rule, title="Von Anna"), sent(anna, amount, title="Von Bert")
    anna.post(rule, mine)
    client.force_login(desk.bert)
    page = client.post(amount, yours, follow=True)
    assert "Beides ist jetzt enthalten." in page.text
    text = text_of(draft)
    assert (text.rules[0].title, text.amounts[0].title) == ("Von Anna", "Von Bert")


def test_an_entry_that_was_deleted_meanwhile_becomes_a_new_one(anna, draft):
    url = page_of(draft, "regeln", 1)
    typed = sent(anna, url, title="Doch noch")
    mark = typed["mark"]
    anna.post(reverse("funding:desk_entry_order", args=[draft.key, "regeln", 1]), {"mark": mark, "schritt": "loeschen"})
    page = anna.post(url, typed)
    assert page.status_code == 409
    assert "entsteht daraus ein neuer Eintrag" in page.text
    assert anna.post(url, typed | {"mark": page.context["mark"]}).status_code == 302
    assert [rule.title for rule in text_of(draft).rules] == ["Doch noch"]


def test_what_is_sent_after_the_draft_was_submitted_is_kept_but_not_saved(desk, anna, draft):
    url = page_of(draft, "regeln", 1)
    typed = sent(anna, url, title="Zu spät", note="Bleibt stehen.")
    directives.submit_directive(directive=draft, by=desk.anna)
    response = anna.post(url, typed)
    assert response.status_code == 422
    assert "Nur ein Entwurf lässt sich ändern" in response.text
    assert "Bleibt stehen." in response.text
    assert anna.get(url).status_code == 404
    assert text_of(draft).rules[0].title == "Mindestens zwei Partner"


def test_contradictions_are_told_when_saving(anna, draft):
    typed = a_rule(
        **{"bedingung-0-asks": "partners_in_land", "bedingung-0-operator": "at_most", "bedingung-0-value": "1"}
    )
    page = anna.post(page_of(draft), typed, follow=True)
    assert "Widerspruch:" in page.text
    assert "kann niemand zugleich erfüllen" in page.text
    step = reverse("funding:desk_directive_step", args=[draft.key, "freigabe"])
    assert "Das steht noch im Weg" in anna.get(step).text
    assert anna.post(step).status_code == 422
    assert Directive.objects.get(pk=draft.pk).state == DirectiveState.DRAFT


@pytest.mark.parametrize("word", ["geheim", "rules", "regeln-1"])
def test_parts_that_do_not_exist(anna, draft, word):
    assert anna.get(page_of(draft, word)).status_code == 404
    assert anna.post(page_of(draft, word, 1), {}).status_code == 404
    assert anna.get(page_of(draft, "regeln", 99)).status_code == 404


NONSENSE: Final[tuple[dict[str, str], ...]] = (
    {},
    {"bedingung-anzahl": "9" * 50, "probe": "1"},
    {"wenn-anzahl": "-1", "mehr": "unbekannt"},
    {"wenn-anzahl": "500", "probe": "1"},
    {"mark": "x" * 99, "herkunft": "partner=x&partner=x"},
    {"uebernehmen": "1", "adresse": "?\x00"},
)


def test_nonsense_is_never_an_error_of_the_server(anna, draft):
    for word in ("regeln", "betraege", "testfaelle"):
        for typed in NONSENSE:
            assert anna.post(page_of(draft, word), typed).status_code in {200, 409, 422}, typed
    assert text_of(draft).rules[1:] == ()
