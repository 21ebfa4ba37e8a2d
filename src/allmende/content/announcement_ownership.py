# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What happens to announcements when their organisation is merged into another one or gives up."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.accounts.ownership import SHOWN, Owned, OwnedItem
from allmende.content.announcement_services import close_announcements, move_announcements
from allmende.content.models import Announcement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.accounts.models import Organisation, User
    from allmende.content.models.announcement import AnnouncementQuerySet


class OwnedAnnouncements(Owned):
    """News and past events are history and stay with their organisation; of what is to come somebody must answer."""

    key: ClassVar = "announcements"
    label: ClassVar = _("Meldungen und Veranstaltungshinweise")
    order: ClassVar = 40
    closing: ClassVar = _("Kommende Veranstaltungen zurückziehen")

    def _open(self, organisation: Organisation) -> AnnouncementQuerySet:
        return Announcement.objects.published().filter(owner=organisation).coming(timezone.now())

    def count(self, organisation: Organisation) -> int:
        return Announcement.objects.filter(owner=organisation).count()

    def open_count(self, organisation: Organisation) -> int:
        return self._open(organisation).count()

    def open_items(self, organisation: Organisation) -> Sequence[OwnedItem]:
        return [OwnedItem(item.title, item.get_absolute_url()) for item in self._open(organisation)[:SHOWN]]

    def move(self, *, source: Organisation, target: Organisation, by: User | None) -> int:
        return move_announcements(source=source, target=target, by=by)

    def close(self, *, organisation: Organisation, by: User | None) -> int:
        return close_announcements(organisation=organisation, by=by)
