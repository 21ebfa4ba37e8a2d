# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Saving a date: who wants to be told once when registration opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.events import letters
from allmende.events.models import Event, EventState, SavedDate, Session
from allmende.events.orders import normal_email

if TYPE_CHECKING:
    from allmende.accounts.models import User


def can_save(event: Event) -> bool:
    """While nobody can register yet, but some day perhaps."""
    if event.state == EventState.SAVE_THE_DATE:
        return True
    if event.state != EventState.OPEN:
        return False
    now = timezone.now()
    sessions = Session.objects.filter(event=event)
    later = sessions.planned().filter(opens_at__gt=now, starts_at__gt=now)
    return later.exists() and not sessions.open_for_booking(now).exists()


def save_date(*, event: Event, email: str, by: User | None) -> SavedDate:
    """Save the date for ``by``, or for a guest, who gets a letter and confirms the address.

    Once per address and event; whoever asks again as a guest gets the letter again while it is unconfirmed.
    """
    if not can_save(event):
        raise ValidationError(_("Diesen Termin kann man nicht mehr vormerken."))
    address = normal_email(by.email if by is not None else email)
    with transaction.atomic():
        saved, is_new = SavedDate.objects.select_for_update().get_or_create(
            event=event, email=address, defaults={"user": by, "confirmed_at": timezone.now() if by else None}
        )
        if by is not None and (saved.user_id != by.pk or saved.confirmed_at is None):
            saved.user, saved.confirmed_at = by, saved.confirmed_at or timezone.now()
            saved.save(update_fields=["user", "confirmed_at"])
        if is_new:
            audit.record("saveddate.created", _nameless(saved), by=by)
        if saved.confirmed_at is None:
            letters.ask_to_confirm_saved_date(saved)
    return saved


def confirm_saved_date(*, saved: SavedDate) -> bool:
    """The guest has the address. Whether it was confirmed just now."""
    with transaction.atomic():
        rows = SavedDate.objects.filter(pk=saved.pk, confirmed_at=None)
        return bool(rows.update(confirmed_at=timezone.now()))


def forget_date(*, saved: SavedDate, by: User | None) -> None:
    """Take it back. ``by=None`` is whoever has the secret address."""
    if by is not None and saved.user_id != by.pk:
        raise PermissionDenied
    with transaction.atomic():
        audit.record("saveddate.deleted", _nameless(saved), by=by)
        saved.delete()


def _nameless(saved: SavedDate) -> SavedDate:
    """For the log, which names no guest."""
    return SavedDate(pk=saved.pk, event=saved.event, email="")
