# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The kind „Kooperationsverbund“."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.cooperation import services, views_alliance
from allmende.cooperation.kinds.base import UndertakingKind
from allmende.cooperation.models import Alliance
from allmende.moderation.kinds import Step

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import Organisation, User
    from allmende.cooperation.kinds.sheet import Sheet


class AllianceKind(UndertakingKind):
    name: ClassVar = "alliance"
    order: ClassVar = 20
    label: ClassVar = _("Kooperationsverbund")
    label_plural: ClassVar = _("Kooperationsverbünde")
    label_new: ClassVar = _("Neuer Kooperationsverbund")
    about: ClassVar = _("Eine dauerhafte Gruppe von Kommunen, die mehrere Vorhaben gemeinsam angeht.")
    model: ClassVar = Alliance
    path: ClassVar = "/kooperationen/verbuende/"
    steps: ClassVar = (
        Step("thema", _("Worum es geht"), ("title", "summary", "description", "homepage")),
        Step(
            "mitglieder",
            _("Mitglieder"),
            ("participations", "participants_complete", "participants_note"),
            _("Wer gehört dazu, und seit wann?"),
        ),
        Step("zeit", _("Zeit und Förderperioden"), ("founded", "ended", "end_reason", "periods")),
        Step(
            "berichte",
            _("Berichte und Kosten"),
            ("reports", "costs"),
            _("Jeder Bericht gehört zu einer Förderperiode; nennen Sie ihre Nummer."),
        ),
        Step(
            "recht-und-geld",
            _("Recht und Geld"),
            ("legal_form", "legal_form_note", "grants", "figures_note"),
            _("Was nicht bekannt ist, bleibt leer; leer heißt nicht 0."),
        ),
        Step(
            "kontakt",
            _("Ansprechstelle und Quellen"),
            ("contact_function", "contact_email", "contact_person", "contact_consented_on", "sources"),
            _("Am besten eine Stelle und ein Funktionspostfach; sie bleiben, auch wenn Personen wechseln."),
        ),
    )

    def _write(self, sheet: Sheet, obj: Any | None, organisation: Organisation, by: User | None) -> Any:
        values: Any = sheet.form.values()
        parts: Any = sheet.parts()
        if obj is None:
            values["owner"] = organisation
            return services.create_alliance(by=by, values=values, parts=parts, organisation=organisation)
        return services.change_alliance(alliance=obj, by=by, values=values, parts=parts, organisation=organisation)

    def preview(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return views_alliance.alliance_detail(request, obj.slug)
