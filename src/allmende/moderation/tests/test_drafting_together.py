# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Two people in one draft: the second sees what changed, and nobody loses anything."""

from __future__ import annotations

import html

import pytest

from allmende.moderation.draft_forms import marks_in
from allmende.moderation.models import Change
from allmende.moderation.tests.draft_stories import HIDDEN, Town, signed_in, two_towns
from allmende.moderation.tests.stories import make_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def mendig():
    return two_towns()[0]


@pytest.fixture
def konrad(mendig):
    colleague = make_editor(mendig.organisation, "konrad@mendig.example", name="Konrad Kollege")
    return Town(mendig.organisation, colleague, signed_in(colleague))


@pytest.fixture
def change(mendig):
    return mendig.begin()


def fields(change):
    return Change.objects.get(pk=change.pk).content["fields"]


def test_different_parts_are_both_kept_without_asking(mendig, konrad, change):
    opened = mendig.opened(change, "thema")
    konrad.save(change, "thema", summary="Von Konrad.")
    response = mendig.save(change, "thema", opened, title="Von Editha")
    assert response.status_code == 302
    assert (fields(change)["title"], fields(change)["summary"]) == ("Von Editha", "Von Konrad.")
    page = mendig.client.get(response["Location"]).content.decode()
    assert "Konrad Kollege hat inzwischen auch gespeichert (Kurzbeschreibung). Beides ist erhalten." in page


def test_the_same_part_shows_both_and_the_typed_stays_in_the_form(mendig, konrad, change):
    opened = mendig.opened(change, "thema")
    konrad.save(change, "thema", title="Von Konrad", summary="Auch von ihm.")
    response = mendig.save(change, "thema", opened, title="Von Editha", tasks="Aufgaben von Editha")
    page = response.content.decode()
    assert response.status_code == 409
    assert 'value="Von Editha"' in page
    assert "<p>Von Konrad</p>" in page
    assert "Konrad Kollege" in page
    assert "Auch von ihm." in page  # what she has not touched comes from him
    assert fields(change)["title"] == "Von Konrad"
    assert fields(change)["tasks"] == "Aufgaben von Editha"  # no conflict, so it is kept at once


def again(page):
    """The hidden fields of the page that was answered."""
    return {name: html.unescape(value) for name, value in HIDDEN.findall(page)}


@pytest.mark.parametrize(("take", "wins"), [([], "Von Editha"), (["title"], "Von Konrad")])
def test_saving_again_wins_or_takes_theirs(mendig, konrad, change, take, wins):
    opened = mendig.opened(change, "thema")
    konrad.save(change, "thema", title="Von Konrad", summary="Auch von ihm.")
    page = mendig.save(change, "thema", opened, title="Von Editha").content.decode()
    typed = {"title": "Von Editha", "summary": "Auch von ihm.", "take": take}
    assert mendig.save(change, "thema", again(page), **typed).status_code == 302
    assert (fields(change)["title"], fields(change)["summary"]) == (wins, "Auch von ihm.")


def test_a_third_save_in_between_asks_again(mendig, konrad, change):
    opened = mendig.opened(change, "thema")
    konrad.save(change, "thema", title="Von Konrad")
    page = mendig.save(change, "thema", opened, title="Von Editha").content.decode()
    konrad.save(Change.objects.get(), "thema", title="Noch einmal Konrad")
    assert mendig.save(change, "thema", again(page), title="Von Editha").status_code == 409
    assert fields(change)["title"] == "Noch einmal Konrad"


def test_the_same_words_are_no_conflict(mendig, konrad, change):
    opened = mendig.opened(change, "thema")
    konrad.save(change, "thema", title="Archiv")
    assert mendig.save(change, "thema", opened, title="Archiv").status_code == 302
    assert Change.objects.get().version == 2


def test_other_steps_never_get_in_the_way(mendig, konrad, change):
    opened = mendig.opened(change, "thema")
    konrad.save(change, "stand", term_note="5 Jahre")
    assert mendig.save(change, "thema", opened, title="Archiv").status_code == 302
    assert (fields(change)["title"], fields(change)["term_note"]) == ("Archiv", "5 Jahre")


def test_rows_are_one_part(mendig, konrad, change):
    rows = {"participations-TOTAL_FORMS": "1", "participations-0-role": "lead"}
    opened = mendig.opened(change, "beteiligte")
    konrad.save(change, "beteiligte", **rows, **{"participations-0-stated_name": "Bell"})
    response = mendig.save(change, "beteiligte", opened, **rows, **{"participations-0-stated_name": "Mendig, Stadt"})
    assert response.status_code == 409
    assert "Bell" in response.content.decode()
    assert 'value="Mendig, Stadt"' in response.content.decode()


@pytest.mark.parametrize("seen", ["", "[]", "{", '{"title": 5}', "[" * 9000, "x" * 20000])
def test_forged_marks_never_overwrite(mendig, konrad, change, seen):
    konrad.save(change, "thema", title="Von Konrad")
    response = mendig.save(change, "thema", {"version": "1", "seen": seen}, title="Von Editha")
    assert response.status_code == 409
    assert fields(change)["title"] == "Von Konrad"


def test_marks_are_read_as_they_are_written(rf):
    assert marks_in(rf.post("/", {"seen": '{"title": "abc", "x": null}'}).POST) == {"title": "abc"}
