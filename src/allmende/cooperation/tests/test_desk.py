# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The desk: editors enter and change Steckbriefe; nobody's work is lost."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission

from allmende.accounts.services import create_account
from allmende.cooperation.models import Alliance, Cooperation, Role
from allmende.cooperation.tests.factories import make_alliance, make_cooperation, make_territory, make_topic
from allmende.core import content_version
from allmende.core.models import AuditEntry

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'name="version" value="([^"]*)"')


@pytest.fixture
def desk(client):
    user = create_account(email="desk@example.org", password="langes-passwort-hier", name="Rita", by=None)
    names = ["add_cooperation", "change_cooperation", "add_alliance", "change_alliance"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


@pytest.fixture
def mendig():
    make_territory("07", "Rheinland-Pfalz")
    make_territory("07137", "Mayen-Koblenz")
    return make_territory("071375003", "Mendig")


def rows_of(name, *rows, initial=0):
    data = {f"{name}-TOTAL_FORMS": str(len(rows)), f"{name}-INITIAL_FORMS": str(initial)}
    for number, row in enumerate(rows):
        data |= {f"{name}-{number}-{field}": value for field, value in row.items()}
    return data


def partner(name, **fields):
    return {"stated_name": name, "role": "partner", "ars": "", "unresolved_reason": "", **fields}


def typed(**fields):
    """A form filled in with a title and no rows, and what the test adds."""
    data = {"title": "Gemeinsames Archiv", "status": "running", "version": ""}
    for name in ("participations", "grants", "sources", "periods", "reports", "costs"):
        data |= rows_of(name)
    return {**data, **fields}


def edit_url(subject):
    return f"{subject.get_absolute_url()}bearbeiten/"


def version_at(client, subject):
    return HIDDEN.search(client.get(edit_url(subject)).content.decode())[1]


def test_a_new_cooperation_with_rows_is_a_draft(desk, mendig):
    data = typed(
        start="1.2024",
        start_up_cost="12.500,50",
        **rows_of(
            "participations",
            partner("Verbandsgemeinde Mendig", role="lead"),
            partner("Verein", unresolved_reason="kein Gebiet"),
        ),
        **rows_of(
            "sources",
            {"title": "Pressemitteilung", "url": "https://example.org/a", "dated": "2024", "read_on": "02.03.2026"},
        ),
    )
    response = desk.post("/kooperationen/neu/", data)
    assert response.status_code == 302
    made = Cooperation.objects.get()
    assert (made.published_at, str(made.start), str(made.start_up_cost)) == (None, "Januar 2024", "12500.50")
    assert made.participations.get(role=Role.LEAD).territory == mendig
    assert made.participations.get(territory=None).unresolved_reason == "kein Gebiet"
    assert str(made.sources.get().dated) == "2024"


def test_changing_keeps_the_rows_and_is_seen_at_once(desk, client, mendig):
    made = make_cooperation("Gemeinsames Archiv", mendig)
    page = desk.get(edit_url(made)).content.decode()
    assert 'value="071375003"' in page
    version = content_version.current()
    data = typed(
        title="Archiv für alle",
        summary="Kurz",
        version=version_at(desk, made),
        topics=[topic.pk for topic in made.topics.all()],
        **rows_of("participations", partner("Mendig", ars="071375003"), partner(""), initial=1),
    )
    assert desk.post(edit_url(made), data).status_code == 302
    made.refresh_from_db()
    assert made.title == "Archiv für alle"
    assert made.participations.get().territory == mendig
    assert content_version.current() > version
    client.logout()
    assert "Archiv für alle" in client.get(made.get_absolute_url()).content.decode()


def test_a_row_is_added_without_script_and_nothing_typed_is_lost(desk):
    data = typed(title="", summary="Schon getippt", add="sources", **rows_of("sources", {"title": "Eine", "url": ""}))
    html = desk.post("/kooperationen/neu/", data).content.decode()
    assert "Schon getippt" in html
    assert 'name="sources-1-title"' in html
    assert 'value="Eine"' in html
    assert "field__error" not in html
    assert not Cooperation.objects.exists()


def test_the_steckbrief_offers_the_desk_its_tools_and_nobody_else(desk, client, mendig):
    made, alliance = make_cooperation("Archiv", mendig), make_alliance("Verbund")
    for subject in (made, alliance):
        assert f'href="{edit_url(subject)}"' in desk.get(subject.get_absolute_url()).content.decode()
    client.logout()
    for subject in (made, alliance):
        assert "bearbeiten/" not in client.get(subject.get_absolute_url()).content.decode()


def test_the_lists_offer_the_desk_a_new_entry_and_its_drafts(desk, client, mendig):
    draft = make_cooperation("Noch im Werden", mendig, published=False)
    make_alliance("Verbund im Werden", published=False)
    entered = {"/kooperationen/": 'href="/kooperationen/neu/"', "/kooperationen/verbuende/": "verbuende/neu/"}
    for page, link in entered.items():
        html = desk.get(page).content.decode()
        assert link in html
        assert "1 Entwurf" in html
    assert f'href="{draft.get_absolute_url()}"' in desk.get("/kooperationen/").content.decode()
    client.logout()
    for page, link in entered.items():
        html = client.get(page).content.decode()
        assert link not in html
        assert "Entwurf" not in html


def test_topics_stand_below_their_main_area(desk):
    make_topic("Bußgeldstelle", parent="Sicherheit und Ordnung")
    make_topic("Archiv", parent="Kultur")
    html = desk.get("/kooperationen/neu/").content.decode()
    names = ["Sicherheit und Ordnung", "– Bußgeldstelle", "Kultur", "– Archiv"]
    places = [html.index(name) for name in names]
    assert places[0] < places[1]
    assert places[2] < places[3]
    assert (places[1] < places[2]) == (places[0] < places[2])


def test_a_row_is_removed(desk, mendig):
    made = make_cooperation("Archiv", mendig)
    row = partner("Mendig", ars="071375003", DELETE="on")
    data = typed(version=version_at(desk, made), **rows_of("participations", row, initial=1))
    assert desk.post(edit_url(made), data).status_code == 302
    assert not made.participations.exists()


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"title": ""}, "Titel"),
        ({"start": "irgendwann"}, "TT.MM.JJJJ, MM.JJJJ oder JJJJ eingeben"),
        ({"start": "2024", "end": "2023"}, "Das Ende liegt vor dem Beginn."),
        ({"status": "failed"}, "Bitte nennen Sie den Grund des Scheiterns"),
        ({"running_cost": "-5"}, "Kosten können nicht negativ sein"),
        (rows_of("participations", partner("Nirgendwo")), "nicht gefunden"),
        (rows_of("participations", partner("Mendig", ars="099999")), "Diesen Regionalschlüssel gibt es nicht."),
        (rows_of("participations", partner("Mendig", ars="07", unresolved_reason="x")), "Bitte nur eines angeben"),
        (rows_of("participations", partner("Mendig", ars="071375003", joined="2024", left="2020")), "vor dem Beitritt"),
        (rows_of("grants", {"amount": "5"}), "Programm"),
        (rows_of("sources", {"title": "", "url": "https://example.org"}), "Titel"),
    ],
)
@pytest.mark.usefixtures("mendig")
def test_errors_stand_at_the_field_and_the_input_stays(desk, fields, error):
    response = desk.post("/kooperationen/neu/", typed(**{"summary": "Bleibt stehen", **fields}))
    html = response.content.decode()
    assert response.status_code == 422
    assert error in html
    assert "Bleibt stehen" in html
    assert not Cooperation.objects.exists()


