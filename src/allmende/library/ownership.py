# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What organisations own of the library. Documents outlive the organisation that keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from allmende.accounts.ownership import SHOWN, Owned, OwnedItem
from allmende.library.models import Document
from allmende.library.services.documents import move_documents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.accounts.models import Organisation, User


class OwnedDocuments(Owned):
    """Everything kept needs somebody who keeps it: all of it is open."""

    key: ClassVar = "documents"
    label: ClassVar = _("Dokumente")
    order: ClassVar = 25
    closing: ClassVar = _("Der Redaktion überlassen")

    def count(self, organisation: Organisation) -> int:
        return Document.objects.filter(owner=organisation).count()

    def open_count(self, organisation: Organisation) -> int:
        return self.count(organisation)

    def open_items(self, organisation: Organisation) -> Sequence[OwnedItem]:
        found = Document.objects.filter(owner=organisation).order_by("title", "pk")[:SHOWN]
        return [
            OwnedItem(item.title, item.get_absolute_url(), "" if item.published_at else gettext("nicht öffentlich"))
            for item in found
        ]

    def move(self, *, source: Organisation, target: Organisation, by: User | None) -> int:
        return move_documents(source=source, target=target, by=by)

    def close(self, *, organisation: Organisation, by: User | None) -> int:
        return move_documents(source=organisation, target=None, by=by)
