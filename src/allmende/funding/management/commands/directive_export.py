# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende directive export KEY``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from allmende.funding.files.reading import DirectiveFileError, read
from allmende.funding.files.writing import as_content, to_json, to_yaml
from allmende.funding.models import Directive

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Gibt eine Fassung einer Förderrichtlinie als Datei aus, so wie sie sich wieder einlesen lässt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "key", nargs="?", metavar="SCHLÜSSEL", help="Schlüssel der Fassung; ohne ihn: welche es gibt"
        )
        parser.add_argument("--json", action="store_true", help="JSON statt YAML")

    def handle(self, *, key: str | None, json: bool, **_options: Any) -> None:
        directives = Directive.objects.select_related("profile__programme")
        if key is None:
            for each in directives.order_by("key"):
                self.stdout.write(f"{each.key}  {each.title} ({each.get_state_display()})")
            return
        directive = directives.filter(key=key).first()
        if directive is None:
            raise CommandError(f"Eine Fassung „{key}“ gibt es nicht. Welche es gibt: allmende directive export")
        try:
            text = read(directive.content)
        except DirectiveFileError as error:
            raise CommandError(f"Die Fassung lässt sich nicht lesen:\n{error}") from None
        content = as_content(text, programme=directive.profile.programme.slug)
        self.stdout.write(to_json(content) if json else to_yaml(content), ending="")
