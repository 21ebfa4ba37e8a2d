# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende check``: Django's checks, and whether database, jobs and map are in order."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import check

from allmende.core import health, jobs


class Command(check.Command):
    help = "Prüft die Einstellungen und den Zustand des Portals."

    def handle(self, *app_labels: Any, **options: Any) -> None:
        super().handle(*app_labels, **options)
        if app_labels or options["tags"] or options["list_tags"]:
            return
        found = health.examine()
        for name, wrong in found.items():
            self.stdout.write(f"{name:12}{wrong or 'ok'}")
        if not found["database"] and not found["migrations"]:
            state = jobs.state()
            self.stdout.write(
                f"{'':12}{state.waiting} waiting, {state.failed_today} failed in 24 h, {state.workers} workers"
            )
        if any(found.values()):
            raise CommandError("Das Portal ist nicht bereit.", returncode=2)
