# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Taking part in a BarCamp: coming in without an account, proposing, voting; who sees what."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from allmende.core.models import AuditEntry
from allmende.events.barcamp_errors import BarcampError, ClosedError
from allmende.events.models import Barcamp, EventState, Interest, Place, PlaceState, Proposal, SessionState
from allmende.events.services import barcamp as services
from allmende.events.tests.barcamp_stories import (
    come_in,
    make_barcamp,
    make_leader,
    make_over,
    make_proposal,
    make_room,
    make_slot,
    page_of,
    take_seat,
    want,
)
from allmende.events.tests.stories import make_event, make_session
from tests.permissions.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def session():
    return make_barcamp()


@pytest.fixture
def anna(session):
    return take_seat(session, "Anna Blum")


@pytest.fixture
def ben(session):
    return take_seat(session, "Ben Roth")


def text_of(response):
    return response.content.decode()


def shown_to(session, attendee):
    """The proposal that comes next."""
    interest = services.next_to_judge(session=session, attendee=attendee, by=None)
    return interest and interest.proposal


# Coming in


def test_a_guest_comes_in_by_her_secret_address_and_proposes(session, anna) -> None:
    client = come_in(anna, session)
    response = client.post(
        page_of(session, "barcamp_propose"),
        {"title": "  Archiv \r\n teilen ", "description": "Wer hat es\r\nversucht?"},
    )
    assert response.status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.title, proposal.description) == ("Archiv teilen", "Wer hat es\nversucht?")
    assert proposal.proposer == anna
    assert Interest.objects.get().wants is True, "who proposes wants to be there"
    assert AuditEntry.objects.filter(verb="proposal.created", actor=None).count() == 1
    assert "Anna Blum" in text_of(client.get(page_of(session)))


def test_the_door_opens_only_by_a_sent_form(session, anna) -> None:
    client = Client()
    address = reverse("events:barcamp_enter_attendee", kwargs={"secret": anna.secret, "pk": session.pk})
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response.headers["Cache-Control"]
    assert client.get(page_of(session, "barcamp_vote")).status_code == 404, "looking does not let in"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"person": anna.pk}).status_code == 403, "nobody is made another by a foreign page"


def test_of_a_registration_one_says_who_one_is(session, anna, ben) -> None:
    eva = take_seat(session, "Eva Beyer", registration=anna.registration)
    waiting = take_seat(session, "Udo Wolf", registration=anna.registration, state=PlaceState.WAITING)
    address = reverse("events:barcamp_enter", kwargs={"secret": anna.registration.secret, "pk": session.pk})
    client = Client()
    page = text_of(client.get(address))
    assert "Eva Beyer" in page
    assert "Udo Wolf" not in page
    for forged in ("", waiting.pk, ben.pk, "x"):
        assert client.post(address, {"person": forged}).status_code == 422
    assert client.post(address, {"person": eva.pk}).status_code == 302
    assert "Sie machen mit als Eva Beyer" in text_of(client.get(page_of(session)))
    assert anna.registration.secret not in str(dict(client.session)), "the browser's session holds no secret"


def test_wrong_secrets_and_other_sessions_are_not_there(session, anna) -> None:
    other = make_barcamp("Anderes BarCamp")
    workshop = make_session(make_event())
    for secret, place in ((anna.secret, other), ("falsch", session), (anna.secret, workshop), (anna.name, session)):
        for name in ("barcamp_enter", "barcamp_enter_attendee"):
            address = reverse(f"events:{name}", kwargs={"secret": secret or "x", "pk": place.pk})
            assert Client().post(address, {"person": anna.pk}).status_code == 404


def test_whoever_gives_up_the_place_or_hands_it_on_is_out(session, anna) -> None:
    client = come_in(anna, session)
    vote = page_of(session, "barcamp_vote")
    assert client.get(vote).status_code == 200
    anna.person_key, before = "udo@example.org|udo wolf", anna.person_key
    anna.save()
    assert client.get(vote).status_code == 404, "the browser of the former person acts for the new one no more"
    anna.person_key = before
    anna.save()
    Place.objects.update(state=PlaceState.WAITING)
    assert client.get(vote).status_code == 404


