# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The audit log is append-only and tells who did what."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from allmende.accounts.models import Organisation, OrganisationKind, User
from allmende.core import audit
from allmende.core.models import AuditEntry


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("Eva@example.org", name="Eva Muster")


def test_a_row_names_who_what_for_whom_and_the_change(person: User) -> None:
    centre = Organisation.objects.create(name="Beratungsstelle", kind=OrganisationKind.CENTRE)

    audit.record(
        "user.renamed",
        person,
        by=person,
        organisation=centre,
        before={"since": dt.date(2024, 1, 2)},
        after={"name": "Eva"},
    )

    (row,) = AuditEntry.objects.about(person)
    assert (row.actor, row.actor_label, row.verb, row.object_label) == (
        person,
        "Eva Muster",
        "user.renamed",
        "Eva Muster",
    )
    assert (row.organisation_key, row.organisation_label) == (str(centre.pk), "Beratungsstelle")
    assert (row.before, row.after) == ({"since": "2024-01-02"}, {"name": "Eva"})


def test_a_character_no_database_takes_costs_nobody_the_write(person: User) -> None:
    row = audit.record("user.renamed", person, by=None, after={"name": "a\x00b", "path": "\\u0000"})
    row.refresh_from_db()
    assert row.after == {"name": "ab", "path": "\\u0000"}


def test_the_system_itself_has_a_name(person: User) -> None:
    assert audit.record("user.checked", person, by=None).actor_label == audit.SYSTEM


def test_a_row_outlives_the_account(person: User) -> None:
    audit.record("user.signed_in", person, by=person)
    person.delete()
    row = AuditEntry.objects.get()
    assert (row.actor, row.actor_label) == (None, "Eva Muster")


def test_rows_are_never_changed_nor_deleted(person: User) -> None:
    row = audit.record("user.signed_in", person, by=person)
    for forbidden in (
        row.delete,
        row.save,
        lambda: AuditEntry.objects.update(verb="x"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.bulk_update([row], ["verb"]),
        lambda: AuditEntry.objects.bulk_create(
            [AuditEntry(pk=row.pk, verb="x")], update_conflicts=True, unique_fields=["id"], update_fields=["verb"]
        ),
        lambda: AuditEntry.objects.update_or_create(pk=row.pk, defaults={"verb": "x"}),
    ):
        with pytest.raises(PermissionDenied), transaction.atomic():
            forbidden()
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry(pk=row.pk, verb="x").save()
    assert AuditEntry.objects.get().verb == "user.signed_in"
