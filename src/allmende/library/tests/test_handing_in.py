# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Handing in a document: the file in the step, what is found in it, review, publication, new versions, attacks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from allmende.accounts import ownership
from allmende.core.models import AuditEntry
from allmende.library.models import Document, DocumentVersion, Reading
from allmende.library.services import documents
from allmende.library.services.versions import LARGEST, forget_unsubmitted
from allmende.library.tests.document_stories import (
    TEXT,
    begin,
    fill_in,
    hand_in,
    make_document,
    make_find,
    make_version,
    mark_read,
    upload,
    version_of,
)
from allmende.moderation import kinds, trial
from allmende.moderation.models import Change, State
from allmende.moderation.services import take_step
from allmende.moderation.tests.draft_stories import signed_in, two_towns
from allmende.moderation.tests.stories import make_desk, make_person
from allmende.moderation.workflow import NotReadyError

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns():
    return two_towns()


@pytest.fixture
def mendig(towns):
    return towns[0]


@pytest.fixture
def change(mendig):
    return begin(mendig)


@pytest.fixture
def submitted(mendig, change):
    hand_in(mendig, change)
    mark_read(change)
    fill_in(change)
    return take_step(change=change, step="submit", by=mendig.editor)


def page(town, change, step=""):
    return town.client.get(f"/beitraege/{change.pk}/{step}").content.decode()


def test_from_the_file_to_the_public_page(mendig, change):
    response = hand_in(mendig, change)
    assert response["Location"] == f"/beitraege/{change.pk}/angaben/"
    version = version_of(change)
    assert (version.name, version.document, version.reading) == ("vertrag.txt", None, Reading.WAITING)
    assert version.organisation == mendig.organisation
    assert "vertrag" not in version.file.name.rpartition("/")[2], "the file is stored under a name that says nothing"
    assert DBTaskResult.objects.filter(task_path__endswith="read_file").count() == 1
    assert "gerade gelesen" in page(mendig, change)
    fill_in(change)
    with pytest.raises(NotReadyError):
        take_step(change=change, step="submit", by=mendig.editor)
    mark_read(change)
    assert "nicht aufgefallen" in page(mendig, change)
    take_step(change=change, step="submit", by=mendig.editor)
    desk = make_desk()
    review = signed_in(desk).get(f"/pruefung/{change.pk}/").content.decode()
    assert "Was die Datei enthält" in review
    assert "vertrag.txt" in review
    take_step(change=change, step="accept", by=desk)
    document = Document.objects.get()
    assert (document.owner, document.current.number) == (mendig.organisation, 1)
    assert document.current == version
    assert document.land.ars == "07"
    assert "Vertrag über ein Archiv" in Client().get(document.get_absolute_url()).content.decode()
    assert AuditEntry.objects.about(document).filter(verb="document.published").exists()


def test_trying_out_leaves_nothing_behind(submitted):
    tried = trial.try_out(change=submitted)
    assert not tried.refusal
    shown = {part.part: [line.text for pair in part.pairs for line in pair.after] for part in tried.parts}
    assert shown["file"] == ["vertrag.txt"]
    assert not Document.objects.exists()
    assert version_of(submitted).document is None
    preview = signed_in(make_desk()).get(f"/pruefung/{submitted.pk}/vorschau/").content.decode()
    assert "Original herunterladen" in preview
    assert not Document.objects.exists()


def test_finds_must_be_looked_at(mendig, change):
    hand_in(mendig, change)
    make_find(mark_read(change))
    fill_in(change)
    told = page(mendig, change)
    assert "Vielleicht persönliche Angaben" in told
    assert "m…@example.org" in told
    kind = kinds.kind("document")
    assert [problem.part for problem in kind.problems(change.content, obj=None)] == ["is_checked"]
    opened = mendig.opened(change, "datei")
    mendig.client.post(f"/beitraege/{change.pk}/datei/", {**opened, "link_url": "", "is_checked": "on"})
    change.refresh_from_db()
    assert not kind.problems(change.content, obj=None)
    hand_in(mendig, change, upload("neu.txt", "Ein anderer Text."), is_checked="on")
    assert change.content["fields"]["is_checked"] == "", "that was said about the former file"


@pytest.mark.parametrize("reading", [Reading.SCANNED, Reading.EMPTY])
def test_what_could_not_be_looked_at_must_be_looked_at(mendig, change, reading):
    hand_in(mendig, change)
    mark_read(change, reading=reading)
    fill_in(change)
    assert [problem.part for problem in kinds.kind("document").problems(change.content, obj=None)] == ["is_checked"]
    assert "nicht prüfen" in page(mendig, change)


def test_a_file_that_cannot_be_read_is_refused_in_words(mendig, change):
    hand_in(mendig, change)
    version = mark_read(change, reading=Reading.FAILED)
    version.reading_note = "Die Datei ist mit einem Passwort geschützt."
    version.save()
    fill_in(change, is_checked="on")
    [problem] = kinds.kind("document").problems(change.content, obj=None)
    assert (problem.part, problem.text) == ("file", "Die Datei ist mit einem Passwort geschützt.")


