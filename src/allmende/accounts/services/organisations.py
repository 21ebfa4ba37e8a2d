# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes about organisations and who belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from allmende.accounts.models import Organisation
from allmende.core import audit

if TYPE_CHECKING:
    from allmende.accounts.models import User
    from allmende.territory.models import Territory


def create_organisation(
    *, name: str, kind: str, territory: Territory | None = None, seat: str = "", homepage: str = "", by: User | None
) -> Organisation:
    """Enter an organisation that the centre knows: a Zweckverband, a university. Its name exists only once."""
    organisation = Organisation(
        name=name, kind=kind, territory=territory, seat=seat, homepage=homepage, confirmed_at=timezone.now()
    )
    with transaction.atomic():
        organisation.full_clean()
        organisation.save()
        after = {"name": name, "kind": kind, "territory": territory.ars if territory else None}
        audit.record("organisation.created", organisation, by=by, after=after)
    return organisation
