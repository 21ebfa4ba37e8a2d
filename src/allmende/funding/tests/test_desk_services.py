# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Versions of directives: four eyes, no overlap, no lost change, and what is released stays as it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from allmende.accounts.models import InboxMessage
from allmende.core import content_version
from allmende.core.models import AuditEntry
from allmende.funding.engine.directive import TestCase
from allmende.funding.files.reading import DirectiveFileError, read
from allmende.funding.files.writing import as_content
from allmende.funding.models import Directive, DirectiveState
from allmende.funding.released import released_texts
from allmende.funding.services import directives
from allmende.funding.services.directives import ChangedMeanwhileError, NotReadyError
from allmende.funding.services.following import follow
from allmende.funding.tests.building import facts, rule, text, when
from allmende.funding.tests.desk_stories import ON, PAIR, Desk, two_partners

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk()


def told(directive: Directive) -> list[str]:
    return list(AuditEntry.objects.about(directive).order_by("pk").values_list("verb", flat=True))


def inbox(person) -> list[str]:
    return list(InboxMessage.objects.filter(user=person).order_by("pk").values_list("title", flat=True))


def test_one_writes_and_another_releases(desk, django_capture_on_commit_callbacks):
    before = content_version.current()
    follow(profile=desk.profile, by=desk.rita)
    draft = desk.draft()
    assert (draft.state, draft.changed_by, draft.version) == (DirectiveState.DRAFT, desk.anna, 2)
    assert released_texts() == []
    directives.submit_directive(directive=draft, by=desk.anna)
    assert (inbox(desk.anna), inbox(desk.bert), inbox(desk.rita)) == ([], ["Zur Freigabe: Richtlinie"], [])
    released = directives.release_directive(directive=draft, by=desk.bert)
    assert (released.state, released.released_by) == (DirectiveState.RELEASED, desk.bert)
    assert released.released_at is not None
    assert inbox(desk.anna) == ["Freigegeben: Richtlinie"]
    assert len(inbox(desk.rita)) == 1  # she follows the programme
    assert [found.text.key for found in released_texts()] == ["he-2026"]
    verbs = ["created", "changed", "submitted", "released"]
    assert told(draft) == [f"directive.{verb}" for verb in verbs]
    assert content_version.current() > before
    assert mail.outbox == [] or all("Richtlinie" in letter.subject for letter in mail.outbox)


def test_nobody_releases_what_she_wrote_or_submitted(desk):
    submitted = directives.submit_directive(directive=desk.draft(), by=desk.bert)
    for person in (desk.anna, desk.bert, desk.rita):  # wrote it, submitted it, keeps another Land
        with pytest.raises(PermissionDenied):
            directives.release_directive(directive=submitted, by=person)
    assert desk.state_of(submitted) == DirectiveState.SUBMITTED


def test_the_database_knows_four_eyes_too(desk):
    made = desk.released()
    with pytest.raises(IntegrityError), transaction.atomic():
        Directive.objects.filter(pk=made.pk).update(released_by=desk.anna)


def test_a_returned_version_comes_back_with_the_reason(desk):
    submitted = directives.submit_directive(directive=desk.draft(), by=desk.anna)
    for reason in ("", "  \n", "x" * 2001, "a\x00b"):
        with pytest.raises(ValidationError):
            directives.return_directive(directive=submitted, reason=reason, by=desk.bert)
    returned = directives.return_directive(directive=submitted, reason="Die Fundstelle\r\nfehlt.", by=desk.bert)
    assert (returned.state, returned.reason) == (DirectiveState.DRAFT, "Die Fundstelle\nfehlt.")
    message = InboxMessage.objects.get(user=desk.anna)
    assert message.title == "Zurück in Bearbeitung: Richtlinie"
    assert "fehlt." in message.text
    again = directives.submit_directive(directive=returned, by=desk.anna)
    assert again.reason == ""


def test_a_step_is_taken_once(desk):
    submitted = directives.submit_directive(directive=desk.draft(), by=desk.anna)
    with pytest.raises(ValidationError, match="inzwischen „zur Freigabe“"):
        directives.submit_directive(directive=submitted, by=desk.anna)
    directives.release_directive(directive=submitted, by=desk.bert)
    with pytest.raises(ValidationError, match="inzwischen „freigegeben“"):
        directives.release_directive(directive=submitted, by=desk.bert)
    assert told(submitted).count("directive.released") == 1


def test_what_is_released_stays_as_it_is_until_it_is_withdrawn(desk):
    made = desk.released()
    content = as_content(replace(read(made.content), title="Anders"))
    with pytest.raises(ValidationError, match="Nur ein Entwurf"):
        directives.change_directive(directive=made, content=content, version=made.version, by=desk.anna)
    with pytest.raises(ValidationError, match="Nur ein Entwurf"):
        directives.delete_directive(directive=made, by=desk.anna)
    with pytest.raises(ValidationError, match="Grund"):
        directives.withdraw_directive(directive=made, reason="", by=desk.anna)
    directives.withdraw_directive(directive=made, reason="Aufgehoben.", by=desk.anna)
    assert released_texts() == []


def test_the_second_of_two_editors_is_told(desk):
    draft = desk.draft()
    mine = as_content(replace(read(draft.content), title="Von Anna"))
    yours = as_content(replace(read(draft.content), title="Von Bert"))
    directives.change_directive(directive=draft, content=mine, version=draft.version, by=desk.anna)
    with pytest.raises(ChangedMeanwhileError) as caught:
        directives.change_directive(directive=draft, content=yours, version=draft.version, by=desk.bert)
    assert caught.value.current.title == "Von Anna"
    changed = directives.change_directive(
        directive=draft, content=yours, version=caught.value.current.version, by=desk.bert
    )
    assert (changed.title, changed.changed_by) == ("Von Bert", desk.bert)


