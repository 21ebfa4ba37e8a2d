# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms about clauses: the filters of the list, and what the desk says each clause regulates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.core.filters import ContentSelect
from allmende.library.filter_form import EVERYTHING
from allmende.library.models import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import QueryDict

    from allmende.core.filters import Option
    from allmende.library.clause_listing import ClauseQuery
    from allmende.library.models import Clause

FILTERS = ("land", "rechtsform", "thema", "jahr")


class ClauseFilterForm(forms.Form):
    """Shows the chosen filters; what is chosen was read by ``ClauseQuery``."""

    gegenstand = forms.ChoiceField(label=_("Gegenstand"), required=False)
    land = forms.ChoiceField(label=_("Land"), required=False, widget=ContentSelect)
    rechtsform = forms.ChoiceField(label=_("Rechtsform"), required=False, widget=ContentSelect)
    thema = forms.ChoiceField(label=_("Thema"), required=False, widget=ContentSelect)
    jahr = forms.ChoiceField(label=_("Jahr"), required=False)

    def __init__(self, query: ClauseQuery, options: Mapping[str, Iterable[Option]]) -> None:
        chosen = {name: getattr(query.documents, name) for name in FILTERS}
        super().__init__({**chosen, "gegenstand": query.subject})
        for name in ("gegenstand", *FILTERS):
            rows = [(option.value, f"{option.label} ({option.count})") for option in options[name]]
            everything = EVERYTHING.get(name, _("alle Gegenstände"))
            self.fields[name].choices = [("", everything), *rows]  # type: ignore[attr-defined]


class CorrectionForm(forms.Form):
    """One select for each clause of a document; the first choice follows the rules."""

    def __init__(self, clauses: Sequence[Clause], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.clauses = {f"klausel-{clause.pk}": clause for clause in clauses}
        for name, clause in self.clauses.items():
            found = Subject(clause.subject).label
            self.fields[name] = forms.ChoiceField(
                label=clause.title,
                required=False,
                initial=clause.corrected,
                choices=[("", _("automatisch: %(found)s") % {"found": found}), *Subject.choices],
            )

    def corrections(self) -> list[tuple[Clause, str]]:
        """The clauses about which something else is said than before. Fields that were not sent stay as they are."""
        return [
            (clause, self.cleaned_data[name])
            for name, clause in self.clauses.items()
            if name in self.data and self.cleaned_data[name] != clause.corrected
        ]
