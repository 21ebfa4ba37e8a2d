# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The kind „Kooperation“."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.cooperation import services, views
from allmende.cooperation.kinds.base import UndertakingKind
from allmende.cooperation.models import Cooperation
from allmende.moderation.kinds import Step

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import Organisation, User
    from allmende.cooperation.kinds.sheet import Sheet


class CooperationKind(UndertakingKind):
    name: ClassVar = "cooperation"
    order: ClassVar = 10
    label: ClassVar = _("Kooperation")
    label_plural: ClassVar = _("Kooperationen")
    label_new: ClassVar = _("Neue Kooperation")
    about: ClassVar = _("Eine Aufgabe, die mehrere Kommunen gemeinsam erledigen, planen oder erledigt haben.")
    model: ClassVar = Cooperation
    path: ClassVar = "/kooperationen/"
    steps: ClassVar = (
        Step("thema", _("Worum es geht"), ("title", "summary", "tasks", "topics", "alliance")),
        Step(
            "beteiligte",
            _("Beteiligte"),
            ("participations", "participants_complete", "participants_note"),
            _("Wer macht mit, und wer hat die Federführung?"),
        ),
        Step("stand", _("Stand und Zeit"), ("status", "status_note", "start", "end", "term_note", "end_reason")),
        Step(
            "recht-und-geld",
            _("Recht und Geld"),
            ("legal_form", "legal_form_note", "start_up_cost", "running_cost", "saving", "figures_note", "grants"),
            _("Was nicht bekannt ist, bleibt leer; leer heißt nicht 0."),
        ),
        Step(
            "erfahrungen",
            _("Erfahrungen"),
            ("what_worked", "what_did_not", "transferability"),
            _("Andere Kommunen lernen aus dem, was gelang, und aus dem, was nicht gelang."),
        ),
        Step(
            "kontakt",
            _("Ansprechstelle und Quellen"),
            ("contact_function", "contact_email", "contact_phone", "contact_person", "contact_consented_on", "sources"),
            _("Am besten eine Stelle und ein Funktionspostfach; sie bleiben, auch wenn Personen wechseln."),
        ),
    )

    def _write(self, sheet: Sheet, obj: Any | None, organisation: Organisation, by: User | None) -> Any:
        values: Any = sheet.form.values()
        parts: Any = sheet.parts()
        if obj is None:
            values["owner"] = organisation
            return services.create_cooperation(by=by, values=values, parts=parts, organisation=organisation)
        return services.change_cooperation(
            cooperation=obj, by=by, values=values, parts=parts, organisation=organisation
        )

    def preview(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return views.cooperation_detail(request, obj.slug)
