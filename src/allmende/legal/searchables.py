# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Legal forms in the search: forms of the same name in all Länder are one value („Zweckverband“)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from allmende.core import searchables
from allmende.core.searchables import Facet, FieldWord
from allmende.legal.models import LegalForm
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def _families() -> dict[str, str]:
    return {form.family: form.name for form in LegalForm.objects.order_by("order", "pk")}


def names(values: Sequence[str]) -> Mapping[str, str]:
    return {family: name for family, name in _families().items() if family in values}


def find(text: str) -> list[tuple[str, str]]:
    wanted = fold(text)
    return [("legal_form", family) for family, name in _families().items() if wanted and wanted in fold(name)]


def register() -> None:
    """Called when the app is ready."""
    searchables.register_facet(Facet("legal_form", _("Rechtsform"), names))
    searchables.register_field_word(FieldWord("rechtsform", find, "rechtsform:Zweckverband"))
