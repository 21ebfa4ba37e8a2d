# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the editorial part holds about persons: reports of barriers, and who wrote pages and uploaded files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Comment, Page, PageLogEntry, Revision
from wagtail.search import index
from wagtail.users.models import UserProfile

from allmende.content.models import BarrierReport, PortalDocument, PortalImage, PortalSettings
from allmende.content.services import DAYS_PER_MONTH, delete_expired_reports
from allmende.core import personal_data, sweeping
from allmende.core.personal_data import Processing, Responsible, RetentionRule, with_address

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.base_user import AbstractBaseUser

    from allmende.core.personal_data import Identity, Touched

SHARED = (
    "content.*",
    "wagtailcore.*",
    "wagtailimages.*",
    "wagtaildocs.*",
    "wagtailsearch.*",
    "wagtailredirects.*",
    "taggit.*",
)


class Editorial:
    """Pages stay; who wrote them goes."""

    name = "content"

    def export(self, user: AbstractBaseUser) -> dict[str, Any]:
        address = str(getattr(user, user.get_email_field_name()))
        files = [*PortalImage.objects.filter(uploaded_by_user=user.pk).order_by("pk")]
        files += [*PortalDocument.objects.filter(uploaded_by_user=user.pk).order_by("pk")]
        return {
            "Gemeldete Barrieren": [
                {
                    "Name": report.name,
                    "E-Mail-Adresse": report.email,
                    "Seite": report.page_address,
                    "Beschreibung": report.message,
                    "Eingegangen am": _said(report.received_at),
                    "Wird gelöscht am": report.delete_on.isoformat(),
                }
                for report in with_address(BarrierReport.objects.all(), "email", [address])
            ],
            "Fassungen von Seiten": [
                {"Seite": revision.object_str or "", "Gespeichert am": _said(revision.created_at)}
                for revision in Revision.objects.filter(user=user.pk).order_by("created_at", "pk")
            ],
            "Vorgänge an Seiten": [
                {"Seite": entry.label, "Vorgang": entry.action, "Am": _said(entry.timestamp)}
                for entry in PageLogEntry.objects.filter(user=user.pk).order_by("timestamp", "pk")
            ],
            "Anmerkungen an Seiten": [
                {"Text": comment.text, "Am": _said(comment.created_at)}
                for comment in Comment.objects.filter(user=user.pk).order_by("created_at", "pk")
            ],
            "Hochgeladene Bilder und Dokumente": [
                {"Titel": file.title, "Hochgeladen am": _said(file.created_at)} for file in files
            ],
        }

    def erase(self, user: AbstractBaseUser, identity: Identity) -> None:
        with_address(BarrierReport.objects.all(), "email", identity.addresses).update(name="", email="")
        for profile in UserProfile.objects.filter(user=user.pk).exclude(Q(avatar="") | Q(avatar=None)):
            sweeping.remove_later(profile.avatar.storage, profile.avatar.name)


def follow(touched: Touched) -> None:
    """After the sweep: the search index of pages and files is made from the new texts."""
    for model, keys in touched.items():
        if issubclass(model, index.Indexed):
            for found in model._meta.base_manager.filter(pk__in=keys).order_by("pk"):
                index.insert_or_update_object(found.specific if isinstance(found, Page) else found)


def _said(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def report_days() -> int:
    """The editors set the period of reports, in months, with the other settings of the portal."""
    months: int = PortalSettings.load().report_retention_months
    return round(months * DAYS_PER_MONTH)


def forget_reports(_before: dt.datetime) -> int:
    """Each report says the day itself, as its sender was told."""
    return delete_expired_reports()


def responsible() -> Responsible:
    """Who runs the portal, as the editors have entered it."""
    portal = PortalSettings.load()
    return Responsible(body=portal.operator, email=portal.centre_email if portal.operator else "")


REPORTS = RetentionRule(
    "barrier_reports", _("Gemeldete Barrieren, ab dem Eingang"), 365, 30, forget_reports, days_elsewhere=report_days
)
PROCESSINGS = (
    Processing(
        key="barrier_reports",
        label=_("Meldungen von Barrieren"),
        purpose=_("Barrieren beheben und auf Wunsch antworten"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. c DSGVO (rechtliche Pflicht zur Barrierefreiheit)"),
        persons=_("Personen, die eine Barriere melden"),
        data=_("Beschreibung; Name und E-Mail-Adresse nur, wenn angegeben"),
        recipients=_("Stelle, die für Barrierefreiheit antwortet; Betrieb"),
        rules=("barrier_reports",),
    ),
    Processing(
        key="editorial",
        label=_("Redaktionelle Seiten"),
        purpose=_("Seiten schreiben und nachvollziehen, wer was geändert hat"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO (Aufgabe im öffentlichen Interesse)"),
        persons=_("Personen der Redaktion"),
        data=_("Name, Fassungen, Anmerkungen und Vorgänge mit Zeitpunkt; bis zur Löschung des Kontos"),
        recipients=_("Redaktion, Betrieb"),
    ),
)


def register() -> None:
    """Called when the app is ready."""
    personal_data.register_holder(Editorial())
    personal_data.register_follower(follow)
    personal_data.register_rule(REPORTS)
    personal_data.register_responsible(responsible)
    for processing in PROCESSINGS:
        personal_data.register_processing(processing)
    personal_data.register_shared(*SHARED)
