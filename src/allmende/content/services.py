"""Every write of the content app that does not happen in Wagtail's own views."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, Permission
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from allmende.accounts.services import EDITORS_GROUP
from allmende.content.models import BarrierReport, PortalSettings
from allmende.content.starter import load_starter_content
from allmende.core import audit

if TYPE_CHECKING:
    import datetime as dt

    from allmende.accounts.models import User

__all__ = ["delete_expired_reports", "load_starter_content", "prepare_editors_group", "report_barrier"]

DAYS_PER_MONTH = 30.44
PAGE_RIGHTS = ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page")
COLLECTION_RIGHTS = (
    "add_portalimage", "change_portalimage", "choose_portalimage", "delete_portalimage",
    "add_portaldocument", "change_portaldocument", "choose_portaldocument", "delete_portaldocument",
)  # fmt: skip
MODEL_RIGHTS = {
    "wagtailadmin": ("access_admin",),
    "content": ("change_portalsettings", "view_barrierreport", "delete_barrierreport"),
    "wagtailredirects": ("add_redirect", "change_redirect", "delete_redirect"),
    "cooperation": (
        "add_cooperation", "change_cooperation", "view_cooperation",
        "add_alliance", "change_alliance", "view_alliance",
    ),
}  # fmt: skip
"""What the desk may do. Nothing a municipality owns is deleted by the desk alone; it is taken back instead."""


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
        message = _mail_of(report, to=portal.reports_to)
        transaction.on_commit(lambda: message.send(fail_silently=True), robust=True)
    return report


def _mail_of(report: BarrierReport, *, to: str) -> EmailMessage:
    nothing = _("keine Angabe")
    lines = [
        _("Über das Formular „Barriere melden“ ist diese Meldung eingegangen:"),
        "",
        report.message,
        "",
        _("Seite: %s") % (report.page_address or nothing),
        _("Name: %s") % (report.name or nothing),
        _("E-Mail: %s") % (report.email or nothing),
        "",
        _("Die Meldung wird am %s im Portal gelöscht.") % report.delete_on.strftime("%d.%m.%Y"),
    ]
    reply_to = [report.email] if report.email else None
    return EmailMessage(_("Barriere gemeldet"), "\n".join(lines), to=[to], reply_to=reply_to)


def delete_expired_reports(*, today: dt.date | None = None, by: User | None = None) -> int:
    """Delete the reports whose time of keeping is over; returns how many."""
    with transaction.atomic():
        expired = list(BarrierReport.objects.expired(today or timezone.localdate()))
        for report in expired:
            audit.record("barrierreport.expired", BarrierReport(pk=report.pk, received_at=report.received_at), by=by)
        BarrierReport.objects.filter(pk__in=[report.pk for report in expired]).delete()
    return len(expired)


def prepare_editors_group(*, by: User | None = None) -> Group:
    """The group „Redaktion“ with its rights; safe to call again, rights given by hand stay."""
    with transaction.atomic():
        group, is_new = Group.objects.get_or_create(name=EDITORS_GROUP)
        wanted = Q()
        for app, codenames in MODEL_RIGHTS.items():
            wanted |= Q(content_type__app_label=app, codename__in=codenames)
        group.permissions.add(*Permission.objects.filter(wanted))
        root = Page.get_first_root_node()
        pages = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS)
        for permission in pages:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        files = Permission.objects.filter(content_type__app_label="content", codename__in=COLLECTION_RIGHTS)
        for permission in files:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=Collection.get_first_root_node(), permission=permission
            )
        if is_new:
            audit.record("group.created", group, by=by)
    return group
