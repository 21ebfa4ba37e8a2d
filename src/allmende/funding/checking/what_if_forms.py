# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A variant of one's own: what shall be otherwise; what is left empty stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.funding import wording
from allmende.funding.checking import parameters
from allmende.funding.checking.forms import CheckForm, NumberField
from allmende.funding.checking.what_if import Variant, home_of, with_answers, with_partners
from allmende.funding.engine.questions import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from allmende.funding.engine.directive import DirectiveText
    from allmende.funding.engine.facts import Facts
    from allmende.funding.wording import Names

PREFIX: Final = "dann"
MORE: Final = "partner"
MORE_ABROAD: Final = "ausland"
MOST_MORE: Final = 20
SHOWN: Final = ("dauer", "kosten", "ersparnis", "form", "beschluesse", "aufgabe")
AS_NOW: Final = gettext_lazy("wie jetzt")


class VariantForm(CheckForm):
    """Some of the questions of the check, and how many partners more."""

    def __init__(self, *args: Any, facts: Facts, names: Names, **kwargs: Any) -> None:
        super().__init__(*args, names=names, prefix=PREFIX, **kwargs)
        self.fields = {name: self.fields[name] for name in SHOWN}
        for name, field in self.fields.items():
            key = parameters.QUESTION_OF[name]
            now = wording.answer_text(key, facts.answers.get(key), names) or _("Angabe fehlt")
            field.help_text = _("Jetzt: %(now)s") % {"now": now}
            if hasattr(field, "choices"):
                field.choices = [("", AS_NOW), *list(field.choices)[1:]]
        more = {
            MORE: _("Weitere Partner aus dem Land"),
            MORE_ABROAD: _("Weitere Partner aus dem Ausland"),
        }
        counts = {
            name: NumberField(Kind.COUNT, most=MOST_MORE, label=label, required=False) for name, label in more.items()
        }
        self.fields = {**counts, **self.fields}

    @property
    def changes_something(self) -> bool:
        """Whether anything was said that can be used."""
        return self.is_bound and bool(self.answers() or self._more(MORE) or self._more(MORE_ABROAD))

    def variant(self, facts: Facts, directive: DirectiveText, names: Names) -> Variant:
        """The facts as they would be under this directive."""
        changed = with_answers(facts, **self.answers())
        land = home_of(facts, directive)
        if land:
            changed = with_partners(changed, land, self._more(MORE))
        changed = with_partners(changed, "", self._more(MORE_ABROAD))
        return Variant("eigene", _("Ihre Variante: %(what)s") % {"what": self._told(names)}, changed)

    def _told(self, names: Names) -> str:
        told = []
        if self._more(MORE):
            told.append(_("%(n)s Partner mehr aus dem Land") % {"n": self._more(MORE)})
        if self._more(MORE_ABROAD):
            told.append(_("%(n)s Partner mehr aus dem Ausland") % {"n": self._more(MORE_ABROAD)})
        told += [
            f"{wording.question_label(key)}: {wording.answer_text(key, answer, names)}"
            for key, answer in self.answers().items()
        ]
        return ", ".join(told)

    def _more(self, name: str) -> int:
        return self.cleaned_data.get(name) or 0


def read_variant(query: QueryDict, facts: Facts, names: Names) -> VariantForm:
    """The own variant of an address; not bound where it names none."""
    own: Mapping[str, Any] | None = query if any(name.startswith(f"{PREFIX}-") for name in query) else None
    form = VariantForm(own, facts=facts, names=names)
    form.full_clean()
    return form
