# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write of the content app that does not happen in Wagtail's own views."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from allmende.accounts.services import EDITORS_GROUP, LAND_EDITORS_GROUP
from allmende.content.models import BarrierReport, PortalSettings
from allmende.content.starter import load_starter_content
from allmende.core import audit, mail

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from allmende.accounts.models import User

__all__ = ["delete_expired_reports", "load_starter_content", "prepare_editors_group", "report_barrier"]

DAYS_PER_MONTH = 30.44
PAGE_RIGHTS = ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page")
FILE_RIGHTS = {
    "wagtailimages": ("add_image", "change_image", "choose_image", "delete_image"),
    "wagtaildocs": ("add_document", "change_document", "choose_document", "delete_document"),
}
"""Wagtail asks for the rights of its own models, also where ours stand in for them."""
REVIEW_RIGHTS = {
    "moderation": ("review_change",),
    "content": ("change_announcement",),
    "cooperation": (
        "add_cooperation", "change_cooperation", "view_cooperation",
        "add_alliance", "change_alliance", "view_alliance",
    ),
}  # fmt: skip
"""What every desk may do, also one that answers for a Land only (``User.desk_areas``)."""
MODEL_RIGHTS = {
    "wagtailadmin": ("access_admin",),
    "content": ("change_portalsettings", "view_barrierreport", "delete_barrierreport"),
    "wagtailredirects": ("add_redirect", "change_redirect", "delete_redirect"),
}
"""What the desk may do besides. Nothing a municipality owns is deleted by the desk alone; it is taken back instead."""


def report_barrier(*, report: BarrierReport, by: User | None = None) -> BarrierReport:
    """Keep ``report`` and send it to the mailbox that answers for accessibility.

    The audit row names neither the person nor the text, so that it may outlive both.
    """
    with transaction.atomic():
        portal = PortalSettings.load()
        today = timezone.localdate()
        report.delete_on = today + timedelta(days=round(portal.report_retention_months * DAYS_PER_MONTH))
        report.save()
        audit.record("barrierreport.received", BarrierReport(pk=report.pk, received_at=report.received_at), by=by)
        mail.send(
            to=[portal.reports_to],
            subject=_("Barriere gemeldet"),
            template="content/mail/barrier_report.txt",
            context={"report": report},
            reply_to=[report.email] if report.email else [],
        )
    return report


def delete_expired_reports(*, today: dt.date | None = None, by: User | None = None) -> int:
    """Delete the reports whose time of keeping is over; returns how many."""
    with transaction.atomic():
        expired = list(BarrierReport.objects.expired(today or timezone.localdate()))
        for report in expired:
            audit.record("barrierreport.expired", BarrierReport(pk=report.pk, received_at=report.received_at), by=by)
        BarrierReport.objects.filter(pk__in=[report.pk for report in expired]).delete()
    return len(expired)


def prepare_editors_group(*, by: User | None = None) -> Group:
    """The group „Redaktion“ with its rights, and „Redaktion eines Landes“, which has none in Wagtail.

    Safe to call again; rights given by hand stay.
    """
    with transaction.atomic():
        group, is_new = Group.objects.get_or_create(name=EDITORS_GROUP)
        group.permissions.add(*_rights(MODEL_RIGHTS), *_rights(REVIEW_RIGHTS))
        root = Page.get_first_root_node()
        for permission in _rights({"wagtailcore": PAGE_RIGHTS}):
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        files = Collection.get_first_root_node()
        for permission in _rights(FILE_RIGHTS):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=files, permission=permission)
        if is_new:
            audit.record("group.created", group, by=by)
        of_a_land, is_new = Group.objects.get_or_create(name=LAND_EDITORS_GROUP)
        of_a_land.permissions.add(*_rights(REVIEW_RIGHTS))
        if is_new:
            audit.record("group.created", of_a_land, by=by)
    return group


def _rights(wanted: Mapping[str, Iterable[str]]) -> list[Permission]:
    """The permissions of these names, by app."""
    condition = Q()
    for app, codenames in wanted.items():
        condition |= Q(content_type__app_label=app, codename__in=codenames)
    return list(Permission.objects.filter(condition))
