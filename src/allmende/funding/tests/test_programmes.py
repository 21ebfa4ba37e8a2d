# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The desk describes programmes and their calls: what it may, what is refused, and that others see the change."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from allmende.cooperation.models import Programme, Topic
from allmende.core import content_version
from allmende.core.models import AuditEntry
from allmende.funding.models import Directive, DirectiveState, ProgrammeProfile, Scope
from allmende.funding.services import programmes
from allmende.funding.services.programmes import CallData, NewProgramme, ProfileData
from allmende.territory.tests.factories import make_place
from tests.permissions.people import make_desk, make_desk_of

if TYPE_CHECKING:
    from allmende.accounts.models import User
    from allmende.funding.models import Call
    from allmende.territory.models import Territory

pytestmark = pytest.mark.django_db
DATA = ProfileData(summary="Hilft beim Start.", is_published=True)
WINDOW = CallData("Erste Phase", opens_on=dt.date(2026, 1, 1), closes_on=dt.date(2026, 3, 31), budget=Decimal(5_000))


@pytest.fixture
def land() -> Territory:
    return make_place("07", "Rheinland-Pfalz")


@pytest.fixture
def desk() -> User:
    return make_desk("desk")


@pytest.fixture
def profile(land: Territory, desk: User) -> ProgrammeProfile:
    return programmes.create_profile(programme=NewProgramme("Gut gemeinsam", land=land), data=DATA, by=desk)


@pytest.fixture
def call(profile: ProgrammeProfile, desk: User) -> Call:
    return programmes.create_call(profile=profile, data=WINDOW, by=desk)


def told(obj: Any) -> list[str]:
    return list(AuditEntry.objects.about(obj).order_by("pk").values_list("verb", flat=True))


def test_a_new_programme_gets_an_address_and_stands_last(land: Territory, desk: User) -> None:
    Programme.objects.create(name="Anderes", slug="gut-gemeinsam", order=70)
    before = content_version.current()
    made = programmes.create_profile(programme=NewProgramme(" Gut  gemeinsam ", "Land", land), data=DATA, by=desk)
    assert (made.programme.name, made.programme.slug, made.programme.order) == ("Gut gemeinsam", "gut-gemeinsam-2", 80)
    assert told(made) == ["programmeprofile.created"]
    assert content_version.current() > before


def test_a_programme_that_grants_name_is_described_once(desk: User) -> None:
    programme = Programme.objects.create(name="Schon da", slug="schon-da")
    programmes.create_profile(programme=programme, data=replace(DATA, scope=Scope.FEDERAL), by=desk)
    with pytest.raises(ValidationError, match="schon beschrieben"):
        programmes.create_profile(programme=programme, data=DATA, by=desk)
    assert Programme.objects.count() == 1


def test_a_name_that_is_taken_is_refused(profile: ProgrammeProfile, desk: User) -> None:
    with pytest.raises(ValidationError) as caught:
        programmes.create_profile(programme=NewProgramme("Gut gemeinsam"), data=DATA, by=desk)
    assert set(caught.value.error_dict) == {"name"}
    assert Programme.objects.count() == 1


def test_saying_the_same_twice_is_told_once(profile: ProgrammeProfile, desk: User) -> None:
    topic = Topic.objects.create(name="Bauhof", slug="bauhof")
    data = replace(DATA, summary="Mehr.\r\nUnd noch mehr. ", topics=(topic,), cost_kinds=("it", "materials"))
    programmes.change_profile(profile=profile, data=data, by=desk)
    before = content_version.current()
    programmes.change_profile(profile=profile, data=data, by=desk)
    profile.refresh_from_db()
    assert (profile.summary, profile.cost_kinds) == ("Mehr.\nUnd noch mehr.", ["materials", "it"])
    assert list(profile.topics.all()) == [topic]
    assert told(profile) == ["programmeprofile.created", "programmeprofile.changed"]
    assert content_version.current() == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"contact_url": "javascript:alert(1)"}, "contact_url"),
        ({"source_url": "ftp://beispiel.de/richtlinie"}, "source_url"),
        ({"authority": "Amt\nBcc: alle@beispiel.de"}, "authority"),
        ({"authority": "A" * 251}, "authority"),
        ({"summary": "\x00"}, "summary"),
        ({"summary": "A" * 5001}, "summary"),
        ({"scope": "world"}, "scope"),
        ({"scope": Scope.EU}, "scope"),  # that of one Land would be shown to all
        ({"cost_kinds": ("gold",)}, "cost_kinds"),
    ],
)
def test_what_no_page_could_show_is_refused(
    wrong: dict[str, Any], field: str, profile: ProgrammeProfile, desk: User
) -> None:
    with pytest.raises(ValidationError) as caught:
        programmes.change_profile(profile=profile, data=replace(DATA, **wrong), by=desk)
    assert set(caught.value.error_dict) == {field}
    assert told(profile) == ["programmeprofile.created"]


