# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write of the accounts app. Other apps import from here."""

from allmende.accounts.services.organisations import create_organisation
from allmende.accounts.services.people import EDITORS_GROUP, LAND_EDITORS_GROUP, create_account, note_sign_in

__all__ = ["EDITORS_GROUP", "LAND_EDITORS_GROUP", "create_account", "create_organisation", "note_sign_in"]
