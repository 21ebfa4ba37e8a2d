# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Deadlines: how a window lies to a day, calendars of them, and who is told of which, once."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from allmende.accounts.models import InboxMessage
from allmende.accounts.tests.organisation_stories import desk
from allmende.cooperation.tests.factories import make_rhineland, make_user
from allmende.core.models import AuditEntry
from allmende.funding.finding.windows import Standing, Window, in_order
from allmende.funding.jobs import tell_of_calls
from allmende.funding.models import Call, FollowedProgramme
from allmende.funding.services import following, programmes
from allmende.funding.tests.finder_stories import in_days, make_call, make_directive, make_profile

DAY = dt.date(2026, 6, 1)
PAGE_OF_A_MEMBER = 6
"""Session, person, memberships and what the header counts."""


def window(opens=None, closes=None, **values):
    days = [None if days is None else DAY + dt.timedelta(days=days) for days in (opens, closes)]
    return Window(Call(opens_on=days[0], closes_on=days[1], title="Phase", pk=1, **values), DAY)


@pytest.mark.parametrize(
    ("opens", "closes", "standing", "words", "left"),
    [
        (None, None, "unknown", "Zeitraum nicht bekannt", ""),
        (1, None, "coming", "Anträge ab 2. Juni 2026, Ende nicht bekannt", ""),
        (1, 2, "coming", "Anträge vom 2. Juni 2026 bis 3. Juni 2026", ""),
        (0, None, "open", "Anträge ab 1. Juni 2026, Ende nicht bekannt", ""),
        (0, 0, "open", "Anträge bis 1. Juni 2026", "heute ist der letzte Tag"),
        (None, 1, "open", "Anträge bis 2. Juni 2026", "noch 1 Tag"),
        (-9, 92, "open", "Anträge bis 1. September 2026", "noch 92 Tage"),
        (-9, 93, "open", "Anträge bis 2. September 2026", ""),
        (-9, -1, "over", "Anträge waren bis 31. Mai 2026 möglich", ""),
    ],
)
@pytest.mark.one_database
def test_how_a_window_lies_to_a_day(opens, closes, standing, words, left):
    found = window(opens, closes)
    assert (found.standing, found.words, found.days_left) == (Standing(standing), words, left)


@pytest.mark.one_database
def test_a_rolling_call_has_no_last_day():
    assert window(-1, is_rolling=True).words == "Anträge laufend, ohne Frist"
    assert window(1, is_rolling=True).standing is Standing.COMING


@pytest.mark.one_database
def test_what_matters_now_comes_first():
    days = [(-9, -1), (None, None), (5, 9), (-20, -10), (-1, 30), (2, 9), (-1, 3)]
    calls = [window(*pair).call for pair in days]
    for number, call in enumerate(calls):
        call.pk = number
    assert [days[found.call.pk] for found in in_order(calls, DAY)] == [
        (-1, 3), (-1, 30), (2, 9), (5, 9), (None, None), (-9, -1), (-20, -10),
    ]  # fmt: skip


@pytest.fixture
def profile(db):
    return make_profile("Pilotförderung", make_rhineland()["07"])


def entries(client, address="", **query):
    answer = client.get(address or reverse("funding:deadlines"), query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content.decode()).walk("VEVENT")


class TestCalendars:
    def test_first_and_last_day_are_whole_days_without_alarm(self, client, profile):
        call = make_call(profile, 1, 30, title="Phase\r\nBEGIN:VALARM", note="Nur\x0b online", budget="5000000")
        first, last = entries(client, reverse("funding:programme_deadlines", args=["pilotfoerderung"]))
        assert first.decoded("dtstart") == in_days(1)
        assert first.decoded("dtend") == in_days(2)
        assert last.decoded("dtstart") == in_days(30)
        assert last["summary"] == "Letzter Tag für Anträge: Pilotförderung (Phase BEGIN:VALARM)"
        assert (last["transp"], last["status"], last["sequence"]) == ("TRANSPARENT", "TENTATIVE", 0)
        assert str(call.uid) in last["uid"]
        assert last["uid"] != first["uid"]
        assert not last.subcomponents
        assert "Mittel: 5.000.000\xa0€" in last["description"]
        assert "Ungeprüft" in last["description"]

    def test_a_day_that_moves_keeps_its_entry(self, client, profile):
        call = make_call(profile, None, 30, is_verified=True)
        [before] = entries(client)
        data = programmes.CallData(title=call.title, closes_on=in_days(40), is_verified=True)
        programmes.change_call(call=call, data=data, by=desk())
        [after] = entries(client)
        assert after["uid"] == before["uid"]
        assert after["sequence"] == before["sequence"] + 1
        assert after.decoded("dtstart") == in_days(40)
        assert after["status"] == "CONFIRMED"

    def test_filters_narrow_it_and_nonsense_empties_it(self, client, profile):
        make_call(profile, None, 30)
        assert len(entries(client)) == 1
        assert len(entries(client, land="07", frist="bald")) == 1
        assert entries(client, land="06") == []
        for query in ({"land": "99"}, {"thema": "gibt-es-nicht"}, {"frist": "nie"}, {"ort": "Xyzzyhausen"}):
            assert entries(client, **query) == []

    def test_what_is_long_over_or_hidden_is_left_out(self, client, profile):
        make_call(profile, -400, -366, title="Lange her")
        make_call(profile, -400, -365, title="Vor einem Jahr")
        make_call(make_profile("Geheim", is_published=False), 1, 2)
        assert [str(entry["summary"]) for entry in entries(client)] == [
            "Letzter Tag für Anträge: Pilotförderung (Vor einem Jahr)"
        ]

    def test_who_has_it_already_gets_304(self, client, profile):
        make_call(profile, None, 30)
        address = reverse("funding:deadlines")
        etag = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


