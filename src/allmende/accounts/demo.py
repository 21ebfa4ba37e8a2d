# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Accounts of the demo. Their password is published, so they exist only where ``settings.DEMO`` says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Membership, MembershipState, Organisation, OrganisationKind, Role, User
from allmende.accounts.services import EDITORS_GROUP, LAND_EDITORS_GROUP, create_account
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PASSWORD = "allmende-demo-2026"  # noqa: S105 - published on the sign-in page of the demo


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account of the demo and what it is for; ``heading`` is what it stands under on the sign-in page.

    ``acts_for`` names a territory by its ARS, ``areas`` limit a desk.
    """

    email: str
    name: str
    purpose: _StrPromise
    heading: _StrPromise | str
    groups: tuple[str, ...] = ()
    is_operator: bool = False
    areas: tuple[str, ...] = ()
    acts_for: str = ""
    roles: frozenset[Role] = frozenset()


def _members_of(key: str, ars: str, name: str) -> tuple[DemoAccount, ...]:
    """One account per role for the administration of one municipality."""
    texts = {
        Role.EDITOR: ("bearbeitung", _("für {name} eintragen und pflegen")),
        Role.SIGNATORY: ("zeichnung", _("für {name} zeichnen")),
        Role.MANAGER: ("verwaltung", _("für {name} Mitglieder verwalten")),
    }
    return tuple(
        DemoAccount(
            f"{word}.{key}@example.org",
            f"{role.label} {name} (Beispiel)",
            format_lazy(purpose, name=name),
            name,
            acts_for=ars,
            roles=frozenset({role}),
        )
        for role, (word, purpose) in texts.items()
    )


ACCOUNTS = (
    DemoAccount(
        "buergerin@example.org",
        "Bürgerin (Beispiel)",
        _("Konto ohne Organisation; kann um Aufnahme bitten"),
        _("Bürgerinnen und Bürger"),
    ),
    *_members_of("mendig", "071375004", "VG Mendig"),
    *_members_of("herxheim", "073375004", "VG Herxheim"),
    *_members_of("donnersberg", "07333", "Donnersbergkreis"),
    DemoAccount(
        "redaktion@example.org",
        "Redaktion (Beispiel)",
        _("Beiträge prüfen, Seiten und Steckbriefe bearbeiten"),
        _("Redaktion und Betrieb"),
        groups=(EDITORS_GROUP,),
    ),
    DemoAccount(
        "redaktion.hessen@example.org",
        "Redaktion Hessen (Beispiel)",
        _("Beiträge prüfen, nur für Hessen"),
        _("Redaktion und Betrieb"),
        groups=(LAND_EDITORS_GROUP,),
        areas=("06",),
    ),
    DemoAccount(
        "betrieb@example.org",
        "Betrieb (Beispiel)",
        _("alles verwalten"),
        _("Redaktion und Betrieb"),
        is_operator=True,
    ),
)


def load_demo_users() -> int:
    """Make the accounts of the demo that are missing, with what they act for; returns how many were made.

    The organisations carry „(Beispiel)“ in their names: the real administrations have not signed up.
    Refuses outside the demo.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo accounts have a published password and belong to the demo only.")
    missing = [account for account in ACCOUNTS if not User.objects.filter(email=account.email).exists()]
    for account in missing:
        user = create_account(
            email=account.email,
            password=PASSWORD,
            name=account.name,
            groups=account.groups,
            is_operator=account.is_operator,
            by=None,
        )
        user.desk_areas.set(Territory.objects.filter(ars__in=account.areas))
        territory = Territory.objects.filter(ars=account.acts_for).first()
        if territory is not None:
            Membership.objects.create(
                user=user,
                organisation=_organisation_of(territory),
                state=MembershipState.ACTIVE,
                decided_at=timezone.now(),
                **{f"is_{role}": role in account.roles for role in Role},
            )
    return len(missing)


def _organisation_of(territory: Territory) -> Organisation:
    """The administration of ``territory`` as the demo plays it."""
    name = territory.name if territory.kind in territory.name else f"{territory.kind} {territory.name}"
    return Organisation.objects.get_or_create(
        name=f"{name} (Beispiel)",
        defaults={
            "kind": OrganisationKind.MUNICIPALITY,
            "territory": territory,
            "confirmed_at": timezone.now(),
            "mail_domain": "example.org",
        },
    )[0]