def test_saving_the_same_again_writes_nothing(desk):
    draft = desk.draft()
    before = told(draft)
    same = directives.change_directive(directive=draft, content=draft.content, version=draft.version, by=desk.bert)
    assert (same.version, same.changed_by, told(draft)) == (draft.version, desk.anna, before)


def test_key_and_land_of_a_version_stay(desk):
    draft = desk.draft()
    for change in ({"key": "anders"}, {"land": "07"}):
        content = as_content(replace(read(draft.content), **change))
        with pytest.raises(ValidationError):
            directives.change_directive(directive=draft, content=content, version=draft.version, by=desk.anna)
    with pytest.raises(DirectiveFileError):
        directives.change_directive(
            directive=draft, content={**draft.content, "geheim": 1}, version=draft.version, by=desk.anna
        )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (text(land="06", key="he-2026"), "noch keine Regel"),
        (two_partners(key="he-2026", cases=(replace(PAIR, amount=Decimal(1)),)), r"fehlgeschlagene Testfälle \(1\)"),
        (
            text(
                rule(when("partners", "at_least", 5), key="a"),
                rule(when("partners", "at_most", 3), key="b"),
                land="06",
                key="he-2026",
            ),
            r"Widersprüche",
        ),
    ],
)
def test_what_contradicts_itself_is_saved_but_not_submitted(desk, said, words):
    draft = desk.draft(said=said)
    with pytest.raises(NotReadyError, match=words):
        directives.submit_directive(directive=draft, by=desk.anna)
    assert desk.state_of(draft) == DirectiveState.DRAFT


def test_a_new_version_ends_the_old_one_the_day_before(desk):
    old = desk.released()
    case = TestCase("Drei", facts("06", "06", "06"), dt.date(2027, 7, 1), "possible")
    later = dt.date(2027, 7, 1)
    new = directives.create_directive(
        profile=desk.profile, key="he-2027", title="Neue Richtlinie", valid_from=later, based_on=old, by=desk.anna
    )
    assert [found.on for found in read(new.content).cases] == [later, later]
    assert read(new.content).rules == read(old.content).rules
    content = as_content(replace(read(new.content), cases=(case,)))
    new = directives.change_directive(directive=new, content=content, version=new.version, by=desk.anna)
    directives.release_directive(directive=directives.submit_directive(directive=new, by=desk.anna), by=desk.bert)
    old.refresh_from_db()
    assert old.valid_until == dt.date(2027, 6, 30)
    assert read(old.content).valid_until == dt.date(2027, 6, 30)
    assert told(old)[-1] == "directive.changed"


def test_versions_that_overlap_are_refused_with_the_dates(desk):
    desk.released(valid_until=dt.date(2026, 12, 31))
    other = desk.draft("he-anders", valid_from=dt.date(2026, 7, 1))
    with pytest.raises(NotReadyError, match=r"vom 01\.07\.2026 bis zum 31\.12\.2026"):
        directives.submit_directive(directive=other, by=desk.anna)
    later = desk.draft("he-2027", valid_from=dt.date(2027, 1, 1))
    assert not [words for words in directives.in_the_way(later) if "gelten zugleich" in words]


def test_keys_are_given_once(desk):
    desk.draft()
    with pytest.raises(ValidationError, match="gibt es schon"):
        desk.draft()


def test_a_file_becomes_a_draft_and_replaces_one_only_when_told_to(desk):
    content = as_content(two_partners(key="he-datei"), programme="ikz-hessen")
    made = directives.import_directive(profile=desk.profile, content=content, by=desk.anna)
    assert (made.state, made.content, told(made)) == (DirectiveState.DRAFT, content, ["directive.imported"])
    other = as_content(two_partners(key="he-datei", title="Zweite Datei"))
    with pytest.raises(ValidationError, match="ersetzen"):
        directives.import_directive(profile=desk.profile, content=other, by=desk.anna)
    again = directives.import_directive(profile=desk.profile, content=other, replaces=True, by=desk.bert)
    assert (again.pk, again.title, again.version) == (made.pk, "Zweite Datei", 2)


def test_a_file_of_another_programme_or_land_is_refused(desk):
    released = desk.released()
    for content, words in (
        (as_content(two_partners(key="x"), programme="anderes"), "gehört zum Programm „anderes“"),
        (as_content(text(key="x", land="07")), "gilt für das Land „07“"),
        (as_content(two_partners(key=released.key)), "schon eine andere Fassung"),
    ):
        with pytest.raises(ValidationError, match=words):
            directives.import_directive(profile=desk.profile, content=content, replaces=True, by=desk.anna)
    with pytest.raises(PermissionDenied):
        directives.import_directive(profile=desk.profile, content=as_content(two_partners(key="x")), by=desk.rita)


def test_a_draft_can_be_thrown_away(desk):
    draft = desk.draft()
    key = draft.pk
    directives.delete_directive(directive=draft, by=desk.bert)
    assert not Directive.objects.filter(pk=key).exists()
    assert AuditEntry.objects.filter(verb="directive.deleted", object_id=str(key)).exists()


def test_a_version_of_another_programme_is_no_template(desk):
    draft = desk.draft()
    from_elsewhere = Directive(profile_id=0, key="fremd", content=draft.content)
    with pytest.raises(ValidationError, match="anderen Programm"):
        directives.create_directive(
            profile=desk.profile, key="neu", title="Neu", valid_from=ON, based_on=from_elsewhere, by=desk.anna
        )
