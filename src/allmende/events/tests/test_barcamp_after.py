# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""After a session of a BarCamp: notes written together, an idea for a cooperation, what is kept of persons."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy

from allmende.accounts.models import Membership, MembershipState, Organisation, OrganisationKind
from allmende.accounts.services.privacy import erase_account
from allmende.core import personal_data
from allmende.core.models import AuditEntry
from allmende.events import handover
from allmende.events.barcamp_errors import BarcampError, ClosedError, HandedOverError, NotesChangedError
from allmende.events.barcamp_ideas import CooperationIdea
from allmende.events.barcamp_personal_data import Barcamps, forget_votes
from allmende.events.models import Barcamp, Interest, Proposal, Session
from allmende.events.services import barcamp as services
from allmende.events.tests.barcamp_stories import (
    come_in,
    make_barcamp,
    make_leader,
    make_over,
    make_proposal,
    take_seat,
    want,
)
from allmende.moderation import kinds
from allmende.moderation.models import Change, State
from tests.permissions.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return make_barcamp()


@pytest.fixture
def anna(session):
    return take_seat(session, "Anna Blum")


@pytest.fixture
def proposal(session):
    return make_proposal(session, description="Zwei Orte, ein Bauhof.")


@pytest.fixture
def ours():
    return Organisation.objects.create(
        name="Gemeinde Beispiel", kind=OrganisationKind.MUNICIPALITY, confirmed_at=timezone.now()
    )


@pytest.fixture
def member(session, ours):
    """Has a seat and an account, and acts for ours."""
    user = make_person("mitglied")
    Membership.objects.create(user=user, organisation=ours, state=MembershipState.ACTIVE)
    take_seat(session, "Mia Glied", user=user)
    return user


def text_of(response):
    return response.content.decode()


def page_of(proposal, name="barcamp_proposal"):
    return reverse(f"events:{name}", kwargs={"pk": proposal.pk})


# Notes


def test_notes_are_written_together(session, anna, proposal) -> None:
    other = come_in(take_seat(session, "Ben Roth"), session)
    client, address = come_in(anna, session), page_of(proposal, "barcamp_notes")
    assert client.post(address, {"text": "Erstens\r\nZweitens", "version": 0}).status_code == 302
    assert "Erstens" in text_of(other.get(address))
    assert other.post(address, {"text": "Erstens\nZweitens\nDrittens", "version": 1}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.notes, proposal.notes_version) == ("Erstens\nZweitens\nDrittens", 2)
    assert AuditEntry.objects.filter(verb="proposal.notes_changed").count() == 2


