# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who answers hints: the owner and the desk of the area. Taking over begins a change; its end is the hint's end."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from allmende.accounts import ownership
from allmende.accounts.models import Membership, MembershipState
from allmende.core.models import AuditEntry
from allmende.core.tests.test_jobs import work
from allmende.moderation.models import Change, Hint, HintState, State
from allmende.moderation.services import hints, take_step
from allmende.moderation.services.drafting import TakenByOthersError
from allmende.moderation.tests.hint_stories import PAGE, make_hint, make_story
from allmende.moderation.tests.stories import make_desk, make_editor, make_person, make_town

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def story(db):
    return make_story()


def url(hint, step=""):
    return f"/hinweise/{hint.pk}/{step}"


def act(client, person, hint, step, **data):
    client.force_login(person)
    return client.post(url(hint, step), data)


def test_owner_and_desk_see_it_and_for_all_others_it_does_not_exist(client, story):
    hint = make_hint()
    foreign = make_editor(make_town("Andernach", story.places["071370003003"]), "anna@andernach.example")
    asked = make_person("will@mendig.example")
    Membership.objects.create(user=asked, organisation=story.town, state=MembershipState.REQUESTED, is_editor=True)
    hesse = make_desk("hessen@example.org", story.places["06"])
    rhineland = make_desk("rheinland@example.org", story.places["07"])
    expected = {story.editor: 200, story.desk: 200, rhineland: 200, foreign: 404, asked: 404, hesse: 404}
    for person, status in expected.items():
        client.force_login(person)
        assert client.get(url(hint)).status_code == status, person.email
        for step in ("uebernehmen/", "zurueckgeben/", "abschliessen/"):
            if status == 404:
                assert client.post(url(hint, step), {"ausgang": "done"}).status_code == 404, person.email
    client.logout()
    assert client.get(url(hint)).status_code == 302
    hint.refresh_from_db()
    assert hint.state == HintState.OPEN


def test_the_list_is_nothing_for_who_can_never_have_a_hint(client, story):
    client.force_login(make_person("buerger@example.org"))
    assert client.get("/hinweise/").status_code == 404
    assert client.get("/hinweise/export.csv").status_code == 404


