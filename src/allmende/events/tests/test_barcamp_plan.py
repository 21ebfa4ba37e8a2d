# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The plan of a BarCamp: rooms and slots, placing, two moderators at once, the suggestion, the wall, the feeds."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from allmende.core.models import AuditEntry
from allmende.events.barcamp_errors import BarcampError, PlanChangedError
from allmende.events.barcamp_plan import grid_of
from allmende.events.models import Barcamp, BarcampRoom, BarcampSlot, Placement, Proposal
from allmende.events.services import barcamp_plan as services
from allmende.events.tests.barcamp_stories import (
    come_in,
    make_barcamp,
    make_leader,
    make_proposal,
    make_room,
    make_running,
    make_slot,
    page_of,
    take_seat,
    want,
)
from allmende.events.tests.stories import BERLIN, read_calendar
from tests.permissions.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return make_barcamp()


@pytest.fixture
def leader(session, client):
    user = make_leader(session, make_person("leitung"))
    client.force_login(user)
    return user


@pytest.fixture
def hall(session):
    return make_room(session, "Saal", 40)


@pytest.fixture
def den(session):
    return make_room(session, "Stube", 3)


@pytest.fixture
def early(session):
    return make_slot(session, 1)


@pytest.fixture
def late(session):
    return make_slot(session, 2)


def text_of(response):
    return response.content.decode()


def where(proposal):
    found = Placement.objects.filter(proposal=proposal).first()
    return (found.room_id, found.slot_id) if found else None


def put(client, session, proposal, room, slot, *, sees="", comes_from=""):
    values = {"vorschlag": proposal.pk, "von": comes_from, "zelle": f"{room.pk}-{slot.pk}:{sees}"}
    return client.post(page_of(session, "barcamp_plan"), values, follow=True)


# Placing


def test_choose_a_proposal_then_a_cell(session, leader, client, hall, early) -> None:
    proposal = make_proposal(session)
    address = page_of(session, "barcamp_plan")
    page = text_of(client.get(address))
    assert f"?vorschlag={proposal.pk}#plan" in page
    assert "Hierher" not in page
    page = text_of(client.get(f"{address}?vorschlag={proposal.pk}"))
    assert f'name="zelle" value="{hall.pk}-{early.pk}:"' in page
    page = text_of(put(client, session, proposal, hall, early))
    assert where(proposal) == (hall.pk, early.pk)
    assert "ist jetzt 10:00–10:45 in „Saal“" in page
    assert Barcamp.objects.get().version == 1
    assert AuditEntry.objects.get(verb="proposal.placed").actor == leader


def test_moving_swapping_replacing_removing(session, leader, client, hall, den, early) -> None:
    one, two, three = (make_proposal(session, title) for title in ("Eins", "Zwei", "Drei"))
    put(client, session, one, hall, early)
    put(client, session, two, den, early)
    put(client, session, one, den, early, sees=two.pk, comes_from=f"{hall.pk}-{early.pk}")
    assert (where(one), where(two)) == ((den.pk, early.pk), (hall.pk, early.pk)), "they changed places"
    page = text_of(put(client, session, three, den, early, sees=one.pk))
    assert (where(three), where(one)) == ((den.pk, early.pk), None)
    assert "„Eins“ wartet wieder auf einen Platz" in page
    client.post(page_of(session, "barcamp_plan"), {"herausnehmen": f"{three.pk}:{den.pk}-{early.pk}"})
    assert where(three) is None


def test_two_moderators_at_once_never_overwrite_each_other(session, leader, client, hall, den, early, late) -> None:
    mine, hers = make_proposal(session, "Meins"), make_proposal(session, "Ihres")
    services.place(proposal=hers, room=hall, slot=early, sees=None, comes_from=None, by=leader)
    page = text_of(put(client, session, mine, hall, early))
    assert "inzwischen geändert" in page
    assert (where(hers), where(mine)) == ((hall.pk, early.pk), None)
    services.place(proposal=hers, room=den, slot=late, sees=None, comes_from=(hall.pk, early.pk), by=leader)
    for forged in (None, (hall.pk, early.pk)):
        with pytest.raises(PlanChangedError):
            services.place(proposal=hers, room=hall, slot=late, sees=None, comes_from=forged, by=leader)
    with pytest.raises(PlanChangedError):
        services.unplace(proposal=hers, comes_from=(hall.pk, early.pk), by=leader)
    assert where(hers) == (den.pk, late.pk)
    services.place(proposal=mine, room=hall, slot=early, sees=None, comes_from=None, by=leader)
    assert where(mine) == (hall.pk, early.pk), "what the other did elsewhere is no hindrance"


