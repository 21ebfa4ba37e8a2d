# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The page about the API for people: what can be asked, with examples to copy, and where the files and feeds are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from allmende.api.asked import ASKED, CASE
from allmende.core.access import public
from allmende.core.outgoing import absolute
from allmende.funding import wording
from allmende.funding.engine.questions import Kind
from allmende.funding.names import open_names

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.funding.engine.questions import Question
    from allmende.funding.wording import Names

KINDS: Final = {
    Kind.COUNT: gettext_lazy("ganze Zahl"),
    Kind.MONEY: gettext_lazy("Euro"),
    Kind.PERCENT: gettext_lazy("Prozent"),
    Kind.YEARS: gettext_lazy("Jahre"),
    Kind.YES_NO: gettext_lazy("true oder false"),
    Kind.CHOICE: gettext_lazy("eines davon"),
    Kind.CHOICES: gettext_lazy("Liste aus diesen"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One answer that a check can hold, as the table shows it. ``options``: key and name; ``is_open``: German ones."""

    key: str
    label: str
    kind: str
    options: list[tuple[str, str]]
    is_open: bool


def _field(question: Question, names: Names) -> Field:
    keys = question.options or (tuple(names.get(question.key, {})) if question.kind is Kind.CHOICE else ())
    options = [(key, wording.option_label(question.key, key, names)) for key in keys]
    is_open = not question.options
    return Field(question.key, wording.question_label(question.key), str(KINDS[question.kind]), options, is_open)


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What another system can ask."""
    names = open_names()
    context = {
        "case": json.dumps(CASE, ensure_ascii=False, indent=1),
        "check_url": absolute(reverse("api:check")),
        "directives_url": absolute(reverse("api:directives")),
        "fields": [_field(question, names) for question in ASKED],
        "trail": [(_("Schnittstelle"), "")],
    }
    return render(request, "api/index.html", context)
