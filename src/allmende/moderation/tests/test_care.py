# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Asking owners whether what is published is still right: ask, remind, mark, answer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from allmende.accounts.models import MembershipState
from allmende.cooperation import services
from allmende.cooperation.models import Cooperation
from allmende.cooperation.parts import CooperationParts
from allmende.cooperation.tests.factories import make_alliance, make_rhineland, partners
from allmende.core import content_version
from allmende.core.models import AuditEntry
from allmende.moderation.care_jobs import ask_whether_still_right
from allmende.moderation.models import CareAnswer, CareRequest
from allmende.moderation.services import care
from allmende.moderation.tests.care_stories import (
    ASKED,
    BEGIN,
    LINK,
    MARKED,
    REMINDED,
    at,
    letters_to,
    links_in,
    make_desk,
    make_entry,
    make_member,
    make_owner,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_owner()


@pytest.fixture
def anna(owner):
    return make_member(owner)


def run(moment):
    with at(moment):
        return ask_whether_still_right.func()


def run_until(moment):
    """The job of every day up to ``moment`` that matters."""
    for day in (ASKED, REMINDED, MARKED):
        run(day)
        if day == moment:
            return


@pytest.mark.parametrize(
    ("today", "before"),
    [("2027-01-10", "2026-01-10"), ("2028-02-29", "2027-02-28"), ("2027-12-31", "2026-12-31")],
)
def test_a_year_is_twelve_calendar_months(today, before):
    assert care.due_before(dt.date.fromisoformat(today)) == dt.date.fromisoformat(before)


def test_nobody_is_asked_before_the_time_has_come(anna, owner):
    make_entry(owner)
    assert run("2027-01-10T09:00:00+01:00")["asked"] == 0
    assert run("2027-01-11T09:00:00+01:00")["asked"] == 1


def test_what_was_confirmed_meanwhile_waits_a_year_from_then_on(anna, owner):
    entry = make_entry(owner)
    with at("2026-06-01T12:00:00+02:00"):
        services.confirm(subject=entry, by=None)
    assert run(ASKED)["asked"] == 0
    assert run("2027-06-02T12:00:00+02:00")["asked"] == 1


def test_a_period_of_no_months_asks_nobody(anna, owner, settings):
    settings.CARE_MONTHS = 0
    make_entry(owner)
    assert run(MARKED)["asked"] == 0


def test_one_letter_lists_all_entries_each_with_a_link_of_its_own(anna, owner):
    titles = {f"Vorhaben {number}" for number in range(30)}
    for title in titles:
        make_entry(owner, title)
    with at(BEGIN):
        make_alliance("Verbund", owner=owner)
    told = run(ASKED)
    assert (told["asked"], told["letters"]) == (31, 1)
    letter, *others = letters_to(anna)
    assert not others
    assert letter.title == "Stimmt das noch? 31 Einträge Ihrer Organisation"
    assert all(title in letter.text for title in (*titles, "Verbund"))
    assert len(set(links_in(letter))) == 31
    assert "zuletzt bestätigt am 10.01.2026" in letter.text


def test_the_letter_also_comes_by_mail(anna, owner):
    make_entry(owner)
    run(ASKED)
    sent = [job.args_kwargs["kwargs"] for job in DBTaskResult.objects.all() if job.task_path.endswith("mail.deliver")]
    assert [(letter["to"], letter["subject"]) for letter in sent] == [
        ("anna@example.org", "Stimmt das noch? „Gemeinsames Archiv“")
    ]
    assert LINK.findall(sent[0]["text"]) == links_in(letters_to(anna)[0])
    assert not mail.outbox


def test_editors_and_managers_are_asked_and_nobody_else(owner):
    asked = [make_member(owner, "edda@example.org"), make_member(owner, "mia@example.org", "manager")]
    others = [
        make_member(owner, "sven@example.org", "signatory"),
        make_member(owner, "frage@example.org", state=MembershipState.REQUESTED),
        make_member(owner, "weg@example.org", state=MembershipState.ENDED),
        make_member(make_owner("Stadt Andernach"), "fremd@example.org"),
        make_desk(),
    ]
    closed = make_member(owner, "zu@example.org")
    closed.is_active = False
    closed.save()
    make_entry(owner)
    assert run(ASKED)["letters"] == 2
    assert [len(letters_to(person)) for person in asked] == [1, 1]
    assert not any(letters_to(person) for person in (*others, closed))
    assert links_in(letters_to(asked[0])[0]) != links_in(letters_to(asked[1])[0])


def test_running_twice_asks_once(anna, owner):
    make_entry(owner)
    run(ASKED)
    again = run(ASKED)
    assert (again["asked"], again["letters"]) == (0, 0)
    assert len(letters_to(anna)) == 1


def test_the_database_holds_one_open_question_for_each_object(owner):
    entry = make_entry(owner)
    values = {"kind": "cooperation", "object_key": entry.pk, "organisation": owner, "asked_at": timezone.now()}
    CareRequest.objects.create(**values, answered_at=timezone.now(), answer=CareAnswer.CONFIRMED)
    CareRequest.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        CareRequest.objects.create(**values)


def test_another_node_that_was_faster_leaves_nothing_to_write(anna, owner, monkeypatch):
    """Between reading what is due and writing, the other node has asked: the constraint decides."""
    entry = make_entry(owner)
    with at(ASKED):
        CareRequest.objects.create(kind="cooperation", object_key=entry.pk, organisation=owner, asked_at=timezone.now())
        monkeypatch.setattr("allmende.moderation.models.care.CareRequestQuerySet.open", lambda self: self.filter(pk=-1))
        told = care.ask_owners()
    assert told == {"asked": 0, "letters": 0}
    assert not letters_to(anna)


def test_the_reminder_comes_after_a_month_and_once(anna, owner):
    make_entry(owner)
    run(ASKED)
    assert run("2027-02-10T09:00:00+01:00")["reminders"]["reminded"] == 0
    assert run(REMINDED)["reminders"] == {"reminded": 1, "letters": 1}
    assert run(REMINDED)["reminders"] == {"reminded": 0, "letters": 0}
    first, second = letters_to(anna)
    assert second.title == "Erinnerung: Stimmt „Gemeinsames Archiv“ noch?"
    assert links_in(first) != links_in(second)


def test_the_mark_comes_another_month_later_and_everybody_sees_it(anna, owner, client):
    entry = make_entry(owner)
    with at(BEGIN):
        alliance = make_alliance("Verbund", owner=owner)
    run_until(REMINDED)
    assert "seit 10.01.2026" not in client.get(entry.get_absolute_url()).content.decode()
    version = content_version.current()
    assert run(MARKED)["marks"] == {"marked": 2, "letters": 1}
    assert run(MARKED)["marks"] == {"marked": 0, "letters": 0}
    assert content_version.current() > version
    assert letters_to(anna)[-1].title == "2 Einträge sind jetzt als nicht bestätigt gekennzeichnet"
    for page in (entry.get_absolute_url(), alliance.get_absolute_url()):
        html = client.get(page).content.decode()
        assert "seit 10.01.2026 nicht bestätigt" in html
        assert "Seit 10. Januar 2026 hat niemand bestätigt" in html
    for page in ("/kooperationen/", "/kooperationen/verbuende/"):
        assert "seit 10.01.2026 nicht bestätigt" in client.get(page).content.decode()


def test_the_mark_is_in_the_exports(anna, owner, client):
    entry = make_entry(owner)
    run_until(MARKED)
    (record,) = client.get(reverse("cooperation:export", kwargs={"kind": "json"})).json()
    assert record["unconfirmed_since"] == "2026-01-10"
    page = client.get(reverse("cooperation:json", kwargs={"slug": entry.slug})).json()
    assert page["unconfirmed_since"] == "2026-01-10"
    heading, line = client.get(reverse("cooperation:export", kwargs={"kind": "csv"})).content.decode().splitlines()
    column = heading.split(";").index("Nicht bestätigt seit")
    assert line.split(";")[column] == "2026-01-10"


@pytest.mark.parametrize("way", ["service", "republished"])
def test_confirming_closes_the_question_and_takes_the_mark_away(way, anna, owner, client):
    entry = make_entry(owner)
    run_until(MARKED)
    entry.refresh_from_db()
    assert entry.unconfirmed_since == dt.date(2026, 1, 10)
    with at("2027-03-20T09:00:00+01:00"):
        if way == "service":
            services.confirm(subject=entry, by=anna, organisation=owner)
        else:
            services.withdraw(subject=entry, by=None)
            services.publish(subject=entry, by=None)
    entry.refresh_from_db()
    request = CareRequest.objects.get()
    assert entry.unconfirmed_since is None
    assert request.answered_at is not None
    assert request.answer == (CareAnswer.CONFIRMED if way == "service" else CareAnswer.WITHDRAWN)
    assert "seit 10.01.2026" not in client.get(entry.get_absolute_url()).content.decode()
    assert run("2027-03-21T09:00:00+01:00")["asked"] == 0


def test_the_log_says_for_whom_somebody_confirmed(anna, owner):
    entry = make_entry(owner)
    services.confirm(subject=entry, by=anna, organisation=owner)
    row = AuditEntry.objects.get(verb="cooperation.confirmed")
    assert (row.actor_id, row.organisation_key, row.organisation_label) == (anna.pk, str(owner.pk), owner.name)


def test_what_was_confirmed_on_another_way_is_closed_by_the_job(anna, owner):
    entry = make_entry(owner)
    run(ASKED)
    Cooperation.objects.filter(pk=entry.pk).update(confirmed_on=dt.date(2027, 1, 20))
    assert run(REMINDED)["closed"] == 1
    assert CareRequest.objects.get().answer == CareAnswer.CONFIRMED
    assert len(letters_to(anna)) == 1


def test_what_is_no_longer_public_is_not_asked_about(anna, owner):
    entry = make_entry(owner)
    run(ASKED)
    services.withdraw(subject=entry, by=None)
    assert CareRequest.objects.get().answer == CareAnswer.WITHDRAWN
    assert run(REMINDED)["reminders"]["letters"] == 0


def test_a_new_owner_is_asked_anew(anna, owner):
    entry = make_entry(owner)
    run_until(MARKED)
    new_owner = make_owner("Stadt Andernach")
    bert = make_member(new_owner, "bert@example.org")
    with at("2027-03-20T09:00:00+01:00"):
        services.set_owner(subject=entry, owner=new_owner, by=None)
    assert CareRequest.objects.get().answer == CareAnswer.HANDED
    assert run("2027-03-21T09:00:00+01:00")["asked"] == 1
    assert len(letters_to(bert)) == 1
    assert len(letters_to(anna)) == 3
    entry.refresh_from_db()
    assert entry.unconfirmed_since is not None
    row = AuditEntry.objects.get(verb="cooperation.owner_set")
    assert (row.before, row.after) == ({"owner_id": owner.pk}, {"owner_id": new_owner.pk})


def test_an_owner_changed_behind_the_back_of_the_services_is_noticed(anna, owner):
    """A merger of organisations moves everything at once."""
    entry = make_entry(owner)
    run(ASKED)
    bert = make_member(make_owner("Stadt Andernach"), "bert@example.org")
    Cooperation.objects.filter(pk=entry.pk).update(owner=bert.memberships.get().organisation)
    told = run("2027-01-20T09:00:00+01:00")
    assert (told["closed"], told["asked"]) == (1, 1)
    assert len(letters_to(bert)) == 1


@pytest.mark.parametrize("fields", [{"confirmed_at": None}, {"deactivated_at": timezone.now()}])
def test_only_an_organisation_that_can_act_becomes_owner(fields):
    entry = make_entry(None)
    with pytest.raises(ValidationError):
        services.set_owner(subject=entry, owner=make_owner("Stadt Andernach", **fields), by=None)
    entry.refresh_from_db()
    assert entry.owner is None


def test_setting_the_same_owner_leaves_no_trace(owner):
    entry = make_entry(owner)
    services.set_owner(subject=entry, owner=owner, by=None)
    assert not AuditEntry.objects.filter(verb="cooperation.owner_set").exists()


def test_what_nobody_can_answer_is_asked_without_a_letter_and_marked_all_the_same(owner):
    make_entry(None, "Ohne Eigentümer")
    make_entry(owner, "Ohne Mitglied")
    told = run(ASKED)
    assert (told["asked"], told["letters"]) == (2, 0)
    run(REMINDED)
    run(MARKED)
    assert Cooperation.objects.exclude(unconfirmed_since=None).count() == 2


def test_who_joins_later_gets_the_reminder(owner):
    make_entry(owner)
    run(ASKED)
    anna = make_member(owner)
    run(REMINDED)
    assert [letter.title[:10] for letter in letters_to(anna)] == ["Erinnerung"]


def test_what_is_said_to_be_gone_goes_to_the_desk_of_its_area_and_stays(anna, owner):
    places = make_rhineland()
    entry = make_entry(owner, "Archiv")
    services.change_cooperation(
        cooperation=entry, by=None, parts=CooperationParts(participations=partners(places["071375004008"]))
    )
    here, there = make_desk("hier@example.org", places["07"]), make_desk("dort@example.org", places["06"])
    run(ASKED)
    request = CareRequest.objects.get()
    assert care.say_gone(request=request, by=anna)
    assert not care.say_gone(request=request, by=anna)
    assert [letter.title for letter in letters_to(here)] == ["Gibt es nicht mehr: „Archiv“"]
    assert owner.name in letters_to(here)[0].text
    assert anna.name not in letters_to(here)[0].text  # who it was stands in the log alone
    assert not letters_to(there)
    assert run(REMINDED)["reminders"]["letters"] == 0
    entry.refresh_from_db()
    assert entry.published_at is not None
    assert AuditEntry.objects.filter(verb="care.said_gone", organisation_key=str(owner.pk)).count() == 1


def test_only_who_acts_for_the_owner_answers(anna, owner):
    make_entry(owner)
    run(ASKED)
    request = CareRequest.objects.get()
    stranger = make_member(make_owner("Stadt Andernach"), "bert@example.org")
    for person in (stranger, make_desk()):
        for answer in (care.confirm_by_link, care.say_gone):
            with pytest.raises(PermissionDenied):
                answer(request=request, by=person)
    assert CareRequest.objects.open().count() == 1


def test_a_title_never_becomes_a_second_line_or_a_header(anna, owner):
    entry = make_entry(owner)
    Cooperation.objects.filter(pk=entry.pk).update(title="Archiv\r\nBcc: alle@example.org\n<b>fett</b>")
    run(ASKED)
    letter = letters_to(anna)[0]
    assert letter.title == "Stimmt das noch? „Archiv Bcc: alle@example.org <b>fett</b>“"
    assert "\n" not in letter.title
    (sent,) = [job.args_kwargs["kwargs"] for job in DBTaskResult.objects.all() if "mail" in job.task_path]
    assert "\n" not in sent["subject"]
    assert "<b>" not in sent["html"]
