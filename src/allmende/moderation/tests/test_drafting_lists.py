# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The list of drafts, as a page and for machines, on one's own page, and what the pages cost."""

from __future__ import annotations

import pytest
from django.utils import timezone

from allmende.moderation import draft_reading
from allmende.moderation.models import Change, FieldComment, State
from allmende.moderation.tests.draft_stories import complete, make_draft, two_towns

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def mendig():
    return two_towns()[0]


def many(town, number, **values):
    now = timezone.now()
    Change.objects.bulk_create(
        Change(
            kind="cooperation",
            title=f"Beitrag {index}",
            organisation=town.organisation,
            author=town.editor,
            content={"fields": {}, "rows": {}},
            submitted_at=now,
            publish_at=now,
            **values,
        )
        for index in range(number)
    )


@pytest.mark.parametrize("state", list(State))
def test_each_state_is_found_under_its_filter_and_says_who_is_waited_for(mendig, state):
    many(mendig, 1, state=state)
    shown = [
        key
        for key in draft_reading.FILTERS
        if "Beitrag 0" in mendig.client.get(f"/beitraege/?stand={key}").content.decode()
    ]
    assert shown == [key for key, (_label, states) in draft_reading.FILTERS.items() if state in states]
    waits = draft_reading.waits_for(Change.objects.get())
    assert bool(waits) == (state in {State.DRAFT, State.RETURNED, State.SUBMITTED, State.SCHEDULED})


def test_an_unknown_filter_shows_what_is_open(mendig):
    many(mendig, 1)
    assert "Beitrag 0" in mendig.client.get("/beitraege/?stand=quatsch").content.decode()


def test_questions_of_the_desk_are_counted_in_the_list(mendig):
    many(mendig, 1, state=State.RETURNED)
    change = Change.objects.get()
    FieldComment.objects.create(change=change, part="title", text="Was?")
    FieldComment.objects.create(change=change, part="title", text="Erledigt", done_at=timezone.now())
    assert "1 Frage der Redaktion" in mendig.client.get("/beitraege/").content.decode()


def test_a_kind_that_is_gone_breaks_no_list(mendig):
    many(mendig, 1)
    change = Change.objects.get()
    Change.objects.update(kind="gone")
    assert "Beitrag 0" in mendig.client.get("/beitraege/").content.decode()
    assert mendig.client.get(f"/beitraege/{change.pk}/").status_code == 404


def test_the_same_for_machines(mendig):
    change = complete(make_draft(mendig))
    (found,) = mendig.client.get("/beitraege/beitraege.json").json()["changes"]
    assert (found["number"], found["title"], found["state"]) == (change.pk, "Archiv", "draft")
    assert found["organisation"] == "VG Mendig"
    assert found["url"].endswith(f"/beitraege/{change.pk}/")
    assert "content" not in found


def test_the_own_page_names_what_is_open(mendig):
    complete(make_draft(mendig))
    page = mendig.client.get("/konto/").content.decode()
    assert "Archiv" in page
    assert "Ihre Organisation schreibt noch" in page


def test_the_number_of_queries_does_not_grow(mendig, django_assert_max_num_queries):
    many(mendig, 60)
    with django_assert_max_num_queries(9):
        assert mendig.client.get("/beitraege/").status_code == 200
    with django_assert_max_num_queries(5):
        assert mendig.client.get("/beitraege/beitraege.json").status_code == 200
    change = complete(make_draft(mendig))
    with django_assert_max_num_queries(28):
        assert mendig.client.get(f"/beitraege/{change.pk}/").status_code == 200
    with django_assert_max_num_queries(19):
        assert mendig.client.get(f"/beitraege/{change.pk}/beteiligte/").status_code == 200
    with django_assert_max_num_queries(11):
        assert mendig.client.get(f"/beitraege/{change.pk}/erfahrungen/").status_code == 200
