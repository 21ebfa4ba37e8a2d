# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Registering: what is kept, who gets a seat, what is refused; and giving up places."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from allmende.accounts.models import Membership, MembershipState, Organisation, OrganisationKind
from allmende.cooperation.tests.factories import make_rhineland
from allmende.core import content_version
from allmende.core.models import AuditEntry
from allmende.events.errors import (
    AlreadyRegisteredError,
    AnswerRefusedError,
    AnswersMissingError,
    BookingClosedError,
    NobodyError,
    NotPossibleError,
    OrganisationLimitError,
    TooLateError,
    TooManyError,
)
from allmende.events.models import (
    Answer,
    Attendee,
    ConsentText,
    EventState,
    Needs,
    Place,
    PlaceState,
    Question,
    QuestionKind,
    Registration,
    Session,
)
from allmende.events.orders import Contact, Order, Person, organisation_key, person_key
from allmende.events.services import booking
from allmende.events.tests.seat_stories import arrive, letters_to, place_of, states, taken
from allmende.events.tests.stories import an_order, at, make_event, make_organiser, make_package, make_session
from tests.permissions.people import make_person

pytestmark = pytest.mark.django_db

SEATED, WAITING, CANCELLED = PlaceState.SEATED, PlaceState.WAITING, PlaceState.CANCELLED


@pytest.fixture
def session() -> Session:
    return make_session(capacity=2)


@pytest.fixture
def user():
    return make_person("anna")


def test_with_an_account_one_has_the_seat_at_once(session, user) -> None:
    me = Person(name=user.name, email=user.email, user=user, diet="vegan")
    before = content_version.current()
    registration = booking.register(order=replace(an_order(session, user=user), people=(me,)), by=user)
    place = Place.objects.get()
    assert (registration.number, place.number, place.state) == (1, 1, SEATED)
    assert (registration.user, place.attendee.user) == (user, user)
    assert place.attendee.needs.diet == "vegan"
    assert taken(session) == 1
    assert content_version.current() > before
    assert letters_to("anna") == ["Angemeldet"]
    assert AuditEntry.objects.get(verb="registration.created").actor_id == user.pk


def test_a_guest_has_nothing_before_the_address_is_confirmed(session) -> None:
    registration = booking.register(order=an_order(session, "Gerd"), by=None)
    assert registration.number is None
    assert not Place.objects.exists()
    assert taken(session) == 0
    assert len(letters_to("kontakt")) == 1
    booking.confirm(registration=registration)
    booking.confirm(registration=registration)
    assert [place.state for place in Place.objects.all()] == [SEATED]
    assert letters_to("gerd") == ["Angemeldet"]


def test_whoever_confirms_too_late_hears_why(session) -> None:
    registration = booking.register(order=an_order(session, "Gerd"), by=None)
    Session.objects.update(closes_at=timezone.now())
    with pytest.raises(BookingClosedError, match="ist geschlossen"):
        booking.confirm(registration=registration)
    registration.delete()
    registration.pk = 4711
    with pytest.raises(NotPossibleError, match="gibt es nicht mehr"):
        booking.confirm(registration=registration)


def test_the_number_is_that_of_the_confirmation_not_of_the_form(session) -> None:
    first, second = (booking.register(order=an_order(session, name), by=None) for name in ("Früh", "Spät"))
    assert booking.confirm(registration=second).number == 1
    assert booking.confirm(registration=first).number == 2


def test_nobody_is_linked_to_an_account_but_whoever_registers(session, user) -> None:
    other = make_person("bert")
    people = (Person("Bert", email="bert@example.org", user=other), Person("Anna", email="anna@example.org", user=user))
    booking.register(order=replace(an_order(session), people=people), by=user)
    assert list(Attendee.objects.order_by("pk").values_list("user", flat=True)) == [None, user.pk]
    guest = replace(an_order(session), people=(Person("Cora", email="bert@example.org", user=other),))
    booking.register(order=guest, by=None)
    assert Attendee.objects.get(name="Cora").user is None


def test_only_members_register_their_organisation(session, user) -> None:
    ours = make_organiser("Verbandsgemeinde Mendig")
    Membership.objects.create(
        user=user, organisation=ours, state=MembershipState.ACTIVE, is_editor=True, decided_at=timezone.now()
    )
    contact = Contact(name="Anna", email="anna@example.org", organisation=ours)
    first = booking.register(order=an_order(session, "Anna", contact=contact), by=user)
    foreign = booking.register(order=an_order(session, "Bert", contact=contact), by=make_person("bert"))
    guest = booking.register(order=an_order(session, "Cora", contact=contact), by=None)
    assert (first.organisation, foreign.organisation, guest.organisation) == (ours, None, None)
    assert foreign.organisation_name == "Verbandsgemeinde Mendig"
    assert first.organisation_key == foreign.organisation_key == guest.organisation_key