@pytest.mark.parametrize("state", [PlaceState.WAITING, PlaceState.OFFERED])
def test_who_has_no_seat_yet_does_not_take_part(session, state) -> None:
    attendee = take_seat(session, "Cem Kurt", state=state)
    with pytest.raises(PermissionDenied):
        services.propose(session=session, title="Ich auch", attendee=attendee, by=None)
    address = reverse("events:barcamp_enter_attendee", kwargs={"secret": attendee.secret, "pk": session.pk})
    assert Client().get(address).status_code == 404


def test_with_an_account_the_seat_is_found(session, client) -> None:
    user = make_person("teil")
    take_seat(session, "Dora Feld", user=user)
    client.force_login(user)
    assert "Sie machen mit als Dora Feld" in text_of(client.get(page_of(session)))


# What the public sees


def test_the_public_sees_titles_without_names_once_the_moderator_says_so(session, anna, client) -> None:
    make_proposal(session, proposer=anna, description="Mit Personal?")
    page = text_of(client.get(page_of(session)))
    assert "Bauhof" not in page
    assert "Teilnehmenden" in page
    proposal = Proposal.objects.get()
    assert client.get(reverse("events:barcamp_proposal", kwargs={"pk": proposal.pk})).status_code == 404
    Barcamp.objects.create(session=session, is_public=True)
    for address in (page_of(session), reverse("events:barcamp_proposal", kwargs={"pk": proposal.pk})):
        page = text_of(client.get(address))
        assert "Bauhof" in page
        assert "Mit Personal?" in page
        assert "Anna Blum" not in page


def test_drafts_and_other_events_have_no_barcamp(session, client) -> None:
    assert client.get(page_of(make_session(make_event()))).status_code == 404
    session.event.state = EventState.DRAFT
    session.event.save()
    assert client.get(page_of(session)).status_code == 404


def test_what_is_typed_is_shown_as_text(session, anna) -> None:
    client = come_in(anna, session)
    evil = "<script>alert(1)</script>"
    client.post(page_of(session, "barcamp_propose"), {"title": evil, "description": f'"><img src=x onerror=1>{evil}'})
    for address in (page_of(session), reverse("events:barcamp_proposal", kwargs={"pk": Proposal.objects.get().pk})):
        page = text_of(client.get(address))
        assert "<script>alert" not in page
        assert "<img src=x" not in page


# Proposals


def test_sent_twice_it_is_one_proposal(session, anna) -> None:
    client = come_in(anna, session)
    for _click in range(2):
        client.post(page_of(session, "barcamp_propose"), {"title": "Archiv teilen"})
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("title", ["", "   ", "x" * 121, "Archiv\x00", "Archiv\x07"])
def test_bad_titles_are_refused_at_the_field(session, anna, title) -> None:
    response = come_in(anna, session).post(page_of(session, "barcamp_propose"), {"title": title, "description": "gut"})
    assert response.status_code == 422
    assert "gut" in text_of(response), "what was typed is kept"
    assert not Proposal.objects.exists()


def test_more_than_ten_of_one_person_are_too_many(session, anna) -> None:
    for number in range(services.MOST_OF_ONE):
        services.propose(session=session, title=f"Thema {number}", attendee=anna, by=None)
    with pytest.raises(BarcampError):
        services.propose(session=session, title="Noch eins", attendee=anna, by=None)
    response = come_in(anna, session).post(page_of(session, "barcamp_propose"), {"title": "Noch eins"})
    assert response.status_code == 422


