# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Documents on the pages of cooperations and places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.library.models import Document
from allmende.territory.models import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from allmende.accounts.models import User
    from allmende.library.models.document import DocumentQuerySet

SHOWN: Final = 6


def _context(found: DocumentQuerySet, title: str, all_url: str) -> Mapping[str, Any] | None:
    rows = list(found.select_related("land").order_by("title", "pk")[: SHOWN + 1])
    if not rows:
        return None
    return {"title": title, "items": rows[:SHOWN], "all_url": all_url if len(rows) > SHOWN else ""}


def _visible(request: HttpRequest) -> DocumentQuerySet:
    return Document.objects.visible_to(cast("User", request.user)).published()


class CooperationDocuments:
    """Slot "cooperation": its contract, its statute, its papers."""

    order: ClassVar = 40
    template: ClassVar = "library/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        return _context(_visible(request).filter(cooperation=subject), _("Dokumente"), "")


class TerritoryDocuments:
    """Slot "territory": of a Land what applies there, of other places what they are a partner of or have published."""

    order: ClassVar = 50
    template: ClassVar = "library/panel.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        title = _("Aus der Bibliothek")
        if subject.level == Level.LAND:
            all_url = reverse("library:list", query={"land": subject.ars})
            return _context(_visible(request).filter(land=subject.pk), title, all_url)
        of_partner = Document.partners.through.objects.filter(territory=subject.pk).values("document")
        concerned = Q(pk__in=of_partner) | Q(owner__territory=subject.pk)
        return _context(_visible(request).filter(concerned), title, "")