def test_who_is_slower_loses_nothing_and_sees_both_texts(session, anna, proposal) -> None:
    client, address = come_in(anna, session), page_of(proposal, "barcamp_notes")
    services.save_notes(proposal=proposal, text="Von Ben.", version=0, attendee=anna, by=None)
    response = client.post(address, {"text": "Von Anna.", "version": 0})
    assert response.status_code == 409
    page = text_of(response)
    assert "Von Ben." in page
    assert "Von Anna." in page
    assert 'name="version" value="1"' in page
    proposal.refresh_from_db()
    assert proposal.notes == "Von Ben.", "nothing was overwritten"
    assert client.post(address, {"text": "Von Anna.", "version": 1, "beide": "1"}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.notes == "Von Ben.\n\nVon Anna."


def test_both_at_once_is_no_way_around_a_third_text(session, anna, proposal) -> None:
    for version, text in enumerate(("Ben", "Eva")):
        services.save_notes(proposal=proposal, text=text, version=version, attendee=anna, by=None)
    client, address = come_in(anna, session), page_of(proposal, "barcamp_notes")
    response = client.post(address, {"text": "Anna", "version": 1, "beide": "1"})
    assert response.status_code == 409
    assert "Eva" in text_of(response)


def test_the_same_text_twice_is_no_conflict(anna, proposal) -> None:
    for _click in range(2):
        services.save_notes(proposal=proposal, text="Gleich.", version=0, attendee=anna, by=None)
    proposal.refresh_from_db()
    assert proposal.notes_version == 1


@pytest.mark.parametrize(
    "data", [{"text": "x" * 20_001, "version": 0}, {"text": "a\x00b", "version": 0}, {"text": "x"}]
)
def test_bad_notes_are_refused(session, anna, proposal, data) -> None:
    client = come_in(anna, session)
    assert client.post(page_of(proposal, "barcamp_notes"), data).status_code == 422
    proposal.refresh_from_db()
    assert proposal.notes == ""


def test_too_long_notes_are_refused_by_the_service_too(anna, proposal) -> None:
    with pytest.raises(BarcampError):
        services.save_notes(proposal=proposal, text="x" * 20_001, version=0, attendee=anna, by=None)


def test_strangers_read_and_write_no_notes(session, proposal, client) -> None:
    Proposal.objects.update(notes="Geheimes Wort")
    Barcamp.objects.create(session=session, is_public=True, publishes_notes=True)
    assert "Geheimes Wort" not in text_of(client.get(page_of(proposal))), "the session is not over"
    assert client.get(page_of(proposal, "barcamp_notes")).status_code == 404
    stranger = take_seat(make_barcamp("Anderes"), "Fremde Person")
    with pytest.raises(PermissionDenied):
        services.save_notes(proposal=proposal, text="x", version=0, attendee=stranger, by=None)


def test_after_the_session_notes_are_public_if_the_moderator_says_so(client) -> None:
    session = make_over()
    proposal = make_proposal(session, notes="Wir treffen uns wieder.")
    barcamp = Barcamp.objects.create(session=session, is_public=True)
    assert "treffen uns wieder" not in text_of(client.get(page_of(proposal)))
    barcamp.publishes_notes = True
    barcamp.save()
    assert "treffen uns wieder" in text_of(client.get(page_of(proposal)))


def test_participants_write_for_two_weeks_more_then_only_the_moderator() -> None:
    session = make_over()
    anna, proposal = take_seat(session, "Anna Blum"), make_proposal(session)
    services.save_notes(proposal=proposal, text="Nachtrag", version=0, attendee=anna, by=None)
    Session.objects.update(
        starts_at=timezone.now() - dt.timedelta(days=21), ends_at=timezone.now() - dt.timedelta(days=20)
    )
    proposal = Proposal.objects.get()
    with pytest.raises(ClosedError):
        services.save_notes(proposal=proposal, text="Zu spät", version=1, attendee=anna, by=None)
    leader = make_leader(session, make_person("leitung"))
    services.save_notes(proposal=proposal, text="Ohne Namen", version=1, by=leader)
    assert Proposal.objects.get().notes == "Ohne Namen"


def test_an_older_form_is_told_by_the_service(anna, proposal) -> None:
    services.save_notes(proposal=proposal, text="Ben", version=0, attendee=anna, by=None)
    with pytest.raises(NotesChangedError) as error:
        services.save_notes(proposal=proposal, text="Anna", version=0, attendee=anna, by=None)
    assert (error.value.theirs, error.value.version) == ("Ben", 1)


# Handing over


def test_a_session_becomes_an_idea_of_a_cooperation(session, proposal, ours, member, client) -> None:
    proposal.notes = "Drei Gemeinden machen mit."
    proposal.save()
    client.force_login(member)
    assert "Weiterführen" in text_of(client.get(page_of(proposal)))
    data = {"target": "cooperation", "organisation": ours.pk}
    response = client.post(page_of(proposal, "barcamp_hand_over"), data)
    change = Change.objects.get()
    assert response.headers["Location"] == reverse("moderation:change", kwargs={"pk": change.pk})
    assert (change.kind, change.state, change.organisation, change.author) == (
        "cooperation",
        State.DRAFT,
        ours,
        member,
    )
    fields = change.content["fields"]
    assert fields["title"] == change.title == proposal.title
    assert fields["summary"] == "Zwei Orte, ein Bauhof."
    assert "Drei Gemeinden machen mit." in fields["tasks"]
    assert fields["status"] == "idea"
    assert "BarCamp Mosel" in fields["status_note"]
    wrong = [item for item in kinds.kind("cooperation").problems(change.content, obj=None) if not item.is_missing]
    assert not wrong, "what is filled in is right; what is missing the organisation adds"
    assert Proposal.objects.get().change == change
    assert AuditEntry.objects.filter(verb="proposal.handed_over", actor=member).count() == 1
    page = client.get(response.headers["Location"])
    assert proposal.title in text_of(page)
    assert "Idee einer Kooperation" in text_of(client.get(page_of(proposal)))


def test_handed_over_twice_it_is_one_draft(session, proposal, ours, member, client) -> None:
    client.force_login(member)
    data = {"target": "cooperation", "organisation": ours.pk}
    places = {client.post(page_of(proposal, "barcamp_hand_over"), data).headers["Location"] for _click in range(2)}
    assert len(places) == 1
    assert Change.objects.count() == 1
    Change.objects.update(state=State.DISCARDED)
    client.post(page_of(proposal, "barcamp_hand_over"), data)
    assert Change.objects.count() == 2, "what was thrown away is begun anew"


def test_a_second_idea_fills_a_draft_of_its_own(session, proposal, ours, member) -> None:
    for one in (proposal, make_proposal(session, "Archiv", description="Magazin teilen")):
        services.hand_over(proposal=one, target=CooperationIdea(), organisation=ours, by=member, attendee=_seat(member))
    assert sorted(Change.objects.values_list("title", flat=True)) == ["Archiv", "Wie teilen wir den Bauhof?"]


def _seat(user):
    return user.event_attendances.get()


def test_another_organisation_is_told_that_it_is_taken(session, proposal, ours, member, client) -> None:
    theirs = Organisation.objects.create(name="Stadt Andere", kind=ours.kind, confirmed_at=timezone.now())
    other = make_person("andere")
    Membership.objects.create(user=other, organisation=theirs, state=MembershipState.ACTIVE)
    take_seat(session, "Olga Ander", user=other)
    services.hand_over(
        proposal=proposal, target=CooperationIdea(), organisation=ours, attendee=_seat(member), by=member
    )
    with pytest.raises(HandedOverError):
        services.hand_over(
            proposal=proposal, target=CooperationIdea(), organisation=theirs, attendee=_seat(other), by=other
        )
    client.force_login(other)
    response = client.post(page_of(proposal, "barcamp_hand_over"), {"target": "cooperation", "organisation": theirs.pk})
    assert response.status_code == 422
    assert "andere Organisation" in text_of(response)
    assert "Daraus ist schon geworden" not in text_of(response), "whose draft it is stays theirs"


def test_nobody_hands_over_for_others_or_without_taking_part(session, proposal, ours, member, client) -> None:
    seat = _seat(member)
    foreign = Organisation.objects.create(name="Stadt Fremd", kind=ours.kind, confirmed_at=timezone.now())
    outsider = make_person("aussen")
    Membership.objects.create(user=outsider, organisation=ours, state=MembershipState.ACTIVE)
    for organisation, by, attendee in ((foreign, member, seat), (ours, outsider, None)):
        with pytest.raises(PermissionDenied):
            services.hand_over(
                proposal=proposal, target=CooperationIdea(), organisation=organisation, attendee=attendee, by=by
            )
    client.force_login(member)
    for data in ({"target": "cooperation", "organisation": foreign.pk}, {"target": "x", "organisation": ours.pk}, {}):
        assert client.post(page_of(proposal, "barcamp_hand_over"), data).status_code == 422
    client.force_login(outsider)
    assert client.get(page_of(proposal, "barcamp_hand_over")).status_code == 404
    assert not Change.objects.exists()


def test_without_an_account_or_an_organisation_there_is_no_way_on(session, anna, proposal) -> None:
    client = come_in(anna, session)
    assert "Weiterführen" not in text_of(client.get(page_of(proposal)))
    response = client.get(page_of(proposal, "barcamp_hand_over"))
    assert response.status_code == 302
    assert reverse("account_login") in response.headers["Location"]


def test_upper_apps_register_further_targets(session, proposal, ours, member, client, monkeypatch) -> None:
    class Sheet:
        name, label, about, order = "sheet", format_lazy("Arbeitsblatt"), format_lazy("Zum Weiterdenken."), 5

        def made_of(self, proposal, *, by):
            return ""

        def hand_over(self, proposal, *, organisation, by):
            return f"/arbeitsblatt/{proposal.pk}/{organisation.pk}/"

    monkeypatch.setattr(handover, "_targets", dict(handover._targets))
    handover.register(Sheet())
    assert [target.name for target in handover.targets()] == ["sheet", "cooperation"]
    assert str(handover.target("sheet").label) == "Arbeitsblatt"
    client.force_login(member)
    assert "Zum Weiterdenken." in text_of(client.get(page_of(proposal, "barcamp_hand_over")))
    data = {"target": "sheet", "organisation": ours.pk}
    response = client.post(page_of(proposal, "barcamp_hand_over"), data)
    assert response.headers["Location"] == f"/arbeitsblatt/{proposal.pk}/{ours.pk}/"


# Personal data


def test_who_is_erased_leaves_the_idea_without_a_name(session, member) -> None:
    seat = _seat(member)
    proposal = services.propose(session=session, title="Bauhof", attendee=seat, by=member)
    told = Barcamps().export(member)
    assert told["Sessionvorschläge"][0]["Titel"] == "Bauhof"
    assert told["Abstimmung über Sessions"][0]["Antwort"] == "Da will ich hin"
    erase_account(user=member, by=member)
    proposal.refresh_from_db()
    assert (proposal.title, proposal.proposer) == ("Bauhof", None)
    assert not Interest.objects.exists()


def test_votes_are_forgotten_after_a_while(session, anna) -> None:
    over = make_over()
    want(make_proposal(over), take_seat(over, "Ben Roth"))
    want(make_proposal(session), anna)
    assert forget_votes(timezone.now()) == 1
    assert Interest.objects.get().attendee == anna
    assert "barcamp_votes" in {rule.key for rule in personal_data.rules()}
    assert "barcamp" in {processing.key for processing in personal_data.processings()}
