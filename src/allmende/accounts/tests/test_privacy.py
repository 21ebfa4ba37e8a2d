# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of privacy: one's own data, the end of the account, the record of processing."""

from __future__ import annotations

import csv
import json
import time
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from allmende.accounts.models import Membership, MembershipState, Organisation, OrganisationKind, User
from allmende.accounts.services import create_account
from allmende.accounts.services.privacy import LastManagerError, LastOperatorError, erase_account
from allmende.core import personal_data
from allmende.core.models import AuditEntry

if TYPE_CHECKING:
    from typing import Any

pytestmark = pytest.mark.django_db
PASSWORD = "ein sehr langes Kennwort"
WORD = {"word": "löschen"}
SCRIPT = "<script>alert(1)</script>"


def account(email: str = "anna@example.org", name: str = "Anna Beispiel", **fields: Any) -> User:
    return create_account(email=email, password=PASSWORD, name=name, by=None, **fields)


def managed_by(user: User, name: str = "Stadtwerke") -> Organisation:
    organisation = Organisation.objects.create(name=name, kind=OrganisationKind.OTHER, confirmed_at=timezone.now())
    Membership.objects.create(user=user, organisation=organisation, state=MembershipState.ACTIVE, is_manager=True)
    return organisation


@pytest.fixture
def anna() -> User:
    return account()


@pytest.fixture
def visitor(client: Client, anna: User) -> Client:
    """Anna, who has just given her password."""
    return signed_in(client, anna)


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    return client


@pytest.mark.parametrize("name", ["own_data", "own_data_json", "erase"])
def test_the_password_is_asked_for_again(client: Client, anna: User, name: str) -> None:
    client.force_login(anna)
    response = client.get(reverse(f"accounts:{name}"))
    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_the_page_shows_everything_and_no_secret(visitor: Client, anna: User) -> None:
    managed_by(anna, SCRIPT)
    page = visitor.get(reverse("accounts:own_data"))
    text = page.content.decode()
    assert "anna@example.org" in text
    assert SCRIPT not in text
    assert "&lt;script&gt;" in text
    assert anna.password not in text
    assert "no-store" in page.headers["Cache-Control"]


def test_the_file_has_every_holder_in_it(visitor: Client, anna: User) -> None:
    response = visitor.get(reverse("accounts:own_data_json"))
    data = json.loads(response.content)
    assert response.headers["Content-Disposition"] == 'attachment; filename="meine-daten.json"'
    expected = {key for holder in personal_data.holders() for key in holder.export(anna)}
    assert expected < set(data)
    assert {holder.name for holder in personal_data.holders()} == {
        "accounts", "barcamps", "content", "cooperation", "core", "events", "funding", "library", "moderation",
        "surveys",
    }  # fmt: skip
    assert data["Konto"]["E-Mail-Adresse"] == "anna@example.org"
    assert anna.password not in response.content.decode()


def test_the_data_of_others_are_not_in_it(visitor: Client) -> None:
    account("otto@example.org", "Otto Ohnesorg")
    assert "otto@example.org" not in visitor.get(reverse("accounts:own_data_json")).content.decode()


