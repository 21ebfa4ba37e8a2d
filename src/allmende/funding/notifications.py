# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What those who follow a programme are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import User
from allmende.accounts.notifications import Category, Notification, register_category

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.funding.models import Call, Directive, ProgrammeProfile

FOLLOWED = register_category(
    Category(
        "followed_programmes",
        _("Beobachtete Förderprogramme"),
        _("Wenn eine Antragsphase beginnt oder bald endet, oder eine neue Fassung der Richtlinie gilt."),
    )
)


class OfProgramme(Notification):
    """To everybody who follows ``profile``."""

    category = FOLLOWED

    def __init__(self, profile: ProgrammeProfile) -> None:
        self.profile = profile

    def recipients(self) -> Iterable[User]:
        return User.objects.filter(followed_programmes__profile=self.profile.pk).order_by("pk")

    def context(self) -> dict[str, Any]:
        return {"programme": self.profile.programme}

    def url(self) -> str:
        return self.profile.get_absolute_url()


class OfCall(OfProgramme):
    """About one call."""

    def __init__(self, call: Call) -> None:
        super().__init__(call.profile)
        self.call = call

    def context(self) -> dict[str, Any]:
        return {**super().context(), "call": self.call}


class CallOpens(OfCall):
    """Applications are taken now."""

    template = "funding/mail/call_opens.txt"


class CallCloses(OfCall):
    """Applications are taken for two more weeks at most."""

    template = "funding/mail/call_closes.txt"


class VersionReleased(OfProgramme):
    """The rules have a new version."""

    template = "funding/mail/version_released.txt"

    def __init__(self, directive: Directive) -> None:
        super().__init__(directive.profile)
        self.directive = directive

    def context(self) -> dict[str, Any]:
        return {**super().context(), "directive": self.directive}

    def url(self) -> str:
        return self.directive.get_absolute_url()
