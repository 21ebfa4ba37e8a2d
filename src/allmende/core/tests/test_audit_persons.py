# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Taking persons out of the audit log: who goes, that something happened stays. Everything else stays append-only."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from allmende.accounts.models import Organisation, OrganisationKind, User
from allmende.core import audit
from allmende.core.audit_persons import AT_ONCE, FORGOTTEN, GONE
from allmende.core.models import AuditEntry

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Jörg Müller-Lüdenscheid", "joerg@example.org"


@pytest.fixture
def joerg() -> User:
    return User.objects.create_user(EMAIL, name=NAME)


@pytest.fixture
def bert() -> User:
    return User.objects.create_user("bert@example.org", name="Bert")


@pytest.fixture
def town() -> Organisation:
    return Organisation.objects.create(name="Stadt Mendig", kind=OrganisationKind.OTHER)


def whole_log() -> str:
    return json.dumps(list(AuditEntry.objects.order_by("pk").values()), default=str, ensure_ascii=False)


def test_a_person_goes_out_of_every_column(joerg: User, bert: User, town: Organisation) -> None:
    office = Organisation(pk=99, name=f"Büro {NAME}")
    audit.record("user.signed_in", joerg, by=joerg)
    audit.record("organisation.confirmed", office, by=bert, after={"by": [NAME.upper(), {"mail": f"<{EMAIL}>"}]})
    audit.record("organisation.changed", town, by=joerg, before={"contact": f"früher {NAME}, {EMAIL.title()}"})
    assert NAME in whole_log()

    assert audit.anonymise_person(key=joerg.pk, texts=[NAME, EMAIL]) == 3

    said = whole_log().lower()
    assert NAME.lower() not in said
    assert EMAIL not in said
    signed_in, confirmed, changed = AuditEntry.objects.order_by("pk")
    assert (signed_in.actor, signed_in.actor_label, signed_in.object_label) == (None, GONE, GONE)
    assert (confirmed.actor, confirmed.object_label) == (bert, f"Büro {GONE}")
    assert confirmed.after == {"by": [GONE, {"mail": f"<{GONE}>"}]}
    assert (changed.actor, changed.object_label, changed.verb) == (None, "Stadt Mendig", "organisation.changed")
    assert changed.before == {"contact": f"früher {GONE}, {GONE}"}
    assert [row.is_anonymous for row in (signed_in, confirmed, changed)] == [True] * 3


def test_nobody_else_is_touched(joerg: User, bert: User) -> None:
    audit.record("user.signed_in", bert, by=bert, after={"note": f"{NAME}s Vertretung, x{EMAIL}"})
    before = whole_log()
    assert audit.anonymise_person(key=joerg.pk, texts=[NAME, EMAIL]) == 0
    assert whole_log() == before


def test_it_works_after_the_account_is_gone_and_again(joerg: User) -> None:
    audit.record("user.signed_in", joerg, by=joerg)
    key = joerg.pk
    joerg.delete()
    assert audit.anonymise_person(key=key, texts=[NAME]) == 1
    assert audit.anonymise_person(key=key, texts=[NAME]) == 0
    assert NAME not in whole_log()


def test_an_account_called_like_a_town_does_not_wipe_its_history(bert: User, town: Organisation) -> None:
    impostor = User.objects.create_user("x@example.org", name="Stadt Mendig")
    audit.record("organisation.changed", town, by=bert, organisation=town, after={"name": "Stadt Mendig"})
    audit.record("user.signed_in", impostor, by=impostor)
    audit.anonymise_person(key=impostor.pk, texts=["Stadt Mendig", "x@example.org", " "])
    (row,) = AuditEntry.objects.about(town)
    assert (row.object_label, row.organisation_label, row.after) == (
        "Stadt Mendig",
        "Stadt Mendig",
        {"name": "Stadt Mendig"},
    )
    assert AuditEntry.objects.about(impostor).get().object_label == GONE


def test_special_characters_in_a_name_are_only_characters(bert: User) -> None:
    name = r'O\'Neil (.*) "Q" 50%_'
    odd = User.objects.create_user("odd@example.org", name=name)
    audit.record("user.renamed", bert, by=bert, after={"said": f"{name} war da"})
    audit.record("user.renamed", bert, by=bert, after={"said": "egal"})
    assert audit.anonymise_person(key=odd.pk, texts=[name]) == 1
    assert [row.after for row in AuditEntry.objects.order_by("pk")] == [{"said": f"{GONE} war da"}, {"said": "egal"}]


def test_many_rows_are_all_found(joerg: User) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(actor=joerg, actor_label=NAME, verb="x.y", object_type="x.y", object_id="1", object_label="x")
        for _number in range(AT_ONCE + 3)
    )
    assert audit.anonymise_person(key=joerg.pk, texts=[NAME]) == AT_ONCE + 3
    assert not AuditEntry.objects.exclude(actor_label=GONE).exists()


# After the time of keeping


def test_old_rows_forget_who(joerg: User, town: Organisation) -> None:
    with time_machine.travel("2020-01-01T12:00Z"):
        audit.record("user.renamed", joerg, by=joerg, before={"name": "Jörg"}, after={"name": NAME})
        values = {"title": f"Bauhof von {NAME}", "contact_email": "amt@example.org", "rows": [{"phone": "0151"}]}
        audit.record("organisation.changed", town, by=joerg, organisation=town, after=values)
        audit.record("territory.imported", town, by=None, after={"by": "mail an anna@example.org", "count": 3})
    audit.record("user.signed_in", joerg, by=joerg)
    cutoff = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)

    assert audit.forget_persons_before(cutoff) == 3
    assert audit.forget_persons_before(cutoff) == 0

    renamed, changed, imported, new = AuditEntry.objects.order_by("pk")
    assert (renamed.actor, renamed.actor_label, renamed.object_label) == (None, FORGOTTEN, FORGOTTEN)
    assert (renamed.verb, renamed.object_id, renamed.before, renamed.after) == (
        "user.renamed",
        str(joerg.pk),
        None,
        None,
    )
    assert (changed.actor, changed.object_label, changed.organisation_label) == (None, "Stadt Mendig", "Stadt Mendig")
    assert changed.after == {
        "title": f"Bauhof von {FORGOTTEN}",
        "contact_email": FORGOTTEN,
        "rows": [{"phone": FORGOTTEN}],
    }
    assert (imported.actor_label, imported.after) == (audit.SYSTEM, {"by": f"mail an {FORGOTTEN}", "count": 3})
    assert (new.actor, new.actor_label) == (joerg, NAME)


def test_the_cutoff_itself_stays(joerg: User) -> None:
    with time_machine.travel("2020-01-01T12:00Z", tick=False):
        audit.record("user.signed_in", joerg, by=joerg)
        assert audit.forget_persons_before(timezone.now()) == 0
        assert audit.forget_persons_before(timezone.now() + dt.timedelta(microseconds=1)) == 1


# Nothing else may be changed this way


@pytest.mark.parametrize("values", [{"verb": "x.y"}, {"at": None}, {"actor": None, "object_id": "2"}])
def test_only_what_names_a_person_can_be_taken_out(joerg: User, values: dict[str, object]) -> None:
    audit.record("user.signed_in", joerg, by=joerg)
    with pytest.raises(PermissionDenied):
        AuditEntry.objects.take_persons_out(**values)
    assert AuditEntry.objects.get().verb == "user.signed_in"
