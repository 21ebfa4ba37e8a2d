# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende account erase``: the end of an account, for the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from allmende.accounts.models import User
from allmende.accounts.services.privacy import erase_account, places_of

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Erasure of one person."""

    help = "Ein Konto löschen und die Person aus allem nehmen, was bleibt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="E-Mail-Adresse des Kontos")
        parser.add_argument("--dry-run", action="store_true", help="nur zeigen, wo die Person steht; nichts löschen")
        parser.add_argument(
            "--leave-organisations",
            action="store_true",
            help="auch, wenn eine Organisation dadurch ohne Verwaltung bleibt",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("Dieses Konto gibt es nicht.")
        if options["dry_run"]:
            self._list("Name oder Adresse stehen hier (es wurde nichts gelöscht):", places_of(user=user))
            return
        try:
            done = erase_account(user=user, by=None, leaves_organisations=options["leave_organisations"])
        except ValidationError as refusal:
            raise CommandError(f"Nicht gelöscht. {' '.join(refusal.messages)}") from None
        self._list("Das Konto ist gelöscht. Ersetzt wurde außerdem:", done.replaced)

    def _list(self, title: str, numbers: dict[str, int]) -> None:
        self.stdout.write(title)
        for name, number in sorted(numbers.items()):
            self.stdout.write(f"  {name}: {number}")
        if not numbers:
            self.stdout.write("  nichts")
