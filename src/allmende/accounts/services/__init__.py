# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write of the accounts app. Other apps import from here."""

from allmende.accounts.rules import EDITORS_GROUP, LAND_EDITORS_GROUP
from allmende.accounts.services.audit_log import note_log_exported
from allmende.accounts.services.inbox import (
    choose_deliveries,
    delete_message,
    deliveries_of_person,
    mark_all_read,
    mark_read,
    unsubscribe,
)
from allmende.accounts.services.memberships import (
    DecidedError,
    LastManagerError,
    MembershipRefusedError,
    change_roles,
    confirm_membership,
    decline_membership,
    hand_over,
    leave,
    remove_member,
    request_membership,
    withdraw_request,
)
from allmende.accounts.services.merging import merge_organisations
from allmende.accounts.services.organisations import (
    OpenWorkError,
    OrganisationRefusedError,
    OrganisationValues,
    change_organisation,
    close_work,
    confirm_organisation,
    create_organisation,
    deactivate_organisation,
    hand_over_work,
    name_organisation,
    organisation_of,
    reactivate_organisation,
)
from allmende.accounts.services.people import create_account, note_sign_in
from allmende.accounts.services.portal_roles import (
    DeskRole,
    deactivate_account,
    desk_role,
    reactivate_account,
    set_portal_roles,
)
from allmende.accounts.services.sign_in import (
    delete_unconfirmed,
    end_session,
    end_sessions,
    forget_ended_sessions,
    note_security_event,
    remove_second_factors,
)

__all__ = [
    "EDITORS_GROUP",
    "LAND_EDITORS_GROUP",
    "DecidedError",
    "DeskRole",
    "LastManagerError",
    "MembershipRefusedError",
    "OpenWorkError",
    "OrganisationRefusedError",
    "OrganisationValues",
    "change_organisation",
    "change_roles",
    "choose_deliveries",
    "close_work",
    "confirm_membership",
    "confirm_organisation",
    "create_account",
    "create_organisation",
    "deactivate_account",
    "deactivate_organisation",
    "decline_membership",
    "delete_message",
    "delete_unconfirmed",
    "deliveries_of_person",
    "desk_role",
    "end_session",
    "end_sessions",
    "forget_ended_sessions",
    "hand_over",
    "hand_over_work",
    "leave",
    "mark_all_read",
    "mark_read",
    "merge_organisations",
    "name_organisation",
    "note_log_exported",
    "note_security_event",
    "note_sign_in",
    "organisation_of",
    "reactivate_account",
    "reactivate_organisation",
    "remove_member",
    "remove_second_factors",
    "request_membership",
    "set_portal_roles",
    "unsubscribe",
    "withdraw_request",
]
