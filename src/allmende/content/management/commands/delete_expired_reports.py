"""Delete reports of barriers whose time of keeping is over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from allmende.content.services import delete_expired_reports


class Command(BaseCommand):
    help = "Löscht gemeldete Barrieren, deren Aufbewahrungsfrist abgelaufen ist. Einmal am Tag ausführen."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{delete_expired_reports()} Meldungen gelöscht.")
