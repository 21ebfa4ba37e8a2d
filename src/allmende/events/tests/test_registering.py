# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Registering through the form: signed in and as a guest, alone and for colleagues, with questions and consents."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from allmende.accounts.rate_limit import Limit
from allmende.cooperation.tests.factories import make_rhineland
from allmende.events import booking_views, letter_limits
from allmende.events.booking_views import PER_ADDRESS, PER_LINE
from allmende.events.models import (
    Answer,
    Attendee,
    ConsentGiven,
    ConsentText,
    EventState,
    Needs,
    Place,
    PlaceState,
    Question,
    QuestionKind,
    Registration,
)
from allmende.events.own_access import WRONG_SECRETS
from allmende.events.services import booking
from allmende.events.tests.booking_stories import (
    PDF,
    filled,
    form_url,
    letters,
    letters_to,
    make_member,
    registered,
    signed_in,
)
from allmende.events.tests.stories import at, make_event, make_package, make_session
from allmende.territory import finding

pytestmark = pytest.mark.django_db
FRAME = 6
"""Queries of the frame for somebody signed in."""


def html(response) -> str:
    return str(response.content.decode())


def test_a_guest_registers_and_counts_only_after_confirming(client):
    session = make_session(capacity=1)
    page = client.get(form_url(session.event))
    assert "noch 1 Platz frei" in html(page)
    response = client.post(form_url(session.event), filled())

    assert response.headers["Location"] == f"/veranstaltungen/{session.event.slug}/anmelden/bestaetigen/"
    assert "Fast fertig" in html(client.get(response.headers["Location"]))
    registration = Registration.objects.get()
    assert (registration.number, registration.user) == (None, None)
    assert not Place.objects.exists()
    [letter] = letters_to("rosa@example.org")
    way = re.search(r"/anmeldung/\w+/bestaetigen/", letter["text"])
    assert way is not None

    looked = client.get(way[0])
    assert "Ja, verbindlich anmelden" in html(looked)
    assert (looked.headers["Cache-Control"], looked.headers["Referrer-Policy"]) == ("private, no-store", "same-origin")
    assert "noindex" in looked.headers["X-Robots-Tag"]
    assert Registration.objects.get().number is None  # a scanner of the mail gateway looks too

    own = client.post(way[0], {"antwort": "stimmt"}, follow=True)
    assert own.request["PATH_INFO"] == registration.get_absolute_url()
    assert "Sie haben einen Platz." in html(own)
    assert Place.objects.get().state == PlaceState.SEATED
    assert client.post(way[0]).status_code == 302  # a second click changes nothing
    assert Place.objects.count() == 1
    assert client.get(way[0]).headers["Location"] == registration.get_absolute_url()


def test_somebody_signed_in_is_known_and_registered_at_once():
    user = make_member()
    session = make_session()
    client = signed_in(user)
    page = html(client.get(form_url(session.event)))
    assert 'value="Mara Beispiel"' in page
    assert "Verbandsgemeinde Beispielhausen" in page
    assert "Die Bestätigung geht an mara@example.org" in page
    data = filled(contact_name="Mara Beispiel", organisation=str(user.memberships.get().organisation_id))
    data |= {"contact_email": "fremd@example.org", "organisation_name": "", "organisation_kind": ""}

    response = client.post(form_url(session.event), data)

    registration = Registration.objects.get()
    assert response.headers["Location"] == registration.get_absolute_url()
    assert (registration.user, registration.contact_email) == (user, "mara@example.org")
    assert registration.organisation == user.memberships.get().organisation
    assert Attendee.objects.get().user == user
    assert Place.objects.get().state == PlaceState.SEATED
    assert letters_to("fremd@example.org") == []


def test_nobody_registers_for_an_organisation_of_others():
    user, other = make_member(), make_member("Otto Beispiel", of="Stadt Andersdorf")
    session = make_session()
    data = filled(contact_name="Mara", organisation=str(other.memberships.get().organisation_id))
    assert signed_in(user).post(form_url(session.event), data).status_code == 422
    assert not Registration.objects.exists()


