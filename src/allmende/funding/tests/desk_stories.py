# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Stories of the desk: a programme of Hessen, two people who keep it, and drafts of its directive."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from allmende.cooperation.models import Programme
from allmende.funding.engine.directive import TestCase
from allmende.funding.files.writing import as_content
from allmende.funding.models import Directive, ProgrammeProfile
from allmende.funding.services import directives
from allmende.funding.tests.building import amount, facts, rule, text, when
from allmende.territory.tests.factories import make_place
from tests.permissions.people import make_desk, make_desk_of

if TYPE_CHECKING:
    from allmende.accounts.models import User
    from allmende.funding.engine.directive import DirectiveText

BEGINS = dt.date(2026, 1, 1)
ON = dt.date(2026, 6, 1)
PAIR = TestCase("Zwei Partner", facts("06", "06"), ON, "possible", Decimal(50_000))
ALONE = TestCase("Allein", facts("06"), ON, "refused", Decimal(0))


class Desk:
    """Anna writes, Bert releases, Rita keeps another Land."""

    def __init__(self) -> None:
        self.land = make_place("06", "Hessen")
        self.anna: User = make_desk("anna")
        self.bert: User = make_desk_of("bert", self.land)
        self.rita: User = make_desk_of("rita", make_place("07", "Rheinland-Pfalz"))
        programme = Programme.objects.create(name="IKZ in Hessen", slug="ikz-hessen", land=self.land)
        self.profile = ProgrammeProfile.objects.create(programme=programme, is_published=True)

    def draft(self, key: str = "he-2026", said: DirectiveText | None = None, **more: Any) -> Directive:
        """A draft of Anna's: at least two partners, 50,000 EUR, with two test cases that come out."""
        given = {"valid_from": BEGINS, "valid_until": None} | more
        made = directives.create_directive(profile=self.profile, key=key, title="Richtlinie", by=self.anna, **given)
        content = as_content(said or two_partners(key=key, valid_from=made.valid_from, valid_until=made.valid_until))
        return directives.change_directive(directive=made, content=content, version=made.version, by=self.anna)

    def released(self, key: str = "he-2026", **more: Any) -> Directive:
        made = directives.submit_directive(directive=self.draft(key, **more), by=self.anna)
        return directives.release_directive(directive=made, by=self.bert)

    def state_of(self, directive: Directive) -> str:
        return Directive.objects.values_list("state", flat=True).get(pk=directive.pk)


def two_partners(**more: Any) -> DirectiveText:
    given: dict[str, Any] = {"land": "06", "cases": (PAIR, ALONE)} | more
    demanded = rule(when("partners_in_land", "at_least", 2), key="partner", title="Mindestens zwei Partner")
    return text(demanded, amount(key="fest", title="Festbetrag", lump=50_000), **given)