def test_a_double_click_places_once(session, leader, client, hall, early) -> None:
    proposal = make_proposal(session)
    for _click in range(2):
        put(client, session, proposal, hall, early)
    assert Placement.objects.count() == 1


def test_what_is_gone_meanwhile_is_said(session, leader, client, hall, early) -> None:
    proposal = make_proposal(session)
    Proposal.objects.update(is_withdrawn=True)
    assert "zurückgezogen" in text_of(put(client, session, proposal, hall, early))
    Proposal.objects.update(is_withdrawn=False)
    early.delete()
    early.pk = 1_000_000
    assert "gibt es nicht mehr" in text_of(put(client, session, proposal, hall, early))
    assert not Placement.objects.exists()


def test_forged_cells_and_proposals_of_others_are_not_there(session, leader, client, hall, early) -> None:
    other = make_barcamp("Anderes")
    foreign, room, slot = make_proposal(other), make_room(other), make_slot(other)
    assert put(client, session, foreign, hall, early).status_code == 404
    assert "gibt es nicht mehr" in text_of(put(client, session, make_proposal(session), room, slot))
    for cell in ("", "1", "x-y:", "1-2-3", "9" * 40 + "-1:"):
        data = {"vorschlag": make_proposal(session, cell or "leer").pk, "zelle": cell}
        assert client.post(page_of(session, "barcamp_plan"), data).status_code == 404
    with pytest.raises(PermissionDenied):
        services.place(
            proposal=make_proposal(session, "X"), room=room, slot=slot, sees=None, comes_from=None, by=leader
        )
    assert not Placement.objects.exists()


def test_participants_do_not_plan(session, hall, early) -> None:
    client = come_in(take_seat(session, "Anna Blum"), session)
    for name in ("barcamp_plan", "barcamp_suggestion", "barcamp_grid", "barcamp_results"):
        assert client.get(page_of(session, name)).status_code in {302, 404}
        assert client.post(page_of(session, name), {"was": "raum", "raum-name": "X"}).status_code in {302, 404}
    assert BarcampRoom.objects.count() == 1
    stranger = make_person("fremd")
    with pytest.raises(PermissionDenied):
        services.add_room(session=session, name="X", seats=None, by=stranger)


# Warnings and suggestion


def test_warnings_say_who_is_torn_where(session, leader, client, hall, den, early) -> None:
    people = [take_seat(session, f"Person {number}") for number in range(5)]
    one, two = make_proposal(session, "Eins", people[0]), make_proposal(session, "Zwei", people[0])
    for proposal, room in ((one, hall), (two, den)):
        want(proposal, *people)
        room.placements.create(proposal=proposal, slot=early)
    page = text_of(client.get(page_of(session, "barcamp_plan")))
    assert "10:00–10:45: 5 Personen wollen beides, „Eins“ und „Zwei“." in page
    assert "Person 0 hält zwei Sessions zugleich" in page
    assert "„Zwei“: 5 Personen wollen hin, „Stube“ hat 3 Plätze." in page


def test_the_suggestion_is_shown_first_and_taken_over_by_sending(
    session, leader, client, hall, den, early, late
) -> None:
    people = [take_seat(session, f"Person {number}") for number in range(4)]
    one, two, three = (make_proposal(session, title) for title in ("Eins", "Zwei", "Drei"))
    want(one, *people)
    want(two, *people)
    address = page_of(session, "barcamp_suggestion")
    page = text_of(client.get(address))
    assert "4 wollen hin; niemand muss sich hier entscheiden." in page
    assert not Placement.objects.exists(), "looking changes nothing"
    client.post(address, {"stand": "0"})
    assert Placement.objects.count() == 3
    assert where(one)[1] != where(two)[1]
    assert where(one)[0] == hall.pk
    assert Placement.objects.filter(proposal=three).exists()
    before = {proposal.pk: where(proposal) for proposal in (one, two, three)}
    client.post(page_of(session, "barcamp_plan"), {"leeren": "1", "stand": Barcamp.objects.get().version})
    assert not Placement.objects.exists()
    services.fill_plan(session=session, version=Barcamp.objects.get().version, by=leader)
    assert before == {proposal.pk: where(proposal) for proposal in (one, two, three)}, "always the same"