def test_colleagues_with_needs(client):
    session = make_session()
    rows = (
        {"name": "Kim Beispiel", "email": "kim@example.org", "position": "Bauamt", "diet": "vegan"},
        {"name": "", "email": "", "position": ""},
        {"name": "Toni Beispiel"},
    )
    changes = {"takes_part": None, "ich-diet": "zählt nicht"}
    client.post(form_url(session.event), filled(*rows, **changes))
    names = list(Attendee.objects.values_list("name", "email", "position"))
    assert names == [("Kim Beispiel", "kim@example.org", "Bauamt"), ("Toni Beispiel", "", "")]
    assert Needs.objects.get().diet == "vegan"


def test_needs_are_not_kept_where_nobody_asks(client):
    session = make_session(make_event(asks_needs=False))
    assert "Essen" not in html(client.get(form_url(session.event)))
    client.post(form_url(session.event), filled(**{"ich-diet": "vegan"}))
    assert Registration.objects.exists()
    assert not Needs.objects.exists()


def test_rows_are_added_and_removed_without_script_and_everything_typed_stays(client):
    session = make_session(make_event(max_attendees=3))
    rows = ({"name": "Kim Beispiel", "diet": "vegan"}, {"name": "Toni Beispiel"})
    page = html(
        client.post(form_url(session.event), filled(*rows, tun="mehr", contact_name="Rosa <b>", takes_part=None))
    )
    for text in ("Kim Beispiel", "vegan", "Toni Beispiel", "Rosa &lt;b&gt;", 'id="person-3"', "höchstens 3 Personen"):
        assert text in page
    assert "Bitte prüfen" not in page
    assert page.count('#personen" hx-post') == 3, "without a script the browser shows the rows, not the top"
    assert not re.search(r'name="takes_part"[^>]* checked', page)

    page = html(client.post(form_url(session.event), filled(*rows, tun="weniger-1")))
    assert "Kim Beispiel" not in page
    assert re.search(
        r'name="person-1-name"[^>]*value="Toni Beispiel"|value="Toni Beispiel"[^>]*name="person-1-name"', page
    )
    assert 'id="person-2"' not in page
    assert not Registration.objects.exists()


def test_a_row_added_with_script_is_the_same_part_of_the_page(client):
    session = make_session()
    data = filled({"name": "Kim Beispiel"}, tun="mehr")
    part = html(client.post(form_url(session.event), data, headers={"HX-Request": "true"}))
    assert part.lstrip().startswith('<div id="personen"')
    assert "Kim Beispiel" in part
    assert re.search(r'id="person-2"[^>]* data-focus', part)


def test_after_a_row_was_removed_with_script_the_focus_is_on_the_button_for_another(client):
    """The button that was pressed is gone."""
    session = make_session()
    data = filled({"name": "Kim Beispiel"}, tun="weniger-1")
    part = html(client.post(form_url(session.event), data, headers={"HX-Request": "true"}))
    assert re.findall(r'value="(\w+)"[^>]* data-focus', part) == ["mehr"]


@pytest.mark.parametrize("number", ["200", "999999999", "-1", "x", "١٢", ""])
def test_any_number_of_rows_is_survived(client, number):
    session = make_session(make_event(max_attendees=2))
    rows = {f"person-{n}-name": f"Person {n}" for n in range(1, 201)}
    response = client.post(form_url(session.event), filled(**rows) | {"zeilen": number})
    assert Attendee.objects.count() <= 2
    if number == "200":
        assert response.status_code == 422
        assert "höchstens 2 Personen" in html(response)


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(client):
    session = make_session()
    data = filled(
        {"name": "", "email": "kim", "position": "Bauamt"}, contact_name="", organisation_kind="", contact_email="x"
    )
    response = client.post(form_url(session.event), data)
    page = html(response)
    assert response.status_code == 422
    assert "Bitte geben Sie Ihren Namen an." in page
    assert "Weitere Person 1, E-Mail-Adresse: Diese E-Mail-Adresse ist unvollständig" in page
    assert 'href="#id_person-1-email"' in page
    assert 'value="Bauamt"' in page
    assert "<title>\n    Fehler:" in page or "<title>Fehler:" in page


def test_nobody_takes_part(client):
    session = make_session()
    response = client.post(form_url(session.event), filled(takes_part=None))
    assert response.status_code == 422
    assert "wer teilnimmt" in html(response)


