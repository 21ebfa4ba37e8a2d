# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What people are told about their organisations. No letter names another person: it outlives that person's account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.accounts.desk import desk_users
from allmende.accounts.models import Membership, User
from allmende.accounts.notifications import Category, Notification, register_category

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.accounts.models import Organisation

ORGANISATION = register_category(
    Category(
        "organisation",
        _("Organisationen und Mitgliedschaften"),
        _("Wer um Aufnahme bittet, wer aufgenommen wird, welche Rollen Sie haben."),
    )
)


class OfMembership(Notification):
    """Something that concerns one membership; the person it is about gets it."""

    category = ORGANISATION
    template: ClassVar[str]

    def __init__(self, membership: Membership) -> None:
        self.membership = membership

    def recipients(self) -> Iterable[User]:
        return [self.membership.user]

    def context(self) -> dict[str, Any]:
        membership = self.membership
        return {
            "organisation": membership.organisation,
            "roles": ", ".join(membership.role_labels),
            "answer": membership.answer,
        }

    def url(self) -> str:
        if self.membership.is_active:
            return reverse("accounts:organisation", args=[self.membership.organisation_id])
        return reverse("accounts:organisations")


class MembershipRequested(OfMembership):
    """To those who decide: the managers; where there is none, the desk."""

    template = "accounts/notifications/membership_requested.txt"

    def __init__(self, membership: Membership) -> None:
        super().__init__(membership)
        organisation = membership.organisation
        found = Membership.objects.managers().filter(organisation=organisation).select_related("user")
        self.managers = [manager.user for manager in found] if organisation.is_active else []

    def recipients(self) -> Iterable[User]:
        people = self.managers or desk_users(self.membership.organisation.keys)
        return [person for person in people if person.pk != self.membership.user_id]

    def context(self) -> dict[str, Any]:
        return {**super().context(), "is_for_desk": not self.managers}

    def url(self) -> str:
        name = "accounts:organisation" if self.managers else "accounts:desk_organisation"
        return reverse(name, args=[self.membership.organisation_id])


class MembershipConfirmed(OfMembership):
    template = "accounts/notifications/membership_confirmed.txt"


class MembershipDeclined(OfMembership):
    template = "accounts/notifications/membership_declined.txt"


class RolesChanged(OfMembership):
    template = "accounts/notifications/roles_changed.txt"


class MembershipRemoved(OfMembership):
    template = "accounts/notifications/membership_removed.txt"


class ManagementHandedOver(OfMembership):
    """To the one who manages from now on."""

    template = "accounts/notifications/management_handed_over.txt"


class CentreTakesOver(Notification):
    """The last manager has handed over to the centre."""

    category = ORGANISATION
    template = "accounts/notifications/centre_takes_over.txt"

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation

    def recipients(self) -> Iterable[User]:
        return desk_users(self.organisation.keys)

    def context(self) -> dict[str, Any]:
        return {"organisation": self.organisation}

    def url(self) -> str:
        return reverse("accounts:desk_organisation", args=[self.organisation.pk])


class OrganisationsMerged(Notification):
    """To everybody who belonged to one of the two."""

    category = ORGANISATION
    template = "accounts/notifications/organisations_merged.txt"

    def __init__(self, source: Organisation, target: Organisation) -> None:
        self.source, self.target = source, target

    def recipients(self) -> Iterable[User]:
        members = Membership.objects.active().filter(organisation=self.target).select_related("user")
        return [membership.user for membership in members]

    def context(self) -> dict[str, Any]:
        return {"source": self.source, "target": self.target}

    def url(self) -> str:
        return reverse("accounts:organisation", args=[self.target.pk])