def test_a_suggestion_for_an_older_plan_is_not_taken_over(session, leader, client, hall, early) -> None:
    make_proposal(session)
    services.add_room(session=session, name="Neu", seats=None, by=leader)
    for version in ("0", "", "x", "-1"):
        client.post(page_of(session, "barcamp_suggestion"), {"stand": version})
        client.post(page_of(session, "barcamp_plan"), {"leeren": "1", "stand": version})
    assert not Placement.objects.exists()
    with pytest.raises(PlanChangedError):
        services.clear_plan(session=session, version=0, by=leader)


def test_nothing_is_suggested_for_the_past(leader) -> None:
    session, user = make_running(), leader  # of the same organiser
    make_room(session)
    make_slot(session, 0)
    coming = make_slot(session, 3)
    for title in ("Eins", "Zwei"):
        make_proposal(session, title)
    assert services.fill_plan(session=session, version=0, by=user) == 1
    assert Placement.objects.get().slot == coming


# Rooms, slots, settings


def test_rooms_are_entered_changed_and_deleted(session, leader, client) -> None:
    address = page_of(session, "barcamp_grid")
    client.post(address, {"was": "raum", "raum-name": "Saal", "raum-seats": "40", "raum-session": "9"})
    room = BarcampRoom.objects.get()
    assert (room.name, room.seats, room.session) == ("Saal", 40, session)
    response = client.post(address, {"was": "raum", "raum-name": "Saal", "raum-seats": ""})
    assert response.status_code == 422
    assert "Diesen Raum gibt es schon." in text_of(response)
    name = f"raum-{room.pk}"
    client.post(address, {"was": "raum-aendern", "pk": room.pk, f"{name}-name": "Aula", f"{name}-seats": ""})
    room.refresh_from_db()
    assert (room.name, room.seats) == ("Aula", None)
    proposal = make_proposal(session)
    room.placements.create(proposal=proposal, slot=make_slot(session))
    page = text_of(client.post(address, {"was": "raum-loeschen", "pk": room.pk}, follow=True))
    assert "1 Session wartet wieder auf einen Platz" in page
    assert Proposal.objects.filter(pk=proposal.pk).exists()
    assert client.post(address, {"was": "raum-loeschen", "pk": room.pk}).status_code == 404
    assert client.post(address, {"was": "alles-loeschen"}).status_code == 404
    assert services.remove_room(room=room, by=leader) == 0


def slots_data(session, **values):
    told = {"day": session.local_start.date().isoformat(), "start": "09:30", "minutes": 45, "number": 3, "pause": 15}
    return {"was": "zeiten"} | {f"zeiten-{name}": value for name, value in (told | values).items()}


def test_several_slots_are_entered_at_once_on_the_clock_of_the_session(session, leader, client) -> None:
    address = page_of(session, "barcamp_grid")
    client.post(address, slots_data(session))
    slots = list(session.barcamp_slots.all())
    assert [str(slot) for slot in slots] == ["9:30–10:15", "10:30–11:15", "11:30–12:15"]
    client.post(address, {"was": "zeit-loeschen", "pk": slots[1].pk})
    assert session.barcamp_slots.count() == 2


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"start": "08:30"}, "liegt nicht im Termin"),
        ({"start": "15:30"}, "liegt nicht im Termin"),
        ({"start": "10:15"}, "überschneidet sich"),
        ({"start": "25:00"}, "gültige"),
        ({"start": ""}, "ausgefüllt"),
        ({"minutes": "0"}, ""),
        ({"number": "999"}, ""),
        ({"day": "1999-01-01"}, ""),
    ],
)
def test_slots_outside_the_session_or_over_others_are_refused(session, leader, client, values, why) -> None:
    make_slot(session, 1.5)
    response = client.post(page_of(session, "barcamp_grid"), slots_data(session, **values))
    assert response.status_code == 422
    assert "Fehler:" in text_of(response)
    assert why in text_of(response)
    assert BarcampSlot.objects.count() == 1, "all of a series or none"