@pytest.fixture
def person(db):
    return make_user("anna@example.org")


def told(person):
    return list(InboxMessage.objects.of(person).order_by("pk").values_list("title", flat=True))


class TestFollowing:
    def test_the_button_begins_and_ends_it(self, client, profile, person):
        client.force_login(person)
        address = reverse("funding:follow", args=["pilotfoerderung"])
        assert client.post(address).url == profile.get_absolute_url()
        client.post(address)  # a second click changes nothing
        assert list(FollowedProgramme.objects.values_list("user", "profile")) == [(person.pk, profile.pk)]
        assert "Nicht mehr beobachten" in client.get(profile.get_absolute_url()).content.decode()
        assert b"Pilotf" in client.get(reverse("funding:followed")).content
        again = client.post(address, {"beobachten": "nein", "zurueck": "liste"})
        assert again.url == reverse("funding:followed")
        client.post(address, {"beobachten": "nein"})
        assert not FollowedProgramme.objects.exists()
        verbs = AuditEntry.objects.filter(verb__startswith="followedprogramme").order_by("pk")
        assert [row.verb for row in verbs] == ["followedprogramme.created", "followedprogramme.deleted"]
        assert "Sie beobachten noch kein Programm" in client.get(reverse("funding:followed")).content.decode()

    def test_a_guest_signs_in_first_and_looking_changes_nothing(self, client, profile, person):
        address = reverse("funding:follow", args=["pilotfoerderung"])
        assert "/konto/anmelden/" in client.post(address).url
        client.force_login(person)
        assert client.get(address).status_code == 405
        assert not FollowedProgramme.objects.exists()

    def test_what_one_cannot_see_one_cannot_follow(self, client, person):
        hidden = make_profile("Geheim", is_published=False)
        client.force_login(person)
        assert client.post(reverse("funding:follow", args=["geheim"])).status_code == 404
        with pytest.raises(PermissionDenied):
            following.follow(profile=hidden, by=person)

    def test_a_list_has_an_end(self, profile, person, monkeypatch):
        monkeypatch.setattr(following, "MOST_FOLLOWED", 1)
        following.follow(profile=profile, by=person)
        with pytest.raises(ValidationError, match="Mehr als 1"):
            following.follow(profile=make_profile("Zweites"), by=person)

    def test_nobody_sees_what_others_follow(self, client, profile, person):
        following.follow(profile=profile, by=person)
        client.force_login(make_user("ben@example.org"))
        assert b"Pilotf" not in client.get(reverse("funding:followed")).content

    def test_what_was_taken_off_the_pages_is_not_listed(self, client, profile, person):
        following.follow(profile=profile, by=person)
        profile.is_published = False
        profile.save()
        client.force_login(person)
        assert b"Pilotf" not in client.get(reverse("funding:followed")).content

    def test_queries(self, client, profile, person, django_assert_num_queries):
        for number in range(5):
            following.follow(profile=make_profile(f"Programm {number}"), by=person)
        client.force_login(person)
        client.get(reverse("funding:followed"))
        with django_assert_num_queries(PAGE_OF_A_MEMBER + 2):  # programmes, calls
            client.get(reverse("funding:followed"))


class TestTelling:
    @pytest.fixture
    def followed(self, profile, person):
        following.follow(profile=profile, by=person)
        return profile

    @pytest.mark.parametrize(
        ("opens", "closes", "titles"),
        [
            (0, None, ["Anträge jetzt möglich: Pilotförderung"]),
            (-7, 30, ["Anträge jetzt möglich: Pilotförderung"]),
            (-8, 30, []),
            (1, 5, []),
            (None, 15, []),
            (None, -1, []),
            (-3, -1, []),
            (None, None, []),
        ],
    )
    def test_of_calls_that_have_opened(self, followed, person, opens, closes, titles):
        make_call(followed, opens, closes)
        following.tell_of_calls()
        following.tell_of_calls()
        assert told(person) == titles

    @pytest.mark.parametrize("days", [0, 14])
    def test_of_calls_that_close_within_two_weeks(self, followed, person, days):
        make_call(followed, -90, days, title="Dritte Phase", is_verified=True)
        assert [tell_of_calls.call(), tell_of_calls.call()] == [1, 0]
        [message] = InboxMessage.objects.of(person)
        assert message.title.startswith("Anträge noch bis ")
        assert "Dritte Phase" in message.text
        assert "ungeprüft" not in message.text
        assert message.url == followed.get_absolute_url()

    def test_a_day_that_moves_is_told_again(self, followed, person):
        call = make_call(followed, -90, 3)
        following.tell_of_calls()
        data = programmes.CallData(title=call.title, opens_on=call.opens_on, closes_on=in_days(9))
        programmes.change_call(call=call, data=data, by=desk())
        following.tell_of_calls()
        assert len(told(person)) == 2

    def test_only_those_who_follow_and_only_of_what_is_published(self, followed, person):
        stranger = make_user("ben@example.org")
        hidden = make_profile("Geheim", is_published=False)
        FollowedProgramme.objects.create(profile=hidden, user=stranger)
        make_call(hidden, 0, 60)
        make_call(followed, 0, 60)
        following.tell_of_calls()
        assert told(stranger) == []
        assert len(told(person)) == 1

    def test_of_a_new_version(self, followed, person):
        directive = make_directive(followed, key="neu", title="Richtlinie 2026", valid_from=timezone.localdate())
        following.tell_of_version(directive)
        [message] = InboxMessage.objects.of(person)
        assert message.title == "Neue Fassung der Richtlinie: Pilotförderung"
        assert "Richtlinie 2026" in message.text
        assert message.url == directive.get_absolute_url()
