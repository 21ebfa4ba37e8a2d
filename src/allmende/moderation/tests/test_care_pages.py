# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The lists of care: owners confirm, the desk looks after what nobody answers for."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils import timezone

from allmende.cooperation.models import Cooperation
from allmende.cooperation.parts import CooperationParts
from allmende.cooperation.services import change_cooperation
from allmende.cooperation.tests.factories import make_rhineland, make_user, partners
from allmende.core.models import AuditEntry
from allmende.core.panels import panels_of
from allmende.moderation.care_jobs import ask_whether_still_right
from allmende.moderation.care_listing import Key
from allmende.moderation.care_panel import CarePanel
from allmende.moderation.models import CareRequest, LinkUse, OutsideLink
from allmende.moderation.tests.care_stories import (
    ASKED,
    MARKED,
    REMINDED,
    at,
    make_desk,
    make_entry,
    make_member,
    make_owner,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
OWN, DESK, CONFIRM = "/pflege/", "/pflege/redaktion/", "/pflege/bestaetigen/"


@pytest.fixture
def places():
    return make_rhineland()


@pytest.fixture
def owner(places):
    return make_owner("Stadt Mendig", places["071375004069"])


@pytest.fixture
def anna(owner):
    return make_member(owner)


@pytest.fixture
def entry(owner, places):
    return with_partner(make_entry(owner, "Archiv"), places["071375004008"])


def with_partner(entry, place):
    return change_cooperation(cooperation=entry, by=None, parts=CooperationParts(participations=partners(place)))


def run(*moments):
    for moment in moments:
        with at(moment):
            ask_whether_still_right.func()


def dead_link(entry, url="https://weg.example/"):
    link = OutsideLink.objects.create(
        url=url, failures=3, failing_since=timezone.now(), problem="Die Seite gibt es nicht mehr.", is_definite=True
    )
    LinkUse.objects.create(link=link, kind="cooperation", object_key=entry.pk, label="Quelle: Presse")


def key(entry):
    return f"cooperation:{entry.pk}"


def page(client, user, url):
    client.force_login(user)
    return client.get(url).content.decode()


@pytest.mark.parametrize("url", [OWN, DESK, CONFIRM, "/pflege/export.csv", "/pflege/redaktion/export.json"])
def test_visitors_sign_in_first(client, url):
    assert client.get(url).status_code == 302


def test_members_see_their_entries_and_those_of_nobody_else(client, anna, entry):
    make_entry(make_owner("Stadt Andernach"), "Vergabestelle")
    make_entry(None, "Niemandes")
    html = page(client, anna, OWN)
    assert "Archiv" in html
    assert "1 Eintrag" in html
    assert "Vergabestelle" not in html
    assert "Niemandes" not in html
    assert "Redaktion</a>" not in html


def test_who_belongs_to_nobody_is_told_so(client):
    html = page(client, make_user(), OWN)
    assert "Sie handeln noch für keine Organisation." in html


def test_filters_choose_and_nonsense_counts_for_nothing(client, anna, owner, entry):
    make_entry(owner, "Bauhof")
    run(ASKED)
    with at("2027-01-20T12:00:00+01:00"):
        client.force_login(anna)
        client.post(CONFIRM, {"einzeln": key(entry)})
    dead_link(entry)
    found = {
        stand: [
            title for title in ("Archiv", "Bauhof") if f">{title}</a>" in page(client, anna, f"{OWN}?stand={stand}")
        ]
        for stand in ("", "offen", "ueberfaellig", "links", "unsinn")
    }
    assert found == {
        "": ["Archiv", "Bauhof"],
        "offen": ["Bauhof"],
        "ueberfaellig": [],
        "links": ["Archiv"],
        "unsinn": ["Archiv", "Bauhof"],
    }
    assert "https://weg.example/" in page(client, anna, f"{OWN}?stand=links")
    assert "0 Einträge" in page(client, anna, f"{OWN}?art=alliance")
    for query in ("?art=x", "?seite=99", "?land=%00", "?stand=<b>"):
        assert client.get(f"{OWN}{query}").status_code == 200


def test_one_button_or_several_checked_at_once(client, anna, owner, entry):
    second, third = make_entry(owner, "Bauhof"), make_entry(owner, "Standesamt")
    client.force_login(anna)
    client.post(CONFIRM, {"einzeln": key(entry), "objekt": [key(second)]})
    assert set(Cooperation.objects.exclude(confirmed_on=None)) == {entry}
    answer = client.post(CONFIRM, {"objekt": [key(second), key(third)], "zurueck": f"{OWN}?stand=offen"}, follow=True)
    assert answer.redirect_chain[0][0] == f"{OWN}?stand=offen"
    assert "2 Einträge bestätigt" in answer.content.decode()
    assert Cooperation.objects.filter(confirmed_on=timezone.localdate()).count() == 3
    rows = AuditEntry.objects.filter(verb="cooperation.confirmed")
    assert {(row.actor_id, row.organisation_key) for row in rows} == {(anna.pk, str(owner.pk))}


def test_nothing_checked_is_said(client, anna, entry):
    client.force_login(anna)
    assert "mindestens einen Eintrag" in client.post(CONFIRM, follow=True).content.decode()


def test_what_is_not_ones_own_is_not_there_and_then_nothing_is_confirmed(client, anna, entry, owner):
    foreign = make_entry(make_owner("Stadt Andernach"), "Vergabestelle")
    withdrawn = make_entry(owner, "Entwurf", published=False)
    client.force_login(anna)
    wrong = [
        key(foreign),
        key(withdrawn),
        "cooperation:0",
        "cooperation:x",
        "user:1",
        "cooperation:9999999999999999999",
        "",
    ]
    for text in wrong:
        assert client.post(CONFIRM, {"objekt": [key(entry), text]}).status_code == 404
    assert not Cooperation.objects.exclude(confirmed_on=None).exists()


@pytest.mark.parametrize("back", ["https://boese.example/", "//boese.example/", "/konto/", "javascript:1"])
def test_the_way_back_stays_in_the_list(client, anna, entry, back):
    client.force_login(anna)
    target = client.post(CONFIRM, {"einzeln": key(entry), "zurueck": back}).headers["Location"]
    assert target.startswith(OWN)
    assert "boese" not in target


def test_the_desk_sees_what_makes_work(client, entry, owner, anna):
    for title in ("Gepflegt", "Ohne"):
        make_entry(owner if title == "Gepflegt" else None, title)
    desk = make_desk()
    html = page(client, desk, DESK)
    assert "0 Einträge" in html
    run(ASKED)
    html = page(client, desk, DESK)
    assert ">Ohne</a>" in html
    assert ">Gepflegt</a>" not in html
    run(REMINDED, MARKED)
    html = page(client, desk, DESK)
    assert "3 Einträge" in html
    assert "überfällig" in html
    assert "1 Eintrag" in page(client, desk, f"{DESK}?stand=ohne")


def test_only_the_desk_opens_the_desks_list_and_only_for_its_areas(client, anna, entry, places):
    far = with_partner(make_entry(None, "Grebenau"), places["065350006006"])
    run(ASKED, REMINDED, MARKED)
    client.force_login(anna)
    for url in (DESK, "/pflege/redaktion/export.csv", f"/pflege/redaktion/zustaendig/cooperation/{entry.pk}/"):
        assert client.get(url).status_code == 404
    limited = make_desk("land@example.org", places["07"])
    html = page(client, limited, DESK)
    assert ">Archiv</a>" in html
    assert ">Grebenau</a>" not in html
    assert client.get(f"/pflege/redaktion/zustaendig/cooperation/{far.pk}/").status_code == 404
    assert client.post(CONFIRM, {"einzeln": key(far)}).status_code == 404
    assert client.post(CONFIRM, {"einzeln": key(entry)}).status_code == 302
    everywhere = make_desk("alle@example.org")
    assert ">Grebenau</a>" in page(client, everywhere, f"{DESK}?land=06")
    assert ">Archiv</a>" not in page(client, everywhere, f"{DESK}?land=06")


def test_the_desk_finds_an_owner_and_the_owner_is_asked(client, places, owner, anna):
    entry = with_partner(make_entry(None, "Archiv"), places["071375004069"])
    run(ASKED)
    url = f"/pflege/redaktion/zustaendig/cooperation/{entry.pk}/"
    make_owner("Ungeprüft Mendig", confirmed_at=None)
    desk = make_desk()
    html = page(client, desk, url)
    assert "Stadt Mendig" in html
    html = page(client, desk, f"{url}?q=mendig")
    assert "Stadt Mendig" in html
    assert "Ungeprüft" not in html
    assert client.post(url, {"organisation": owner.pk}).status_code == 302
    entry.refresh_from_db()
    assert entry.owner == owner
    run("2027-01-20T09:00:00+01:00")
    assert CareRequest.objects.open().get().organisation == owner


def test_an_organisation_that_cannot_act_is_refused_with_a_word(client, entry):
    ended = make_owner("Stadt Alt", deactivated_at=timezone.now())
    client.force_login(make_desk())
    url = f"/pflege/redaktion/zustaendig/cooperation/{entry.pk}/"
    for wrong in (ended.pk, "", "x", 99999):
        answer = client.post(url, {"organisation": wrong})
        assert answer.status_code == 422
        assert "notice--danger" in answer.content.decode()
    assert client.get("/pflege/redaktion/zustaendig/user/1/").status_code == 404
    assert client.get("/pflege/redaktion/zustaendig/cooperation/99999/").status_code == 404


def test_the_list_as_a_file_is_what_the_page_shows_and_no_formula(client, anna, entry, owner):
    Cooperation.objects.filter(pk=entry.pk).update(title="=HYPERLINK(1)")
    dead_link(entry)
    run(ASKED)
    client.force_login(anna)
    (record,) = client.get("/pflege/export.json").json()
    assert (record["title"], record["owner"], record["asked_on"]) == ("=HYPERLINK(1)", "Stadt Mendig", "2027-01-12")
    assert record["dead_links"] == ["https://weg.example/"]
    text = client.get("/pflege/export.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert (row["Titel"], row["gefragt am"]) == ("'=HYPERLINK(1)", "2027-01-12")
    assert client.get("/pflege/export.csv?stand=ueberfaellig").content.decode().count("\n") == 1
    assert client.get("/pflege/export.xml").status_code == 404


def test_owners_confirm_on_the_page_itself_and_strangers_see_no_button(client, anna, entry):
    url = entry.get_absolute_url()
    html = page(client, anna, url)
    assert f'action="{url}bestaetigen/"' in html
    assert "/beitraege/neu/?art=cooperation" in html
    assert "bearbeiten/" not in html
    assert client.post(f"{url}bestaetigen/").status_code == 302
    entry.refresh_from_db()
    assert entry.confirmed_on == timezone.localdate()
    for step in ("bearbeiten", "zurueckziehen", "veroeffentlichen"):
        assert client.post(f"{url}{step}/").status_code == 404
    stranger = make_user("fremd@example.org")
    assert "bestaetigen/" not in page(client, stranger, url)
    assert client.post(f"{url}bestaetigen/").status_code == 404


def test_the_desk_of_another_land_sees_no_tools_and_no_drafts(client, entry, places):
    draft = with_partner(make_entry(None, "Geheimer Entwurf", published=False), places["071375004008"])
    limited = make_desk("hessen@example.org", places["06"])
    url = entry.get_absolute_url()
    assert "bearbeiten/" not in page(client, limited, url)
    for step in ("bearbeiten", "zurueckziehen", "bestaetigen"):
        assert client.post(f"{url}{step}/").status_code == 404
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "Geheimer Entwurf" not in page(client, limited, "/kooperationen/")
    assert "Geheimer Entwurf" in page(client, make_desk("rlp@example.org", places["07"]), "/kooperationen/")


def test_the_desk_of_a_land_is_told_at_the_partner_that_none_lies_there(client, places):
    client.force_login(make_desk("rlp@example.org", places["07"]))
    data = {"title": "Anderswo", "status": "running", "version": ""}
    for name in ("participations", "grants", "sources"):
        data |= {f"{name}-TOTAL_FORMS": "1" if name == "participations" else "0", f"{name}-INITIAL_FORMS": "0"}
    data |= {
        "participations-0-stated_name": "Grebenau",
        "participations-0-ars": "065350006006",
        "participations-0-role": "partner",
    }
    answer = client.post("/kooperationen/neu/", data)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "#id_participations-0-stated_name" in html
    assert "in dem Gebiet liegen, das Sie betreuen" in html
    assert not Cooperation.objects.exists()
    data |= {"participations-0-stated_name": "Bell", "participations-0-ars": "071375004008"}
    assert client.post("/kooperationen/neu/", data).status_code == 302


def test_members_see_their_withdrawn_entries_and_nobody_elses(client, anna, owner):
    mine = make_entry(owner, "Zurückgezogen", published=False)
    other = make_entry(make_owner("Stadt Andernach"), "Fremder Entwurf", published=False)
    assert "Zurückgezogen" in page(client, anna, mine.get_absolute_url())
    assert client.get(other.get_absolute_url()).status_code == 404


def test_the_account_page_counts(rf, anna, entry):
    assert any(isinstance(panel, CarePanel) for panel in panels_of("account"))
    request = rf.get("/konto/")
    request.user = anna
    run(ASKED)
    assert CarePanel().context(request, anna) == {"all": 1, "waiting": 1, "links": 0, "is_desk": False}
    request.user = make_user("fremd@example.org")
    assert CarePanel().context(request, request.user) is None


def test_the_lists_take_the_same_queries_however_long(client, anna, owner, entry, django_assert_max_num_queries):
    for number in range(8):
        dead_link(make_entry(owner, f"Vorhaben {number}"), f"https://{number}.example/")
    run(ASKED)
    client.force_login(anna)
    with django_assert_max_num_queries(20):
        client.get(OWN)
    client.force_login(make_desk())
    with django_assert_max_num_queries(24):
        client.get(DESK)


def test_keys_are_read_strictly():
    assert Key.read("cooperation:7") == Key("cooperation", 7)
    for text in ("cooperation:", ":7", "cooperation:-1", "cooperation:٧", "cooperation:7:8", "x:7", "cooperation:1e3"):
        assert Key.read(text) is None
