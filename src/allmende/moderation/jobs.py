# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What moderation does by itself."""

from __future__ import annotations

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from allmende.core import jobs
from allmende.moderation.models import Change, State
from allmende.moderation.services import hold, publish_due

logger = structlog.get_logger(__name__)


@jobs.every(minutes=3)
@task()
def publish_scheduled() -> None:
    """Publish the accepted changes whose time has come, each for itself; none is lost when one fails."""
    due = Change.objects.filter(state=State.SCHEDULED, publish_at__lte=timezone.now()).order_by("publish_at", "pk")
    for change in due:
        try:
            reason = publish_due(change=change)
        except Exception as error:
            logger.exception("change.not_published", change=change.pk, error=type(error).__name__)
            reason = _("Ein unerwarteter Fehler; der Betrieb findet ihn im Protokoll.")
            hold(change=change, reason=reason)
        if reason:
            logger.warning("change.held", change=change.pk)
