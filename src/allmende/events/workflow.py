# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The states of an event as a table: which step leads from where to where, and what it is called.

An event is published with the first step out of draft. Sessions are cancelled one by one or with their event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from allmende.events.models import EventState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from one of ``sources`` to ``target``. ``needs_reason``: those concerned are told why."""

    key: str
    label: _StrPromise
    sources: tuple[EventState, ...]
    target: EventState
    needs_reason: bool = False


STEPS: Final = {
    step.key: step
    for step in (
        Step("announce", _("Termin ankündigen"), (EventState.DRAFT,), EventState.SAVE_THE_DATE),
        Step(
            "open",
            _("Anmeldung öffnen"),
            (EventState.DRAFT, EventState.SAVE_THE_DATE, EventState.CLOSED),
            EventState.OPEN,
        ),
        Step(
            "list",
            _("Ohne Anmeldung veröffentlichen"),
            (EventState.DRAFT, EventState.SAVE_THE_DATE),
            EventState.CLOSED,
        ),
        Step("close", _("Anmeldung schließen"), (EventState.OPEN,), EventState.CLOSED),
        Step("hold", _("Als durchgeführt vermerken"), (EventState.OPEN, EventState.CLOSED), EventState.HELD),
        Step(
            "cancel",
            _("Absagen"),
            (EventState.SAVE_THE_DATE, EventState.OPEN, EventState.CLOSED),
            EventState.CANCELLED,
            needs_reason=True,
        ),
        Step("retract", _("Zurück in den Entwurf"), (EventState.SAVE_THE_DATE,), EventState.DRAFT),
    )
}


def steps_from(state: str) -> list[Step]:
    """The steps that can be taken now, in the order of the table."""
    return [step for step in STEPS.values() if state in step.sources]
