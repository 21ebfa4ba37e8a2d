# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende account reset``: for somebody who has lost every second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from allmende.accounts.models import User
from allmende.accounts.services import remove_second_factors

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """The password stays; a new second factor is set up at the next sign-in."""

    help = "Alle zweiten Faktoren eines Kontos entfernen und seine Sitzungen beenden. Prüfen Sie vorher, wer fragt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="E-Mail-Adresse des Kontos")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("Dieses Konto gibt es nicht.")
        count = remove_second_factors(of=user, by=None)
        self.stdout.write(f"Entfernt: {count}. Alle Sitzungen sind beendet.")