def test_namesakes_are_all_named_once_with_their_keys(desk, mendig):
    make_territory("071375003069", "Mendig", "Stadt")
    make_territory("06", "Hessen")
    make_territory("065350006", "Mendig", "Verbandsgemeinde")
    rows = rows_of("participations", partner("Verbandsgemeinde Mendig"))
    html = desk.post("/kooperationen/neu/", typed(**rows)).content.decode()
    assert "Bitte den Regionalschlüssel des gemeinten eintragen" in html
    error = html.split("field__error")[1].split("</p>")[0]
    assert (error.count("071375003)"), error.count("065350006)")) == (1, 1)


def test_who_saved_in_between_is_shown_and_nothing_is_lost(desk, mendig):
    made = make_cooperation("Archiv", mendig)
    opened_at = version_at(desk, made)
    assert desk.post(edit_url(made), typed(title="Zuerst", version=opened_at)).status_code == 302
    response = desk.post(edit_url(made), typed(title="Danach", summary="Meine Arbeit", version=opened_at))
    html = response.content.decode()
    assert response.status_code == 409
    assert "Jemand anderes hat inzwischen gespeichert" in html
    assert "Rita" in html
    assert "Meine Arbeit" in html
    made.refresh_from_db()
    assert made.title == "Zuerst"
    assert desk.post(edit_url(made), typed(title="Danach", version=HIDDEN.search(html)[1])).status_code == 302
    made.refresh_from_db()
    assert made.title == "Danach"


def test_sending_the_same_form_twice_loses_nothing(desk, mendig):
    made = make_cooperation("Archiv", mendig)
    source = rows_of("sources", {"title": "Pressemitteilung", "url": "https://example.org/a"})
    rows = {**rows_of("participations", partner("Mendig", ars="071375003"), initial=1), **source}
    data = typed(title="Archiv", version=version_at(desk, made), **rows)
    assert desk.post(edit_url(made), data).status_code == 302
    again = desk.post(edit_url(made), data)
    assert again.status_code == 409
    assert desk.post(edit_url(made), {**data, "version": HIDDEN.search(again.content.decode())[1]}).status_code == 302
    assert (made.sources.get().title, made.participations.get().territory) == ("Pressemitteilung", mendig)


def test_a_new_cooperation_sent_twice_is_entered_once(desk):
    first = desk.post("/kooperationen/neu/", typed(summary="Kurz"))
    second = desk.post("/kooperationen/neu/", typed(summary="Kurz"))
    assert second.headers["Location"] == first.headers["Location"]
    assert Cooperation.objects.count() == 1
    assert desk.post("/kooperationen/neu/", typed(summary="Ein anderes Vorhaben")).status_code == 302
    assert Cooperation.objects.count() == 2