@pytest.mark.parametrize(
    "text", ["Rosa\r\nBcc: alle@example.org", "Rosa\nX: y", "Rosa\x00", "Rosa\u2028x", "Rosa\x1b[0m"]
)
def test_no_line_breaks_in_names(client, text):
    session = make_session()
    for field in ("contact_name", "organisation_name", "ich-position", "ich-diet", "person-1-name"):
        data = filled({"name": "Kim"}) | {field: text}
        assert client.post(form_url(session.event), data).status_code == 422, field
    data = filled() | {"contact_email": f"rosa@example.org{text[4:]}"}
    assert client.post(form_url(session.event), data).status_code == 422
    assert not Registration.objects.exists()
    assert letters() == []


def test_html_and_templates_stay_text(client):
    session = make_session()
    client.post(form_url(session.event), filled(contact_name="<script>alert(1)</script>{{ 7|add:1 }}"))
    registration = Registration.objects.get()
    page = html(client.get(f"/anmeldung/{registration.secret}/bestaetigen/"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:1 }}" in page


def test_a_session_or_package_of_another_event_is_not_found(client):
    session, other = make_session(), make_session()
    package = make_package(other, make_session(days=40))
    url = f"/veranstaltungen/{session.event.slug}/anmelden/"
    for query in (f"termin={other.pk}", f"paket={package.pk}", "termin=x", "termin=9999999999999999999999", "paket="):
        assert client.get(f"{url}?{query}").status_code == 404
        assert client.post(f"{url}?{query}", filled()).status_code == 404
    client.post(
        f"{url}?termin={session.pk}", filled(termin=str(other.pk), session=str(other.pk), number="1", price="0")
    )
    registration = Registration.objects.get()
    assert (registration.session, registration.number) == (session, None)


def test_who_may_choose_is_asked(client):
    event = make_event()
    first, second = make_session(event, days=30), make_session(event, days=40, capacity=1)
    package = make_package(first, second, title="Beide Tage zusammen")
    make_package(first, make_session(make_event(state=EventState.DRAFT)), title="Geheim")
    registered(second, "Erste")
    page = html(client.get(form_url(event)))
    for text in (
        "Beide Tage zusammen",
        f"?paket={package.pk}",
        f"?termin={first.pk}",
        "etwa an Stelle 1",
        "noch 20 Plätze",
    ):
        assert text in page
    assert "Geheim" not in page
    assert client.post(form_url(event), filled()).status_code == 422

    response = client.post(f"{form_url(event)}?paket={package.pk}", filled(takes_parts=None))
    assert response.status_code == 302
    assert Registration.objects.get(package=package).takes_parts is False


@pytest.mark.parametrize(
    ("state", "values", "text"),
    [
        (EventState.SAVE_THE_DATE, {}, "zurzeit keine Anmeldung"),
        (EventState.CLOSED, {}, "zurzeit keine Anmeldung"),
        (EventState.OPEN, {"opens_at": at(3)}, "Anmeldung ab"),
        (EventState.OPEN, {"closes_at": at(-1)}, "zurzeit keine Anmeldung"),
    ],
)
def test_outside_the_window(client, state, values, text):
    session = make_session(make_event(state=state), **values)
    page = client.get(form_url(session.event, session))
    assert page.status_code == 200
    assert text in html(page)
    assert client.post(form_url(session.event, session), filled()).status_code == 422
    assert not Registration.objects.exists()


def test_past_sessions_and_drafts_are_not_found(client):
    past = make_session(days=-3)
    assert client.get(form_url(past.event, past)).status_code == 404
    draft = make_session(make_event(state=EventState.DRAFT))
    assert client.get(form_url(draft.event, draft)).status_code == 404


