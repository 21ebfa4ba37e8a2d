# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""„Fehler melden“: anyone, on any page, without account, script or cookie; nobody can be spammed or spied on by it."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from allmende.accounts.models import InboxMessage
from allmende.content.tests.factories import standard_page
from allmende.cooperation.tests.factories import make_alliance, make_cooperation
from allmende.core.models import AuditEntry
from allmende.core.tests.test_jobs import work
from allmende.moderation.hint_forms import own_path
from allmende.moderation.hint_views import HINT_LIMIT
from allmende.moderation.models import Hint, HintState
from allmende.moderation.tests.hint_stories import GIVE, PAGE, make_hint, make_story
from allmende.moderation.tests.stories import make_desk, make_editor, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(db):
    return make_story()


def give(client, page=PAGE, **fields):
    return client.post(GIVE, {"page": page, "text": "Die Stelle heißt anders.", **fields})


def form_key(client, page=PAGE):
    html = client.get(GIVE, {"seite": page}).content.decode()
    return html.split('name="form_key" value="')[1].split('"')[0]


def test_every_page_leads_to_the_form_and_stays_the_same_for_everybody(client, story):
    response = client.get(PAGE)
    assert f'href="/hinweise/geben/?seite={PAGE.replace("/", "%2F")}"' in response.content.decode()
    assert not response.cookies
    assert b"csrfmiddlewaretoken" not in response.content
    missing = client.get("/gibt-es-nicht/")
    assert "/hinweise/geben/?seite=%2Fgibt-es-nicht%2F" in missing.content.decode()


def test_the_form_names_the_entry_and_shows_what_stands_there_today(client, story):
    html = client.get(GIVE, {"seite": PAGE}).content.decode()
    assert "Gemeinsame Bußgeldstelle</a>" in html
    assert '<option value="contact_function">Ansprechstelle: „Ordnungsamt Mendig“</option>' in html
    assert "Rechtsform: keine Angabe" in html
    assert '<option value="" selected>etwas anderes</option>' in html


def test_a_hint_needs_nothing_but_the_text_and_goes_to_owner_and_desk(client, story):
    others = make_editor(make_town("Andernach", story.places["071370003003"]), "anna@andernach.example")
    response = give(client, part="contact_function", suggestion="Bürgeramt Mendig")
    assert response.status_code == 302
    assert "So geht es weiter" in client.get(response.url).content.decode()
    hint = Hint.objects.get()
    assert (hint.kind, hint.object_key, hint.part) == ("cooperation", story.cooperation.pk, "contact_function")
    assert (hint.organisation, hint.state, hint.suggestion) == (story.town, HintState.OPEN, "Bürgeramt Mendig")
    assert (hint.name, hint.email, hint.user) == ("", "", None)
    told = set(InboxMessage.objects.values_list("user__email", flat=True))
    assert told == {story.editor.email, story.desk.email}
    assert others.email not in told


def test_neither_log_nor_message_repeats_a_word_of_the_hint(client, story):
    give(client, text="Frau Ehrlich ist weg.", name="Nora Nachbar", email="nora@example.org")
    message = InboxMessage.objects.first()
    assert message is not None
    assert "Gemeinsame Bußgeldstelle" in message.text
    logged = str(list(AuditEntry.objects.filter(verb__startswith="hint.").values()))
    assert "hint.received" in logged
    for word in ("Ehrlich", "Nora", "nora@example.org"):
        assert word not in message.title + message.text + logged


def test_a_hint_to_a_page_without_owner_goes_to_the_desk_only(client, story):
    standard_page()
    assert give(client, page="/beratung/").status_code == 302
    hint = Hint.objects.get()
    assert (hint.kind, hint.object_key, hint.organisation) == ("", None, None)
    assert list(InboxMessage.objects.values_list("user__email", flat=True)) == [story.desk.email]
    assert not Hint.objects.visible_to(story.editor).exists()
    assert Hint.objects.visible_to(story.desk).exists()


def test_a_hint_to_a_place_concerns_the_desk_of_its_land(client, story):
    hesse = make_desk("hessen@example.org", story.places["06"])
    rhineland = make_desk("rheinland@example.org", story.places["07"])
    make_hint(page="/orte/071375004069-mendig/")
    make_hint(page="/orte/065350006006-grebenau/")
    assert [hint.page for hint in Hint.objects.visible_to(rhineland)] == ["/orte/071375004069-mendig/"]
    assert [hint.page for hint in Hint.objects.visible_to(hesse)] == ["/orte/065350006006-grebenau/"]
    assert Hint.objects.visible_to(story.desk).count() == 2


def test_a_draft_looks_like_a_page_that_does_not_exist(client, story):
    make_cooperation("Geheimer Plan", published=False)

    def shown(path):
        html = client.get(GIVE, {"seite": path}).content.decode()
        start = html.index("<main")
        body = html[start : html.index("</main>")].replace(path, "PATH")
        return "\n".join(line for line in body.splitlines() if "csrf" not in line and "form_key" not in line)

    assert shown("/kooperationen/geheimer-plan/") == shown("/kooperationen/gibt-es-nicht/")
    give(client, page="/kooperationen/geheimer-plan/", part="title")
    hint = Hint.objects.get()
    assert (hint.kind, hint.object_key, hint.part) == ("", None, "")


