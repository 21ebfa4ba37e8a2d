# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The desk's form as an organisation sees it: some of its parts at a time, without what the desk alone decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from allmende.accounts.models import OrganisationKind
from allmende.cooperation.desk.forms import ALLIANCE_ONLY, ROWS, AllianceForm, CooperationForm, Desk
from allmende.cooperation.desk.rows import Choices
from allmende.cooperation.models import Alliance, Cooperation
from allmende.moderation.form_contents import wrong_values
from allmende.moderation.kinds import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from django.http import QueryDict

    from allmende.cooperation.desk.forms import SteckbriefForm
    from allmende.moderation.contents import Content

    Subject = Cooperation | Alliance

FOR_THE_DESK_ALONE: Final = {"owner"}
"""An organisation owns what it has entered; handing it over is the desk's business."""


def sections_of(model: type[Subject]) -> list[str]:
    """The sections that a form about such a subject can have."""
    return [name for name in ROWS if name not in ALLIANCE_ONLY or model is Alliance]


class Sheet(Desk):
    """The forms of the ``parts`` asked for, showing ``content`` or bound to ``data``.

    Incomplete ones (``is_complete=False``) find fault only with what is wrong, never with what is missing.
    """

    def __init__(
        self,
        subject: Subject,
        content: Content,
        parts: Collection[str],
        *,
        data: QueryDict | None = None,
        is_complete: bool = False,
    ) -> None:
        self.content = content
        self.wanted = set(parts) - FOR_THE_DESK_ALONE
        self.is_complete = is_complete
        super().__init__(subject, data)
        if not is_complete:
            for _name, _label, rows in self.sections:
                for row in [*rows.forms, rows.empty_form]:
                    for field in row.fields.values():
                        field.required = False

    def _form(self) -> SteckbriefForm:
        form_class = CooperationForm if isinstance(self.subject, Cooperation) else AllianceForm
        form = form_class(self.data, instance=self.subject)
        if "alliance" in form.fields:
            form.fields["alliance"].queryset = published_alliances(self.subject)  # type: ignore[attr-defined]
        for name in set(form.fields) - self.wanted:
            del form.fields[name]
        for name, field in form.fields.items():
            field.required = field.required and self.is_complete
            if name in self.content["fields"]:
                form.initial[name] = self.content["fields"][name]
        return form

    def _choices(self) -> Choices:
        if not self.wanted & set(ROWS):
            return Choices(organisations={}, programmes={}, phases={})
        choices = super()._choices()
        used = {row.get("organisation", "") for row in self.content["rows"].get("participations", [])}
        partners = getattr(self.subject, "participations", None) if self.subject.pk is not None else None
        there = set(partners.values_list("organisation", flat=True)) if partners is not None else set()
        choices.organisations = {
            key: item
            for key, item in choices.organisations.items()
            # What is typed may be forged: what only a user has named stays unknown to others.
            if key in there or (item.confirmed_at and (item.kind != OrganisationKind.MUNICIPALITY or str(key) in used))
        }
        return choices

    def _asks_for(self, name: str, choices: Choices) -> bool:
        return name in self.wanted and super()._asks_for(name, choices)

    def _initial(self, name: str, row_form: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in self.content["rows"].get(name, [])]

    def _period_numbers(self) -> set[int]:
        """Those typed, whether or not the periods are on this page."""
        numbers = [row.get("number", "") for row in self.content["rows"].get("periods", [])]
        return {int(number) for number in numbers if number.isascii() and number.isdigit()}

    def problems(self) -> Iterator[Problem]:
        """All that keeps what was typed from being right, in the order of the form."""
        self.is_valid()
        for name, text, is_missing in wrong_values(self.form):
            field = self.form.fields.get(name)
            label = str(field.label) if field else _("Angaben")
            yield Problem(name if field else "", label, text, is_missing)
        for section, label, rows in self.sections:
            for number, row in enumerate(rows, start=1):
                for name, text, is_missing in wrong_values(row):
                    field = row.fields.get(name)
                    where = f"{row.one} {number}" + (f", {field.label}" if field else "")
                    yield Problem(section, where, text, is_missing)
            for error in rows.non_form_errors():
                yield Problem(section, str(label), str(error), is_missing=False)


def published_alliances(subject: Subject) -> Any:
    """The alliances that may be chosen; one that is a draft of the desk is nobody else's business."""
    found = Alliance.objects.published()
    chosen = getattr(subject, "alliance_id", None)
    return found | Alliance.objects.filter(pk=chosen) if chosen else found