def test_questions_and_consents(client):
    event = make_event()
    session = make_session(event)
    why = Question.objects.create(event=event, text="Warum?", is_required=True)
    how = Question.objects.create(event=event, text="Wie?", kind=QuestionKind.CHOICE, choices=["Bahn", "Rad"])
    case = Question.objects.create(event=event, text="Ihr Fall", kind=QuestionKind.FILE, is_case=True)
    must = ConsentText.objects.create(event=event, text="Ich lasse mich fotografieren.", is_required=True)
    may = ConsentText.objects.create(event=event, text="Rundmail ja.")
    foreign = Question.objects.create(event=make_event(), text="Fremd")
    url = form_url(event, session)

    bad = client.post(
        url, filled(**{f"frage-{how.pk}": "Flugzeug", f"frage-{case.pk}": SimpleUploadedFile("f.exe", b"MZ")})
    )
    page = html(bad)
    assert bad.status_code == 422
    for text in (
        "Bitte beantworten Sie diese Frage",
        "Ohne diese Einwilligung",
        "ein Programm",
        "noch einmal auswählen",
    ):
        assert text in page
    assert not Registration.objects.exists()

    answers = {f"frage-{why.pk}": "Weil.", f"frage-{how.pk}": "Rad", f"frage-{foreign.pk}": "x"}
    answers |= {f"frage-{case.pk}": SimpleUploadedFile("../Fall\r\n.pdf", PDF), f"einwilligung-{must.pk}": "on"}
    assert client.post(url, filled(**answers)).status_code == 302
    given = {answer.question: answer for answer in Answer.objects.all()}
    assert {why, how, case} == set(given)
    assert given[how].text == "Rad"
    assert given[case].file_name.endswith("Fall.pdf")
    assert not set(given[case].file_name) & set("/\\\r\n")
    assert ConsentGiven.objects.get().consent == must
    assert may not in {row.consent for row in ConsentGiven.objects.all()}


def test_a_file_that_is_too_large(client, monkeypatch):
    event = make_event()
    session = make_session(event)
    case = Question.objects.create(event=event, text="Ihr Fall", kind=QuestionKind.FILE)
    monkeypatch.setattr("allmende.events.booking_forms.LARGEST_FILE", 10)
    response = client.post(form_url(event, session), filled(**{f"frage-{case.pk}": SimpleUploadedFile("f.pdf", PDF)}))
    assert response.status_code == 422
    assert "zu groß" in html(response)


def test_the_same_form_twice_registers_once(client):
    session = make_session()
    data = filled()
    for _click in range(2):
        assert client.post(form_url(session.event), data).status_code == 302
    assert Registration.objects.count() == 1
    assert len(letters_to("rosa@example.org")) == 1


def test_who_is_registered_is_not_told_to_guests(client):
    session = make_session()
    registered(session, "Rosa Beispiel", email="rosa@example.org")
    known = client.post(form_url(session.event), filled())
    unknown = client.post(form_url(session.event), filled(contact_email="neu@example.org"))
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    registration = Registration.objects.filter(number=None).earliest("pk")
    response = client.post(f"/anmeldung/{registration.secret}/bestaetigen/")  # now the address is proven
    assert response.status_code == 422
    assert "schon angemeldet" in html(response)


def test_somebody_signed_in_is_told(client):
    session = make_session()
    user = make_member()
    for status in (302, 422):
        response = signed_in(user).post(form_url(session.event), filled(contact_name="Mara Beispiel", organisation=""))
        assert response.status_code == status
    assert "schon angemeldet" in html(response)


def test_the_trap_catches_and_says_nothing(client):
    session = make_session()
    response = client.post(form_url(session.event), filled(website="https://spam.example"))
    assert response.headers["Location"].endswith("/anmelden/bestaetigen/")
    assert not Registration.objects.exists()
    assert letters() == []


def test_guests_are_slowed_down_and_mailboxes_spared():
    session = make_session(capacity=500)
    line = Client(REMOTE_ADDR="192.0.2.9")
    for number in range(PER_ADDRESS.count):
        assert line.post(form_url(session.event), filled(contact_name=f"Person {number}")).status_code == 302
    response = line.post(form_url(session.event), filled(contact_name="Noch eine"))
    assert response.status_code == 429
    assert "in einer Stunde" in html(response)
    assert len(letters_to("rosa@example.org")) == PER_ADDRESS.count
    assert PER_LINE.count >= 30  # a town hall behind one line


def test_what_nobody_confirms_piles_up_to_a_few(client, monkeypatch):
    monkeypatch.setattr(booking_views, "MOST_PENDING", 1)
    session = make_session()
    assert client.post(form_url(session.event), filled()).status_code == 302
    assert client.post(form_url(session.event), filled(contact_name="Noch einmal")).status_code == 429
    booking.confirm(registration=Registration.objects.get())
    assert client.post(form_url(session.event), filled(contact_name="Noch einmal")).status_code == 302