def test_only_ones_own_proposal_is_changed_and_withdrawn(session, anna, ben) -> None:
    proposal = make_proposal(session, proposer=ben)
    change = reverse("events:barcamp_proposal_change", kwargs={"pk": proposal.pk})
    withdraw = reverse("events:barcamp_proposal_withdraw", kwargs={"pk": proposal.pk})
    stranger = come_in(anna, session)
    assert stranger.get(change).status_code == 404
    assert stranger.post(change, {"title": "Gekapert", "proposer": anna.pk}).status_code == 404
    assert stranger.post(withdraw).status_code == 404
    for verb in (services.withdraw_proposal, services.restore_proposal):
        with pytest.raises(PermissionDenied):
            verb(proposal=proposal, attendee=anna, by=None)
    owner = come_in(ben, session)
    assert owner.post(change, {"title": "Bauhof", "description": "neu", "notes": "x"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.title, proposal.description, proposal.notes) == ("Bauhof", "neu", "")
    owner.post(withdraw)
    proposal.refresh_from_db()
    assert proposal.is_withdrawn
    assert stranger.get(reverse("events:barcamp_proposal", kwargs={"pk": proposal.pk})).status_code == 404
    assert "Wieder aufnehmen" in text_of(owner.get(page_of(session)))
    owner.post(withdraw, {"wieder": "1"})
    proposal.refresh_from_db()
    assert not proposal.is_withdrawn


def test_a_withdrawn_proposal_leaves_the_plan(session, anna) -> None:
    proposal = make_proposal(session, proposer=anna)
    make_room(session).placements.create(proposal=proposal, slot=make_slot(session))
    services.withdraw_proposal(proposal=proposal, attendee=anna, by=None)
    assert not hasattr(Proposal.objects.get(), "placement")
    assert Barcamp.objects.get().version == 1


def test_the_moderator_takes_down_what_is_called_out(session, client) -> None:
    leader = make_leader(session, make_person("leitung"))
    Barcamp.objects.create(session=session, takes_proposals=False)
    client.force_login(leader)
    assert client.post(page_of(session, "barcamp_propose"), {"title": "Von der Leiter gerufen"}).status_code == 302
    proposal = Proposal.objects.get()
    assert proposal.proposer is None
    change = reverse("events:barcamp_proposal_change", kwargs={"pk": proposal.pk})
    assert client.post(change, {"title": "Berichtigt"}).status_code == 302


def test_closed_or_over_nothing_new_comes_in(session, anna) -> None:
    Barcamp.objects.create(session=session, takes_proposals=False, takes_votes=False)
    make_proposal(session)
    client = come_in(anna, session)
    assert client.post(page_of(session, "barcamp_propose"), {"title": "Zu spät"}).status_code == 422
    client.post(page_of(session, "barcamp_vote"))
    assert not Interest.objects.exists()
    over = make_over()
    late = take_seat(over, "Late Letzte")
    with pytest.raises(ClosedError):
        services.propose(session=over, title="Zu spät", attendee=late, by=None)
    with pytest.raises(ClosedError):
        services.next_to_judge(session=over, attendee=late, by=None)
    with pytest.raises(ClosedError):
        services.withdraw_proposal(proposal=make_proposal(over, proposer=late), attendee=late, by=None)


def test_of_a_cancelled_session_only_what_was_there_is_shown(session, anna) -> None:
    make_proposal(session, proposer=anna)
    session.state = SessionState.CANCELLED
    session.save()
    client = come_in(anna, session)
    page = text_of(client.get(page_of(session)))
    assert "abgesagt" in page
    assert "Session vorschlagen" not in page
    assert client.post(page_of(session, "barcamp_propose"), {"title": "Trotzdem"}).status_code == 422


# Voting


def test_one_after_another_until_all_are_seen(session, anna, ben) -> None:
    for number in range(3):
        make_proposal(session, f"Thema {number}")
    client, address = come_in(anna, session), page_of(session, "barcamp_vote")
    assert not Interest.objects.exists(), "looking shows nothing yet"
    client.post(address)
    shown = Interest.objects.get()
    assert shown.proposal.title in text_of(client.get(address))
    client.post(address, {"vorschlag": shown.proposal_id, "antwort": "ja"})
    second = Interest.objects.get(is_open=True)
    client.post(address, {"vorschlag": second.proposal_id, "antwort": "nein"})
    third = Interest.objects.get(is_open=True)
    client.post(address, {"vorschlag": third.proposal_id, "antwort": "weiter"})
    assert sorted(Interest.objects.values_list("wants", flat=True), key=str) == [False, None, True]
    assert not Interest.objects.filter(is_open=True).exists()
    assert "Sie haben alles gesehen" in text_of(client.get(address))
    client.post(address, {"vorschlag": third.proposal_id, "antwort": "ja", "aus": "auswahl"})
    assert Interest.objects.filter(wants=True).count() == 2
    assert AuditEntry.objects.filter(verb="interest.changed").values_list("after", flat=True).distinct().get() is None


def test_a_double_click_counts_once_and_skips_nothing(session, anna) -> None:
    for number in range(3):
        make_proposal(session, f"Thema {number}")
    client, address = come_in(anna, session), page_of(session, "barcamp_vote")
    for _click in range(2):
        client.post(address)
    shown = Interest.objects.get()
    for _click in range(2):
        client.post(address, {"vorschlag": shown.proposal_id, "antwort": "ja"})
    assert Interest.objects.count() == 2
    assert Interest.objects.filter(is_open=True).count() == 1


def test_nobody_answers_what_was_not_shown_or_belongs_elsewhere(session, anna) -> None:
    proposal, other = make_proposal(session), make_proposal(make_barcamp("Anderes"))
    client, address = come_in(anna, session), page_of(session, "barcamp_vote")
    client.post(address, {"vorschlag": proposal.pk, "antwort": "ja", "attendee": 1})
    assert not Interest.objects.exists()
    for forged in (other.pk, "x", "9" * 30, ""):
        assert client.post(address, {"vorschlag": forged, "antwort": "ja"}).status_code == 404
    stranger = take_seat(other.session, "Fremde Person")
    with pytest.raises(PermissionDenied):
        services.judge(proposal=proposal, wants=True, attendee=stranger, by=None)


def test_ones_own_is_not_asked_and_the_least_seen_comes_first(session, anna, ben) -> None:
    own = services.propose(session=session, title="Mein Thema", attendee=anna, by=None)
    often, seldom = make_proposal(session, "Oft"), make_proposal(session, "Selten")
    want(often, ben)
    assert shown_to(session, anna) == seldom
    services.judge(proposal=seldom, wants=True, attendee=anna, by=None)
    services.judge(proposal=often, wants=True, attendee=anna, by=None)
    assert services.next_to_judge(session=session, attendee=anna, by=None) is None
    assert Interest.objects.filter(attendee=anna, proposal=own, wants=True).exists()


def test_a_withdrawn_proposal_is_asked_about_no_more(session, anna) -> None:
    first = make_proposal(session)
    services.next_to_judge(session=session, attendee=anna, by=None)
    services.withdraw_proposal(proposal=first, by=make_leader(session, make_person("leitung")))
    second = make_proposal(session, "Anderes")
    assert shown_to(session, anna) == second


def test_people_who_really_vote_see_all_alike(session) -> None:
    """The rule in the database: ten people, eight proposals, three each."""
    for number in range(8):
        make_proposal(session, f"Thema {number}")
    for number in range(10):
        attendee = take_seat(session, f"Person {number}")
        interest = services.next_to_judge(session=session, attendee=attendee, by=None)
        for _turn in range(3):
            assert interest is not None
            interest = services.judge(proposal=interest.proposal, wants=True, attendee=attendee, by=None)
    views = [proposal.interests.count() for proposal in Proposal.objects.all()]
    assert max(views) - min(views) <= 1


# Cost


def test_the_overview_costs_the_same_for_many(session, anna, django_assert_num_queries) -> None:
    client = come_in(anna, session)
    room = make_room(session)
    for number in range(4):
        proposal = make_proposal(session, f"Thema {number}", proposer=anna)
        room.placements.create(proposal=proposal, slot=make_slot(session, hours=number))
    with django_assert_num_queries(10):
        assert client.get(page_of(session)).status_code == 200


def test_voting_costs_the_same_for_many(session, anna, django_assert_num_queries) -> None:
    client = come_in(anna, session)
    for number in range(6):
        want(make_proposal(session, f"Thema {number}"), anna)
    with django_assert_num_queries(7):
        assert client.get(page_of(session, "barcamp_vote")).status_code == 200
