# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What organisations own of this app: the events they organise, and the registrations of their people."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.accounts.ownership import SHOWN, Owned, OwnedItem
from allmende.events.models import Event, EventState, Registration
from allmende.events.services.ownership import move_events, move_registrations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.accounts.models import Organisation, User
    from allmende.events.models.programme import EventQuerySet


class OwnedEvents(Owned):
    """Open is what is still to come: somebody must lead it."""

    key: ClassVar = "events"
    label: ClassVar = _("Veranstaltungen")
    order: ClassVar = 30

    def count(self, organisation: Organisation) -> int:
        return Event.objects.filter(organiser=organisation).count()

    def open_count(self, organisation: Organisation) -> int:
        return self._open(organisation).count()

    def open_items(self, organisation: Organisation) -> Sequence[OwnedItem]:
        found = self._open(organisation).order_by("title", "pk")[:SHOWN]
        return [OwnedItem(event.title, event.get_absolute_url(), str(event.get_state_display())) for event in found]

    def move(self, *, source: Organisation, target: Organisation, by: User | None) -> int:
        return move_events(source=source, target=target, by=by)

    def _open(self, organisation: Organisation) -> EventQuerySet:
        mine = Event.objects.filter(organiser=organisation)
        coming = mine.filter(sessions__ends_at__gte=timezone.now()).order_by().values("pk")
        undated = Q(sessions=None)
        return mine.filter(Q(pk__in=coming) | undated).exclude(state__in=[EventState.HELD, EventState.CANCELLED])


class OwnedRegistrations(Owned):
    """They keep nobody from ending: who is registered stays registered."""

    key: ClassVar = "event_registrations"
    label: ClassVar = _("Anmeldungen zu Veranstaltungen")
    order: ClassVar = 70

    def count(self, organisation: Organisation) -> int:
        return Registration.objects.filter(organisation=organisation).count()

    def open_count(self, organisation: Organisation) -> int:
        return 0

    def open_items(self, organisation: Organisation) -> Sequence[OwnedItem]:
        return []

    def move(self, *, source: Organisation, target: Organisation, by: User | None) -> int:
        return move_registrations(source=source, target=target, by=by)
