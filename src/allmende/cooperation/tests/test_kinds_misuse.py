# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What somebody may try with a draft of a Steckbrief: forged keys, endless names, a desk beyond its Land."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils import timezone

from allmende.accounts.models import Membership, MembershipState, Organisation, OrganisationKind, User
from allmende.accounts.services import LAND_EDITORS_GROUP, create_account
from allmende.content.services import prepare_editors_group
from allmende.cooperation.desk import rows
from allmende.cooperation.importing.partners import Register
from allmende.cooperation.tests.factories import make_cooperation, make_organisation, make_rhineland, make_topic
from allmende.moderation import kinds
from allmende.moderation.models import Change, State
from allmende.moderation.services import begin_change, take_step
from allmende.moderation.workflow import NotReadyError

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return make_rhineland()


@pytest.fixture
def mendig(places):
    return Organisation.objects.create(
        name="VG Mendig",
        kind=OrganisationKind.MUNICIPALITY,
        territory=places["071375004"],
        confirmed_at=timezone.now(),
    )


@pytest.fixture
def editor(mendig):
    person = create_account(email="editha@mendig.example", password="langes-kennwort-hier", name="Editha", by=None)
    Membership.objects.create(user=person, organisation=mendig, state=MembershipState.ACTIVE, is_editor=True)
    return person


def make_desk(email, *areas):
    prepare_editors_group()
    person = create_account(email=email, password="langes-kennwort-hier", name="Rita", by=None)
    person.groups.add(Group.objects.get(name=LAND_EDITORS_GROUP))
    person.desk_areas.set(areas)
    return User.objects.get(pk=person.pk)


def partner(kind, number=0, **typed):
    values = {"stated_name": "Uni", "role": "partner", "ars": "", "organisation": ""} | typed
    data = QueryDict(mutable=True)
    data["participations-TOTAL_FORMS"] = "1"
    for name, value in values.items():
        data[f"participations-{number}-{name}"] = value
    return data


def step_with_partners(kind):
    return next(step for step in kind.steps if "participations" in step.parts)


@pytest.mark.parametrize("key", ["9" * 19, "9" * 400, "²", "٣", "-1", "1.5"])
def test_a_key_that_no_database_takes_is_no_organisation(key, mendig) -> None:
    kind = kinds.kind("cooperation")
    step = step_with_partners(kind)
    content = kind.typed(step, kind.begin(mendig), partner(kind, organisation=key))
    assert kind.places_of(content) == []
    assert "participations" in {problem.part for problem in kind.problems(content, obj=None)}


def test_a_forged_key_tells_no_name_of_an_organisation_nobody_has_checked(mendig) -> None:
    secret = Organisation.objects.create(name="Geheimer Verband", kind=OrganisationKind.ZWECKVERBAND)
    known = make_organisation()
    kind = kinds.kind("cooperation")
    step = step_with_partners(kind)
    for organisation, is_offered in ((secret, False), (known, True)):
        content = kind.typed(step, kind.begin(mendig), partner(kind, organisation=str(organisation.pk)))
        (_part, _label, formset) = kind.page(step, content, obj=None).sections[0]
        assert (organisation.name in formset.as_p()) is is_offered
    content = kind.typed(step, kind.begin(mendig), partner(kind, organisation=str(secret.pk)))
    assert "participations" in {problem.part for problem in kind.problems(content, obj=None)}
    content = kind.typed(step, kind.begin(mendig), partner(kind, stated_name="Geheimer Verbund"))
    assert "Geheimer" not in str([problem.text for problem in kind.problems(content, obj=None)])


def test_many_unknown_names_are_not_all_compared_with_the_register(mendig, monkeypatch) -> None:
    asked = []

    def suggestions(_self, name):
        asked.append(name)
        return ()

    monkeypatch.setattr(Register, "_suggestions", suggestions)
    kind = kinds.kind("cooperation")
    content = kind.begin(mendig)
    content["rows"]["participations"] = [{"stated_name": f"Nirgendwo {n}", "role": "partner"} for n in range(40)]
    assert kind.places_of(content) == []
    assert asked == [], "where it only matters which places are meant, nobody looks for similar names"
    problems = [problem for problem in kind.problems(content, obj=None) if problem.part == "participations"]
    assert len(problems) == 40
    assert len(asked) == rows.MOST_SUGGESTIONS


def test_a_desk_of_one_land_cannot_put_off_what_it_cannot_publish(places, mendig, editor) -> None:
    cooperation = make_cooperation("Archiv", places["071375004"], topics=[make_topic()])
    cooperation.owner = mendig
    cooperation.save()
    kind = kinds.kind("cooperation")
    change = begin_change(kind=kind, obj=cooperation, organisation=mendig, by=editor)
    change.content["rows"]["participations"].append(
        {"stated_name": "Grebenau", "ars": "065350006006", "role": "partner"}
    )
    change.content["fields"]["summary"] = "Jetzt mit Hessen."
    change.save()
    take_step(change=change, step="submit", by=editor)
    hessen = make_desk("hessen@example.org", places["06"])
    assert Change.objects.for_review_by(hessen).filter(pk=change.pk).exists(), "a partner lies in Hessen"
    later = timezone.now() + dt.timedelta(days=1)
    for step, at in (("accept", None), ("schedule", later)):
        with pytest.raises(NotReadyError, match="andere Redaktion"):
            take_step(change=change, step=step, by=hessen, publish_at=at)
        change.refresh_from_db()
        assert change.state == State.SUBMITTED
    rhineland = make_desk("rlp@example.org", places["07"])
    take_step(change=change, step="schedule", by=rhineland, publish_at=later)
    cooperation.refresh_from_db()
    assert (change.state, cooperation.summary) == (State.SCHEDULED, "Eine gemeinsame Aufgabe."), (
        "only tried, not published"
    )


def test_nobody_of_another_organisation_begins_a_change(places, mendig, editor) -> None:
    other = Organisation.objects.create(name="VG Kusel", kind=OrganisationKind.OTHER, confirmed_at=timezone.now())
    cooperation = make_cooperation("Fremd", places["07336"], topics=[make_topic()])
    cooperation.owner = other
    cooperation.save()
    for organisation in (mendig, other):
        with pytest.raises(PermissionDenied):
            begin_change(kind=kinds.kind("cooperation"), obj=cooperation, organisation=organisation, by=editor)
