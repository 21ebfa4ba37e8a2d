# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the kinds „Kooperation“ and „Kooperationsverbund“ have in common."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from allmende.accounts.models import Organisation, OrganisationKind
from allmende.cooperation import services
from allmende.cooperation.care import CareOfUndertakings
from allmende.cooperation.desk.forms import ROWS, Desk
from allmende.cooperation.desk.rows import Choices
from allmende.cooperation.importing.lookup import PartnerLookup
from allmende.cooperation.kinds.sheet import FOR_THE_DESK_ALONE, Sheet, sections_of
from allmende.cooperation.kinds.words import NOT_SHOWN, field_lines, public_lines, section_lines
from allmende.cooperation.models import Role
from allmende.moderation.form_contents import fields_of, posted, row_of, typed_fields, typed_rows
from allmende.moderation.kinds import Kind, PartText, Problem, Step, StepPage
from allmende.territory.finding import titled
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import QueryDict

    from allmende.accounts.models import User
    from allmende.cooperation.desk.rows import RowForm
    from allmende.cooperation.models import Alliance, Cooperation
    from allmende.moderation.contents import Content, Row

    Subject = Cooperation | Alliance


KEY: Final = re.compile(r"[0-9]{1,18}")
"""A primary key as it may be typed; nothing longer fits into a database."""


def blank_row(section: str) -> RowForm:
    """A row of ``section`` that nobody has touched; what could be chosen in it does not matter."""
    return ROWS[section][0](choices=Choices(organisations={}, programmes={}, phases={}))


