# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende account create``: the first operator of an installation, and whoever else gets an account by hand."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from allmende.accounts.models import User
from allmende.accounts.services import EDITORS_GROUP, create_account

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """An account whose e-mail address needs no code: whoever runs this vouches for it."""

    help = "Ein Konto anlegen. Das Passwort wird gefragt; bei --no-input steht es in der Standardeingabe."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="E-Mail-Adresse; sie ist zugleich der Anmeldename")
        parser.add_argument("--name", default="", help="Vor- und Nachname")
        parser.add_argument("--operator", action="store_true", help="darf alles verwalten")
        parser.add_argument("--editor", action="store_true", help=f"gehört zur Gruppe „{EDITORS_GROUP}“")
        parser.add_argument("--no-input", action="store_true", help="nichts fragen")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError("Das ist keine E-Mail-Adresse.") from None
        if User.objects.filter(email=email).exists():
            raise CommandError("Dieses Konto gibt es schon.")
        password = input() if options["no_input"] else self._ask()
        try:
            validate_password(password, User(email=email, name=options["name"]))
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        create_account(
            email=email,
            password=password,
            name=options["name"],
            groups=[EDITORS_GROUP] if options["editor"] else [],
            is_operator=options["operator"],
            by=None,
        )
        self.stdout.write(f"Das Konto {email} ist angelegt.")
        if settings.SECOND_FACTOR == "required" and (options["operator"] or options["editor"]):
            self.stdout.write("Nach der ersten Anmeldung wird ein zweiter Faktor eingerichtet; vorher geht nichts.")

    def _ask(self) -> str:
        password = getpass.getpass("Passwort: ")
        if getpass.getpass("Noch einmal: ") != password:
            raise CommandError("Die Passwörter sind verschieden.")
        return password
