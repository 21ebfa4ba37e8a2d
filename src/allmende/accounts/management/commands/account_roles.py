# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende account roles``: who belongs to the desk, and where; who operates the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from allmende.accounts.models import User
from allmende.accounts.services import DeskRole, desk_role, set_portal_roles
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.management.base import CommandParser


def territories(keys: Iterable[str]) -> list[Territory]:
    """The areas with these ARS; an unknown one is an error."""
    wanted = set(keys)
    found = list(Territory.objects.filter(ars__in=wanted).order_by("ars"))
    if missing := wanted - {area.ars for area in found}:
        raise CommandError(f"Diese Schlüssel kennt das Portal nicht: {', '.join(sorted(missing))}")
    return found


class Command(BaseCommand):
    """Without an option it says what the account may do now; what is not named stays."""

    help = "Rollen eines Kontos zeigen oder ändern. Ohne Option wird nur gezeigt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="E-Mail-Adresse des Kontos")
        desk = parser.add_mutually_exclusive_group()
        desk.add_argument("--desk", action="store_true", help="Redaktion, überall, mit redaktionellen Seiten")
        desk.add_argument(
            "--desk-of", nargs="+", metavar="ARS", help="Redaktion nur für diese Gebiete, zum Beispiel 06 für Hessen"
        )
        desk.add_argument("--no-desk", action="store_true", help="nicht mehr Redaktion")
        operator = parser.add_mutually_exclusive_group()
        operator.add_argument("--operator", action="store_true", help="darf alles verwalten")
        operator.add_argument("--no-operator", action="store_true", help="darf nicht mehr alles verwalten")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("Dieses Konto gibt es nicht.")
        role, areas = desk_role(user), list(user.desk_areas.order_by("ars"))
        if options["desk"] or options["no_desk"]:
            role, areas = DeskRole.FULL if options["desk"] else DeskRole.NONE, []
        elif options["desk_of"]:
            role, areas = DeskRole.OF_LAND, territories(options["desk_of"])
        is_operator = (user.is_superuser or options["operator"]) and not options["no_operator"]
        try:
            set_portal_roles(user=user, desk=role, areas=areas, is_operator=is_operator, by=None)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        self._show(User.objects.get(pk=user.pk))

    def _show(self, user: User) -> None:
        self.stdout.write(f"{user.email}{'' if user.is_active else ' (gesperrt)'}")
        self.stdout.write(f"  Betrieb: {'ja' if user.is_superuser else 'nein'}")
        self.stdout.write(f"  Redaktion: {desk_role(user).label}")
        areas = ", ".join(f"{area.name} [{area.ars}]" for area in user.desk_areas.order_by("ars"))
        if areas:
            self.stdout.write(f"  nur für: {areas}")