def test_the_same_form_sent_twice_is_one_registration(session, user) -> None:
    order = an_order(session, "Anna")
    first = booking.register(order=order, by=user)
    assert booking.register(order=order, by=user) == first
    booking.cancel(places=Place.objects.all(), by=user)
    assert booking.register(order=order, by=user) == first, "nor does a reload bring back what was given up"
    other = booking.register(order=replace(order, people=(Person("Bert", email="bert@example.org"),)), by=user)
    assert other != first
    assert letters_to("anna") == ["Angemeldet", "Abgemeldet"]


@pytest.mark.parametrize("names", [("Anna Amsel", "anna  AMSEL"), ("Jörg Maß", "Joerg Mass")])
def test_a_person_stands_once_in_an_order(session, user, names) -> None:
    people = tuple(Person(name, email="post@example.org") for name in names)
    with pytest.raises(AlreadyRegisteredError, match="zweimal"):
        booking.register(order=replace(an_order(session), people=people), by=user)
    assert not Registration.objects.exists()


def test_a_person_is_once_at_a_session_but_an_office_may_share_its_mailbox(session, user) -> None:
    here = replace(an_order(session), people=(Person("Anna", email="Post@Example.org"),))
    booking.register(order=here, by=user)
    again = replace(an_order(make_package(session, make_session(days=31))), people=here.people)
    with pytest.raises(AlreadyRegisteredError, match=r"Anna ist für „.*“ schon angemeldet"):
        booking.register(order=again, by=user)
    booking.register(order=replace(an_order(session), people=(Person("Bert", email="post@example.org"),)), by=user)
    assert taken(session) == 2


def test_a_guest_learns_only_after_confirming_who_is_there(session) -> None:
    people = (Person("Anna", email="anna@example.org"),)
    for _ in range(2):
        registration = booking.register(order=replace(an_order(session), people=people), by=None)
        if Place.objects.exists():
            with pytest.raises(AlreadyRegisteredError):
                booking.confirm(registration=registration)
        else:
            booking.confirm(registration=registration)
    assert taken(session) == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"opens_at": at(1)}, "noch nicht geöffnet"),
        ({"closes_at": at(-1)}, "ist geschlossen"),
        ({"starts_at": at(-2), "ends_at": at(-1)}, "hat schon begonnen"),
        ({"state": "cancelled"}, "ist abgesagt"),
    ],
)
def test_a_session_that_is_not_open(session, user, values, words: str) -> None:
    Session.objects.filter(pk=session.pk).update(**values)
    with pytest.raises(BookingClosedError, match=words):
        booking.register(order=an_order(session), by=user)


@pytest.mark.parametrize("state", [state for state in EventState if state != EventState.OPEN])
def test_an_event_that_is_not_open(user, state: str) -> None:
    session = make_session(make_event(state=state))
    with pytest.raises(BookingClosedError):
        booking.register(order=an_order(session), by=user)
    assert not Registration.objects.exists()


def test_packages_that_cannot_be_booked(session, user) -> None:
    package = make_package(session)
    package.is_offered = False
    package.save()
    with pytest.raises(BookingClosedError, match="nicht mehr angeboten"):
        booking.register(order=an_order(package), by=user)
    with pytest.raises(BookingClosedError, match="keinen Termin"):
        booking.register(order=an_order(make_package()), by=user)
    closed = make_session(make_event(state=EventState.CLOSED), days=31)
    with pytest.raises(BookingClosedError, match="geschlossen"):
        booking.register(order=an_order(make_package(session, closed)), by=user)


def test_how_many_one_registration_holds(user) -> None:
    small = make_session(make_event(max_attendees=2))
    package = make_package(small, make_session(make_event(max_attendees=5), days=31))
    with pytest.raises(TooManyError, match="höchstens 2 Personen"):
        booking.register(order=an_order(package, "Anna", "Bert", "Cora"), by=user)
    with pytest.raises(NobodyError):
        booking.register(order=replace(an_order(small), people=()), by=user)


def test_the_limit_of_an_organisation_counts_those_who_wait(user) -> None:
    session = make_session(capacity=1, organisation_limit=2)
    contact = Contact(name="Anna", email="anna@example.org", organisation_name="VG Mendig")
    booking.register(order=an_order(session, "Anna", "Bert", contact=contact), by=user)
    other = replace(contact, organisation_name=" vg  MENDIG ")
    with pytest.raises(OrganisationLimitError, match="höchstens 2 Plätze") as refused:
        booking.register(order=an_order(session, "Cora", contact=other), by=user)
    assert refused.value.left == 0
    booking.cancel(places=[place_of("Bert")], by=user)
    booking.register(order=an_order(session, "Cora", contact=other), by=user)


