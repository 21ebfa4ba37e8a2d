# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Care of cooperations and alliances: what their kinds answer when owners are asked and links are gathered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from allmende.accounts.rules import desk_areas
from allmende.cooperation import rules
from allmende.cooperation.models import Alliance, Cooperation
from allmende.cooperation.services import confirm, mark_unconfirmed, set_owner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.accounts.models import Organisation, User

    Subject = Cooperation | Alliance

MOST_PARTNERS = 4
"""Named where somebody is asked whether all is still right; the page has the rest."""


class CareOfUndertakings:
    """The methods of ``moderation.kinds.Kind`` about care, for the kinds of this app to inherit before it."""

    model: ClassVar[type[Any]]

    def is_cared_for(self) -> bool:
        return True

    def last_confirmed(self, obj: Subject) -> dt.date | None:
        published = timezone.localdate(obj.published_at) if obj.published_at else None
        return max((day for day in (obj.confirmed_on, published) if day is not None), default=None)

    def due(self, day: dt.date) -> Any:
        morning = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        late = Q(confirmed_on=None) | Q(confirmed_on__lt=day)
        return self.model.objects.published().filter(late, published_at__lt=morning)

    def may_confirm(self, user: User, obj: Subject) -> bool:
        return rules.may_confirm(user, obj)

    def confirm(self, obj: Subject, *, by: User | None, organisation: Organisation | None = None) -> None:
        confirm(subject=obj, by=by, organisation=organisation)

    def set_owner(self, obj: Subject, organisation: Organisation | None, *, by: User | None) -> None:
        set_owner(subject=obj, owner=organisation, by=by)

    def mark_unconfirmed(self, obj: Subject, since: dt.date | None) -> None:
        mark_unconfirmed(subject=obj, since=since)

    def for_desk(self, user: User, *, land: str = "") -> Any:
        found = self.model.objects.published()
        if not user.has_perm(f"cooperation.change_{self.model._meta.model_name}"):
            return found.none()
        areas = desk_areas(user)
        found = found.touching(areas) if areas else found
        return found.touching([land]) if land else found

    def areas_of(self, obj: Subject) -> list[str]:
        return rules.areas_of(obj)

    def facts_of(self, obj: Subject) -> list[tuple[str, str]]:
        names = list(obj.participations.order_by("pk").values_list("stated_name", flat=True))
        more = len(names) - MOST_PARTNERS
        partners = ", ".join(names[:MOST_PARTNERS])
        if more > 0:
            partners = _("%(names)s und %(more)s weitere") % {"names": partners, "more": more}
        facts = [(_("Kurzbeschreibung"), obj.summary)]
        if isinstance(obj, Cooperation):
            facts.append((_("Stand"), str(obj.get_status_display())))
        facts += [(_("Partner"), partners), (_("Ansprechstelle"), obj.contact_function or obj.contact_email)]
        if (day := self.last_confirmed(obj)) is not None:
            facts.append((_("Zuletzt bestätigt am"), date_format(day)))
        return facts

    def with_links(self) -> Any:
        found = self.model.objects.published().prefetch_related("sources")
        return found.prefetch_related("periods__reports") if self.model is Alliance else found

    def links(self, obj: Subject) -> Iterable[tuple[str, str]]:
        if isinstance(obj, Alliance):
            if obj.homepage:
                yield obj.homepage, _("Internetseite")
            for period in obj.periods.all():
                for report in period.reports.all():
                    if report.url:
                        yield report.url, _("Bericht: %(title)s") % {"title": report.title}
        for source in obj.sources.all():
            if source.url:
                yield source.url, _("Quelle: %(title)s") % {"title": source.title}