def test_the_page_costs_a_fixed_number_of_queries(
    visitor: Client, anna: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        managed_by(anna, f"Organisation {number}")
    with django_assert_max_num_queries(50):
        visitor.get(reverse("accounts:own_data"))


def test_looking_at_the_page_deletes_nothing(visitor: Client) -> None:
    page = visitor.get(reverse("accounts:erase"), WORD)
    assert page.status_code == 200
    assert visitor.head(reverse("accounts:erase")).status_code == 200
    assert User.objects.filter(email="anna@example.org").exists()


@pytest.mark.parametrize("word", ["", "loeschen", "ja", "delete", SCRIPT, "löschen bitte"])
def test_without_the_word_nothing_is_deleted(visitor: Client, word: str) -> None:
    page = visitor.post(reverse("accounts:erase"), {"word": word})
    assert page.status_code == 422
    assert SCRIPT not in page.content.decode()
    assert User.objects.filter(email="anna@example.org").exists()


@pytest.mark.parametrize("word", ["löschen", " LÖSCHEN ", "„löschen“"])
def test_with_the_word_the_account_goes(visitor: Client, word: str) -> None:
    response = visitor.post(reverse("accounts:erase"), {"word": word})
    assert response.headers["Location"] == reverse("accounts:erased")
    assert not User.objects.filter(email="anna@example.org").exists()
    assert visitor.get(reverse("accounts:erased")).status_code == 200
    again = visitor.post(reverse("accounts:erase"), WORD)
    assert again.status_code == 302
    assert AuditEntry.objects.filter(verb="account.erased").count() == 1


def test_a_forged_form_deletes_nothing(anna: User) -> None:
    strict = signed_in(Client(enforce_csrf_checks=True), anna)
    assert strict.post(reverse("accounts:erase"), WORD).status_code == 403
    assert User.objects.filter(pk=anna.pk).exists()


def test_nobody_deletes_another_account_by_naming_it(visitor: Client) -> None:
    other = account("otto@example.org", "Otto Ohnesorg")
    visitor.post(reverse("accounts:erase"), {**WORD, "user": other.pk, "pk": other.pk, "email": other.email})
    assert User.objects.filter(pk=other.pk).exists()


def test_the_last_manager_is_asked_what_becomes_of_the_organisation(visitor: Client, anna: User) -> None:
    organisation = managed_by(anna)
    address = reverse("accounts:erase")
    assert "Stadtwerke" in visitor.get(address).content.decode()
    assert visitor.post(address, WORD).status_code == 422
    with pytest.raises(LastManagerError):
        erase_account(user=anna, by=anna)
    assert visitor.post(address, {**WORD, "leaves": "on"}).status_code == 302
    assert AuditEntry.objects.about(organisation).filter(verb="organisation.without_manager").exists()
    assert Organisation.objects.filter(pk=organisation.pk, deactivated_at=None).exists()


def test_with_another_manager_nothing_is_asked(visitor: Client, anna: User) -> None:
    organisation = managed_by(anna)
    other = account("otto@example.org", "Otto Ohnesorg")
    Membership.objects.create(user=other, organisation=organisation, state=MembershipState.ACTIVE, is_manager=True)
    assert visitor.post(reverse("accounts:erase"), WORD).status_code == 302


def test_the_last_operator_stays(client: Client) -> None:
    operator = account("betrieb@example.org", "Berta Betrieb", is_operator=True)
    with pytest.raises(LastOperatorError):
        erase_account(user=operator, by=operator)
    account("zwei@example.org", "Zwei", is_operator=True)
    erase_account(user=operator, by=operator)
    assert User.objects.filter(is_superuser=True).count() == 1


def test_only_the_person_and_operators_erase(anna: User) -> None:
    other = account("otto@example.org", "Otto Ohnesorg")
    with pytest.raises(PermissionDenied):
        erase_account(user=anna, by=other)
    operator = account("betrieb@example.org", "Berta Betrieb", is_operator=True)
    erase_account(user=anna, by=operator)
    assert AuditEntry.objects.get(verb="account.erased").actor == operator


def test_the_command_shows_first_and_then_erases(anna: User) -> None:
    out = StringIO()
    call_command("account_erase", "Anna@example.org", "--dry-run", stdout=out)
    assert "Protokoll: " in out.getvalue()
    assert User.objects.filter(pk=anna.pk).exists()
    managed_by(anna)
    with pytest.raises(CommandError, match="Stadtwerke"):
        call_command("account_erase", "anna@example.org", stdout=out)
    call_command("account_erase", "anna@example.org", "--leave-organisations", stdout=out)
    assert not User.objects.filter(pk=anna.pk).exists()
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("account_erase", "anna@example.org", stdout=out)


def test_the_record_of_processing_is_public_and_complete(client: Client) -> None:
    page = client.get(reverse("accounts:processings"))
    text = page.content.decode()
    for processing in personal_data.processings():
        assert str(processing.label) in text
        assert set(processing.rules) <= {rule.key for rule in personal_data.rules()}
    assert "nicht angegeben" in text
    assert reverse("accounts:processings") in client.get(reverse("accounts:erased")).content.decode()


def test_every_rule_stands_in_the_record() -> None:
    named = {key for processing in personal_data.processings() for key in processing.rules}
    assert {rule.key for rule in personal_data.rules()} == named


def test_the_record_as_files(client: Client) -> None:
    data = client.get(reverse("accounts:processings_export", args=["json"])).json()
    assert data["responsible"] == {"body": None, "email": None}
    assert len(data["processings"]) == len(personal_data.processings())
    body = client.get(reverse("accounts:processings_export", args=["csv"])).content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(body), delimiter=";"))
    assert len(rows) == len(personal_data.processings()) + 1
    assert len({len(row) for row in rows}) == 1
    assert client.get(reverse("accounts:processings_export", args=["exe"])).status_code == 404