def test_a_typed_name_of_an_organisation_counts_for_it(user) -> None:
    ours: Organisation = make_organiser("Verbandsgemeinde Mendig")
    session = make_session(organisation_limit=1)
    contact = Contact(name="A", email="a@example.org", organisation_name="verbandsgemeinde mendig")
    booking.register(order=an_order(session, contact=contact), by=user)
    with pytest.raises(OrganisationLimitError):
        booking.register(order=an_order(session, contact=replace(contact, organisation=ours)), by=user)


def test_a_municipality_counts_as_one_however_its_name_is_typed(user) -> None:
    there = make_rhineland()["071375004"]
    session = make_session(organisation_limit=1)
    contact = Contact(
        name="A",
        email="a@example.org",
        organisation_name="VG Mendig",
        organisation_kind=OrganisationKind.MUNICIPALITY,
        territory=there,
    )
    booking.register(order=an_order(session, contact=contact), by=user)
    other = replace(contact, organisation_name="Verbandsgemeindeverwaltung Mendig")
    with pytest.raises(OrganisationLimitError):
        booking.register(order=an_order(session, contact=other), by=user)


def test_those_who_come_for_nobody_are_no_organisation(user) -> None:
    session = make_session(organisation_limit=1)
    contact = Contact(name="A", email="a@example.org", organisation_name=" Privat ")
    for number in range(3):
        booking.register(order=an_order(session, f"Person {number}", contact=contact), by=user)
    assert Place.objects.count() == 3


@pytest.mark.parametrize("name", ["", "Anna\r\nBcc: alle@example.org", "Anna\x00", "A" * 121, "Anna\u202e"])
def test_names_are_one_line_of_text(session, user, name: str) -> None:
    with pytest.raises(ValidationError):
        booking.register(order=replace(an_order(session), people=(Person(name, email="a@example.org"),)), by=user)
    contact = Contact(name=name, email="a@example.org")
    with pytest.raises(ValidationError):
        booking.register(order=an_order(session, "Anna", contact=contact), by=user)


@pytest.mark.parametrize(
    "address", ["anna@example.org\nBcc: x@example.org", "anna", "anna@", "a@example.org,b@example.org"]
)
def test_addresses_are_one_address(session, user, address: str) -> None:
    with pytest.raises(ValidationError):
        booking.register(order=replace(an_order(session), people=(Person("Anna", email=address),)), by=user)
    with pytest.raises(ValidationError):
        booking.register(order=an_order(session, contact=Contact(name="Anna", email=address)), by=user)
    assert not Registration.objects.exists()


def test_a_person_is_told_by_what_one_sees_of_the_name() -> None:
    keys = {
        person_key(name, "a@example.org")
        for name in ("Jürgen Au", "Ju\u0308r\u200bgen  AU", "Ｊürgen\u00a0Au", "Juergen Au")
    }
    assert keys == {"a@example.org|jurgen au"}
    others = [person_key(name, "a@example.org") for name in ("Анна", "Борис", "Анна К.", "АННА")]
    assert len(set(others)) == 3, "of another alphabet no two persons are one"
    assert organisation_key(None, "Gemein\u200bde Bell") == organisation_key(None, "gemeinde  bell")


def test_needs_are_not_kept_where_nobody_asks(user) -> None:
    session = make_session(make_event(asks_needs=False))
    people = (Person("Anna", email="anna@example.org", diet="vegan"),)
    booking.register(order=replace(an_order(session), people=people), by=user)
    assert not Needs.objects.exists()


@pytest.fixture
def asking() -> Session:
    session = make_session()
    Question.objects.create(event=session.event, text="Ihr Fall?", is_required=True)
    Question.objects.create(event=session.event, kind=QuestionKind.CHOICE, text="Wo?", choices=["Mayen", "Mendig"])
    Question.objects.create(event=session.event, kind=QuestionKind.FILE, text="Unterlagen", position=2)
    ConsentText.objects.create(event=session.event, text="Fotos dürfen gemacht werden.", is_required=True)
    ConsentText.objects.create(event=session.event, text="Schicken Sie mir Post.")
    return session


def answered(session: Session, **more) -> Order:
    """An order with what must be answered."""
    case, choice, file = Question.objects.order_by("position", "pk")
    values = {case: " Umsatzsteuer \n beim Bauhof ", choice: more.get("choice", ""), file: more.get("file", "")}
    required = ConsentText.objects.filter(is_required=True)
    return an_order(session, answers=values, consents=tuple(required))


