# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Give a new portal what it begins with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from allmende.config.demo import BASICS
from allmende.territory.models import Territory


class Command(BaseCommand):
    help = (
        "Legt Rechtsformen, Themenfelder, Förderprogramme mit ihren Richtlinien, die Rechte der Redaktion und die "
        "ersten Seiten an. Darf wiederholt werden: Was die Redaktion geändert oder gelöscht hat, bleibt, wie es ist."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not Territory.objects.exists():
            raise CommandError("Rechtsformen gehören zu Ländern. Bitte zuerst: allmende territory import")
        for part in BASICS:
            self.stdout.write(f"{part.label} …")
            part.load()
        self.stdout.write("Fertig. Wer zur Redaktion gehört: /betrieb/konten/ oder „allmende account roles“.")