def test_nobody_waits_for_a_reading_that_never_comes(mendig, change):
    hand_in(mendig, change)
    DocumentVersion.objects.update(created_at=timezone.now() - dt.timedelta(hours=2))
    fill_in(change, is_checked="on")
    assert not kinds.kind("document").problems(change.content, obj=None)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (upload("leer.txt", ""), "leer"),
        (upload("programm.pdf", b"MZ\x90\x00"), "Programme nehmen wir nicht an"),
        (upload("bild.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"), "Diese Art von Datei"),
        (upload("archiv.zip", b"PK\x03\x04kaputt"), "beschädigt"),
    ],
)
def test_bad_files_are_refused_in_the_step(mendig, change, file, why):
    response = hand_in(mendig, change, file, link_url="https://example.org/")
    assert response.status_code == 422
    assert why in response.content.decode()
    assert not DocumentVersion.objects.exists()
    assert change.content["fields"]["file"] == ""
    assert change.content["fields"]["link_url"] == "https://example.org/", "the rest of the step is kept"


def test_large_files_are_refused(mendig, change, monkeypatch):
    monkeypatch.setattr("allmende.library.services.versions.LARGEST", 10)
    response = hand_in(mendig, change)
    assert "zu groß" in response.content.decode()
    assert LARGEST == 25 * 1024 * 1024


def test_the_same_file_twice_is_one(mendig, change):
    hand_in(mendig, change)
    first = version_of(change)
    hand_in(mendig, change)
    assert version_of(change) == first
    assert DocumentVersion.objects.count() == 1


def test_a_file_can_be_taken_away_again(mendig, change):
    hand_in(mendig, change)
    assert "wieder entfernen" in page(mendig, change, "datei/")
    opened = mendig.opened(change, "datei")
    mendig.client.post(f"/beitraege/{change.pk}/datei/", {**opened, "link_url": "", "file-drop": "on"})
    change.refresh_from_db()
    assert change.content["fields"]["file"] == ""


def test_only_a_link(mendig, change):
    fill_in(change, link_url="https://example.org/gesetz")
    assert not kinds.kind("document").problems(change.content, obj=None)
    fill_in(change, link_url="javascript:alert(1)")
    assert [problem.part for problem in kinds.kind("document").problems(change.content, obj=None)] == [
        "file",
        "link_url",
    ]
    fill_in(change, link_url="")
    [problem] = kinds.kind("document").problems(change.content, obj=None)
    assert (problem.part, problem.is_missing) == ("file", True)


def test_the_file_of_others_cannot_be_claimed(towns, change):
    mendig, andernach = towns
    theirs = begin(andernach)
    hand_in(andernach, theirs, upload("geheim.txt", "Geheimes aus Andernach"))
    key = theirs.content["fields"]["file"]
    opened = mendig.opened(change, "datei")
    response = mendig.client.post(
        f"/beitraege/{change.pk}/datei/", {**opened, "file": key, "link_url": ""}, follow=True
    )
    assert "geheim.txt" not in response.content.decode()
    change.refresh_from_db()
    assert change.content["fields"]["file"] == ""
    assert mendig.client.get(f"/bibliothek/hochgeladen/{key}/").status_code == 404
    # Even where it had got into the content somehow, it is not published.
    mark_read(theirs)
    fill_in(change, file=key)
    with pytest.raises(ValidationError):
        kinds.kind("document").publish(change.content, obj=None, organisation=mendig.organisation, by=None)


def test_who_gets_a_file_under_review(towns, submitted):
    mendig, andernach = towns
    address = f"/bibliothek/hochgeladen/{submitted.content['fields']['file']}/"
    response = mendig.client.get(address)
    assert response["Content-Disposition"] == 'attachment; filename="vertrag.txt"'
    assert "no-store" in response["Cache-Control"]
    assert response.getvalue() == TEXT.encode()
    assert signed_in(make_desk()).get(address).getvalue() == TEXT.encode()
    assert andernach.client.get(address).status_code == 404
    assert signed_in(make_person("buerger@example.org")).get(address).status_code == 404
    assert Client().get(address).status_code == 302, "asked to sign in"


def test_the_desk_does_not_see_the_file_of_a_draft(mendig, change):
    hand_in(mendig, change)
    address = f"/bibliothek/hochgeladen/{change.content['fields']['file']}/"
    assert signed_in(make_desk()).get(address).status_code == 404


def test_duplicates_are_named_as_far_as_one_may_know(towns, change):
    mendig, _andernach = towns
    make_version(make_document("Öffentlicher Zwilling"))
    make_version(make_document("Geheimer Zwilling", published=False))
    hand_in(mendig, change)
    mark_read(change)
    told = page(mendig, change)
    assert "Öffentlicher Zwilling" in told
    assert "dieselbe Datei" in told
    assert "Geheimer Zwilling" not in told


