# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the operator and the desk say about themselves, in one place."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="cog")
class PortalSettings(BaseGenericSetting):
    """Names, contact and responsible bodies of this instance. Empty means: not yet filled in by the operator."""

    portal_name = models.CharField(_("Name des Portals"), max_length=120, default="Allmende")
    centre_name = models.CharField(
        _("Name der Beratungsstelle"),
        max_length=200,
        default="Transfer- und Beratungsstelle für interkommunale Zusammenarbeit",
    )
    centre_body = models.CharField(
        _("Träger der Beratungsstelle"),
        max_length=200,
        default="Aufsichts- und Dienstleistungsdirektion Rheinland-Pfalz (ADD)",
    )
    centre_place = models.CharField(_("Ort"), max_length=120, default="Trier")
    centre_email = models.EmailField(
        _("Funktionspostfach"),
        default="ikz@add.rlp.de",
        help_text=_("Ein Postfach der Stelle, keine Adresse einer Person."),
    )
    centre_phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    operator = models.TextField(
        _("Betreiber (Name und Anschrift)"), blank=True, help_text=_("Leer: Die Seiten zeigen, dass die Angabe fehlt.")
    )
    report_email = models.EmailField(
        _("Meldungen von Barrieren gehen an"), blank=True, help_text=_("Leer: an das Funktionspostfach.")
    )
    enforcement_body = models.CharField(
        _("Durchsetzungsstelle"),
        max_length=250,
        default="Durchsetzungsstelle bei der oder dem Landesbeauftragten für die Belange von Menschen mit "
        "Behinderungen Rheinland-Pfalz",
    )
    enforcement_contact = models.TextField(_("Anschrift und E-Mail der Durchsetzungsstelle"), blank=True)
    enforcement_is_verified = models.BooleanField(
        _("Angaben zur Durchsetzungsstelle geprüft"),
        default=False,
        help_text=_("Solange nicht geprüft, steht ein Hinweis dabei."),
    )
    report_retention_months = models.PositiveSmallIntegerField(
        _("Meldungen werden gelöscht nach (Monaten)"), default=12
    )

    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("portal_name"), FieldPanel("operator")], heading=_("Portal")),
        MultiFieldPanel(
            [FieldPanel(f"centre_{name}") for name in ("name", "body", "place", "email", "phone")],
            heading=_("Beratungsstelle"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("report_email"),
                FieldPanel("report_retention_months"),
                FieldPanel("enforcement_body"),
                FieldPanel("enforcement_contact"),
                FieldPanel("enforcement_is_verified"),
            ],
            heading=_("Barrierefreiheit"),
        ),
    ]

    class Meta:
        verbose_name = _("Angaben zum Portal")

    def __str__(self) -> str:
        return self.portal_name

    @property
    def reports_to(self) -> str:
        """The mailbox that receives reports of barriers."""
        return self.report_email or self.centre_email
