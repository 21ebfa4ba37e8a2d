# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the address of somebody who asks to join says about belonging to the organisation: a hint, never proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from allmende.accounts.models import Organisation, User


@dataclass(frozen=True, slots=True)
class DomainHint:
    """In words and as the kind of badge that shows it."""

    text: str
    badge: str


def domain_hint(organisation: Organisation, user: User) -> DomainHint:
    domain = organisation.mail_domain.lower()
    if not domain:
        return DomainHint(_("Keine Domain hinterlegt"), "")
    own = user.email.rpartition("@")[2].lower()
    if own == domain or own.endswith(f".{domain}"):
        return DomainHint(_("Adresse passt zur amtlichen Domain %(domain)s") % {"domain": domain}, "success")
    return DomainHint(_("Adresse passt nicht zur amtlichen Domain %(domain)s") % {"domain": domain}, "warning")