def test_the_list_shows_open_ones_first_with_age_and_filters(client, story):
    old = make_hint(text="Schon lange falsch.")
    Hint.objects.filter(pk=old.pk).update(received_at=timezone.now() - dt.timedelta(days=20))
    taken = make_hint(text="Daran arbeitet jemand.")
    hints.take_over(hint=taken, by=story.desk)
    make_hint(text="Ganz neu.", page="/karte/")
    done = make_hint(text="Längst erledigt.")
    hints.settle(hint=done, is_right=True, by=story.desk)
    client.force_login(story.desk)
    html = client.get("/hinweise/").content.decode()
    assert html.index("Schon lange falsch.") < html.index("Ganz neu.") < html.index("Daran arbeitet jemand.")
    assert "vor 20 Tagen" in html
    assert "wartet lange" in html
    assert "Längst erledigt." not in html
    assert "3 Hinweise warten" in html
    assert "Längst erledigt." in client.get("/hinweise/", {"stand": "erledigt"}).content.decode()
    pages = client.get("/hinweise/", {"art": "seite"}).content.decode()
    assert "Ganz neu." in pages
    assert "Schon lange falsch." not in pages
    nonsense = client.get("/hinweise/", {"stand": "'", "art": "<b>", "seite": "x"}).content.decode()
    assert "Schon lange falsch." in nonsense
    fragment = client.get("/hinweise/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert fragment.strip() in html


def test_list_and_hint_cost_a_fixed_number_of_queries(client, story, django_assert_max_num_queries):
    for number in range(15):
        make_hint(text=f"Hinweis {number}")
    client.force_login(story.desk)
    client.get("/hinweise/")
    with django_assert_max_num_queries(12):
        client.get("/hinweise/")
    with django_assert_max_num_queries(45):
        client.get(url(Hint.objects.first()))


def test_taking_over_begins_a_draft_with_the_suggested_value(client, story):
    hint = make_hint(part="contact_function", suggestion="Bürgeramt Mendig")
    response = act(client, story.editor, hint, "uebernehmen/")
    hint.refresh_from_db()
    change = Change.objects.get()
    assert response.status_code == 302
    assert response.url == reverse("moderation:change", args=[change.pk])
    assert (hint.state, hint.change, hint.handled_by) == (HintState.TAKEN, change, story.editor)
    assert (change.organisation, change.object_key) == (story.town, story.cooperation.pk)
    assert change.content["fields"]["contact_function"] == "Bürgeramt Mendig"
    assert change.base["fields"]["contact_function"] == "Ordnungsamt Mendig"
    story.cooperation.refresh_from_db()
    assert story.cooperation.contact_function == "Ordnungsamt Mendig"


def test_taking_over_goes_on_with_the_draft_and_overwrites_nothing_in_it(story):
    first = hints.take_over(
        hint=make_hint(part="contact_function", suggestion="Bürgeramt"), by=story.editor, organisation=story.town
    )
    hint = make_hint(part="contact_function", suggestion="Wieder anders")
    second = hints.take_over(hint=hint, by=story.editor, organisation=story.town)
    assert first.change == second.change
    assert second.change.content["fields"]["contact_function"] == "Bürgeramt"


@pytest.mark.parametrize("part", ["status", "participations", "topics", ""])
def test_a_suggestion_is_not_written_where_one_chooses(story, part):
    hint = make_hint(part=part, suggestion="Irgendwas")
    taken = hints.take_over(hint=hint, by=story.editor, organisation=story.town)
    assert taken.change.content == taken.change.base


def test_a_forged_part_counts_for_nothing(story):
    assert make_hint(part="owner", suggestion="1").part == ""


def test_the_desk_takes_it_without_a_draft_and_may_give_it_back(client, story):
    hint = make_hint()
    assert act(client, story.desk, hint, "uebernehmen/").url == url(hint)
    hint.refresh_from_db()
    assert (hint.state, hint.change) == (HintState.TAKEN, None)
    act(client, story.desk, hint, "zurueckgeben/")
    hint.refresh_from_db()
    assert (hint.state, hint.handled_by, hint.handled_at) == (HintState.OPEN, None, None)


def test_of_two_one_takes_it_and_the_other_is_told(client, story):
    hint = make_hint()
    hints.take_over(hint=hint, by=story.desk)
    with pytest.raises(hints.HintGoneError):
        hints.take_over(hint=hint, by=story.editor, organisation=story.town)
    client.force_login(story.editor)
    response = client.post(url(hint, "uebernehmen/"), follow=True)
    assert "Jemand anderes war schneller" in response.content.decode()
    assert not Change.objects.exists()


def test_a_second_answer_changes_nothing(client, story):
    hint = make_hint()
    act(client, story.editor, hint, "abschliessen/", ausgang="declined", answer="Stimmt noch.")
    act(client, story.desk, hint, "abschliessen/", ausgang="done", answer="Doch.")
    hint.refresh_from_db()
    assert (hint.state, hint.answer, hint.handled_by) == (HintState.DECLINED, "Stimmt noch.", story.editor)


def test_whoever_declines_says_why(client, story):
    hint = make_hint()
    response = act(client, story.editor, hint, "abschliessen/", ausgang="declined", answer="  ")
    assert response.status_code == 422
    assert "Bitte schreiben Sie, warum" in response.content.decode()
    for nonsense in ("", "open", "taken"):
        assert act(client, story.editor, hint, "abschliessen/", ausgang=nonsense, answer="x").status_code == 422
    assert act(client, story.editor, hint, "abschliessen/", ausgang="done", answer="x" * 2001).status_code == 422
    with pytest.raises(ValidationError):
        hints.settle(hint=hint, is_right=False, by=story.editor)
    hint.refresh_from_db()
    assert hint.state == HintState.OPEN


@pytest.mark.django_db(transaction=True)
def test_who_left_an_address_gets_the_answer(client):
    story = make_story()
    hint = make_hint(email="nora@example.org", name="Nora Nachbar")
    hints.settle(hint=hint, is_right=False, answer="Die Stelle heißt noch so.", by=story.editor)
    work()
    letters = [letter for letter in mail.outbox if letter.to == ["nora@example.org"]]
    answer = next(letter for letter in letters if letter.subject == "Antwort auf Ihren Hinweis")
    assert "Die Stelle heißt noch so." in answer.body
    assert "wurde nicht übernommen" in answer.body
    assert hint.text not in answer.body
    assert story.editor.name not in answer.body


def test_the_end_of_the_change_is_the_end_of_the_hint(story):
    hint = make_hint(part="contact_function", suggestion="Bürgeramt Mendig")
    taken = hints.take_over(hint=hint, by=story.editor, organisation=story.town)
    story.desk.is_superuser = True
    story.desk.save()
    take_step(change=taken.change, step="submit", by=story.editor)
    hint.refresh_from_db()
    assert hint.state == HintState.TAKEN
    take_step(change=taken.change, step="accept", by=story.desk)
    hint.refresh_from_db()
    story.cooperation.refresh_from_db()
    assert (hint.state, story.cooperation.contact_function) == (HintState.DONE, "Bürgeramt Mendig")
    verbs = list(AuditEntry.objects.about(hint).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["hint.received", "hint.taken", "hint.done"]
    in_its_log = AuditEntry.objects.about(hint).filter(organisation_key=str(story.town.pk))
    assert in_its_log.count() == 3


@pytest.mark.parametrize("step", ["discard", "decline"])
def test_when_the_change_comes_to_nothing_the_hint_is_open_again(story, step):
    hint = make_hint()
    taken = hints.take_over(hint=hint, by=story.editor, organisation=story.town)
    if step == "decline":
        take_step(change=taken.change, step="submit", by=story.editor)
    take_step(
        change=taken.change, step=step, by=story.editor if step == "discard" else story.desk, comment="Passt nicht."
    )
    hint.refresh_from_db()
    assert (hint.state, hint.change) == (HintState.OPEN, None)


def test_an_open_change_of_others_stops_taking_over_and_nothing_has_changed(client, story):
    other = make_town("Andernach", story.places["071370003003"])
    anna = make_editor(other, "anna@andernach.example")
    Change.objects.create(
        kind="cooperation", object_key=story.cooperation.pk, organisation=other, author=anna, state=State.DRAFT
    )
    hint = make_hint()
    with pytest.raises(TakenByOthersError):
        hints.take_over(hint=hint, by=story.editor, organisation=story.town)
    response = act(client, story.editor, hint, "uebernehmen/")
    assert response.url == url(hint)
    hint.refresh_from_db()
    assert hint.state == HintState.OPEN


def test_the_export_holds_no_person_and_no_formula(client, story):
    make_hint(text="=HYPERLINK(1)", name="Nora Nachbar", email="nora@example.org", by=story.editor)
    client.force_login(story.editor)
    assert client.get("/hinweise/export.csv").status_code == 404
    client.force_login(story.desk)
    response = client.get("/hinweise/export.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0]["hinweis"] == "'=HYPERLINK(1)"
    data = json.loads(client.get("/hinweise/export.json").content)["hinweise"]
    assert data[0]["seite"] == PAGE
    assert data[0]["hinweis"] == "=HYPERLINK(1)"
    everything = response.content.decode() + json.dumps(data, ensure_ascii=False)
    assert "Nora" not in everything
    assert "nora@" not in everything
    assert "Editha" not in everything
    assert client.get("/hinweise/export.xml").status_code == 404


def test_hints_move_with_a_merger_and_fall_to_the_desk_when_an_organisation_gives_up(story):
    hint, other = make_hint(), make_town("Verbandsgemeinde Mendig")
    owned = ownership.owned("hints")
    assert owned is not None
    assert (owned.count(story.town), owned.open_count(story.town)) == (1, 1)
    assert [item.url for item in owned.open_items(story.town)] == [url(hint)]
    assert owned.move(source=story.town, target=other, by=story.desk) == 1
    assert owned.close(organisation=other, by=story.desk) == 1
    hint.refresh_from_db()
    assert hint.organisation is None
    assert not Hint.objects.visible_to(story.editor).exists()


def test_ones_own_page_says_how_many_wait(client, story):
    make_hint()
    hints.settle(hint=make_hint(text="Erledigt."), is_right=True, by=story.desk)
    client.force_login(story.editor)
    html = client.get("/konto/").content.decode()
    assert "1 Hinweis wartet auf eine Antwort." in html
    client.force_login(make_person("buerger@example.org"))
    assert 'href="/hinweise/"' not in client.get("/konto/").content.decode()
