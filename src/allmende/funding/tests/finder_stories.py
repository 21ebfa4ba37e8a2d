# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Programmes and versions of directives for tests of the finder."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from allmende.cooperation.models import Programme
from allmende.core import searchables
from allmende.funding.files.writing import as_content
from allmende.funding.models import Call, Directive, DirectiveState, ProgrammeProfile
from allmende.funding.tests.building import text
from allmende.territory.naming import slug

if TYPE_CHECKING:
    from allmende.funding.engine.directive import AmountRule, Rule
    from allmende.territory.models import Territory


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def make_profile(name: str = "Programm", land: Territory | None = None, **values: Any) -> ProgrammeProfile:
    """A published programme, known to the search."""
    topics = values.pop("topics", ())
    funder = values.pop("funder", "")
    last = Programme.objects.count()
    programme = Programme.objects.create(name=name, slug=slug(name), land=land, funder=funder, order=last)
    profile = ProgrammeProfile.objects.create(programme=programme, **{"is_published": True} | values)
    profile.topics.set(topics)
    searchables.changed(profile)
    return profile


def make_call(profile: ProgrammeProfile, opens: int | None = None, closes: int | None = None, **values: Any) -> Call:
    """A window of which the first and the last day are so many days away."""
    days = {
        "opens_on": None if opens is None else in_days(opens),
        "closes_on": None if closes is None else in_days(closes),
    }
    return Call.objects.create(profile=profile, **{"title": "Antragsphase"} | days | values)


def make_directive(
    profile: ProgrammeProfile, *entries: Rule | AmountRule, key: str = "richtlinie-1", **more: Any
) -> Directive:
    """A released version, or one in the ``state`` that is named."""
    state = more.pop("state", DirectiveState.RELEASED)
    land = profile.programme.land
    said = text(*entries, key=key, land=land.ars if land else "", **more)
    directive = Directive.objects.create(
        profile=profile,
        key=key,
        title=said.title,
        valid_from=said.valid_from,
        valid_until=said.valid_until,
        content=as_content(said, programme=profile.programme.slug),
        state=state,
        released_at=timezone.now() if state == DirectiveState.RELEASED else None,
    )
    searchables.changed(directive)
    return directive
