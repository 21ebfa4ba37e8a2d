# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the portal tells the desk about versions of directives: one waits for release, came back, or is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.accounts.desk import desk_users
from allmende.accounts.notifications import Category, Notification, register_category
from allmende.funding import rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.accounts.models import User
    from allmende.funding.models import Directive

DIRECTIVES: Final = register_category(
    Category(
        "directives",
        _("Förderrichtlinien in Arbeit"),
        _("Eine Fassung wartet auf Freigabe, kommt zurück oder wurde freigegeben."),
    )
)


class AboutDirective(Notification):
    """Something happened to ``directive``; ``by`` did it and is not told."""

    category = DIRECTIVES

    def __init__(self, directive: Directive, *, by: User) -> None:
        self.directive = directive
        self.by = by

    def context(self) -> dict[str, Any]:
        return {"directive": self.directive, "programme": self.directive.profile.programme, "by": self.by}

    def url(self) -> str:
        return reverse("funding:desk_directive", kwargs={"key": self.directive.key})


class DirectiveSubmitted(AboutDirective):
    """Told to everybody of the desk who may release it."""

    template = "funding/desk/mail/submitted.txt"

    def recipients(self) -> Iterable[User]:
        people = desk_users(rules.areas_of(self.directive.profile))
        return [person for person in people if rules.may_release(person, self.directive)]


class ToAuthors(AboutDirective):
    """Told to who submitted it and who changed it last."""

    def recipients(self) -> Iterable[User]:
        people = (self.directive.submitted_by, self.directive.changed_by)
        return [person for person in people if person is not None and person.pk != self.by.pk]


class DirectiveReturned(ToAuthors):
    template = "funding/desk/mail/returned.txt"


class DirectiveReleased(ToAuthors):
    template = "funding/desk/mail/released.txt"
