# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is told about a change: to those who sent it in, and to the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Membership, User
from allmende.accounts.notifications import Category, Notification, register_category
from allmende.accounts.rules import answers_for
from allmende.moderation import kinds
from allmende.moderation.differences import part_labels
from allmende.moderation.workflow import STEPS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allmende.moderation.models import Change

OWN_CHANGES = register_category(
    Category(
        "own_changes",
        _("Eigene Beiträge"),
        _("Was aus dem wird, was Ihre Organisation eingereicht hat: zurückgegeben, angenommen, abgelehnt."),
    )
)
REVIEW = register_category(
    Category("review", _("Prüfung"), _("Für die Redaktion: was eingereicht oder Ihnen zugewiesen wurde."))
)


class ChangeDecided(Notification):
    """To author and editors of the organisation: the desk has taken a step with their change."""

    category = OWN_CHANGES
    template = "moderation/desk/mail/decided.txt"

    def __init__(
        self, change: Change, step: str, *, comment: str = "", comments: Mapping[str, str] | None = None
    ) -> None:
        self.change = change
        self.step = step
        self.comment = comment
        self.comments = comments or {}

    def recipients(self) -> Sequence[User]:
        """Only who may act for the organisation now: an author who has left it does not."""
        acting = Membership.objects.acting().filter(organisation=self.change.organisation, user__is_active=True)
        acting = acting.filter(Q(is_editor=True) | Q(user=self.change.author))
        return [membership.user for membership in acting.select_related("user").order_by("pk")]

    def context(self) -> dict[str, Any]:
        return {
            "change": self.change,
            "step": self.step,
            "done": STEPS[self.step].done,
            "comment": self.comment,
            "comments": labelled(self.change, self.comments),
        }

    def url(self) -> str:
        return f"/beitraege/{self.change.pk}/"


class ForDesk(Notification):
    """Something about a change that the desk should know."""

    category = REVIEW

    def __init__(self, change: Change, *, comment: str = "") -> None:
        self.change = change
        self.comment = comment

    def recipients(self) -> Sequence[User]:
        if self.change.assigned_to is not None:
            return [self.change.assigned_to]
        return desk_for(self.change)

    def context(self) -> dict[str, Any]:
        return {"change": self.change, "comment": self.comment, "kind": kinds.kind(self.change.kind)}

    def url(self) -> str:
        return f"/pruefung/{self.change.pk}/"


class ChangeSubmitted(ForDesk):
    """To the desk of the area, or to whom it is assigned: something waits."""

    template = "moderation/desk/mail/submitted.txt"


class ChangeHeld(ForDesk):
    """To the desk: what should have appeared by itself could not, and waits again."""

    template = "moderation/desk/mail/held.txt"


class ChangeAssigned(ForDesk):
    """To the person at the desk who shall review it."""

    template = "moderation/desk/mail/assigned.txt"


def desk_for(change: Change) -> list[User]:
    """The desk users who answer for the areas of ``change``; operators only where they belong to the desk."""
    right = Permission.objects.filter(content_type__app_label="moderation", codename="review_change").values("pk")
    holds = Q(groups__permissions__in=right) | Q(user_permissions__in=right)
    found = User.objects.filter(holds, is_active=True).distinct().order_by("pk")
    keys = list(change.areas.order_by("ars").values_list("ars", flat=True))
    return [user for user in found if answers_for(user, keys)]


def labelled(change: Change, comments: Mapping[str, str]) -> list[tuple[str, str]]:
    """The comments with the names of their parts as the forms show them, in the order of the forms."""
    if not comments:
        return []
    kind = kinds.kind(change.kind)
    labels = part_labels(kind, change.content, obj=kind.object_of(change.object_key))
    return [(label, comments[part]) for part, label in labels.items() if part in comments]


def told_of(change: Change, step: str, *, comment: str, comments: Mapping[str, str]) -> list[Notification]:
    """What is told when ``change`` has taken ``step``."""
    if step == "submit":
        return [ChangeSubmitted(change, comment=comment)]
    if step == "hold":
        return [ChangeHeld(change, comment=comment)]
    if step in {"return", "accept", "decline", "schedule"}:
        return [ChangeDecided(change, step, comment=comment, comments=comments)]
    return []
