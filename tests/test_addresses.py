# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every address of ours, opened by a visitor, by somebody with an account, and by an editor.

A new address without a line here fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.urls import get_resolver, reverse

from allmende.content.tests.factories import editor, stranger
from allmende.cooperation.tests.factories import make_alliance, make_cooperation, make_rhineland
from allmende.territory.tests.factories import make_map
from tests.test_consistency import patterns

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import Settings


class Status(NamedTuple):
    visitor: int
    account: int
    editor: int


OPEN = Status(200, 200, 200)
MEMBER = Status(302, 200, 200)
"""For whoever is signed in."""
DESK = Status(302, 404, 200)
DESK_POST = Status(302, 405, 405)
"""Steps are taken by POST; their tests are those of the desk."""
REDIRECT = Status(302, 302, 302)
MISSING = Status(404, 404, 404)
OTHERS = Status(302, 404, 404)
"""What belongs to an organisation that none of these acts for."""

SLUG = {"slug": "gemeinsame-bussgeldstelle"}
ALLIANCE = {"slug": "ikz-eifel"}
EXPECTED: dict[str, tuple[dict[str, Any], Status]] = {
    "account_login": ({}, Status(200, 302, 302)),
    "account_logout": ({}, Status(405, 405, 405)),
    "account_signup": ({}, Status(200, 302, 302)),
    "account_email_verification_sent": ({}, REDIRECT),  # only after a sign-up or a change
    "account_reauthenticate": ({}, MEMBER),
    "account_email": ({}, MEMBER),
    "account_change_password": ({}, MEMBER),
    "account_set_password": ({}, REDIRECT),  # only without a password
    "account_reset_password": ({}, OPEN),
    "account_confirm_password_reset_code": ({}, REDIRECT),
    "account_complete_password_reset": ({}, REDIRECT),
    "account_password_reset_completed": ({}, OPEN),
    "mfa_index": ({}, MEMBER),
    "mfa_authenticate": ({}, REDIRECT),  # only after the password
    "mfa_reauthenticate": ({}, REDIRECT),  # without a second factor to the password
    "mfa_activate_totp": ({}, REDIRECT),  # first asks who is there
    "mfa_deactivate_totp": ({}, Status(302, 404, 404)),
    "mfa_view_recovery_codes": ({}, Status(302, 404, 404)),
    "mfa_generate_recovery_codes": ({}, REDIRECT),
    "mfa_download_recovery_codes": ({}, Status(302, 404, 404)),
    "mfa_list_webauthn": ({}, REDIRECT),
    "mfa_login_webauthn": ({}, REDIRECT),
    "mfa_add_webauthn": ({}, REDIRECT),
    "mfa_reauthenticate_webauthn": ({}, REDIRECT),
    "mfa_remove_webauthn": ({"pk": 1}, REDIRECT),
    "mfa_edit_webauthn": ({"pk": 1}, REDIRECT),
    "usersessions_list": ({}, MEMBER),
    "socialaccount_connections": ({}, MEMBER),
    "socialaccount_signup": ({}, REDIRECT),
    "openid_connect_login": ({"provider_id": "none"}, Status(405, 405, 405)),
    "openid_connect_callback": ({"provider_id": "none"}, MISSING),
    "accounts:dashboard": ({}, MEMBER),
    "accounts:session_end": ({"pk": 1}, DESK_POST),
    "accounts:session_end_others": ({}, DESK_POST),
    "accounts:own_data": ({}, REDIRECT),  # first asks who is there
    "accounts:own_data_json": ({}, REDIRECT),
    "accounts:erase": ({}, REDIRECT),
    "accounts:erased": ({}, OPEN),
    "accounts:processings": ({}, OPEN),
    "accounts:processings_export": ({"kind": "csv"}, OPEN),
    "accounts:retention": ({}, Status(302, 404, 404)),
    "accounts:inbox": ({}, MEMBER),
    "accounts:inbox_json": ({}, MEMBER),
    "accounts:inbox_read": ({}, Status(302, 405, 405)),
    "accounts:message": ({"pk": 1}, Status(302, 404, 404)),  # nobody has been told anything yet
    "accounts:message_delete": ({"pk": 1}, Status(302, 405, 405)),
    "accounts:deliveries": ({}, MEMBER),
    "accounts:unsubscribe": ({"token": "unsinn"}, MISSING),
    "accounts:audit_log": ({}, Status(302, 404, 404)),  # for operators
    "accounts:audit_log_export": ({"kind": "csv"}, Status(302, 404, 404)),
    "accounts:acting": ({}, MEMBER),
    "accounts:organisations": ({}, MEMBER),
    "accounts:join": ({}, MEMBER),
    "accounts:organisation": ({"pk": 1}, Status(302, 404, 404)),  # there is none; who sees which is tested there
    "accounts:membership_decide": ({"pk": 1}, Status(302, 404, 404)),
    "accounts:membership_change": ({"pk": 1}, Status(302, 404, 404)),
    "accounts:membership_withdraw": ({"pk": 1}, DESK_POST),
    "accounts:membership_leave": ({"pk": 1}, Status(302, 404, 404)),
    "accounts:membership_hand_over": ({"pk": 1}, Status(302, 404, 404)),
    "accounts:desk_organisations": ({}, DESK),
    "accounts:desk_organisations_export": ({"kind": "csv"}, DESK),
    "accounts:desk_organisation_enter": ({}, DESK),
    "accounts:desk_organisation": ({"pk": 1}, Status(302, 404, 404)),
    "accounts:desk_organisation_change": ({"pk": 1}, Status(302, 404, 404)),
    "accounts:desk_organisation_confirm": ({"pk": 1}, DESK_POST),
    "accounts:desk_organisation_merge": ({"pk": 1}, Status(302, 404, 404)),
    "accounts:desk_organisation_deactivate": ({"pk": 1}, Status(302, 404, 404)),
    "accounts:desk_organisation_work": ({"pk": 1}, DESK_POST),
    "accounts:desk_organisation_reactivate": ({"pk": 1}, DESK_POST),
    "accounts:organisation_log": ({"pk": 1}, Status(302, 404, 404)),  # for its managers
    "accounts:organisation_log_export": ({"pk": 1, "kind": "csv"}, Status(302, 404, 404)),
    "territory:index": ({}, OPEN),
    "territory:search": ({}, OPEN),
    "territory:suggest": ({}, OPEN),
    "territory:facts": ({"ars": "07"}, OPEN),
    "territory:detail": ({"ars": "07", "slug": "rheinland-pfalz"}, OPEN),
    "cooperation:list": ({}, OPEN),
    "cooperation:export": ({"kind": "csv"}, OPEN),
    "cooperation:feed": ({}, OPEN),
    "cooperation:alliance_list": ({}, OPEN),
    "cooperation:alliance_detail": (ALLIANCE, OPEN),
    "cooperation:alliance_json": (ALLIANCE, OPEN),
    "cooperation:phases": ({}, OPEN),
    "cooperation:phases_csv": ({}, OPEN),
    "cooperation:figures": ({}, OPEN),
    "cooperation:figures_csv": ({"table": "laender"}, OPEN),
    "cooperation:detail": (SLUG, OPEN),
    "cooperation:json": (SLUG, OPEN),
    "cooperation:enter": ({}, DESK),
    "cooperation:change": (SLUG, DESK),
    "cooperation:publish": (SLUG, DESK_POST),
    "cooperation:withdraw": (SLUG, DESK_POST),
    "cooperation:confirm": (SLUG, DESK_POST),
    "cooperation:alliance_enter": ({}, DESK),
    "cooperation:alliance_change": (ALLIANCE, DESK),
    "cooperation:alliance_publish": (ALLIANCE, DESK_POST),
    "cooperation:alliance_withdraw": (ALLIANCE, DESK_POST),
    "cooperation:alliance_confirm": (ALLIANCE, DESK_POST),
    "map:index": ({}, OPEN),
    "map:counts": ({}, OPEN),
    "map:file": ({"version": "0", "name": "kreise.json"}, MISSING),
    "core:search": ({}, OPEN),
    "core:search_json": ({}, OPEN),
    "core:set_language": ({"code": "en"}, REDIRECT),
    "core:healthz": ({}, OPEN),
    "core:readyz": ({}, OPEN),
    "core:gallery": ({}, MISSING),  # only in the demo
    "core:robots": ({}, OPEN),
    "core:sitemap": ({}, OPEN),
    "core:security_txt": ({}, OPEN),
    "moderation:care": ({}, MEMBER),
    "moderation:care_desk": ({}, DESK),
    "moderation:care_confirm_several": ({}, DESK_POST),
    "moderation:care_confirm": ({"token": "gefaelscht"}, MISSING),
    "moderation:care_export": ({"kind": "csv"}, MEMBER),
    "moderation:care_desk_export": ({"kind": "json"}, DESK),
    "moderation:care_owner": ({"kind": "cooperation", "key": 99999}, OTHERS),
    "moderation:queue": ({}, DESK),
    "moderation:bulk_accept": ({}, DESK),
    "moderation:review_figures": ({}, DESK),
    "moderation:review_figures_export": ({"form": "csv"}, DESK),
    "moderation:review": ({"pk": 1}, OTHERS),  # nothing is submitted here
    "moderation:review_preview": ({"pk": 1}, OTHERS),
    "moderation:review_assign": ({"pk": 1}, Status(302, 404, 405)),
    "moderation:review_attachment": ({"pk": 1, "attachment_pk": 1}, OTHERS),
    "moderation:change_list": ({}, MEMBER),
    "moderation:change_list_json": ({}, MEMBER),
    "moderation:change_new": ({}, REDIRECT),  # nobody of these belongs to an organisation
    "moderation:change": ({"pk": 1}, OTHERS),
    "moderation:change_preview": ({"pk": 1}, OTHERS),
    "moderation:change_difference": ({"pk": 1}, OTHERS),
    "moderation:change_submit": ({"pk": 1}, DESK_POST),
    "moderation:change_take_back": ({"pk": 1}, DESK_POST),
    "moderation:change_discard": ({"pk": 1}, OTHERS),
    "moderation:change_note": ({"pk": 1}, DESK_POST),
    "moderation:change_attach": ({"pk": 1}, DESK_POST),
    "moderation:change_attachment": ({"pk": 1, "attachment": 1}, OTHERS),
    "moderation:change_detach": ({"pk": 1, "attachment": 1}, DESK_POST),
    "moderation:change_step": ({"pk": 1, "step": "thema"}, OTHERS),
    "moderation:hint_give": ({}, OPEN),
    "moderation:hint_thanks": ({}, OPEN),
    "moderation:hints": ({}, DESK),
    "moderation:hint_export": ({"kind": "csv"}, DESK),
    "moderation:hint": ({"pk": 1}, OTHERS),
    "moderation:hint_take_over": ({"pk": 1}, DESK_POST),
    "moderation:hint_give_back": ({"pk": 1}, DESK_POST),
    "moderation:hint_settle": ({"pk": 1}, DESK_POST),
    "content:announcements": ({}, OPEN),
    "content:announcement_rss": ({}, OPEN),
    "content:announcement_json": ({}, OPEN),
    "content:announcement": ({"slug": "gibt-es-nicht"}, MISSING),
    "content:announcement_withdraw": ({"slug": "gibt-es-nicht"}, DESK_POST),
    "content:news_feed": ({}, OPEN),
    "content:picture": ({"name": "none.png"}, MISSING),
    "content:barrier_report": ({}, OPEN),
    "content:barrier_reported": ({}, OPEN),
}


def our_addresses() -> list[str]:
    return [name for name, entry in patterns(get_resolver()) if entry.lookup_str.startswith("allmende.")]


def test_every_address_has_an_expectation() -> None:
    assert set(our_addresses()) == set(EXPECTED)


@pytest.fixture
def story(db: None, tmp_path: Path, settings: Settings) -> None:
    """A few places, one published cooperation and one alliance, a map."""
    settings.MAP_ROOT = tmp_path
    settings.SECURITY_CONTACT = "mailto:sicherheit@example.org"
    places = make_rhineland()
    make_cooperation("Gemeinsame Bußgeldstelle", *list(places.values())[-2:])
    make_alliance("IKZ Eifel", *list(places.values())[-2:])
    make_map()


@pytest.mark.parametrize("name", EXPECTED)
def test_address(name: str, story: None, client: Client) -> None:
    parameters, expected = EXPECTED[name]
    address = reverse(name, kwargs=parameters)
    found = [client.get(address).status_code]
    for person in (stranger(), editor()):
        client.force_login(person)
        found.append(client.get(address).status_code)
    assert Status(*found) == expected
