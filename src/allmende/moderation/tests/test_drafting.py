# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Drafts: begun once, filled in step by step, submitted; nothing that was typed is lost."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from allmende.accounts.models import Membership, MembershipState
from allmende.cooperation.models import Cooperation
from allmende.cooperation.tests.factories import make_cooperation
from allmende.core.models import AuditEntry
from allmende.moderation.models import Change, FieldComment, State
from allmende.moderation.services import take_step
from allmende.moderation.tests.draft_stories import complete, make_draft, signed_in, two_towns
from allmende.moderation.tests.stories import make_desk, make_person, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns():
    return two_towns()


@pytest.fixture
def mendig(towns):
    return towns[0]


@pytest.fixture
def andernach(towns):
    return towns[1]


def test_a_new_one_begins_with_the_first_step_and_the_own_town_as_lead(mendig):
    response = mendig.post_new()
    change = Change.objects.get()
    assert response["Location"] == f"/beitraege/{change.pk}/thema/"
    assert (change.organisation, change.author, change.state) == (mendig.organisation, mendig.editor, State.DRAFT)
    assert change.content["rows"]["participations"][0]["ars"] == "071375004"
    assert list(change.areas.values_list("ars", flat=True)) == ["071375004"]


def test_pressing_new_twice_gives_the_same_draft_until_something_is_typed(mendig):
    first = mendig.begin()
    assert mendig.begin() == first
    mendig.save(first, "thema", title="Archiv")
    assert mendig.begin() != first


def test_every_registered_kind_can_be_chosen(mendig):
    page = mendig.client.get("/beitraege/neu/").content.decode()
    offered = [page.index(f'value="{name}"') for name in ("cooperation", "alliance", "news", "event")]
    assert offered == sorted(offered)
    assert "Neue Kooperation" in page
    assert "Neuer Kooperationsverbund" in page
    assert "VG Mendig" in page


@pytest.mark.parametrize("name", ["", "unknown"])
def test_what_does_not_exist_cannot_be_begun(mendig, name):
    assert mendig.post_new(art=name).status_code == (404 if name else 422)
    assert not Change.objects.exists()


def test_a_step_is_saved_and_leads_to_the_next(mendig):
    change = mendig.begin()
    response = mendig.save(change, "thema", title="Gemeinsames  Archiv", summary="Kurz.\r\nGut.")
    assert response["Location"] == f"/beitraege/{change.pk}/beteiligte/"
    change.refresh_from_db()
    assert (change.title, change.version) == ("Gemeinsames Archiv", 2)
    assert change.content["fields"]["summary"] == "Kurz.\nGut."
    entry = AuditEntry.objects.get(verb="change.saved")
    assert (entry.organisation_label, entry.after) == ("VG Mendig", {"step": "thema", "parts": ["title", "summary"]})


def test_the_overview_says_when_it_was_last_saved_and_by_whom(mendig):
    change = mendig.begin()
    address = f"/beitraege/{change.pk}/"
    assert "Zuletzt gespeichert" not in mendig.client.get(address).content.decode()
    mendig.save(change, "thema", title="Gemeinsames Archiv")
    at = timezone.localtime(AuditEntry.objects.get(verb="change.saved").at)
    assert (
        f"Zuletzt gespeichert: {at:%d.%m.%Y %H:%M} von {mendig.editor}" in mendig.client.get(address).content.decode()
    )
    complete(Change.objects.get())
    take_step(change=Change.objects.get(), step="submit", by=mendig.editor)
    assert "Zuletzt gespeichert" not in mendig.client.get(address).content.decode()


def test_saving_for_later_leads_to_the_overview_and_the_last_step_too(mendig):
    change = mendig.begin()
    assert mendig.save(change, "thema", spaeter="")["Location"] == f"/beitraege/{change.pk}/"
    assert mendig.save(change, "kontakt", weiter="")["Location"] == f"/beitraege/{change.pk}/"


def test_saving_the_same_again_makes_nothing_twice(mendig):
    change = mendig.begin()
    opened = mendig.opened(change, "thema")
    for _again in range(3):  # double submit, back button
        assert mendig.save(change, "thema", opened, title="Archiv").status_code == 302
    change.refresh_from_db()
    assert change.version == 2
    assert AuditEntry.objects.filter(verb="change.saved").count() == 1


def test_missing_things_stop_nobody(mendig):
    change = mendig.begin()
    for step in ("thema", "beteiligte", "stand", "recht-und-geld", "erfahrungen", "kontakt"):
        assert mendig.save(change, step, weiter="").status_code == 302


def test_wrong_things_are_saved_and_named_at_the_field(mendig):
    change = mendig.begin()
    response = mendig.save(change, "recht-und-geld", saving="viel", start_up_cost="100")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Ihr Entwurf ist gespeichert. Bitte prüfen Sie noch:" in page
    assert 'href="#id_saving"' in page
    assert 'value="viel"' in page
    change.refresh_from_db()
    assert (change.content["fields"]["saving"], change.content["fields"]["start_up_cost"]) == ("viel", "100")
    assert 'value="viel"' in mendig.client.get(f"/beitraege/{change.pk}/recht-und-geld/").content.decode()


