# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who took the log out of the portal is itself in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from allmende.core import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allmende.accounts.models import Organisation, User


def note_log_exported(*, organisation: Organisation | None, asked_for: Mapping[str, str], by: User) -> None:
    """``by`` has had a file of the log: that of ``organisation``, or (None) all of it, narrowed as ``asked_for``."""
    with transaction.atomic():
        after = {name: value[:100] for name, value in asked_for.items() if value}
        if organisation is None:
            audit.record("user.exported_log", by, by=by, after=after)
        else:
            audit.record("organisation.exported_log", organisation, by=by, organisation=organisation, after=after)
