# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Where a cooperation stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a cooperation stands, from the idea to its end."""

    IDEA = "idea", _("Idee")
    PLANNED = "planned", _("in Planung")
    STARTING = "starting", _("im Aufbau")
    RUNNING = "running", _("läuft")
    ENDED = "ended", _("beendet")
    FAILED = "failed", _("gescheitert")
    UNKNOWN = "unknown", _("Stand unbekannt")