class UndertakingKind(CareOfUndertakings, Kind):
    """Something several partners do together. The forms are those of the desk, a few parts on each page."""

    path: ClassVar[str]
    """What the address of the public page begins with."""

    def published(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model.objects.published()
        return found

    def object_at(self, path: str) -> Any | None:
        slug = path.removeprefix(self.path).removesuffix("/")
        if not path.startswith(self.path) or not slug or "/" in slug:
            return None
        return self.published().filter(slug=slug).first()

    def concerns(self, obj: Any, organisation: Organisation) -> bool:
        """Whether ``organisation`` or its municipality takes part."""
        mine = Q(organisation=organisation)
        if organisation.territory_id is not None:
            mine |= Q(territory=organisation.territory_id)
        return bool(obj.participations.filter(mine).exists())

    # Forms

    def content_of(self, obj: Any) -> Content:
        desk = Desk(obj)
        content: Content = {
            "fields": {name: value for name, value in fields_of(desk.form).items() if name not in FOR_THE_DESK_ALONE},
            "rows": {name: [] for name in sections_of(self.model)},
        }
        for name, _label, rows in desk.sections:
            content["rows"][name] = [row_of(row) for row in rows.initial_forms]
        return content

    def begin(self, organisation: Organisation) -> Content:
        content = self.content_of(self.model())
        blank = row_of(blank_row("participations"))
        content["rows"]["participations"] = [{**blank, **self._as_lead(organisation)}]
        return content

    @staticmethod
    def _as_lead(organisation: Organisation) -> Row:
        territory = organisation.territory
        if territory is not None and organisation.kind == OrganisationKind.MUNICIPALITY:
            name = titled(territory.name, territory.kind)
            return {"stated_name": name, "ars": territory.ars, "role": Role.LEAD.value}
        return {"stated_name": organisation.name, "organisation": str(organisation.pk), "role": Role.LEAD.value}

    def _sheet(
        self,
        content: Content,
        parts: Iterable[str],
        obj: Any | None,
        *,
        data: QueryDict | None = None,
        is_complete: bool = False,
    ) -> Sheet:
        """Forms never write into ``obj``: they get a copy of their own."""
        subject = self.object_of(obj.pk) if obj is not None else None
        return Sheet(subject or self.model(), content, list(parts), data=data, is_complete=is_complete)

    def page(self, step: Step, content: Content, *, obj: Any | None, data: QueryDict | None = None) -> StepPage:
        sheet = self._sheet(content, step.parts, obj, data=data)
        if data is not None:
            sheet.is_valid()
        return StepPage(step, sheet.form, list(sheet.sections))

    def typed(self, step: Step, content: Content, data: QueryDict) -> Content:
        names = [part for part in step.parts if part not in ROWS]
        fields = {**content["fields"], **typed_fields(self._sheet(content, names, None).form, data)}
        rows = dict(content["rows"])
        for name in (part for part in step.parts if part in ROWS):
            # A section that is not on the page (costs without sub-projects) stays as it is.
            if f"{name}-TOTAL_FORMS" in data:
                rows[name] = typed_rows(blank_row(name), data, name)
        return {"fields": fields, "rows": rows}

    def problems(self, content: Content, *, obj: Any | None) -> list[Problem]:
        parts = self.parts()
        sheet = self._sheet(content, parts, obj, data=posted(content, parts), is_complete=True)
        found = list(sheet.problems())
        found += [problem for problem in self._missing(content) if problem.part not in {item.part for item in found}]
        return self.in_order(found)

    def _missing(self, content: Content) -> list[Problem]:
        """What the public must be told, beyond what the form itself asks for."""
        is_there = {
            "summary": bool(content["fields"].get("summary")),
            "topics": "topics" not in self.parts() or bool(content["fields"].get("topics")),
            "participations": bool(content["rows"].get("participations") or content["fields"].get("participants_note")),
        }
        labels = {part: label for part, label, _lines in self._labels()}
        texts = {
            "summary": _("fehlt noch."),
            "topics": _("mindestens eines fehlt noch."),
            "participations": _("mindestens einer fehlt noch, oder eine Anmerkung, warum keiner genannt ist."),
        }
        return [
            Problem(part, labels[part], texts[part], is_missing=True) for part, there in is_there.items() if not there
        ]

    # Words

    def places_of(self, content: Content) -> list[Territory]:
        rows = content["rows"].get("participations", [])
        keys = {row["ars"] for row in rows if row.get("ars")}
        organisations = {row["organisation"] for row in rows if KEY.fullmatch(row.get("organisation", ""))}
        names = [
            row["stated_name"]
            for row in rows
            if row.get("stated_name") and not row.get("ars") and not row.get("organisation")
        ]
        resolved = PartnerLookup().resolve_few(names) if names else []
        wanted = Q(ars__in=keys) | Q(pk__in=[item.territory_key for item in resolved if item.territory_key])
        of = {*organisations, *(str(item.organisation_key) for item in resolved if item.organisation_key)}
        if of:
            seats = Organisation.objects.filter(pk__in=of).exclude(territory=None)
            wanted |= Q(pk__in=seats.values("territory"))
        return list(Territory.objects.filter(wanted).order_by("ars"))

    def _labels(self) -> list[tuple[str, str, bool]]:
        """(part, label, whether it is a section), in the order of the steps."""
        form = Desk(self.model()).form
        found = []
        for part in self.parts():
            label = ROWS[part][1] if part in ROWS else form.fields[part].label
            found.append((part, str(label), part in ROWS))
        return found

    def in_words(self, obj: Any) -> list[PartText]:
        return [
            PartText(part, label, section_lines(obj, part) if is_section else field_lines(obj, part))
            for part, label, is_section in self._labels()
        ]

    def public_words(self, obj: Any) -> list[PartText]:
        return [
            PartText(item.part, item.label, public_lines(obj, item.part, item.lines))
            for item in self.in_words(obj)
            if item.part not in NOT_SHOWN
        ]

    # Publishing

    def publish(self, content: Content, *, obj: Any | None, organisation: Organisation, by: User | None) -> Any:
        self.require_ready(content, obj=obj)
        parts = self.parts()
        sheet = self._sheet(content, parts, obj, data=posted(content, parts), is_complete=True)
        sheet.is_valid()
        with transaction.atomic():
            subject = self._write(sheet, obj, organisation, by)
            services.publish(subject=subject, by=by, organisation=organisation)
            return services.confirm(subject=subject, by=by, organisation=organisation)

    @abstractmethod
    def _write(self, sheet: Sheet, obj: Any | None, organisation: Organisation, by: User | None) -> Any:
        """Enter or change the object through the services of this app."""
