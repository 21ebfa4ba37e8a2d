# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Kinds that need one form: every part is one of its fields, and each step shows some of them."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from allmende.moderation.form_contents import posted, typed_fields, wrong_values
from allmende.moderation.kinds import Kind, PartText, Problem, StepPage

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.http import QueryDict

    from allmende.moderation.contents import Content
    from allmende.moderation.kinds import Step


class FormKind(Kind):
    """A kind whose content is what was typed into one form, without sections."""

    @abstractmethod
    def form(
        self,
        content: Content | Mapping[str, Any],
        parts: Collection[str],
        *,
        obj: Any | None = None,
        data: QueryDict | None = None,
        is_complete: bool = False,
    ) -> Any:
        """The form with the fields ``parts``; complete, it also finds fault with what is missing."""

    def page(self, step: Step, content: Content, *, obj: Any | None, data: QueryDict | None = None) -> StepPage:
        return StepPage(step, self.form(content, step.parts, obj=obj, data=data))

    def typed(self, step: Step, content: Content, data: QueryDict) -> Content:
        fields = typed_fields(self.form(content, step.parts), data)
        return {"fields": {**content["fields"], **fields}, "rows": content["rows"]}

    def complete(self, content: Content, obj: Any | None) -> Any:
        """The form with all of ``content``, as if it had been posted at once."""
        parts = self.parts()
        return self.form(content, parts, obj=obj, data=posted(content, parts), is_complete=True)

    def problems(self, content: Content, *, obj: Any | None) -> list[Problem]:
        form = self.complete(content, obj)
        found = []
        for name, text, is_missing in wrong_values(form):
            field = form.fields.get(name)
            label = str(field.label).rstrip(".") if field else _("Angaben")
            found.append(Problem(name if field else "", label, text, is_missing))
        return self.in_order(found)

    def ready(self, content: Content, obj: Any | None) -> Any:
        """The complete form, cleaned. Raises ValidationError when ``content`` has problems."""
        self.require_ready(content, obj=obj)
        form = self.complete(content, obj)
        form.is_valid()
        return form

    def withheld(self, obj: Any) -> Collection[str]:
        """The parts of ``obj`` that the public page does not say: the name of a draft. Here none."""
        return ()

    def public_words(self, obj: Any) -> list[PartText]:
        withheld = self.withheld(obj)
        return [PartText(item.part, item.label) if item.part in withheld else item for item in self.in_words(obj)]
