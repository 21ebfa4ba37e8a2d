# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The steps a change can take: from where, to where, who, and what it is called for those who take it.

One table; ``services.take_step`` is the only one that changes a state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from allmende.moderation.models import State
from allmende.moderation.rules import Who

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise

    from allmende.moderation.kinds import Problem

__all__ = [
    "STEPS",
    "ConflictError",
    "MissingObjectError",
    "NotReadyError",
    "Step",
    "StepRefusedError",
    "StepTakenError",
    "Who",
]


class StepRefusedError(ValidationError):
    """A step cannot be taken now; the message says why in words. Nothing has changed."""


class StepTakenError(StepRefusedError):
    """Somebody else was faster: the change is no longer what the person saw when deciding."""


class NotReadyError(StepRefusedError):
    """The content has problems, so it can neither be submitted nor published."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = list(problems)


class ConflictError(StepRefusedError):
    """The live object has changed in the same ``parts``; somebody must say for each which side counts."""

    def __init__(self, message: str, parts: Sequence[str]) -> None:
        super().__init__(message)
        self.parts = list(parts)


class MissingObjectError(StepRefusedError):
    """The live object that was to be changed is gone."""


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    sources: frozenset[State]
    target: State
    who: frozenset[Who]
    label: _StrPromise
    done: _StrPromise
    """What the log says afterwards."""
    needs_comment: bool = False


def _step(
    name: str,
    sources: set[State],
    target: State,
    who: set[Who],
    label: _StrPromise,
    done: _StrPromise,
    *,
    needs_comment: bool = False,
) -> Step:
    return Step(name, frozenset(sources), target, frozenset(who), label, done, needs_comment)


STEPS: Final = {
    step.name: step
    for step in (
        _step(
            "submit",
            {State.DRAFT, State.RETURNED},
            State.SUBMITTED,
            {Who.ORGANISATION},
            _("Einreichen"),
            _("eingereicht"),
        ),
        _step("take_back", {State.SUBMITTED}, State.DRAFT, {Who.ORGANISATION}, _("Zurückholen"), _("zurückgeholt")),
        _step(
            "discard",
            {State.DRAFT, State.RETURNED},
            State.DISCARDED,
            {Who.ORGANISATION},
            _("Verwerfen"),
            _("verworfen"),
        ),
        _step(
            "return",
            {State.SUBMITTED, State.SCHEDULED},
            State.RETURNED,
            {Who.DESK},
            _("Zurückgeben"),
            _("zurückgegeben"),
            needs_comment=True,
        ),
        _step(
            "accept",
            {State.SUBMITTED, State.SCHEDULED},
            State.ACCEPTED,
            {Who.DESK, Who.PORTAL},
            _("Annehmen und veröffentlichen"),
            _("angenommen und veröffentlicht"),
        ),
        _step(
            "schedule",
            {State.SUBMITTED},
            State.SCHEDULED,
            {Who.DESK},
            _("Annehmen und später veröffentlichen"),
            _("angenommen, erscheint später"),
        ),
        _step(
            "decline",
            {State.SUBMITTED, State.SCHEDULED},
            State.DECLINED,
            {Who.DESK},
            _("Ablehnen"),
            _("abgelehnt"),
            needs_comment=True,
        ),
        _step(
            "unschedule",
            {State.SCHEDULED},
            State.SUBMITTED,
            {Who.DESK},
            _("Termin aufheben"),
            _("Termin aufgehoben, wieder in der Prüfung"),
        ),
        _step(
            "hold",
            {State.SCHEDULED},
            State.SUBMITTED,
            {Who.PORTAL},
            _("Anhalten"),
            _("konnte nicht erscheinen, wieder in der Prüfung"),
            needs_comment=True,
        ),
    )
}