def test_the_desk_of_another_land_is_refused(profile: ProgrammeProfile, call: Call, desk: User) -> None:
    other = make_desk_of("elsewhere", make_place("06", "Hessen"))
    for ask in (
        lambda: programmes.change_profile(profile=profile, data=DATA, by=other),
        lambda: programmes.delete_profile(profile=profile, by=other),
        lambda: programmes.create_call(profile=profile, data=WINDOW, by=other),
        lambda: programmes.change_call(call=call, data=CallData("Meine"), by=other),
        lambda: programmes.delete_call(call=call, by=other),
        lambda: programmes.create_profile(programme=NewProgramme("Bund"), data=DATA, by=other),
    ):
        with pytest.raises(PermissionDenied):
            ask()
    assert Programme.objects.count() == 1


def test_a_description_goes_with_its_drafts_and_the_programme_stays(
    profile: ProgrammeProfile, call: Call, desk: User
) -> None:
    Directive.objects.create(profile=profile, key="entwurf", title="Entwurf")
    programmes.delete_profile(profile=profile, by=desk)
    assert not ProgrammeProfile.objects.exists()
    assert not Directive.objects.exists()
    assert Programme.objects.filter(name="Gut gemeinsam").exists()
    assert told(profile)[-1] == "programmeprofile.deleted"


@pytest.mark.parametrize("state", [DirectiveState.SUBMITTED, DirectiveState.RELEASED, DirectiveState.WITHDRAWN])
def test_a_description_that_people_have_relied_on_cannot_be_deleted(
    state: DirectiveState, profile: ProgrammeProfile, desk: User
) -> None:
    Directive.objects.create(profile=profile, key="alt", title="Alt", state=state, released_at=timezone.now())
    with pytest.raises(ValidationError, match="vom Netz"):
        programmes.delete_profile(profile=profile, by=desk)
    assert ProgrammeProfile.objects.exists()


def test_a_call_with_another_day_tells_calendars(call: Call, desk: User) -> None:
    programmes.change_call(call=call, data=replace(WINDOW, note="Neue Anmerkung"), by=desk)
    programmes.change_call(call=call, data=replace(WINDOW, note="Neue Anmerkung"), by=desk)
    call.refresh_from_db()
    assert (call.sequence, call.note) == (0, "Neue Anmerkung")
    programmes.change_call(call=call, data=replace(WINDOW, closes_on=dt.date(2026, 4, 30)), by=desk)
    call.refresh_from_db()
    assert call.sequence == 1
    assert told(call) == ["call.created", "call.changed", "call.changed"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "T" * 161},
        {"title": "Phase\r\nX-EVIL: 1"},
        {"opens_on": dt.date(2026, 4, 1)},
        {"budget": Decimal(0)},
        {"budget": Decimal(-1)},
        {"budget": Decimal("1e12")},
        {"budget": Decimal("0.001")},
        {"source_url": "javascript:alert(1)"},
    ],
)
def test_a_call_that_makes_no_sense_is_refused(wrong: dict[str, Any], call: Call, desk: User) -> None:
    with pytest.raises(ValidationError):
        programmes.change_call(call=call, data=replace(WINDOW, **wrong), by=desk)
    call.refresh_from_db()
    assert (call.title, call.budget) == ("Erste Phase", Decimal(5_000))


def test_a_programme_has_only_so_many_calls(
    profile: ProgrammeProfile, call: Call, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programmes, "MOST_CALLS", 1)
    with pytest.raises(ValidationError, match="Mehr als 1"):
        programmes.create_call(profile=profile, data=WINDOW, by=desk)


def test_a_deleted_call_is_gone_and_told(call: Call, desk: User) -> None:
    before = content_version.current()
    programmes.delete_call(call=call, by=desk)
    assert told(call) == ["call.created", "call.deleted"]
    assert content_version.current() > before
