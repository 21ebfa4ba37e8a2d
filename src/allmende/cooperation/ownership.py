# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What organisations own of this app: cooperations and alliances. They outlive the organisation that keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from allmende.accounts.ownership import SHOWN, Owned, OwnedItem
from allmende.cooperation.models import Alliance, Cooperation
from allmende.cooperation.services.ownership import move_owned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.accounts.models import Organisation, User


class OwnedUndertakings(Owned):
    """Everything kept needs somebody who keeps it: all of it is open."""

    closing: ClassVar = _("Der Redaktion überlassen")
    model: ClassVar[type[Cooperation | Alliance]]

    def count(self, organisation: Organisation) -> int:
        return self.model.objects.filter(owner=organisation).count()

    def open_count(self, organisation: Organisation) -> int:
        return self.count(organisation)

    def open_items(self, organisation: Organisation) -> Sequence[OwnedItem]:
        found = self.model.objects.filter(owner=organisation).order_by("title", "pk")[:SHOWN]
        return [
            OwnedItem(item.title, item.get_absolute_url(), "" if item.published_at else gettext("Entwurf"))
            for item in found
        ]

    def move(self, *, source: Organisation, target: Organisation, by: User | None) -> int:
        return move_owned(model=self.model, source=source, target=target, by=by)

    def close(self, *, organisation: Organisation, by: User | None) -> int:
        return move_owned(model=self.model, source=organisation, target=None, by=by)


class OwnedCooperations(OwnedUndertakings):
    key: ClassVar = "cooperations"
    label: ClassVar = _("Kooperationen")
    order: ClassVar = 10
    model: ClassVar = Cooperation


class OwnedAlliances(OwnedUndertakings):
    key: ClassVar = "alliances"
    label: ClassVar = _("Kooperationsverbünde")
    order: ClassVar = 20
    model: ClassVar = Alliance
