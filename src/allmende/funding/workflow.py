# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The states of a version of a directive as a table: which step leads from where to where, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from allmende.funding.models import DirectiveState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``other_eyes``: by another person than the one who submitted. ``needs_reason``: with a reason."""

    key: str
    label: _StrPromise
    sources: tuple[DirectiveState, ...]
    target: DirectiveState
    other_eyes: bool = False
    needs_reason: bool = False


STEPS: Final = {
    step.key: step
    for step in (
        Step("submit", _("Zur Freigabe geben"), (DirectiveState.DRAFT,), DirectiveState.SUBMITTED),
        Step(
            "return",
            _("Zurück in Bearbeitung"),
            (DirectiveState.SUBMITTED,),
            DirectiveState.DRAFT,
            needs_reason=True,
        ),
        Step("release", _("Freigeben"), (DirectiveState.SUBMITTED,), DirectiveState.RELEASED, other_eyes=True),
        Step("withdraw", _("Zurückziehen"), (DirectiveState.RELEASED,), DirectiveState.WITHDRAWN, needs_reason=True),
    )
}


def steps_from(state: str) -> list[Step]:
    """The steps that can be taken now, in the order of the table."""
    return [step for step in STEPS.values() if state in step.sources]