def test_a_row_is_added_without_script_as_a_plain_partner(mendig):
    change = mendig.begin()
    row = {
        "participations-TOTAL_FORMS": "2",
        "participations-1-stated_name": "Irgendwo",
        "participations-1-role": "partner",
    }
    page = mendig.save(change, "beteiligte", add="participations", participants_note="so", **row).content.decode()
    assert 'value="Irgendwo"' in page
    assert 'value="so"' in page
    assert 'id="id_participations-2-stated_name"' in page
    new = page[page.index('id="id_participations-2-role"') :]
    assert new[: new.index("selected")].rstrip().endswith('value="partner"')
    change.refresh_from_db()
    assert [item["stated_name"] for item in change.content["rows"]["participations"]][1] == "Irgendwo"


def test_html_and_script_stay_text_everywhere(mendig):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\x00"
    change = mendig.begin()
    mendig.save(change, "thema", title=evil, summary=evil, tasks=evil)
    row = {"participations-TOTAL_FORMS": "1", "participations-0-stated_name": evil, "participations-0-role": evil}
    mendig.save(change, "beteiligte", participants_note=evil, **row)
    mendig.client.post(f"/beitraege/{change.pk}/nachricht/", {"note": evil})
    for path in ("", f"{change.pk}/", f"{change.pk}/thema/", f"{change.pk}/beteiligte/", f"{change.pk}/unterschied/"):
        page = mendig.client.get(f"/beitraege/{path}", follow=True).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    change.refresh_from_db()
    assert "\x00" not in str(change.content)


def test_the_overview_tells_what_is_missing_and_where(mendig):
    change = mendig.begin()
    mendig.save(change, "recht-und-geld", saving="viel")
    page = mendig.client.get(f"/beitraege/{change.pk}/").content.decode()
    assert f'href="/beitraege/{change.pk}/thema/#angabe-title"' in page
    assert f'href="/beitraege/{change.pk}/recht-und-geld/#angabe-saving"' in page
    assert "etwas fehlt" in page
    assert "bitte prüfen" in page
    assert "vollständig" in page


def test_submitting_says_what_is_missing_and_then_works(mendig):
    change = mendig.begin()
    url = f"/beitraege/{change.pk}/einreichen/"
    page = mendig.client.post(url, {"version": 1}, follow=True).content.decode()
    assert "Noch nicht eingereicht" in page
    complete(change)
    page = mendig.client.post(url, {"version": 1}, follow=True).content.decode()
    change.refresh_from_db()
    assert change.state == State.SUBMITTED
    assert "Die Redaktion prüft" in page
    again = mendig.client.post(url, {"version": 1}, follow=True)
    assert again.status_code == 200
    assert change.steps.count() == 1


def test_what_somebody_changed_meanwhile_is_looked_at_before_submitting(mendig):
    change = complete(mendig.begin())
    mendig.save(change, "stand", term_note="5 Jahre")
    page = mendig.client.post(f"/beitraege/{change.pk}/einreichen/", {"version": 1}, follow=True).content.decode()
    change.refresh_from_db()
    assert change.state == State.DRAFT
    assert "inzwischen geändert" in page


def test_taking_back_and_discarding(mendig):
    change = complete(mendig.begin())
    mendig.client.post(f"/beitraege/{change.pk}/einreichen/", {"version": 1})
    mendig.client.post(f"/beitraege/{change.pk}/zurueckholen/", {"version": 1})
    change.refresh_from_db()
    assert change.state == State.DRAFT
    assert "Beitrag verwerfen?" in mendig.client.get(f"/beitraege/{change.pk}/verwerfen/").content.decode()
    mendig.client.post(f"/beitraege/{change.pk}/verwerfen/", {"version": 1})
    change.refresh_from_db()
    assert change.state == State.DISCARDED
    assert [step.step for step in change.steps.all()] == ["submit", "take_back", "discard"]


def test_what_is_at_the_desk_is_not_written_in_and_nothing_typed_is_lost(mendig):
    change = complete(mendig.begin())
    opened = mendig.opened(change, "thema")
    take_step(change=change, step="submit", by=mendig.editor)
    assert mendig.client.get(f"/beitraege/{change.pk}/thema/")["Location"] == f"/beitraege/{change.pk}/"
    response = mendig.save(change, "thema", opened, title="Anders getippt")
    assert response.status_code == 409
    assert 'value="Anders getippt"' in response.content.decode()
    assert "eingereicht" in response.content.decode()
    change.refresh_from_db()
    assert change.title == "Archiv"