def test_answers_and_consents_are_kept(asking, user) -> None:
    upload = SimpleUploadedFile("../../Böse\nName.PDF", b"%PDF-1.7 Fall")
    registration = booking.register(order=answered(asking, choice="Mayen", file=upload), by=user)
    case, choice, file = Answer.objects.order_by("question__position", "pk")
    assert (case.text, choice.text) == ("Umsatzsteuer \n beim Bauhof", "Mayen")
    assert (file.file_name, file.file_size) == ("Böse Name.pdf", 13)
    with file.file.open("rb") as content:
        assert content.read() == b"%PDF-1.7 Fall"
    assert [given.wording for given in registration.consents.all()] == ["Fotos dürfen gemacht werden."]


def test_what_must_be_answered(asking, user) -> None:
    with pytest.raises(AnswersMissingError) as refused:
        booking.register(order=an_order(asking), by=user)
    assert (len(refused.value.questions), len(refused.value.consents)) == (1, 1)
    package = make_package(asking, make_session(days=31))
    with pytest.raises(AnswersMissingError):
        booking.register(order=an_order(package), by=user)


def test_answers_to_questions_of_others_are_left_out(asking, user) -> None:
    order = answered(asking)
    foreign = Question.objects.create(event=make_event("Fremd"), text="Wie heißt Ihr Hund?")
    booking.register(order=replace(order, answers={**order.answers, foreign: "Bello"}), by=user)
    assert not Answer.objects.filter(question=foreign).exists()


@pytest.mark.parametrize(
    "more",
    [
        {"choice": "Koblenz"},
        {"file": SimpleUploadedFile("fall.pdf", b"MZ\x90\x00")},
        {"file": SimpleUploadedFile("fall.exe", b"%PDX")},
        {"file": "kein Upload"},
    ],
)
def test_answers_that_are_refused(asking, user, more) -> None:
    with pytest.raises(AnswerRefusedError):
        booking.register(order=answered(asking, **more), by=user)
    assert not Registration.objects.exists()


def test_no_file_stays_of_a_registration_that_did_not_come_about(asking, user, monkeypatch) -> None:
    kept: list[str] = []
    storage = Answer._meta.get_field("file").storage
    save = storage.save

    def saved(*args, **more) -> str:
        kept.append(save(*args, **more))
        return kept[-1]

    monkeypatch.setattr(storage, "save", saved)
    order = answered(asking, file=SimpleUploadedFile("fall.pdf", b"%PDF-1.7"))
    booking.register(order=order, by=user)
    booking.register(order=order, by=user)
    Session.objects.update(closes_at=at(-1))
    with pytest.raises(BookingClosedError):
        booking.register(order=replace(order, form_key=uuid.uuid4()), by=user)
    assert [storage.exists(name) for name in kept] == [True, False, False]


def test_giving_up_a_place_lets_the_next_move_up(session) -> None:
    for name in ("Anna", "Bert", "Cora", "Dora"):
        arrive(session, name)
    assert states("Anna", "Bert", "Cora", "Dora") == [SEATED, SEATED, WAITING, WAITING]
    letters_to("anna", "cora")
    ended = booking.cancel(places=[place_of("Anna")], by=None, reason="Krank")
    assert [place.attendee.name for place in ended] == ["Anna"]
    assert states("Anna", "Bert", "Cora", "Dora") == [CANCELLED, SEATED, SEATED, WAITING]
    assert taken(session) == 2
    assert (letters_to("anna"), letters_to("cora")) == (["Abgemeldet"], ["Platz frei geworden"])
    assert booking.cancel(places=ended, by=None) == []
    assert taken(session) == 2


def test_giving_up_of_a_package_with_one_day_attended_ends_the_rest(user) -> None:
    days = [make_session(capacity=1), make_session(days=31, capacity=1)]
    arrive(make_package(*days), "Anna")
    arrive(days[1], "Bert")
    Session.objects.filter(pk=days[0].pk).update(starts_at=at(-1, 9), ends_at=at(-1, 16))
    Place.objects.filter(session=days[0]).update(attended_at=timezone.now())
    ended = booking.cancel(places=Place.objects.filter(attendee__name="Anna"), by=None)
    assert [place.session for place in ended] == [days[1]]
    assert [taken(day) for day in days] == [1, 1]
    assert states("Bert") == [SEATED]
    with pytest.raises(TooLateError):
        booking.cancel(places=[place_of("Anna", days[0])], by=None)


def test_others_do_not_give_up_my_place(session, user) -> None:
    registration = booking.register(order=an_order(session, "Anna"), by=user)
    with pytest.raises(PermissionDenied):
        booking.cancel(places=Place.objects.all(), by=make_person("fremd"))
    assert registration.attendees.get().places.get().state == SEATED
