# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What happens to hints when the organisation they went to is merged into another one or gives up."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.accounts.ownership import SHOWN, Owned, OwnedItem
from allmende.moderation.models import Hint
from allmende.moderation.services import hints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.accounts.models import Organisation, User


class OwnedHints(Owned):
    """Hints that went to an organisation. When it gives up, the desk answers the open ones."""

    key: ClassVar = "hints"
    label: ClassVar = _("Hinweise")
    order: ClassVar = 60
    closing: ClassVar = _("Offene Hinweise der Redaktion überlassen")

    def count(self, organisation: Organisation) -> int:
        return Hint.objects.filter(organisation=organisation).count()

    def open_count(self, organisation: Organisation) -> int:
        return Hint.objects.filter(organisation=organisation).unsettled().count()

    def open_items(self, organisation: Organisation) -> Sequence[OwnedItem]:
        found = Hint.objects.filter(organisation=organisation).unsettled().order_by("received_at", "pk")
        return [OwnedItem(str(hint), hint.get_absolute_url(), hint.get_state_display()) for hint in found[:SHOWN]]

    def move(self, *, source: Organisation, target: Organisation, by: User | None) -> int:
        return hints.hand_over(source=source, target=target, by=by)

    def close(self, *, organisation: Organisation, by: User | None) -> int:
        return hints.hand_over(source=organisation, target=None, by=by)