def test_comments_of_the_desk_stand_at_their_field_and_count_as_answered_afterwards(mendig):
    change = complete(mendig.begin())
    take_step(change=change, step="submit", by=mendig.editor)
    take_step(
        change=change, step="return", by=make_desk(), comment="Bitte ergänzen.", comments={"summary": "Wer zahlt?"}
    )
    page = mendig.client.get(f"/beitraege/{change.pk}/").content.decode()
    assert f'href="/beitraege/{change.pk}/thema/#angabe-summary"' in page
    assert "Wer zahlt?" in page
    assert "Bitte ergänzen." in page
    assert "Rita Redaktion" not in page
    step = mendig.client.get(f"/beitraege/{change.pk}/thema/").content.decode()
    assert re.search(r'id="frage-summary-1">.*Wer zahlt\?', step, re.DOTALL)
    assert re.search(r'<textarea[^>]*aria-describedby="frage-summary-1 id_summary_helptext"', step)
    assert "Wer zahlt?" not in mendig.client.get(f"/beitraege/{change.pk}/stand/").content.decode()
    mendig.save(change, "thema", summary="Alle zahlen.")
    change.refresh_from_db()
    mendig.client.post(f"/beitraege/{change.pk}/einreichen/", {"version": change.version})
    assert not FieldComment.objects.filter(done_at=None).exists()


def test_a_change_shows_the_difference_and_leaves_the_live_one(mendig):
    live = make_cooperation("Bußgeldstelle", mendig.organisation.territory)
    live.owner = mendig.organisation
    live.save()
    assert mendig.post_new(gegenstand=live.pk).status_code == 302
    change = Change.objects.get()
    assert change.object_key == live.pk
    mendig.save(change, "thema", summary="Ganz neu gefasst.")
    page = mendig.client.get(f"/beitraege/{change.pk}/unterschied/").content.decode()
    assert "Ganz neu gefasst." in re.sub(r"<[^>]*>", "", page)
    live.refresh_from_db()
    assert live.summary != "Ganz neu gefasst."
    assert mendig.client.get(f"/beitraege/{change.pk}/vorschau/").status_code == 200
    assert Cooperation.objects.get().summary == live.summary
    assert mendig.post_new(gegenstand=live.pk)["Location"] == f"/beitraege/{change.pk}/"
    assert Change.objects.count() == 1


def test_the_preview_is_the_page_as_it_will_be_and_leaves_nothing(mendig):
    change = complete(mendig.begin())
    page = mendig.client.get(f"/beitraege/{change.pk}/vorschau/")
    assert "<h1>Archiv</h1>" in page.content.decode()
    assert not Cooperation.objects.exists()
    broken = mendig.begin(art="alliance")
    assert mendig.client.get(f"/beitraege/{broken.pk}/vorschau/")["Location"] == f"/beitraege/{broken.pk}/"


def test_published_after_acceptance_and_owned(mendig):
    change = complete(mendig.begin())
    take_step(change=change, step="submit", by=mendig.editor)
    take_step(change=change, step="accept", by=None)
    made = Cooperation.objects.get()
    assert (made.owner, made.confirmed_on) == (mendig.organisation, timezone.localdate())
    assert made.get_absolute_url() in mendig.client.get(f"/beitraege/{change.pk}/").content.decode()


def test_note_to_the_desk(mendig):
    change = mendig.begin()
    mendig.client.post(f"/beitraege/{change.pk}/nachricht/", {"note": "Bitte eilig."})
    change.refresh_from_db()
    assert change.note == "Bitte eilig."
    response = mendig.client.post(f"/beitraege/{change.pk}/nachricht/", {"note": "x" * 2001})
    assert response.status_code == 422
    assert "x" * 2001 in response.content.decode()


def test_without_an_organisation_the_page_says_how_to_join_one():
    nobody = signed_in(make_person("buergerin@example.org"))
    page = nobody.get("/beitraege/").content.decode()
    assert 'href="/konto/organisationen/"' in page
    assert nobody.get("/beitraege/neu/")["Location"] == "/konto/organisationen/"
    assert nobody.get("/beitraege/beitraege.json").json() == {"changes": []}


def test_who_acts_for_several_chooses_first_and_may_not_mix_them_up(mendig):
    second = make_town("Zweckverband Netz")
    both = Membership.objects.create(
        user=mendig.editor, organisation=second, state=MembershipState.ACTIVE, is_editor=True
    )
    assert mendig.client.get("/beitraege/neu/")["Location"].startswith("/konto/handeln-fuer/")
    change = make_draft(mendig)
    assert mendig.save(change, "thema", title="Archiv").status_code == 409
    session = mendig.client.session
    session["acting_for"] = both.pk
    session.save()
    response = mendig.post_new()  # opened for Mendig, now acting for the Zweckverband
    assert response.status_code == 409
    assert "Zweckverband Netz" in response.content.decode()
    response = mendig.save(change, "thema", title="Archiv")
    assert response.status_code == 409
    assert 'value="Archiv"' in response.content.decode()
    mendig.client.post(f"/beitraege/{change.pk}/verwerfen/", {"version": 1})
    change.refresh_from_db()
    assert (change.title, change.state) == ("", State.DRAFT)
    assert mendig.begin(organisation=second.pk).organisation == second


def test_what_was_new_is_still_called_new_when_it_is_published(mendig):
    change = mendig.begin()
    Change.objects.filter(pk=change.pk).update(object_key=4711)
    html = mendig.client.get(f"/beitraege/{change.pk}/").content.decode()
    assert "Neue Kooperation" in html
    assert "Änderung: Kooperation" not in html
