# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write about announcements. What organisations send in comes here once the desk has accepted it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts.rules import answers_for
from allmende.content.models import Announcement
from allmende.core import audit, searchables
from allmende.territory.naming import free_slug

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from allmende.accounts.models import Organisation, User
    from allmende.cooperation.models import Cooperation, Topic


class AnnouncementValues(TypedDict, total=False):
    """What is entered about an announcement."""

    title: str
    lead: str
    text: str
    dated_on: dt.date
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    place: str
    registration_url: str
    url: str
    cooperation: Cooperation | None


COLUMNS = (
    "title", "lead", "text", "dated_on", "starts_at", "ends_at", "place", "registration_url", "url", "cooperation_id",
)  # fmt: skip


def publish_announcement(
    *,
    announcement: Announcement | None = None,
    sort: str,
    values: AnnouncementValues,
    topics: Sequence[Topic] = (),
    owner: Organisation,
    by: User | None,
) -> Announcement:
    """Make ``announcement`` (or a new one of ``owner``) what ``values`` say, and show it to everybody.

    Raises PermissionDenied for whoever does not belong to the desk, ValidationError for values that do not fit.
    """
    found = Announcement(sort=sort, owner=owner) if announcement is None else announcement
    _require_desk(by, owner if announcement is None else found.owner)
    is_new = found.pk is None
    before = {} if is_new else _snapshot(found)
    for name, value in values.items():
        setattr(found, name, value)
    if is_new:
        found.slug = free_slug(found.title, Announcement.objects.all())
        found.dated_on = found.dated_on or timezone.localdate()
    found.published_at = found.published_at or timezone.now()
    with transaction.atomic():
        found.full_clean()
        found.save()
        found.topics.set(topics)
        after = _snapshot(found)
        changed = [name for name in after if before.get(name) != after[name]]
        audit.record(
            "announcement.published" if is_new else "announcement.changed",
            found,
            by=by,
            organisation=owner,
            before={name: before.get(name) for name in changed} if before else None,
            after={name: after[name] for name in changed},
        )
        searchables.changed(found)
    return found


def withdraw_announcement(*, announcement: Announcement, by: User | None) -> Announcement:
    """Take it off the portal; its organisation and the desk still see it. Of two at once one wins."""
    _require_desk(by, announcement.owner)
    with transaction.atomic():
        _withdraw(announcement, by)
    return announcement


def _withdraw(announcement: Announcement, by: User | None) -> None:
    public = Announcement.objects.filter(pk=announcement.pk, published_at__isnull=False)
    if not public.update(published_at=None, updated_at=timezone.now()):
        raise ValidationError(_("Die Meldung ist schon zurückgezogen."))
    announcement.refresh_from_db()
    audit.record("announcement.withdrawn", announcement, by=by)
    searchables.changed(announcement)


def hand_over_announcement(*, announcement: Announcement, owner: Organisation, by: User | None) -> Announcement:
    """Let another organisation keep it. Raises PermissionDenied for whoever does not belong to the desk."""
    _require_desk(by, announcement.owner)
    with transaction.atomic():
        _hand_over(announcement, owner, by)
    return announcement


def move_announcements(*, source: Organisation, target: Organisation, by: User | None) -> int:
    """Make all of them the target's; returns how many. Part of a merger, which asks for the right itself."""
    with transaction.atomic():
        found = list(Announcement.objects.filter(owner=source).select_related("owner").order_by("pk"))
        for announcement in found:
            _hand_over(announcement, target, by)
    return len(found)


def close_announcements(*, organisation: Organisation, by: User | None) -> int:
    """Withdraw the coming events of ``organisation``, which gives up; that step asks for the right itself."""
    with transaction.atomic():
        found = list(Announcement.objects.published().filter(owner=organisation).coming(timezone.now()))
        for announcement in found:
            _withdraw(announcement, by)
    return len(found)


def _hand_over(announcement: Announcement, owner: Organisation, by: User | None) -> None:
    before = announcement.owner
    announcement.owner = owner
    announcement.save(update_fields=["owner", "updated_at"])
    audit.record(
        "announcement.handed_over", announcement, by=by, before={"owner": before.name}, after={"owner": owner.name}
    )
    searchables.changed(announcement)


def _require_desk(by: User | None, owner: Organisation) -> None:
    """A job may do it too; a desk user limited to areas only for their organisations."""
    if by is None:
        return
    keys = [owner.territory.ars] if owner.territory else []
    if not by.has_perm("content.change_announcement") or not answers_for(by, keys):
        raise PermissionDenied


def _snapshot(announcement: Announcement) -> dict[str, Any]:
    """Everything that is entered, as the audit log shows it."""
    state: dict[str, Any] = {name: getattr(announcement, name) for name in COLUMNS}
    state["topics"] = sorted(announcement.topics.values_list("slug", flat=True))
    return state
