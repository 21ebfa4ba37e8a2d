# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the database guards itself, and what a form says when it does."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from allmende.cooperation.models import (
    Alliance,
    AlliancePeriod,
    Cooperation,
    Grant,
    Participation,
    PeriodCost,
    PeriodReport,
    ProgrammeBudget,
    Source,
    Topic,
)
from allmende.cooperation.tests.factories import make_alliance, make_cooperation, make_programme, make_rhineland

pytestmark = pytest.mark.django_db

DAY = dt.date(2024, 5, 1)
BEFORE = dt.date(2024, 4, 30)


def rows() -> dict[str, tuple]:
    """Every rule of the database: a row that breaks it and a word of what people are told."""
    places = make_rhineland()
    cooperation, alliance, programme = make_cooperation("A", places["07137"]), make_alliance("V"), make_programme()
    period = AlliancePeriod.objects.create(alliance=alliance, number=1, starts_on=DAY)
    PeriodCost.objects.create(period=period, cooperation=cooperation, amount=1)
    PeriodReport.objects.create(period=period, title="Bericht")
    ProgrammeBudget.objects.create(programme=programme, year=2025, amount=1)
    topic = Topic.objects.create(name="Ordnung", slug="ordnung")
    Topic.objects.create(name="Standesamt", slug="standesamt", parent=topic)
    both = {"cooperation": cooperation, "alliance": alliance}
    of = {"cooperation": cooperation}
    return {
        "end before start": (Cooperation(title="X", slug="x", starts_on=DAY, ends_on=BEFORE), "vor dem Beginn"),
        "failure without reason": (Cooperation(title="X", slug="x", status="failed"), "Grund des Scheiterns"),
        "negative cost": (Cooperation(title="X", slug="x", running_cost=-1), "nicht negativ"),
        "alliance ended before": (Alliance(title="X", slug="x", founded_on=DAY, ended_on=BEFORE), "vor der Gründung"),
        "period ends before": (AlliancePeriod(alliance=alliance, number=2, starts_on=DAY, ends_on=BEFORE), "vor ihrem"),
        "period twice": (AlliancePeriod(alliance=alliance, number=1, starts_on=DAY), "schon"),
        "period budget 0": (AlliancePeriod(alliance=alliance, number=2, starts_on=DAY, budget=0), "größer als 0"),
        "cost twice": (PeriodCost(period=period, cooperation=cooperation, amount=2), "schon"),
        "negative period cost": (
            PeriodCost(period=period, cooperation=make_cooperation("B"), amount=Decimal(-1)), "nicht negativ",
        ),
        "report twice": (PeriodReport(period=period, title="Bericht"), "schon"),
        "partner of both": (Participation(stated_name="X", territory=places["07336"], **both), "oder zu einem"),
        "partner of none": (Participation(stated_name="X", territory=places["07336"]), "oder zu einem"),
        "partner twice": (Participation(stated_name="X", territory=places["07137"], **of), "schon dabei"),
        "partner unresolved without reason": (Participation(stated_name="X", **of), "den Grund"),
        "partner left before": (
            Participation(stated_name="X", territory=places["07336"], joined_on=DAY, left_on=BEFORE, **of), "Austritt",
        ),
        "grant of none": (Grant(programme=programme), "oder zu einem"),
        "grant of 0": (Grant(programme=programme, amount=0, **of), "größer als 0"),
        "grant ends before": (Grant(programme=programme, starts_on=DAY, ends_on=BEFORE, **of), "vor ihrem Beginn"),
        "source of both": (Source(title="X", **both), "oder zu einem"),
        "topic twice": (Topic(name="Standesamt", slug="neu", parent=topic), "schon"),
    }  # fmt: skip


def test_every_rule_refuses_and_says_why():
    broken = rows()
    for name, (row, words) in broken.items():
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert words in " ".join(refused.value.messages), name
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_every_rule_has_a_message_of_ours():
    for model in (Cooperation, Alliance, AlliancePeriod, PeriodCost, PeriodReport, Participation, Grant, Source, Topic):
        for constraint in model._meta.constraints:
            assert constraint.violation_error_message != constraint.default_violation_error_message, constraint.name


def test_dates_are_as_precise_as_they_are_known():
    cooperation = Cooperation(starts_on=DAY, starts_precision="month")
    assert (str(cooperation.start), cooperation.end) == ("Mai 2024", None)
    alliance = Alliance(founded_on=DAY, ended_on=DAY, ended_precision="day")
    assert (str(alliance.founded), str(alliance.ended)) == ("2024", "1. Mai 2024")


def test_unknown_money_is_none_not_zero():
    make_cooperation("A")
    shown = Cooperation.objects.for_cards().get()
    assert (shown.grant_total, shown.start_up_cost, shown.partner_count) == (None, None, 0)