def test_a_service_refuses_too_many_rooms_and_bad_names(session, leader) -> None:
    with pytest.raises(ValidationError):
        services.add_room(session=session, name="", seats=None, by=leader)
    for number in range(services.MOST_ROOMS):
        make_room(session, f"Raum {number}")
    with pytest.raises(BarcampError):
        services.add_room(session=session, name="Noch einer", seats=None, by=leader)


def test_settings_are_kept_and_raise_the_content_version(session, leader, client) -> None:
    address = page_of(session, "barcamp_grid")
    client.post(address, {"was": "einstellungen", "einstellungen-is_public": "on", "einstellungen-version": "99"})
    barcamp = Barcamp.objects.get()
    assert (barcamp.is_public, barcamp.takes_votes, barcamp.version) == (True, False, 1)
    entry = AuditEntry.objects.get(verb="barcamp.changed")
    assert ((entry.before or {})["is_public"], (entry.after or {})["is_public"]) == (False, True)


def test_the_result_names_the_most_wanted_first(session, leader, client) -> None:
    people = [take_seat(session, f"Person {number}") for number in range(3)]
    want(make_proposal(session, "Wenig"), people[0])
    want(make_proposal(session, "Viel"), *people)
    page = text_of(client.get(page_of(session, "barcamp_results")))
    assert page.index("Viel") < page.index("Wenig")
    assert "3 Personen haben" in page
    assert "1- bis 3-mal" in page
    assert "Person 0" not in page, "nobody sees who wants what"


# The wall


def test_the_wall_shows_the_plan_from_now_on(client) -> None:
    session = make_running()
    Barcamp.objects.create(session=session, is_public=True, shows_names=True)
    room = make_room(session)
    anna = take_seat(session, "Anna Blum")
    for title, hours in (("Vorbei", 0), ("Läuft", 1.75), ("Kommt", 3)):
        room.placements.create(proposal=make_proposal(session, title, anna), slot=make_slot(session, hours, 60))
    page = text_of(client.get(page_of(session, "barcamp_wall")))
    assert "Vorbei" not in page
    assert page.index('class="wall__now"') < page.index("Läuft") < page.index("Kommt")
    assert "Anna Blum" not in page, "the public never reads names"
    page = text_of(come_in(anna, session).get(page_of(session, "barcamp_wall")))
    assert "Anna Blum" in page, "the moderator has ticked names"
    Barcamp.objects.update(shows_names=False)
    assert "Anna Blum" not in text_of(come_in(anna, session).get(page_of(session, "barcamp_wall")))


def test_on_english_pages_titles_and_rooms_are_marked_as_german(client, hall) -> None:
    Barcamp.objects.update_or_create(session=hall.session, defaults={"is_public": True})
    make_slot(hall.session, 3, 60)
    client.get("/sprache/en/")
    page = text_of(client.get(page_of(hall.session, "barcamp_wall")))
    assert re.search(r'<h1 [^>]*lang="de"', page)
    assert f'<th scope="col" lang="de">{hall.name}</th>' in page


