# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a survey has shown: for each question how often what was answered, for groups that may be shown.

Only when it is closed. Texts are shown for everybody together, in random order, each question by itself.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.accounts.models import OrganisationKind
from allmende.core.charts import Bar, BarChart
from allmende.events.desk_access import name_of
from allmende.events.models import SCALE, ItemKind, Survey, SurveyBox
from allmende.events.survey_groups import EVERYBODY, Group, shown_groups

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allmende.events.models import Session, SurveyItem


@dataclass(frozen=True, slots=True)
class Sheet:
    """One filled-in sheet; ``values`` by the key of the question."""

    session: int
    kind: str
    values: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was answered. ``label`` is „4“, or the words of a choice."""

    label: str
    number: int


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What was answered to one question by one group, of which there are ``total``. Texts only of everybody."""

    item: SurveyItem
    total: int
    counts: tuple[Count, ...] = ()
    mean: Decimal | None = None
    texts: tuple[str, ...] = ()

    @property
    def display_mean(self) -> str:
        return "" if self.mean is None else str(number_format(round(self.mean, 1), decimal_pos=1))

    @property
    def chart(self) -> BarChart:
        told = ngettext("%(n)s Antwort", "%(n)s Antworten", self.total) % {"n": self.total}
        if self.mean is not None:
            told += ". " + _("Mittelwert: %(mean)s") % {"mean": self.display_mean}
        bars = [
            Bar(count.label, count.number, f"{count.number} ({round(100 * count.number / max(self.total, 1))} %)")
            for count in self.counts
        ]
        return BarChart(self.item.text, told + ".", _("Antworten"), bars)


def sheets_of(survey: Survey) -> list[Sheet]:
    """All sheets of a closed survey, none before.

    The row of the survey is taken first: who answers at this moment comes before, and nobody after.
    """
    with transaction.atomic():
        if not Survey.objects.select_for_update().get(pk=survey.pk).is_closed(timezone.now()):
            return []
        box = SurveyBox.objects.filter(survey=survey).first()
    return [Sheet(row["session"], row["kind"], row["values"]) for row in (box.sheets if box else [])]


def count_of(survey: Survey) -> int:
    """How many have answered so far."""
    return survey.tickets.count()


class Results:
    """The results of one survey; ``shown`` are the groups of each question that may be shown, by its key."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.items = list(survey.items.all())
        self.sheets = sheets_of(survey)
        self.shown: dict[int, list[Group]] = {}
        for item in self.items:
            groups = shown_groups([(sheet.session, sheet.kind) for sheet in self._answering(item)])
            self.shown[item.pk] = groups[:1] if item.kind == ItemKind.TEXT else groups

    def _answering(self, item: SurveyItem) -> list[Sheet]:
        return [sheet for sheet in self.sheets if str(item.pk) in sheet.values]

    @property
    def groups(self) -> list[Group]:
        """What can be filtered by: groups that are shown for at least one question, without everybody."""
        found = {group for groups in self.shown.values() for group in groups}
        return sorted(found - {EVERYBODY}, key=lambda group: (group.session or 0, group.kind or ""))

    def of(self, item: SurveyItem, group: Group = EVERYBODY) -> ItemResult | None:
        """None: it may not be shown. ``group`` may be of a session and of a kind, if both are shown."""
        asked = {EVERYBODY, Group(session=group.session), Group(kind=group.kind)}
        if not asked <= set(self.shown[item.pk]):
            return None
        if item.kind == ItemKind.TEXT and group != EVERYBODY:
            return None
        sheets = [sheet for sheet in self._answering(item) if group.holds((sheet.session, sheet.kind))]
        return _result(item, [sheet.values[str(item.pk)] for sheet in sheets])


def _result(item: SurveyItem, values: Sequence[int | str]) -> ItemResult:
    if item.kind == ItemKind.TEXT:
        texts = [str(value) for value in values]
        random.SystemRandom().shuffle(texts)
        return ItemResult(item, len(texts), texts=tuple(texts))
    numbers = [int(value) for value in values]
    counted = Counter(numbers)
    if item.kind == ItemKind.CHOICE:
        counts = tuple(Count(str(text), counted[place]) for place, text in enumerate(item.choices, start=1))
        return ItemResult(item, len(numbers), counts)
    mean = Decimal(sum(numbers)) / len(numbers) if numbers else None
    return ItemResult(item, len(numbers), tuple(Count(label_of(item, step), counted[step]) for step in SCALE), mean)


def label_of(item: SurveyItem, step: int) -> str:
    """„1 – gar nicht“, „2“, …, „5 – sehr“."""
    words = {SCALE[0]: item.low_label, SCALE[-1]: item.high_label}.get(step, "")
    return f"{step} – {words}" if words else str(step)


def name_of_group(group: Group, sessions: Mapping[int, Session]) -> str:
    """„alle“, „24.02.2027, Neuwied“, „Kommune“."""
    if group == EVERYBODY:
        return _("alle")
    parts: list[Any] = []
    if group.session is not None:
        session = sessions.get(group.session)
        parts.append(name_of(session) if session else _("früherer Termin"))
    if group.kind is not None:
        parts.append(OrganisationKind(group.kind).label if group.kind else _("ohne Angabe"))
    return ", ".join(str(part) for part in parts)