def test_publishing_says_what_is_missing_and_confirming_sets_the_day(desk, mendig):
    desk.post("/kooperationen/neu/", typed())
    made = Cooperation.objects.get()
    html = desk.post(f"{made.get_absolute_url()}veroeffentlichen/", follow=True).content.decode()
    assert "Kurzbeschreibung" in html
    assert not Cooperation.objects.published().exists()
    shown = make_cooperation("Vergabestelle", mendig)
    desk.post(f"{shown.get_absolute_url()}bestaetigen/")
    shown.refresh_from_db()
    assert shown.confirmed_on is not None
    desk.post(f"{shown.get_absolute_url()}zurueckziehen/")
    shown.refresh_from_db()
    assert shown.published_at is None
    desk.post(f"{shown.get_absolute_url()}veroeffentlichen/")
    assert Cooperation.objects.published().get() == shown


def test_an_alliance_with_its_periods(desk, mendig):
    period = {"number": "1", "start": "2021", "end": "2023", "themes": "Personal", "budget": "720.000"}
    data = typed(title="Verbund", founded="2021", **rows_of("periods", period))
    assert desk.post("/kooperationen/verbuende/neu/", data).status_code == 302
    made = Alliance.objects.get()
    kept = made.periods.get()
    assert (str(kept.start), str(kept.budget), str(made.founded)) == ("2021", "720000.00", "2021")
    late = rows_of("periods", {**period, "end": "2020"}, initial=1)
    response = desk.post(edit_url(made), typed(title="Verbund", version=version_at(desk, made), **late))
    assert "Das Ende liegt vor dem Beginn." in response.content.decode()


def test_reports_and_costs_stand_below_their_period(desk, mendig):
    made = make_alliance("Verbund", mendig)
    project = make_cooperation("Gemeinsames Archiv", mendig, alliance=made)
    below = {
        **rows_of("periods", {"number": "1", "start": "2021", "end": "2023"}, {"number": "2", "start": "2024"}),
        **rows_of(
            "reports", {"period": "1", "title": "Abschlussbericht", "dated": "3.2024", "summary": "Drei Vorhaben."}
        ),
        **rows_of(
            "costs", {"period": "2", "cooperation": str(project.pk), "amount": "12.500", "note": "ohne Personal"}
        ),
    }
    data = typed(title="Verbund", summary="Kurz", **below)
    assert desk.post(edit_url(made), {**data, "version": version_at(desk, made)}).status_code == 302

    first, second = made.periods.all()
    assert [(row.title, str(row.dated)) for row in first.reports.all()] == [("Abschlussbericht", "März 2024")]
    assert [(row.cooperation, str(row.amount)) for row in second.costs.all()] == [(project, "12500.00")]
    html = desk.get(made.get_absolute_url()).content.decode()
    assert "Drei Vorhaben." in html
    assert "ohne Personal" in html
    form = desk.get(edit_url(made)).content.decode()
    assert 'value="Abschlussbericht"' in form
    assert 'value="12500"' in form

    second_try = {**data, "reports-0-period": "7", "version": version_at(desk, made)}
    answer = desk.post(edit_url(made), second_try)
    assert answer.status_code == 422
    assert "Diese Förderperiode ist oben nicht eingetragen." in answer.content.decode()
    cleared = {**data, "costs-0-DELETE": "on", "costs-INITIAL_FORMS": "1", "version": version_at(desk, made)}
    assert desk.post(edit_url(made), cleared).status_code == 302
    assert not second.costs.exists()


def test_an_alliance_without_projects_is_not_asked_for_their_cost(desk):
    made = make_alliance("Verbund")
    html = desk.get(edit_url(made)).content.decode()
    assert 'name="reports-0-title"' in html
    assert "costs-0" not in html


@pytest.mark.parametrize("step", ["bearbeiten", "veroeffentlichen", "zurueckziehen", "bestaetigen"])
def test_the_desk_is_closed_to_everybody_else(client, mendig, step):
    made = make_cooperation("Archiv", mendig)
    alliance = make_alliance("Verbund")
    rows = AuditEntry.objects.count()
    for url in (f"{made.get_absolute_url()}{step}/", f"{alliance.get_absolute_url()}{step}/"):
        assert "/konto/anmelden/" in client.post(url).headers["Location"]
    stranger = create_account(email="fremd@example.org", password="langes-passwort-hier", by=None)
    client.force_login(stranger)
    for url in (f"{made.get_absolute_url()}{step}/", "/kooperationen/neu/", "/kooperationen/verbuende/neu/"):
        assert client.post(url).status_code == 404
    assert AuditEntry.objects.count() == rows + 1


def test_the_number_of_queries_does_not_grow_with_the_rows(desk, mendig, django_assert_max_num_queries):
    others = [make_territory(f"0713750{number}", f"Ort {number}") for number in range(10, 18)]
    made = make_cooperation("Archiv", mendig, *others)
    with django_assert_max_num_queries(30):
        desk.get(edit_url(made))
