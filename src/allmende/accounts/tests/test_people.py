# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Operators give and take roles, and lock accounts out: on pages and by ``allmende account roles``."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from allmende.accounts import rules, second_factor
from allmende.accounts.models import Membership, MembershipState, Organisation, User
from allmende.accounts.services import (
    DeskRole,
    create_account,
    deactivate_account,
    desk_role,
    set_portal_roles,
)
from allmende.accounts.tests.signing_in import SECRET, sign_in, signed_in
from allmende.content.services import prepare_editors_group
from allmende.core.models import AuditEntry
from allmende.territory.tests.factories import make_place

pytestmark = pytest.mark.django_db
LIST = "/betrieb/konten/"
QUERIES = 8


@pytest.fixture
def operator():
    return create_account(email="betrieb@example.org", password=SECRET, name="Bea Betrieb", is_operator=True, by=None)


@pytest.fixture
def rita():
    prepare_editors_group()
    return create_account(email="rita@example.org", password=SECRET, name="Rita Muster", by=None)


@pytest.fixture
def page(client, operator):
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def hesse():
    return make_place("06", "Hessen", "Land")


def anew(user):
    return User.objects.get(pk=user.pk)


def command(*arguments):
    out = io.StringIO()
    call_command("account_roles", *arguments, stdout=out)
    return out.getvalue()


def test_who_joins_the_desk_owes_a_second_factor(operator, rita, settings):
    settings.SECOND_FACTOR = "required"
    assert not second_factor.is_owed_by(anew(rita))
    set_portal_roles(user=rita, desk=DeskRole.FULL, is_operator=False, by=operator)
    assert second_factor.is_owed_by(anew(rita))


def test_the_page_gives_and_takes_the_desk(page, rita, hesse, operator):
    response = page.post(f"{LIST}{rita.pk}/", {"desk": "land", "areas": [hesse.pk]}, follow=True)
    assert "Die Rollen sind gespeichert." in response.content.decode()
    now = anew(rita)
    assert rules.is_desk(now)
    assert rules.desk_areas(now) == ("06",)
    assert not now.has_perm("wagtailadmin.access_admin")
    assert rules.answers_for(now, ["06535"])
    assert not rules.answers_for(now, ["07137"])
    entry = AuditEntry.objects.get(verb="user.roles_changed")
    assert entry.actor_id == operator.pk
    assert entry.before == {"desk": "keine", "areas": [], "is_operator": False}
    assert entry.after == {"desk": "land", "areas": ["06"], "is_operator": False}

    page.post(f"{LIST}{rita.pk}/", {"desk": "redaktion"})
    now = anew(rita)
    assert now.has_perm("wagtailadmin.access_admin")
    assert rules.desk_areas(now) == ()
    page.post(f"{LIST}{rita.pk}/", {"desk": "keine", "areas": [hesse.pk]})
    now = anew(rita)
    assert not rules.is_desk(now)
    assert list(now.desk_areas.all()) == []


def test_saving_the_same_leaves_no_trace(page, rita):
    response = page.post(f"{LIST}{rita.pk}/", {"desk": "keine"}, follow=True)
    assert "Es wurde nichts geändert." in response.content.decode()
    assert not AuditEntry.objects.filter(verb="user.roles_changed").exists()