def test_nobody_floods_the_mailbox_of_a_colleague(monkeypatch):
    """With an account as with none, by registering and by handing on; names carry no links into the letters."""
    monkeypatch.setattr(letter_limits, "PER_COLLEAGUE", Limit("event_colleague_mail", count=2, minutes=60))
    client, sessions = signed_in(make_member()), [make_session(days=30 + day) for day in range(3)]
    colleague = {"name": "Opfer", "email": "Opfer@example.org"}
    answers = [client.post(form_url(session.event), filled(colleague)).status_code for session in sessions]
    assert answers == [302, 302, 429]
    attendee = Attendee.objects.get(name="Rosa Beispiel", registration__session=sessions[0])
    url = f"{attendee.registration.get_absolute_url()}uebertragen/{attendee.pk}/"
    response = client.post(url, {"name": "Noch ein Opfer", "email": "opfer@example.org"})
    assert (response.status_code, "in einer Stunde" in html(response)) == (422, True)
    assert len(letters_to("opfer@example.org")) == 2
    response = client.post(url, {"name": "Gewinn: www.example.com/x", "email": "anna@example.org"})
    assert (response.status_code, "ohne Internetadresse" in html(response)) == (422, True)
    assert letters_to("anna@example.org") == []


def test_rebooking_to_and_fro_ends(monkeypatch):
    monkeypatch.setattr(letter_limits, "PER_WRITER", Limit("event_steps", count=1, minutes=60))
    event = make_event()
    here, there = make_session(event, days=30), make_session(event, days=31)
    registration = registered(here)
    client = Client()
    client.post(f"{registration.get_absolute_url()}umbuchen/", {"ziel": f"termin-{there.pk}"})
    new = Registration.objects.get(session=there)
    response = client.post(f"{new.get_absolute_url()}umbuchen/", {"ziel": f"termin-{here.pk}"})
    assert (response.status_code, "in einer Stunde" in html(response)) == (422, True)
    assert Place.objects.active().get().session == there


def test_the_form_is_protected():
    session = make_session()
    strict = Client(enforce_csrf_checks=True)
    assert "no-store" in strict.get(form_url(session.event)).headers["Cache-Control"]
    assert strict.post(form_url(session.event), filled()).status_code == 403
    registration = Registration.objects.create(session=session, contact_name="R", contact_email="r@example.org")
    assert strict.post(f"/anmeldung/{registration.secret}/bestaetigen/").status_code == 403


def test_the_place_is_known_by_choice_or_by_name(client):
    places = make_rhineland()
    finding.forget()
    session = make_session()
    place = list(places.values())[-1]
    client.post(form_url(session.event), filled(ort=place.ars))
    assert Registration.objects.get().territory == place
    client.post(form_url(session.event), filled(contact_name="Zwei", organisation_name=f"Gemeinde {place.name}"))
    assert Registration.objects.latest("pk").territory == place
    client.post(form_url(session.event), filled(contact_name="Drei", ort="999"))
    assert Registration.objects.latest("pk").territory is None


def test_wrong_secrets_are_not_found_and_counted():
    registration = registered(make_session(), "Rosa")
    line = Client(REMOTE_ADDR="192.0.2.7")
    for path in ("", "bestaetigen/", "abmelden/", "umbuchen/", "fragen/"):
        assert line.get(f"/anmeldung/{'x' * 32}/{path}").status_code == 404
    assert line.get(f"/anmeldung/{registration.secret.swapcase()}/").status_code == 404
    for _try in range(WRONG_SECRETS.count):
        line.get("/anmeldung/falsch/")
    assert line.get(registration.get_absolute_url()).status_code == 404
    assert Client(REMOTE_ADDR="192.0.2.8").get(registration.get_absolute_url()).status_code == 200


def test_the_form_asks_little(django_assert_num_queries):
    event = make_event()
    for day in range(6):
        make_package(make_session(event, days=30 + day), make_session(event, days=50 + day), title=f"Paket {day}")
    client = signed_in(make_member())
    client.get("/konto/")
    with django_assert_num_queries(FRAME + 7):
        client.get(form_url(event))
