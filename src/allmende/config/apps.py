# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Puts the parts together; installed for its commands."""

    name = "allmende.config"
    verbose_name = "Allmende"

    def ready(self) -> None:
        from allmende.config import checks  # noqa: F401 - registers them