def test_other_fields_and_other_groups_are_left_alone(page, rita):
    from_elsewhere = rita.groups.create(name="Anderes")
    data = {"desk": "keine", "is_staff": "on", "email": "x@example.org", "groups": "1", "is_active": ""}
    page.post(f"{LIST}{rita.pk}/", data)
    now = anew(rita)
    assert (now.email, now.is_staff, now.is_superuser, now.is_active) == ("rita@example.org", False, False, True)
    assert list(now.groups.all()) == [from_elsewhere]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"desk": "land"}, "für welche Gebiete"),
        ({"desk": "chefin"}, "chefin"),
        ({}, "Fehler: Rita Muster"),
        ({"desk": "land", "areas": ["999999"]}, "999999"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(page, rita, data, said):
    response = page.post(f"{LIST}{rita.pk}/", data)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert desk_role(anew(rita)) == DeskRole.NONE


def test_nobody_changes_the_own_roles(page, operator):
    response = page.post(f"{LIST}{operator.pk}/", {"desk": "keine"})
    assert response.status_code == 422
    assert anew(operator).is_superuser
    page.post(f"{LIST}{operator.pk}/sperren/")
    assert anew(operator).is_active


def test_only_operators_may(rita, operator):
    with pytest.raises(PermissionDenied):
        set_portal_roles(user=rita, desk=DeskRole.FULL, is_operator=True, by=rita)
    with pytest.raises(PermissionDenied):
        deactivate_account(user=operator, by=rita)


def test_one_operator_stays(operator):
    with pytest.raises(ValidationError):
        set_portal_roles(user=operator, desk=DeskRole.NONE, is_operator=False, by=None)
    with pytest.raises(ValidationError):
        deactivate_account(user=operator, by=None)
    assert anew(operator).is_superuser


def test_who_lost_the_rights_meanwhile_gives_none(operator, rita):
    other = create_account(email="zwei@example.org", password=SECRET, is_operator=True, by=None)
    stale = anew(other)
    set_portal_roles(user=other, desk=DeskRole.NONE, is_operator=False, by=operator)
    with pytest.raises(PermissionDenied):
        set_portal_roles(user=rita, desk=DeskRole.NONE, is_operator=True, by=stale)
    assert not anew(rita).is_superuser


def test_who_is_locked_out_is_out_at_once_and_comes_back(page, rita):
    browser = Client()
    sign_in(browser, rita.email)
    assert browser.get("/konto/").status_code == 200
    page.post(f"{LIST}{rita.pk}/sperren/")
    assert browser.get("/konto/").status_code == 302
    again = Client()
    sign_in(again, rita.email)
    assert not signed_in(again)
    assert rita.email in page.get(f"{LIST}?wer=gesperrt").content.decode()
    page.post(f"{LIST}{rita.pk}/freigeben/")
    sign_in(again, rita.email)
    assert signed_in(again)
    assert AuditEntry.objects.filter(verb__in=["user.deactivated", "user.reactivated"]).count() == 2


def test_an_organisation_without_manager_is_named(page, rita):
    organisation = Organisation.objects.create(name="VG Mendig", confirmed_at="2026-01-01T00:00Z")
    Membership.objects.create(
        user=rita, organisation=organisation, is_manager=True, state=MembershipState.ACTIVE,
        decided_at="2026-01-01T00:00Z",
    )  # fmt: skip
    response = page.post(f"{LIST}{rita.pk}/sperren/", follow=True)
    assert "Ohne Verwaltung sind jetzt: VG Mendig." in response.content.decode()
    assert AuditEntry.objects.get(verb="organisation.without_manager").object_id == str(organisation.pk)


def test_the_list_finds_and_filters(page, rita, operator):
    assert rita.email in page.get(f"{LIST}?q=muster").content.decode()
    assert rita.email not in page.get(f"{LIST}?q=niemand").content.decode()
    assert rita.email not in page.get(f"{LIST}?wer=betrieb").content.decode()
    set_portal_roles(user=rita, desk=DeskRole.FULL, is_operator=False, by=operator)
    assert rita.email in page.get(f"{LIST}?wer=redaktion").content.decode()
    assert rita.email in page.get(f"{LIST}?wer=unsinn").content.decode()


def test_names_are_text(page):
    create_account(email="boese@example.org", password=SECRET, name="<script>alert(1)</script>", by=None)
    assert "<script>alert" not in page.get(LIST).content.decode()


def test_the_list_asks_the_same_however_many_there_are(page, rita, django_assert_num_queries):
    page.get(LIST)
    with django_assert_num_queries(QUERIES):
        page.get(LIST)
    for number in range(20):
        account = create_account(email=f"a{number}@example.org", password=SECRET, groups=["Redaktion"], by=None)
        account.desk_areas.add(make_place(f"{number + 10:02}", f"Land {number}", "Land"))
    with django_assert_num_queries(QUERIES):
        page.get(LIST)


def test_the_command_shows_gives_and_takes(rita, hesse, operator):
    assert "Keine Redaktion" in command(rita.email)
    assert not AuditEntry.objects.filter(verb="user.roles_changed").exists()
    assert "Hessen [06]" in command("RITA@example.org", "--desk-of", "06")
    assert rules.desk_areas(anew(rita)) == ("06",)
    assert "Betrieb: ja" in command(rita.email, "--operator")
    assert desk_role(anew(rita)) == DeskRole.OF_LAND  # what is not named stays
    command(rita.email, "--no-operator", "--no-desk")
    assert (anew(rita).is_superuser, desk_role(anew(rita))) == (False, DeskRole.NONE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["niemand@example.org", "--desk"], "gibt es nicht"),
        (["rita@example.org", "--desk-of", "06", "77"], "77"),
        (["betrieb@example.org", "--no-operator"], "letzte Konto"),
    ],
)
def test_the_command_refuses(rita, hesse, operator, arguments, said):
    with pytest.raises(CommandError, match=said):
        command(*arguments)
    assert desk_role(anew(rita)) == DeskRole.NONE


def test_operators_find_accounts_in_one_place_only(page):
    """Wagtail's own pages for accounts would write past the log."""
    for address in ("/redaktion/users/", "/redaktion/users/new/", "/redaktion/users/edit/1/"):
        assert page.get(address).headers["Location"] == LIST
