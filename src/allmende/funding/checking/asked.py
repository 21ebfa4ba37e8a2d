# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What was said of an alliance and its project, told again beside the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from allmende.funding import wording

if TYPE_CHECKING:
    from allmende.funding.engine.facts import Facts
    from allmende.funding.wording import Names


def asked(facts: Facts, names: Names = wording.NO_NAMES) -> list[tuple[str, str]]:
    """Label and value of every answer, in the order of the questions; who applies comes first."""
    lead = next((partner.name for partner in facts.partners if partner.key == facts.lead), "")
    rows = [(_("Federführung"), lead)] if lead else []
    answers = ((key, facts.answers[key]) for key in wording.in_order(facts.answers))
    return rows + [(wording.question_label(key), wording.answer_text(key, answer, names)) for key, answer in answers]