def test_a_new_version_is_a_change_too(mendig):
    document = make_document(owner=mendig.organisation)
    first = make_version(document)
    change = begin(mendig, gegenstand=document.pk)
    assert change.content["fields"]["file"] == str(first.pk)
    assert "Was hat sich geändert?" in page(mendig, change, "datei/")
    hand_in(mendig, change, upload("neu.txt", "§ 1 neu"), note="§ 1 neu gefasst")
    mark_read(change)
    take_step(change=change, step="submit", by=mendig.editor)
    assert document.versions.count() == 1
    take_step(change=change, step="accept", by=make_desk())
    document = Document.objects.get()
    assert [(v.number, v.name, v.note) for v in document.versions.all()] == [
        (2, "neu.txt", "§ 1 neu gefasst"),
        (1, "vertrag.txt", ""),
    ]


def test_changing_words_asks_nothing_about_the_published_file(mendig):
    document = make_document(owner=mendig.organisation)
    make_find(make_version(document))
    change = begin(mendig, gegenstand=document.pk)
    change.content["fields"]["title"] = "Neuer Titel"
    change.save()
    take_step(change=change, step="submit", by=mendig.editor)
    take_step(change=change, step="accept", by=make_desk())
    document.refresh_from_db()
    assert document.title == "Neuer Titel"
    assert document.versions.count() == 1


def test_the_desk_of_another_land_publishes_nothing_here(submitted, towns):
    elsewhere = make_desk("he@example.org", towns[0].organisation.territory)
    assert submitted.state == State.SUBMITTED
    document = make_document(land=None)
    for verb in (documents.withdraw_document, documents.confirm_document):
        with pytest.raises(PermissionDenied):
            verb(document=document, by=elsewhere)
    with pytest.raises(PermissionDenied):
        documents.set_document_owner(document=document, owner=None, by=elsewhere)
    with pytest.raises(PermissionDenied):
        documents.publish_document(document=document, values={"title": "Neu"}, by=elsewhere)


def test_partners_by_name_and_key(mendig, change):
    kind = kinds.kind("document")
    fill_in(change, link_url="https://example.org/", partners="VG Mendig\nAndernach [071370003003]")
    assert not kind.problems(change.content, obj=None)
    document = kind.publish(change.content, obj=None, organisation=mendig.organisation, by=None)
    assert sorted(document.partners.values_list("ars", flat=True)) == ["071370003003", "071375004"]
    again = kind.content_of(document)
    assert "Mendig [071375004]" in again["fields"]["partners"]
    fill_in(change, partners="Nirgendwohausen\n<script>")
    [problem, _other] = kind.problems(change.content, obj=None)
    assert "Nirgendwohausen" in problem.text


def test_organisations_that_end_leave_their_documents_to_others(towns):
    mendig, andernach = towns
    document = make_document(owner=mendig.organisation)
    sort = ownership.owned("documents")
    assert (sort.count(mendig.organisation), sort.open_count(mendig.organisation)) == (1, 1)
    assert [item.label for item in sort.open_items(mendig.organisation)] == [document.title]
    sort.move(source=mendig.organisation, target=andernach.organisation, by=None)
    document.refresh_from_db()
    assert document.owner == andernach.organisation
    sort.close(organisation=andernach.organisation, by=None)
    document.refresh_from_db()
    assert document.owner is None
    assert AuditEntry.objects.about(document).filter(verb="document.owner_set").count() == 2


def test_files_nobody_submits_go_after_a_while(mendig, change, django_capture_on_commit_callbacks):
    hand_in(mendig, change)
    orphan = make_version(None, organisation=mendig.organisation)
    published = make_version(make_document())
    DocumentVersion.objects.update(created_at=timezone.now() - dt.timedelta(days=40))
    before = timezone.now() - dt.timedelta(days=30)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_unsubmitted(before) == 1
    assert not orphan.file.storage.exists(orphan.file.name)
    assert set(DocumentVersion.objects.all()) == {version_of(change), published}
    Change.objects.update(updated_at=before - dt.timedelta(days=1))
    assert forget_unsubmitted(before) == 1, "a draft that nobody has touched for so long"


def test_what_is_submitted_waits_however_long(submitted):
    long_ago = timezone.now() - dt.timedelta(days=400)
    DocumentVersion.objects.update(created_at=long_ago)
    Change.objects.update(updated_at=long_ago)
    assert forget_unsubmitted(timezone.now() - dt.timedelta(days=30)) == 0


def test_care_asks_about_documents_but_not_examples(mendig):
    kind = kinds.kind("document")
    ours, example = make_document(owner=mendig.organisation), make_document("Beispiel", is_example=True)
    year_ago = timezone.now() - dt.timedelta(days=400)
    Document.objects.update(published_at=year_ago)
    day = timezone.localdate() - dt.timedelta(days=365)
    assert list(kind.due(day)) == [ours]
    assert example not in kind.due(day)
    assert kind.may_confirm(mendig.editor, ours)
    kind.confirm(kind.object_of(ours.pk), by=mendig.editor)
    assert not kind.due(day)
    assert list(kind.for_desk(make_desk())) == list(Document.objects.all())
    assert kind.object_at(ours.get_absolute_url()) == ours
    assert kind.object_at("/bibliothek/") is None
