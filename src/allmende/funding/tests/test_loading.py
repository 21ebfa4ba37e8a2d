# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the software brings of programmes and directives, and that it leaves alone what people have made of it."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone

from allmende.cooperation.models import Programme
from allmende.cooperation.services.catalogue import load_programmes, load_topics
from allmende.core import audit, content_version
from allmende.core.models import AuditEntry
from allmende.funding.models import Call, Directive, DirectiveState, ProgrammeProfile, Scope
from allmende.funding.released import released_texts
from allmende.funding.services import loading
from allmende.funding.services.loading import SuppliedFileError, load_directives, load_profiles, supplied_directives
from allmende.funding.services.programmes import (
    CallData,
    ProfileData,
    change_call,
    change_profile,
    create_call,
    delete_call,
    delete_profile,
)
from tests.permissions.people import make_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

    from allmende.accounts.models import User

SHIPPED = loading.DATA_DIR / "directives"


@pytest.fixture(scope="module")
def portal(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    """A portal that has just begun, with somebody of its desk; made once, because it is much to write."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_topics()
        load_programmes()
        load_profiles()
        load_directives()
        yield make_desk("desk")
        transaction.set_rollback(True)


@pytest.fixture
def desk(portal: User) -> Iterator[User]:
    """Somebody of the desk; what a test writes is taken back."""
    with transaction.atomic():
        yield portal
        transaction.set_rollback(True)


def profile_of(slug: str) -> ProgrammeProfile:
    return ProgrammeProfile.objects.get(programme__slug=slug)


def supply(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, old: str, new: str) -> None:
    """From now on the software brings the file ``name`` with other words."""
    for path in SHIPPED.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if path.stem == name:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(loading, "supplied_directives", lambda: supplied_directives(tmp_path))


def test_a_new_portal_answers_from_all_of_them(desk: User) -> None:
    texts = {found.text.key: found for found in released_texts()}
    assert len(texts) == len(list(SHIPPED.glob("*.yaml"))) == 10
    assert texts["nrw-ikz-2019"].slug == texts["nrw-ikz-2021"].slug == "ikz-foerderung-nrw"
    row = Directive.objects.get(key="he-ikz-2021")
    assert (row.state, row.released_by, row.version) == (DirectiveState.RELEASED, None, 1)
    assert row.released_at is not None
    assert (row.title, row.valid_from) == (texts[row.key].text.title, dt.date(2021, 12, 2))
    told = AuditEntry.objects.about(row).get()
    assert (told.verb, told.actor_label) == ("directive.imported", audit.SYSTEM)


def test_programmes_say_what_is_known_and_what_was_not_found(desk: User) -> None:
    assert not ProgrammeProfile.objects.filter(is_published=False).exists()
    for slug in ("baden-wuerttemberg", "sachsen-anhalt", "schleswig-holstein"):
        nothing = profile_of(f"kein-programm-gefunden-{slug}")
        assert "nicht gefunden; das heißt nicht, dass es keine gibt" in nothing.summary
        assert not nothing.is_verified
        assert not nothing.directives.exists()
    assert {profile_of("interreg-oberrhein").scope, profile_of("kommunale-netzwerke-nki").scope} == {
        Scope.EU,
        Scope.FEDERAL,
    }
    budget = profile_of("ikz-pilotfoerderung-rlp").calls.get()
    assert (budget.budget, budget.opens_on, budget.closes_on) == (Decimal(5_000_000), None, None)
    topics = profile_of("kommunale-netzwerke-nki").topics.values_list("slug", flat=True)
    assert set(topics) == {"klimaschutz", "energie"}
    rows = json.loads((loading.DATA_DIR / "profiles.json").read_text(encoding="utf-8"))
    assert ProgrammeProfile.objects.count() == len(rows)


def test_a_second_time_writes_nothing(desk: User) -> None:
    before = AuditEntry.objects.count(), content_version.current()
    profiles, directives = load_profiles(), load_directives()
    assert (profiles.created, profiles.changed, profiles.kept) == (0, 0, 0)
    assert (directives.created, directives.changed, directives.unchanged) == (0, 0, 10)
    assert before == (AuditEntry.objects.count(), content_version.current())


def test_a_new_edition_of_a_file_replaces_what_nobody_has_touched(
    desk: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    supply(monkeypatch, tmp_path, "th-fag-24", "Thüringer Gemeinden und Landkreise.", "Gemeinden und Kreise.")
    before = content_version.current()
    report = load_directives()
    assert (report.changed, report.unchanged) == (1, 9)
    row = Directive.objects.get(key="th-fag-24")
    assert (row.version, row.content["applicants"]) == (2, "Gemeinden und Kreise.")
    assert "Gemeinden und Kreise." in {found.text.applicants for found in released_texts()}
    assert content_version.current() > before


def test_what_the_desk_says_of_a_programme_stays(desk: User) -> None:
    profile = profile_of("ikz-foerderung-hessen")
    data = ProfileData(scope=Scope.OTHER, summary="Anders.", is_published=False)  # the Länder are not loaded here
    change_profile(profile=profile, data=data, by=desk)
    assert load_profiles().kept == 1
    profile.refresh_from_db()
    assert (profile.summary, profile.is_published) == ("Anders.", False)


def test_calls_that_the_desk_has_changed_added_or_deleted_stay(desk: User) -> None:
    hessen, nrw, saxony = (
        profile_of(f"{slug}") for slug in ("ikz-foerderung-hessen", "ikz-foerderung-nrw", "fr-regio-sachsen")
    )
    change_call(call=hessen.calls.get(), data=CallData("Laufend", closes_on=dt.date(2026, 11, 30)), by=desk)
    create_call(profile=nrw, data=CallData("Sonderaufruf"), by=desk)
    delete_call(call=saxony.calls.get(), by=desk)
    before = list(Call.objects.order_by("pk").values())
    assert load_profiles().kept == 3
    assert list(Call.objects.order_by("pk").values()) == before


def test_a_description_that_the_desk_has_deleted_does_not_come_back(desk: User) -> None:
    delete_profile(profile=profile_of("kein-programm-gefunden-sachsen-anhalt"), by=desk)
    load_profiles()
    assert not ProgrammeProfile.objects.filter(programme__slug="kein-programm-gefunden-sachsen-anhalt").exists()


def test_a_call_that_the_file_no_longer_has_goes(desk: User) -> None:
    profile = profile_of("modellprojekt-emh")
    Call.objects.create(profile=profile, title="Von einer früheren Ausgabe")
    assert load_profiles().changed == 1
    assert not profile.calls.exists()


def test_a_version_that_people_have_withdrawn_stays_withdrawn(
    desk: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    row = Directive.objects.get(key="th-fag-24")
    Directive.objects.filter(pk=row.pk).update(state=DirectiveState.WITHDRAWN)
    audit.record("directive.withdrawn", row, by=desk)
    supply(monkeypatch, tmp_path, "th-fag-24", "Thüringer Gemeinden und Landkreise.", "Gemeinden und Kreise.")
    assert load_directives().kept == 1
    row.refresh_from_db()
    assert (row.state, row.content["applicants"]) == (
        DirectiveState.WITHDRAWN,
        "Thüringer Gemeinden und Landkreise.",
    )


def test_no_version_is_added_beside_one_that_people_have_released_for_the_same_time(desk: User) -> None:
    Directive.objects.filter(key__startswith="nrw").delete()
    own = Directive.objects.create(
        profile=profile_of("ikz-foerderung-nrw"),
        key="nrw-eigene",
        title="Selbst erfasst",
        state=DirectiveState.RELEASED,
        released_at=timezone.now(),
        valid_from=dt.date(2021, 8, 31),
    )
    audit.record("directive.released", own, by=desk)
    report = load_directives()
    assert (report.created, report.kept) == (1, 1)
    assert set(Directive.objects.filter(key__startswith="nrw").values_list("key", flat=True)) == {
        "nrw-eigene",
        "nrw-ikz-2019",
    }


def test_what_has_no_programme_waits_for_it(desk: User) -> None:
    programme = Programme.objects.get(slug="zukunftsraeume-niedersachsen")
    ProgrammeProfile.objects.filter(programme=programme).delete()
    Programme.objects.filter(pk=programme.pk).delete()
    assert (load_profiles().skipped, load_directives().skipped) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("severity: refuse", "severty: refuse", "severty"),
        ("amount: '15000'", "amount: '15001'", "case_fails"),
        ("key: th-fag-24", "key: anders", "named by its key"),
        ("programme: kommunale-zusammenarbeit-thueringen\n", "", "named by its key"),
    ],
)
def test_a_file_that_is_wrong_stops_loading_and_says_why(old: str, new: str, words: str, tmp_path: Path) -> None:
    text = (SHIPPED / "th-fag-24.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "th-fag-24.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SuppliedFileError, match=words) as caught:
        list(supplied_directives(tmp_path))
    assert str(caught.value).startswith("th-fag-24.yaml")
