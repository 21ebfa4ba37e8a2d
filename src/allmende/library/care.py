# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Care of documents: what their kind answers when owners are asked whether everything is still right."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from allmende.accounts.rules import desk_areas, is_desk
from allmende.library.models import Document
from allmende.library.services.documents import confirm_document, mark_document_unconfirmed, set_document_owner
from allmende.territory.surroundings import inside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.accounts.models import Organisation, User
    from allmende.library.models.document import DocumentQuerySet


class CareOfDocuments:
    """The methods of ``moderation.kinds.Kind`` about care, for the kind to inherit before it."""

    def is_cared_for(self) -> bool:
        return True

    def last_confirmed(self, obj: Document) -> dt.date | None:
        published = timezone.localdate(obj.published_at) if obj.published_at else None
        return max((day for day in (obj.confirmed_on, published) if day is not None), default=None)

    def due(self, day: dt.date) -> DocumentQuerySet:
        """Examples are nobody's statement, so nobody is asked about them."""
        morning = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        late = Q(confirmed_on=None) | Q(confirmed_on__lt=day)
        return Document.objects.published().filter(late, published_at__lt=morning, is_example=False)

    def confirm(self, obj: Document, *, by: User | None, organisation: Organisation | None = None) -> None:
        confirm_document(document=obj, by=by, organisation=organisation)

    def set_owner(self, obj: Document, organisation: Organisation | None, *, by: User | None) -> None:
        set_document_owner(document=obj, owner=organisation, by=by)

    def mark_unconfirmed(self, obj: Document, since: dt.date | None) -> None:
        mark_document_unconfirmed(document=obj, since=since)

    def for_desk(self, user: User, *, land: str = "") -> DocumentQuerySet:
        found = Document.objects.published()
        if not is_desk(user):
            return found.none()
        for areas in (desk_areas(user), (land,) if land else ()):
            concerned = Q()
            for ars in areas:
                concerned |= inside(ars, "land__ars") | inside(ars, "owner__territory__ars")
            found = found.filter(concerned)
        return found

    def areas_of(self, obj: Document) -> list[str]:
        return obj.areas

    def facts_of(self, obj: Document) -> list[tuple[str, str]]:
        current = obj.current
        facts = [
            (_("Art"), str(obj.get_sort_display())),
            (_("Worum es geht"), obj.summary),
            (_("Datum des Dokuments"), str(obj.dated or "")),
            (_("Datei"), current.name if current else obj.link_url),
        ]
        if (day := self.last_confirmed(obj)) is not None:
            facts.append((_("Zuletzt bestätigt am"), date_format(day)))
        return facts

    def links(self, obj: Document) -> Iterable[tuple[str, str]]:
        if obj.link_url:
            yield obj.link_url, _("Adresse im Netz")
