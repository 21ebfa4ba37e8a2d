# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Surveys in the permission matrix: an open one of ours, about a workshop that was held, and somebody who was there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allmende.events.models import Place, Survey
from allmende.events.tests.stories import make_event
from allmende.events.tests.survey_stories import a_day, make_survey, was_there

if TYPE_CHECKING:
    from allmende.accounts.models import Organisation, User
    from allmende.territory.models import Territory


@dataclass
class SurveyStory:
    """Of ours, for our Land. ``place`` is that of the citizen, who was there; ``absent`` of somebody who was not."""

    survey: Survey
    place: Place
    absent: Place


def make_survey_story(organiser: Organisation, land: Territory, citizen: User) -> SurveyStory:
    session = a_day(event=make_event("Verwaltung gestern", organiser=organiser, land=land))
    place, absent = was_there(session, "Dora Dachs"), was_there(session, "Emil Esch")
    place.attendee.user = citizen
    place.attendee.save(update_fields=["user"])
    Place.objects.filter(pk=absent.pk).update(attended_at=None)
    return SurveyStory(make_survey(session), place, absent)
