# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What organisations own of this app besides hints: contributions, and questions whether something is still right."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from allmende.accounts.ownership import SHOWN, Owned, OwnedItem
from allmende.moderation import kinds
from allmende.moderation.models import CareRequest, Change
from allmende.moderation.services.ownership import discard_drafts, move_care_requests, move_changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.accounts.models import Organisation, User


class OwnedChanges(Owned):
    """Contributions. Drafts can be discarded; what is submitted is decided first. A draft is nobody else's business."""

    key: ClassVar = "changes"
    label: ClassVar = _("Beiträge")
    order: ClassVar = 30
    closing: ClassVar = _("Entwürfe verwerfen")

    def count(self, organisation: Organisation) -> int:
        return Change.objects.filter(organisation=organisation).count()

    def open_count(self, organisation: Organisation) -> int:
        return Change.objects.open().filter(organisation=organisation).count()

    def open_items(self, organisation: Organisation) -> Sequence[OwnedItem]:
        found = Change.objects.open().filter(organisation=organisation).order_by("pk")[:SHOWN]
        return [self._item(change) for change in found]

    def _item(self, change: Change) -> OwnedItem:
        state = str(change.get_state_display())
        if change.submitted_at is None:  # the desk has never been shown it
            return OwnedItem(gettext("Noch nicht eingereichter Entwurf"))
        return OwnedItem(str(change), reverse("moderation:review", args=[change.pk]), state)

    def move(self, *, source: Organisation, target: Organisation, by: User | None) -> int:
        return move_changes(source=source, target=target)

    def close(self, *, organisation: Organisation, by: User | None) -> int:
        return discard_drafts(organisation=organisation, by=by)


class OwnedCareRequests(Owned):
    """Questions „Stimmt das noch?“ that wait for the organisation's answer."""

    key: ClassVar = "care_requests"
    label: ClassVar = _("Nachfragen, ob alles noch stimmt")
    order: ClassVar = 70
    closing: ClassVar = _("Der Redaktion überlassen")

    def count(self, organisation: Organisation) -> int:
        return CareRequest.objects.filter(organisation=organisation).count()

    def open_count(self, organisation: Organisation) -> int:
        return CareRequest.objects.filter(organisation=organisation, answered_at=None).count()

    def open_items(self, organisation: Organisation) -> Sequence[OwnedItem]:
        found = CareRequest.objects.filter(organisation=organisation, answered_at=None).order_by("asked_at", "pk")
        return [self._item(request) for request in found[:SHOWN]]

    def _item(self, request: CareRequest) -> OwnedItem:
        obj = kinds.kind(request.kind).object_of(request.object_key)
        if obj is None:
            return OwnedItem(str(request))
        return OwnedItem(str(obj), obj.get_absolute_url(), str(request))

    def move(self, *, source: Organisation, target: Organisation, by: User | None) -> int:
        return move_care_requests(source=source, target=target)

    def close(self, *, organisation: Organisation, by: User | None) -> int:
        return move_care_requests(source=organisation, target=None)