def test_the_form_names_no_draft_that_the_entry_is_linked_to(client, story):
    alliance = make_alliance("Stiller Verbund", published=False)
    cooperation = make_cooperation("Bauhof", story.places["071375004008"], alliance=alliance)
    html = client.get(GIVE, {"seite": cooperation.get_absolute_url()}).content.decode()
    assert "Stiller Verbund" not in html
    assert "Kooperationsverbund: keine Angabe" in html


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/karte/", "/karte/"),
        ("/karte/?land=07#oben", "/karte/"),
        ("https://testserver/karte/", "/karte/"),
        ("/abbestellen/eyJ1IjoxfQ:1x:abc/", "/abbestellen/"),
        ("https://testserver/pflege/stimmt-noch/3-7.1x.abc/", "/pflege/stimmt-noch/"),
        ("https://example.org/karte/", ""),
        ("//example.org/karte/", ""),
        ("https://testserver.example.org/", ""),
        ("javascript:alert(1)", ""),
        ("/\\example.org", ""),
        ("/karte/\r\nSet-Cookie: a=b", ""),
        ("/\x00", ""),
        ("https://[", ""),
        ("karte", ""),
        ("/" + "x" * 600, ""),
        ("", ""),
    ],
)
def test_only_pages_of_ours(address, path):
    assert own_path(address, {"testserver"}) == path


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"text": ""}, "Bitte schreiben Sie, was nicht stimmt."),
        ({"text": "x" * 5001}, "höchstens 5000 Zeichen"),
        ({"suggestion": "x" * 5001}, "höchstens 5000 Zeichen"),
        ({"email": "gast@"}, "Diese E-Mail-Adresse ist unvollständig."),
        ({"email": "gast@example.org\nBcc: alle@example.org"}, "Diese E-Mail-Adresse ist unvollständig."),
        ({"part": "owner"}, "id_part"),
        ({"part": "title\x00"}, "id_part"),
        ({"text": "a\x00b"}, "id_text"),
        ({"page": "https://example.org/"}, "Bitte geben Sie eine Seite dieses Portals an."),
        ({"page": ""}, "Bitte geben Sie die Adresse der Seite an."),
    ],
)
def test_errors_stand_at_the_field_and_what_was_typed_stays(client, story, fields, error):
    response = give(client, **{"name": "Nora Nachbar", **fields})
    html = response.content.decode()
    assert response.status_code == 422
    assert error in html
    assert 'aria-invalid="true"' in html
    assert 'value="Nora Nachbar"' in html
    assert not Hint.objects.exists()


def test_what_nobody_asked_for_is_not_taken(client, story):
    give(client, state="done", organisation="1", kind="alliance", object_key="99", user="1", answer="ja")
    hint = Hint.objects.get()
    assert (hint.state, hint.kind, hint.object_key, hint.user, hint.answer) == (
        HintState.OPEN, "cooperation", story.cooperation.pk, None, "",
    )  # fmt: skip


def test_sent_twice_it_is_one_hint_and_with_other_words_two(client, story):
    key = form_key(client)
    for _ in range(2):
        assert give(client, form_key=key).status_code == 302
    assert Hint.objects.count() == 1
    give(client, form_key=key, text="Und noch etwas.")
    give(client, form_key=form_key(client))
    assert Hint.objects.count() == 3


def test_the_trap_is_thanked_and_thrown_away(client, story):
    assert give(client, website="https://spam.example").status_code == 302
    assert not Hint.objects.exists()


def test_too_many_hints_from_one_address_are_put_off_and_nothing_typed_is_lost(client, story):
    for _ in range(HINT_LIMIT.count):
        assert give(client).status_code == 302
    response = give(client, text="Noch einer.")
    assert response.status_code == 429
    assert "Noch einer." in response.content.decode()
    assert Client(REMOTE_ADDR="192.0.2.7").post(GIVE, {"page": PAGE, "text": "Von woanders."}).status_code == 302


def test_the_form_is_protected_and_never_kept_in_memory(story):
    strict = Client(enforce_csrf_checks=True)
    response = strict.get(GIVE, {"seite": PAGE})
    assert "no-store" in response.headers["Cache-Control"]
    assert strict.post(GIVE, {"page": PAGE, "text": "Ohne Marke"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_an_address_gets_one_neutral_receipt_and_no_word_of_the_hint(client):
    make_story()
    for text in ("Kaufen Sie https://spam.example", "Noch einmal https://spam.example"):
        give(client, text=text, suggestion="Böse Worte", name="Böser Name", email="Opfer@example.org")
    work()
    letters = [letter for letter in mail.outbox if letter.to == ["Opfer@example.org"]]
    assert len(letters) == 1
    for word in ("spam", "Böse", "Böser"):
        assert word not in letters[0].subject + str(letters[0].body) + str(letters[0].alternatives)


def test_html_stays_text(client, story):
    give(client, text="<script>alert(1)</script>", suggestion="<img src=x onerror=alert(1)>", name="<b>N</b>")
    client.force_login(story.desk)
    html = (
        client.get("/hinweise/").content.decode() + client.get(Hint.objects.get().get_absolute_url()).content.decode()
    )
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert" in html


def test_machines_are_told_to_stay_away(client, story):
    assert "Disallow: /hinweise/" in client.get("/robots.txt").content.decode()
    assert 'content="noindex"' in client.get(GIVE).content.decode()