def test_the_wall_answers_shortly_while_nothing_has_changed(session, leader, client, hall, early) -> None:
    proposal = make_proposal(session)
    services.change_settings(session=session, settings=services.Settings(True, True, True, False, False), by=leader)
    client.logout()
    address = page_of(session, "barcamp_wall")
    whole = client.get(address)
    key = whole.headers["ETag"].strip('"')
    assert f"?stand={key}" in text_of(whole)
    assert "private" in whole.headers["Cache-Control"], "depends on the time of day: no shared memory keeps it"
    asked = client.get(f"{address}?stand={key}", headers={"HX-Request": "true"})
    assert (asked.status_code, asked.content) == (204, b"")
    assert client.get(address, headers={"If-None-Match": f'"{key}"'}).status_code == 304
    services.place(proposal=proposal, room=hall, slot=early, sees=None, comes_from=None, by=leader)
    part = client.get(f"{address}?stand={key}", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in text_of(part)
    assert text_of(part).strip() in text_of(client.get(address)), "the part is what the whole page holds"
    assert client.get(address, headers={"If-None-Match": f'"{key}"'}).status_code == 200


def test_the_next_slot_changes_the_wall_without_any_change_of_the_plan(session, early, late) -> None:
    keys = [grid_of(session, now=slot.starts_at + dt.timedelta(minutes=5)).moment_key for slot in (early, late)]
    between = grid_of(session, now=early.ends_at + dt.timedelta(minutes=5)).moment_key
    assert len({*keys, between}) == 3


def test_who_does_not_take_part_sees_no_wall_and_no_feeds(session, client) -> None:
    make_proposal(session)
    for name in ("barcamp_wall", "barcamp_json", "barcamp_calendar"):
        assert client.get(page_of(session, name)).status_code == 404
    member = come_in(take_seat(session, "Anna Blum"), session)
    assert member.get(page_of(session, "barcamp_json")).status_code == 200


# Feeds


def test_the_plan_as_json_has_titles_rooms_and_times_and_no_names(session, client, hall, early) -> None:
    Barcamp.objects.create(session=session, is_public=True, shows_names=True)
    anna = take_seat(session, "Anna Blum")
    hall.placements.create(proposal=make_proposal(session, "Bauhof", anna), slot=early)
    make_proposal(session, "Ohne Platz", anna)
    response = client.get(page_of(session, "barcamp_json"))
    plan = response.json()
    assert plan["slots"][0]["sessions"][0]["title"] == "Bauhof"
    assert plan["slots"][0]["sessions"][0]["room"] == "Saal"
    assert dt.datetime.fromisoformat(plan["slots"][0]["starts_at"]) == early.starts_at
    assert plan["without_place"] == ["Ohne Platz"]
    assert "Blum" not in text_of(response)
    again = client.get(page_of(session, "barcamp_json"), headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_the_plan_as_calendar_is_read_by_another_parser(session, client, hall, early) -> None:
    Barcamp.objects.create(session=session, is_public=True, version=4)
    evil = "Bauhof\r\nATTENDEE:mailto:boese@example.org; teilen, „jetzt“"
    proposal = make_proposal(session, evil)
    hall.placements.create(proposal=proposal, slot=early)
    text = text_of(client.get(page_of(session, "barcamp_calendar")))
    calendar = read_calendar(text)
    entry = calendar.vevent
    assert not hasattr(entry, "attendee")
    assert "\r\nATTENDEE" not in text
    assert entry.uid.value.startswith(f"barcamp-{proposal.pk}@")
    assert entry.sequence.value == "4"
    assert entry.dtstart.value.astimezone(dt.UTC) == early.starts_at.astimezone(dt.UTC)
    assert entry.location.value.startswith("Saal, ")


def test_the_calendar_of_the_plan_is_right_when_the_clocks_change(session, client, hall) -> None:
    start = dt.datetime(2027, 3, 28, 9, tzinfo=BERLIN)
    slot = BarcampSlot.objects.create(session=session, starts_at=start, ends_at=start + dt.timedelta(hours=1))
    Barcamp.objects.create(session=session, is_public=True)
    hall.placements.create(proposal=make_proposal(session, "Bauhof"), slot=slot)
    entry = read_calendar(text_of(client.get(page_of(session, "barcamp_calendar")))).vevent
    assert entry.dtstart.value.astimezone(dt.UTC) == dt.datetime(2027, 3, 28, 7, tzinfo=dt.UTC)


# Cost


def test_the_plan_costs_the_same_for_many(session, leader, client, hall, den, django_assert_num_queries) -> None:
    people = [take_seat(session, f"Person {number}") for number in range(3)]
    for number in range(4):
        proposal = make_proposal(session, f"Thema {number}", people[0])
        want(proposal, *people)
        hall.placements.create(proposal=proposal, slot=make_slot(session, number))
        make_proposal(session, f"Wartet {number}", people[1])
    client.get(page_of(session, "barcamp_plan"))
    with django_assert_num_queries(15):
        assert client.get(page_of(session, "barcamp_plan")).status_code == 200
