# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Funding in the permission matrix: a programme of our Land with two versions of its rules, and one not published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from allmende.cooperation.models import Programme
from allmende.funding.files.writing import as_content
from allmende.funding.models import Directive, DirectiveState, ProgrammeProfile
from allmende.funding.tests.building import rule, text, when

if TYPE_CHECKING:
    from typing import Any

    from allmende.territory.models import Territory


@dataclass
class FundingStory:
    """``released`` and ``draft`` belong to ``profile``, which is published; ``hidden`` is not."""

    profile: ProgrammeProfile
    hidden: ProgrammeProfile
    released: Directive
    draft: Directive

    def of_profile(self, profile: ProgrammeProfile) -> dict[str, str]:
        return {"slug": profile.programme.slug}

    def of_directive(self, directive: Directive) -> dict[str, str]:
        return {"slug": self.profile.programme.slug, "key": directive.key}


def make_funding_story(land: Territory) -> FundingStory:
    profile = _profile("Zusammenarbeit im Land", "zusammenarbeit-im-land", land, is_published=True)
    return FundingStory(
        profile=profile,
        hidden=_profile("Neues Programm", "neues-programm-der-matrix", land, is_published=False),
        released=_directive(
            profile, "matrix-2025", state=DirectiveState.RELEASED, released_at=timezone.now(), title="Richtlinie 2025"
        ),
        draft=_directive(profile, "matrix-2027", title="Richtlinie 2027"),
    )


def _profile(name: str, slug: str, land: Territory, *, is_published: bool) -> ProgrammeProfile:
    programme = Programme.objects.create(name=name, slug=slug, land=land)
    return ProgrammeProfile.objects.create(programme=programme, is_published=is_published)


def _directive(profile: ProgrammeProfile, key: str, *, title: str, **values: Any) -> Directive:
    content = as_content(
        text(rule(when("partners_in_land", "at_least", 2)), key=key, title=title, land="07"),
        programme=profile.programme.slug,
    )
    return Directive.objects.create(profile=profile, key=key, title=title, content=content, **values)
